// Trials of devices that exist before the stack: those of an operator, and those of release 0.1.0.
import { createHash } from "node:crypto";
import { expect } from "vitest";
import { PROVIDER } from "../process.ts";
import {
  ADDRESS,
  addressesOn,
  deviceOn,
  green,
  holds,
  ipOn,
  refused,
  trial,
  untouched,
  vxlan,
} from "../trials.ts";

trial("A7", "VxlanTunnel changes nothing when it cannot adopt a device", async (world) => {
  await ipOn(
    world,
    "alpha",
    "link add x type vxlan id 5 local 198.51.100.1 remote 198.51.100.2 dev eth0 dstport 4789 gbp",
    "addr add 10.44.0.1 peer 10.44.0.2/32 dev x",
    "link set x alias hand-made",
  );
  const stack = world.stack();
  await untouched(world, async () => {
    refused(await stack.up([vxlan("x", { ...ADDRESS, adopt: true })]), /gbp|x/);
  });
  green(await stack.destroy());
  expect(await deviceOn(world, "alpha", "x")).toBeDefined();
});

trial(
  "19",
  "VxlanTunnel changes nothing when its adoption conflicts with the route of another device",
  async (world) => {
    await ipOn(
      world,
      "alpha",
      "link add x type vxlan id 5 local 198.51.100.1 remote 198.51.100.2 dev eth0 dstport 4789",
      "route add 10.20.0.0/16 via 198.51.100.2 dev eth0",
    );
    const stack = world.stack();
    await untouched(world, async () => {
      refused(await stack.up([vxlan("x", { ...ADDRESS, routes: ["10.20.0.0/16"], adopt: true })]), /eth0/);
    });
  },
);

holds("VxlanTunnel adopts a device as declared", async (world) => {
  await ipOn(
    world,
    "alpha",
    "link add x type vxlan id 5 local 198.51.100.1 remote 198.51.100.2 dev eth0 dstport 4789",
  );
  const before = await deviceOn(world, "alpha", "x");
  const stack = world.stack();
  await untouched(world, async () => refused(await stack.up([vxlan("x", ADDRESS)]), /adopt/));
  green(await stack.up([vxlan("x", { ...ADDRESS, adopt: true })]));
  expect((await deviceOn(world, "alpha", "x"))?.ifindex).toBe(before?.ifindex);
  expect(await addressesOn(world, "alpha", "x")).toEqual(["10.9.0.1/30"]);
});

/* What was made before. */

holds("VxlanTunnel of a state of 0.1.0 is read, changed and removed", async (world) => {
  const alias = `pulumi-iproute2:1:${createHash("sha256").update("project/dev/x").digest("hex").slice(0, 12)}:project/dev/x`;
  await ipOn(
    world,
    "alpha",
    "link add x mtu 1450 group 26992 type vxlan id 5 local 198.51.100.1 remote 198.51.100.2 dev eth0 dstport 4789",
    `link set x alias ${alias} up`,
    "addr add 10.9.0.1/30 dev x",
  );
  const before = await deviceOn(world, "alpha", "x");
  const stack = world.stack();
  const { args } = vxlan("x", ADDRESS);
  const inputs = { ...args, owner: "project/dev/x", name: "x", __provider: PROVIDER };
  const computed = {
    ifindex: before?.ifindex,
    mtu: 1450,
    kind: "vxlan",
    mtuFrom: "kernel",
    underlayMtu: 1500,
  };
  stack.state = [
    {
      urn: stack.urnOf({ type: "VxlanTunnel", name: "x" }),
      type: "VxlanTunnel",
      name: "x",
      id: "x@alpha",
      inputs,
      outputs: { ...inputs, ...computed, machineId: "a".repeat(32) },
    },
  ];
  green(await stack.refresh());
  expect(stack.resource("x")?.inputs.addresses).toEqual(["10.9.0.1/30"]);
  green(await stack.up([vxlan("x", { ...ADDRESS, ttl: 9 })]));
  expect(await deviceOn(world, "alpha", "x")).toMatchObject({ ifindex: before?.ifindex, data: { ttl: 9 } });
  green(await stack.destroy());
  expect(await deviceOn(world, "alpha", "x")).toBeUndefined();
});
