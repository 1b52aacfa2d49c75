// What the engine records of each resource besides its properties. It writes all of it after each step of a deployment.
import path from "node:path";
import { expect, test } from "vitest";
import { pulumi, type Registered, sdk, settled } from "./construct.ts";

const host = { connection: { host: "198.51.100.1", privateKey: "key" } };
const link = { local: "198.51.100.1", remote: "203.0.113.7" };

const named = (all: readonly Registered[], name: string): Registered => {
  const found = all.find((one) => one.name === name);
  if (found === undefined) throw new Error(`${name} was not registered`);
  return found;
};
const names = (urns: readonly string[] | undefined) => urns?.map((urn) => urn.split("::").at(-1));

test("a resource on a host depends on the stack's identity once, and has its word", async () => {
  const all = await settled(() => [new sdk.IpipTunnel("single", { host, ...link })]);
  const { dependencies, propertyDependencies, inputs } = named(all, "single");
  expect(names(dependencies)).toEqual(["iproute2-stack-identity"]);
  expect(propertyDependencies.__stack).toEqual([]);
  expect(inputs.__stack).toBe("k3x9q2zb");
});

test("a resource keeps the dependencies of its arguments and of its options", async () => {
  const all = await settled(() => {
    const first = new sdk.IpipTunnel("first", { host, ...link, mtu: 1400 });
    const second = new sdk.IpipTunnel("second", { host, ...link, mtu: first.mtu });
    const dependsOn = pulumi.output([first, second]);
    const third = new sdk.IpipTunnel("third", { host, ...link }, { dependsOn });
    return [second, third, new sdk.IpipTunnel("fourth", { host, ...link }, { dependsOn: third })];
  });
  expect(names(named(all, "second").dependencies)?.sort()).toEqual(["first", "iproute2-stack-identity"]);
  expect(names(named(all, "second").propertyDependencies.mtu)).toEqual(["first"]);
  const third = names(named(all, "third").dependencies)?.sort();
  expect(third).toEqual(["first", "iproute2-stack-identity", "second"]);
  expect(names(named(all, "fourth").dependencies)?.sort()).toEqual(["iproute2-stack-identity", "third"]);
});

test("the recorded position is the program's, not one of this package or of Pulumi", async () => {
  const end = { host, underlay: "198.51.100.1" };
  const b = { host: { connection: { host: "203.0.113.7", privateKey: "key" } }, underlay: "203.0.113.7" };
  // Pulumi records no position of a function without a name
  const all = await settled(function program() {
    const pair = new sdk.TunnelPair("pair", { kind: "ipip", a: end, b });
    return [new sdk.IpipTunnel("placed", { host, ...link }), pair.a, pair.b];
  });
  for (const name of ["placed", "pair-a", "pair-b"]) {
    const { files } = named(all, name);
    expect(path.basename(files[0] ?? "")).toMatch(/^registration\.test\.ts/);
    expect(files.filter((file) => /\/dist\/sdk\/|@pulumi\/pulumi/.test(file))).toEqual([]);
  }
});

test("stack traces of errors have all frames again after a declaration", async () => {
  const before = Error.prepareStackTrace;
  await settled(() => [new sdk.IpipTunnel("again", { host, ...link })]);
  expect(Error.prepareStackTrace).toBe(before);
  const wrong = { host } as unknown as ConstructorParameters<typeof sdk.TunnelPair>[1];
  expect(() => new sdk.TunnelPair("wrong", wrong)).toThrow();
  expect(Error.prepareStackTrace).toBe(before);
});
