// Trials of links whose host changes to another machine, or to another way to the same machine.
import { expect } from "vitest";
import { ADDRESS, at, deviceOn, green, holds, linkSet, plainly, trial, vxlan } from "../trials.ts";
import type { World } from "../world.ts";

for (const [what, machineIds] of [
  ["without machine-id", ["", ""]],
  ["with one machine-id", ["c".repeat(32), "c".repeat(32)]],
] as const) {
  trial(
    "4",
    `VxlanTunnel moves between machines ${what}`,
    async (world) => {
      const stack = world.stack();
      green(await stack.up([vxlan("x", { local: undefined, remote: "203.0.113.77" })].map(plainly)));
      green(
        await stack.up(
          [vxlan("x", { host: at("beta"), local: undefined, remote: "203.0.113.77" })].map(plainly),
        ),
      );
      expect(await deviceOn(world, "beta", "x")).toBeDefined();
      expect(await deviceOn(world, "alpha", "x")).toBeUndefined();
    },
    { machineIds },
  );

  trial(
    "4",
    `VxlanTunnel moves between machines ${what} with other arguments`,
    async (world) => {
      const stack = world.stack();
      green(await stack.up([vxlan("x", ADDRESS)]));
      green(
        await stack.up([
          vxlan("x", { ...ADDRESS, host: at("beta"), local: "198.51.100.2", remote: "198.51.100.1" }),
        ]),
      );
      expect(await deviceOn(world, "beta", "x")).toBeDefined();
      expect(await deviceOn(world, "alpha", "x")).toBeUndefined();
    },
    { machineIds },
  );

  trial(
    "4",
    `LinkSet moves between machines ${what}`,
    async (world) => {
      const stack = world.stack();
      green(await stack.up([linkSet("set")]));
      const moved = linkSet("set");
      green(await stack.up([{ ...moved, args: { ...moved.args, host: at("beta") } }]));
      expect(await deviceOn(world, "beta", "one")).toBeDefined();
      expect(await deviceOn(world, "alpha", "one")).toBeUndefined();
    },
    { machineIds },
  );
}

holds(
  "VxlanTunnel keeps its device when only the connection to its machine changes",
  async (world) => {
    const stack = world.stack();
    green(await stack.up([vxlan("x", ADDRESS)]));
    const before = await deviceOn(world, "alpha", "x");
    green(await stack.up([vxlan("x", { ...ADDRESS, host: at("alpha", { port: 2222 }) })]));
    expect((await deviceOn(world, "alpha", "x"))?.ifindex).toBe(before?.ifindex);
  },
  { machineIds: ["", ""] },
);

trial("13", "VxlanTunnel on a Host moves when the Host's old machine does not answer", async (world) => {
  const stack = world.stack();
  const program = (host: string) => [
    { type: "Host", name: "machine", args: at(host) },
    {
      ...vxlan("x", {
        host: "machine",
        local: host === "alpha" ? "198.51.100.1" : "198.51.100.2",
        remote: "203.0.113.77",
      }),
    },
  ];
  green(await stack.up(program("alpha")));
  world.alpha.down = true;
  green(await stack.up(program("beta")));
  expect(await deviceOn(world, "beta", "x")).toBeDefined();
});

for (const after of [0, 1, 2, 3]) {
  const title = `VxlanTunnel leaves nothing on its old machine when the connection breaks before frame ${after} of the move`;
  const act = async (world: World) => {
    const stack = world.stack();
    green(await stack.up([vxlan("x", ADDRESS)]));
    const underlay = { host: at("beta"), local: "198.51.100.2", remote: "198.51.100.1" };
    const moved = [vxlan("x", { ...ADDRESS, ...underlay })];
    const result = await stack.up(moved, { fault: { after, how: "unsent", what: "connection" } });
    if (result.status !== "succeeded") green(await stack.up(moved));
    expect(await deviceOn(world, "beta", "x")).toBeDefined();
    expect(await deviceOn(world, "alpha", "x")).toBeUndefined();
  };
  // The frame after two others is the removal from the old machine
  if (after === 2) trial("M2", title, act);
  else holds(title, act);
}
