import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { Resource } from "@pulumi/pulumi";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { constructed } from "../../../scripts/docs/examples.ts";
import { Sdk } from "../../../scripts/docs/sdk.ts";
import { declarations } from "../../../scripts/docs/types.ts";
import { root } from "../../../scripts/setup/paths.ts";
import { pulumi, type Registered, sdk, settled } from "./construct.ts";

const require = createRequire(import.meta.url);
/** The types that a program declares, and the one that the package declares itself. */
const types = [...Object.keys(declarations), "StackIdentity"];
const OPERATIONS = ["check", "diff", "create", "read", "update", "delete"] as const;

type Class = new (name: string, args: object) => Resource;
const sources = await Sdk.read();

/** The arguments of a class's first example. */
const argsOf = (type: string): object => {
  const found = sources.class(type).examples.flatMap(({ code }) => constructed(code));
  return found.find((one) => one.type === type)?.args ?? {};
};

const made = new Map<string, Registered>();
const textOf = (type: string) => String(made.get(type)?.inputs.__provider);

beforeAll(async () => {
  for (const type of Object.keys(declarations)) {
    const Made = (sdk as unknown as Record<string, Class>)[type] as Class;
    for (const one of await settled(() => [new Made(`a-${type}`, argsOf(type))]))
      made.set(one.type.split(":").at(-1) ?? "", one);
  }
}, 60_000);

describe("stub of a resource type, which users' state files contain", { timeout: 60_000 }, () => {
  test.each(types)("registers %s under the type's token", (type) => {
    expect(made.get(type)?.type).toBe(`pulumi-nodejs:dynamic/iproute2:${type}`);
  });

  test.each(types)("is the released text for %s", async (type) => {
    await expect(textOf(type)).toMatchFileSnapshot(`stubs/${type}.js`);
  });

  test("exists for every released type", () => {
    const kept = readdirSync(path.join(import.meta.dirname, "stubs")).map((file) => path.parse(file).name);
    expect(kept.toSorted()).toEqual(types.toSorted());
  });

  test.each(types)("contains only the type's name: %s", (type) => {
    expect(textOf(type)).toBe(
      `exports.handler = () => require("pulumi-iproute2/provider").handlers.${type};\n`,
    );
  });

  describe("evaluated as Pulumi evaluates it", () => {
    const { handlers } = require("pulumi-iproute2/provider");
    afterEach(() => vi.restoreAllMocks());

    test.each(types)("leads %s to its handlers, with unchanged arguments and results", async (type) => {
      const provider = require("require-from-string")(textOf(type)).handler();
      expect(Object.keys(provider)).toEqual(expect.arrayContaining([...OPERATIONS]));
      // The handler has no other method that the engine would call.
      expect(provider.configure).toBeUndefined();
      for (const operation of OPERATIONS) {
        const answer = Symbol(operation);
        const spy = vi.spyOn(handlers[type], operation).mockResolvedValue(answer);
        const given = [{ a: 1 }, "b", 3];
        expect(await provider[operation](...given)).toBe(answer);
        expect(spy.mock.calls).toEqual([given]);
      }
    });
  });

  test.each(["module", "commonjs"])("is the same in a program of type %s", (kind) => {
    const load = (name: string) => (kind === "module" ? `await import("${name}")` : `require("${name}")`);
    const program = `
      (async () => {
        const pulumi = ${load("@pulumi/pulumi")};
        const texts = {};
        const newResource = ({ type, name, inputs }) => {
          texts[type.split(":").at(-1)] = inputs.__provider;
          return { id: name, state: inputs };
        };
        await pulumi.runtime.setMocks({ newResource, call: () => ({}) }, "project", "stack", false);
        const sdk = ${load("pulumi-iproute2")};
        const all = ${JSON.stringify(Object.keys(declarations).map((type) => [type, argsOf(type)]))};
        for (const [type, args] of all) await new Promise((done) => new sdk[type](type, args).urn.apply(done));
        process.stdout.write(JSON.stringify(texts));
      })();`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ["--no-warnings", `--input-type=${kind}`, "-e", program],
      {
        cwd: root,
        encoding: "utf8",
      },
    );
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual(Object.fromEntries(types.map((type) => [type, textOf(type)])));
  });
});

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const secret = (value: unknown) => ({ ...SECRET, value });
const keys = { password: "p", privateKey: "k", privateKeyPassword: "pp" };
const secretKeys = { password: secret("p"), privateKey: secret("k"), privateKeyPassword: secret("pp") };
const open = { host: "192.0.2.1", port: 2222, user: "ops", hostKey: "ssh-ed25519 AAAA" };

describe("secrets of a connection", () => {
  const connection = { ...open, ...keys, proxy: { ...open, ...keys } };
  const marked = { ...open, ...secretKeys, proxy: { ...open, ...secretKeys } };

  test("are marked one by one in a Host, and host and port stay readable", async () => {
    const [host] = await settled(() => [new sdk.Host("h1", { connection })]);
    expect(host?.inputs.connection).toEqual(marked);
  });

  test("are marked in a link, with a Host or with its arguments", async () => {
    const host = new sdk.Host("h2", { connection, sudo: true });
    await settled(() => [host]);
    const remote = "192.0.2.2";
    const links = await settled(() => [
      new sdk.IpipTunnel("t1", { host: { connection, sudo: true }, remote }),
      new sdk.IpipTunnel("t2", { host, remote }),
    ]);
    for (const link of links) {
      expect(link.inputs.host).toMatchObject({ connection: marked, sudo: true });
    }
    expect(links).toHaveLength(2);
  });

  test("are marked in a resource that is not a link", async () => {
    const args = { host: { connection }, port: 5555, gue: true };
    const [port] = await settled(() => [new sdk.FouPort("p1", args)]);
    expect(port?.inputs.host).toEqual({ connection: marked });
  });

  test("stay secret when the whole connection is unknown", async () => {
    const later = pulumi.output(connection);
    const [host] = await settled(() => [new sdk.Host("h3", { connection: later })]);
    expect(host?.inputs.connection).toEqual(secret(connection));
  });

  test("do not include other arguments of an XfrmState than its keys", async () => {
    const aead = { name: "rfc4106(gcm(aes))" as const, key: "1a".repeat(20) };
    const args = {
      host: { connection: open },
      source: "192.0.2.1",
      destination: "192.0.2.2",
      spi: 4097,
      aead,
    };
    const [state] = await settled(() => [new sdk.XfrmState("s1", args)]);
    expect(state?.inputs.aead).toEqual({ name: aead.name, key: secret(aead.key) });
    expect(state?.inputs.host).toEqual({ connection: open });
  });
});

describe("class of a resource", () => {
  test("adds the owner, and leaves a missing device name to the provider", async () => {
    const host = { connection: open };
    const remote = "192.0.2.2";
    const [plain, named] = await settled(() => [
      new sdk.GreTunnel("a-tunnel-with-a-long-name", { host, remote }),
      new sdk.GreTunnel("n", { host, remote, name: "edge0" }),
    ]);
    expect(plain?.inputs.owner).toBe("project/stack/a-tunnel-with-a-long-name");
    expect(plain?.inputs).not.toHaveProperty("name");
    expect(named?.inputs.name).toBe("edge0");
  });

  test("does not change the arguments object, so that two resources can share it", async () => {
    const args = { host: { connection: { ...open, ...keys } }, remote: "192.0.2.2" };
    const before = structuredClone(args);
    const both = await settled(() => [new sdk.IpipTunnel("one", args), new sdk.IpipTunnel("two", args)]);
    expect(args).toEqual(before);
    expect(both.map(({ name }) => name)).toEqual(["one", "two"]);
  });
});

describe("TunnelPair", () => {
  test("has its links as children, with stable names", async () => {
    const end = (address: string) => ({ host: { connection: { host: address } }, underlay: address });
    const all = await settled(() => {
      const ends = { a: end("192.0.2.1"), b: end("192.0.2.2") };
      const made = new sdk.TunnelPair("ams-fra", { kind: "ipip", ...ends });
      return [made, made.a, made.b];
    });
    const [pair, ...links] = all;
    expect(pair).toMatchObject({ type: "iproute2:index:TunnelPair", name: "ams-fra" });
    expect(links.map(({ name }) => name)).toEqual(["ams-fra-a", "ams-fra-b"]);
    for (const { parent, type } of links) {
      expect(parent).toMatch(/::iproute2:index:TunnelPair::ams-fra$/);
      expect(type).toBe("pulumi-nodejs:dynamic/iproute2:IpipTunnel");
    }
    const [a, b] = links.map(({ inputs }) => [inputs.local, inputs.remote]);
    expect([a, b]).toEqual([
      ["192.0.2.1", "192.0.2.2"],
      ["192.0.2.2", "192.0.2.1"],
    ]);
  });
});
