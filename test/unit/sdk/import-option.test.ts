import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import type { Resource } from "@pulumi/pulumi";
import { afterEach, describe, expect, test } from "vitest";
import { providerOf, tokenOf } from "../../../sdk/provider-text.ts";
import { sdk, settled } from "./construct.ts";

const require = createRequire(import.meta.url);
const LOADED = Symbol.for("pulumi-iproute2.import");
const host = { connection: { host: "198.51.100.1" } };
const link = { host, local: "198.51.100.1", remote: "203.0.113.7" };
const ID = "ssh://root@198.51.100.1/gre0";

afterEach(() => {
  Reflect.deleteProperty(globalThis, LOADED);
});

describe("the option import", () => {
  test("is an error that names the module and adopt, if the module is not loaded", () => {
    expect(() => new sdk.GreTunnel("gre0", link, { import: ID })).toThrow(
      /gre0: the option `import` needs a module .*NODE_OPTIONS="--require pulumi-iproute2\/import".*adopt: true/,
    );
    expect(() => sdk.importing({ gre0: ID })).toThrow(/NODE_OPTIONS/);
  });

  test("passes if the module is loaded, but not for a type without an import", async () => {
    Object.defineProperty(globalThis, LOADED, { value: true, configurable: true });
    await settled(() => [new sdk.GreTunnel("imported", link, { import: ID })]);
    expect(() => new sdk.Host("ams", host, { import: ID })).toThrow("a Host has no import: declare it");
  });
});

describe("importing", () => {
  test("gives the option to resources of this package with these names", () => {
    Object.defineProperty(globalThis, LOADED, { value: true, configurable: true });
    const transform = sdk.importing({ "pair-a": ID });
    const on = (type: string, name: string) =>
      transform({ type, name, props: {}, opts: { protect: true }, resource: {} as Resource });
    expect(on(tokenOf("GreTunnel"), "pair-a")?.opts).toEqual({ protect: true, import: ID });
    expect(on(tokenOf("GreTunnel"), "pair-b")).toBeUndefined();
    expect(on("aws:ec2/instance:Instance", "pair-a")).toBeUndefined();
  });
});

/** Runs code in a process that has loaded the module, as the script of a path. */
const run = (script: string, code: string): string =>
  execFileSync(
    process.execPath,
    ["-e", `process.argv[1] = ${JSON.stringify(script)}; require("pulumi-iproute2/import"); ${code}`],
    { encoding: "utf8", cwd: import.meta.dirname },
  );
const provider = require.resolve("@pulumi/pulumi/cmd/dynamic-provider/index.js");
const READ = (urn: string, properties = "") => `
  const { ReadRequest } = require("@pulumi/pulumi/proto/provider_pb.js");
  const { Struct } = require("google-protobuf/google/protobuf/struct_pb.js");
  const request = new ReadRequest();
  request.setUrn(${JSON.stringify(urn)});
  ${properties}
  console.log(JSON.stringify(request.getProperties()?.toJavaScript() ?? "none"));`;
const urnOf = (token: string) => `urn:pulumi:s::p::iproute2:index:TunnelPair$${token}::gre0`;

describe("pulumi-iproute2/import", () => {
  test.each([
    [
      "adds the handlers to a read without properties",
      provider,
      tokenOf("GreTunnel"),
      "",
      { __provider: providerOf("GreTunnel") },
    ],
    [
      "keeps the properties of a refresh",
      provider,
      tokenOf("GreTunnel"),
      "request.setProperties(Struct.fromJavaScript({ ttl: 1 }));",
      { ttl: 1 },
    ],
    ["leaves other dynamic resources alone", provider, "pulumi-nodejs:dynamic:Resource", "", "none"],
    ["changes nothing in other processes", "/srv/program/index.js", tokenOf("GreTunnel"), "", "none"],
  ])("%s", (_title, script, token, properties, expected) => {
    expect(JSON.parse(run(script, READ(urnOf(token), properties)))).toEqual(expected);
  });
});
