// Tests of the link by Pulumi's mocks: no host, no engine, no state. `npm test` runs them. Mocks know neither hooks nor
// transforms, because the engine calls those.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";

/** What the program declares, by the resource's name. */
const declared: Record<string, { type: string; inputs: Record<string, unknown> }> = {};

before(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      declared[name] = { type, inputs };
      return { id: `${name}-id`, state: { ...inputs, mtu: 1450 } };
    },
    call: ({ inputs }) => inputs,
  });
  // The mocks must be set before the package is loaded
  const { linkBetween } = await import("./link.ts");
  const site = (host: string) => ({ connection: { host }, underlay: host });
  const { mtu } = linkBetween(site("198.51.100.1"), site("203.0.113.7"), 42);
  assert.equal(await new Promise((resolve) => mtu.apply(resolve)), 1450);
});

const link = (name: string) => declared[name]?.inputs ?? assert.fail(`no ${name} is declared`);

test("the ends point at each other and have the same VNI", () => {
  assert.equal(declared["ams-fra-a"]?.type, "pulumi-nodejs:dynamic/iproute2:VxlanTunnel");
  assert.equal(link("ams-fra-a").remote, link("ams-fra-b").local);
  assert.equal(link("ams-fra-b").remote, link("ams-fra-a").local);
  assert.equal(link("ams-fra-a").vni, 42);
  assert.equal(link("ams-fra-b").vni, 42);
});

test("the ends have addresses of one subnet", () => {
  assert.deepEqual(link("ams-fra-a").addresses, ["10.9.0.1/30"]);
  assert.deepEqual(link("ams-fra-b").addresses, ["10.9.0.2/30"]);
});
