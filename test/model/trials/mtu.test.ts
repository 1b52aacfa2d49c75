// Trials of the mtu that follows from the underlay.
import { expect } from "vitest";
import { at, deviceOn, green, plainly, trial, vxlan } from "../trials.ts";

for (const [what, before, after] of [
  ["dev", {}, { dev: "eth1" }],
  ["dev and local", {}, { dev: "eth1", local: "203.0.113.1" }],
] as const) {
  trial("9", `VxlanTunnel has the mtu of its new underlay after a change of ${what}`, async (world) => {
    const stack = world.stack();
    green(await stack.up([vxlan("x", before)]));
    expect((await deviceOn(world, "alpha", "x"))?.mtu).toBe(1450);
    green(await stack.up([vxlan("x", { ...before, ...after })]));
    expect((await deviceOn(world, "alpha", "x"))?.mtu).toBe(1350);
    expect(stack.resource("x")?.outputs.mtu).toBe(1350);
  });
}

trial("9", "VxlanTunnel has the mtu of its new underlay after a change of remote", async (world) => {
  const stack = world.stack();
  const program = (remote: string) => [plainly(vxlan("x", { remote, dev: undefined, local: undefined }))];
  green(await stack.up(program("198.51.100.2")));
  expect((await deviceOn(world, "alpha", "x"))?.mtu).toBe(1450);
  green(await stack.up(program("203.0.113.2")));
  expect((await deviceOn(world, "alpha", "x"))?.mtu).toBe(1350);
});

trial(
  "11",
  "LinkSet of many links without mtu and dev reads all devices once in each frame",
  async (world) => {
    await world.alpha.must(
      "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do echo link add d$i type bridge; done | ip -batch -",
    );
    const stack = world.stack();
    const links = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [
        `m${index}`,
        { vni: 100 + index, local: "198.51.100.1", remote: "198.51.100.2" },
      ]),
    );
    let received = 0;
    green(
      await stack.up([{ type: "LinkSet", name: "set", args: { host: at("alpha"), kind: "vxlan", links } }], {
        watch: ({ connections }) => {
          received = Math.max(...connections.received);
        },
      }),
    );
    const dump = (await world.alpha.must("ip -d -j -N addr show")).length;
    expect((await deviceOn(world, "alpha", "m7"))?.mtu).toBe(1450);
    expect(received).toBeLessThan(2 * dump);
  },
);
