// Trials of resources and runs that share a shell, a lock or a connection.
import { expect } from "vitest";
import { BUSYBOX_FLOCK, programsWith } from "../programs.ts";
import type { Args } from "../provider.ts";
import { ADDRESS, addressesOn, at, deviceOn, green, holds, ipOn, plainly, trial, vxlan } from "../trials.ts";
import type { World } from "../world.ts";

trial(
  "2",
  "VxlanTunnel leaves a foreign device alone when it is refused and two spellings of the host share a shell",
  async (world) => {
    await ipOn(world, "alpha", "link add x4 type bridge", "addr add 192.0.2.1/24 dev x4");
    await world.alpha.must("echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6");
    const before = await deviceOn(world, "alpha", "x4");
    const stack = world.stack();
    const link = (name: string, vni: number, args: Args, dependsOn: string[]) =>
      plainly(vxlan(name, { vni, dev: undefined, mtu: 1400, ...args }, { dependsOn }));
    const spelled = { host: { ...at("alpha"), sudo: false } };
    const result = await stack.up([
      link("x1", 21, {}, []),
      link("s1", 51, spelled, ["x1"]),
      link("s2", 52, { ...spelled, addresses: ["10.14.0.1/30"] }, ["s1"]),
      link("x2", 22, { addresses: ["10.12.0.1/30"] }, ["s2"]),
      link("x3", 23, { addresses: ["2001:db8:9::1/64"] }, ["s2"]),
      link("x4", 24, { addresses: ["10.13.0.1/30"] }, ["s2"]),
    ]);
    const failed = result.done
      .filter((one) => one.error !== undefined)
      .map((one) => one.urn.split("::").at(-1));
    expect(result.status).toBe("failed");
    expect(await deviceOn(world, "alpha", "x4")).toEqual(before);
    expect(failed.sort()).toEqual(["x3", "x4"]);
    expect(await addressesOn(world, "alpha", "x2")).toEqual(["10.12.0.1/30"]);
  },
);

holds("VxlanTunnel exchanges its VNI with another one in one up", async (world) => {
  const stack = world.stack();
  const program = (one: number, two: number) => [vxlan("x", { vni: one }), vxlan("y", { vni: two })];
  green(await stack.up(program(5, 6)));
  green(await stack.up(program(6, 5)));
  expect((await deviceOn(world, "alpha", "x"))?.data.id).toBe(6);
  expect((await deviceOn(world, "alpha", "y"))?.data.id).toBe(5);
});

for (const [what, programs] of [
  ["util-linux's flock", undefined],
  ["busybox's flock", programsWith({ flock: BUSYBOX_FLOCK })],
] as const) {
  const act = async (world: World) => {
    const [one, two] = [world.stack("one"), world.stack("two")];
    let shells = 0;
    green(
      await one.up([vxlan("x", ADDRESS)], {
        watch: async ({ connections }) => {
          green(await two.up([vxlan("y", { vni: 6 })]));
          shells = connections.shells;
        },
      }),
    );
    expect(shells).toBe(1);
    expect(await deviceOn(world, "alpha", "y")).toBeDefined();
  };
  const title = `VxlanTunnel waits for another run that keeps the lock and does not end its shell, with ${what}`;
  if (programs === undefined) holds(title, act);
  else trial("16", title, act, { programs });
}

trial("M1", "VxlanTunnel is removed when the connection breaks before the removal arrives", async (world) => {
  const stack = world.stack();
  green(await stack.up([vxlan("x", ADDRESS)]));
  green(await stack.destroy({ fault: { after: 0, how: "unsent", what: "connection" } }));
  expect(await deviceOn(world, "alpha", "x")).toBeUndefined();
});
