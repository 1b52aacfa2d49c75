// Trials of replacements that create first, and of URNs that change.
import { expect } from "vitest";
import { look } from "../look.ts";
import {
  ADDRESS,
  addressesOn,
  arrives,
  at,
  deviceOn,
  green,
  holds,
  linkSet,
  policies,
  policy,
  refused,
  trial,
  vxlan,
} from "../trials.ts";
import type { World } from "../world.ts";

for (const [how, options, second] of [
  ["--target-replace", {}, { targetReplace: ["x"] }],
  ["deleteBeforeReplace: false with a changed VNI", { deleteBeforeReplace: false }, {}],
] as const) {
  trial("1a", `VxlanTunnel exists after ${how}`, async (world) => {
    const stack = world.stack();
    green(await stack.up([vxlan("x", ADDRESS, options)]));
    const next = how.startsWith("--") ? {} : { vni: 6 };
    green(await stack.up([vxlan("x", { ...ADDRESS, ...next }, options)], second));
    expect((await deviceOn(world, "alpha", "x"))?.data).toMatchObject({ id: how.startsWith("--") ? 5 : 6 });
    expect(await addressesOn(world, "alpha", "x")).toEqual(["10.9.0.1/30"]);
    green(await stack.refresh());
    expect(stack.resource("x")).toBeDefined();
    green(await stack.destroy());
    expect(await deviceOn(world, "alpha", "x")).toBeUndefined();
  });
}

trial("1a", "VxlanTunnel exists after pulumi state taint", async (world) => {
  const stack = world.stack();
  green(await stack.up([vxlan("x", ADDRESS)]));
  stack.taint("x");
  green(await stack.up([vxlan("x", ADDRESS)]));
  expect(await addressesOn(world, "alpha", "x")).toEqual(["10.9.0.1/30"]);
});

trial(
  "1a",
  "VxlanTunnel exists after the replacement of a resource that it names in replaceWith",
  async (world) => {
    const stack = world.stack();
    const program = (vni: number) => [vxlan("w", { vni }), vxlan("x", { vni: 7 }, { replaceWith: ["w"] })];
    green(await stack.up(program(6)));
    green(await stack.up(program(8)));
    expect(await deviceOn(world, "alpha", "x")).toBeDefined();
  },
);

trial("1a", "VxlanTunnel carries packets after --target-replace", async (world) => {
  const stack = world.stack();
  const onBeta = { host: at("beta"), local: "198.51.100.2", remote: "198.51.100.1" };
  const program = [vxlan("x", ADDRESS), vxlan("y", { ...onBeta, name: "x", addresses: ["10.9.0.2/30"] })];
  green(await stack.up(program));
  expect(await arrives(world, "10.9.0.2")).toBe(true);
  green(await stack.up(program, { targetReplace: ["x"] }));
  expect(await arrives(world, "10.9.0.2")).toBe(true);
});

trial("1a", "LinkSet exists after --target-replace", async (world) => {
  const stack = world.stack();
  green(await stack.up([linkSet("set")]));
  green(await stack.up([linkSet("set")], { targetReplace: ["set"] }));
  expect(await deviceOn(world, "alpha", "one")).toBeDefined();
  expect(await addressesOn(world, "alpha", "two")).toEqual(["10.9.0.1/30"]);
});

trial("1a", "XfrmPolicy exists after --target-replace", async (world) => {
  const stack = world.stack();
  green(await stack.up([policy("p")]));
  green(await stack.up([policy("p")], { targetReplace: ["p"] }));
  expect(await policies(world)).toContain("10.1.0.0/16");
});

trial("1a Forwarding", "Forwarding stays on after --target-replace", async (world) => {
  const stack = world.stack();
  const program = [{ type: "Forwarding", name: "f", args: { host: at("alpha") } }];
  green(await stack.up(program));
  green(await stack.up(program, { targetReplace: ["f"] }));
  expect(await world.alpha.must("cat /proc/sys/net/ipv4/ip_forward")).toBe("1\n");
  green(await stack.refresh());
  expect(stack.resource("f")).toBeDefined();
});

for (const [what, declaration, exists] of [
  [
    "VxlanTunnel",
    vxlan("x", ADDRESS),
    (world: World) => deviceOn(world, "alpha", "x").then((one) => one !== undefined),
  ],
  [
    "LinkSet",
    linkSet("set"),
    (world: World) => deviceOn(world, "alpha", "two").then((one) => one !== undefined),
  ],
  ["XfrmPolicy", policy("p"), (world: World) => policies(world).then((list) => list.includes("10.1.0.0/16"))],
] as const) {
  trial(
    "1b",
    `${what} exists after it gets a parent, or the run fails and names the required alias`,
    async (world) => {
      const stack = world.stack();
      green(await stack.up([declaration]));
      const result = await stack.up([{ ...declaration, parent: "my:Site" }]);
      if (result.status !== "succeeded") refused(result, /alias/);
      expect(await exists(world)).toBe(true);
    },
  );
}

holds("VxlanTunnel keeps its device when it is renamed with an alias", async (world) => {
  const stack = world.stack();
  green(await stack.up([vxlan("x", ADDRESS)]));
  const before = await deviceOn(world, "alpha", "x");
  green(await stack.up([vxlan("renamed", ADDRESS, { aliases: [{ name: "x" }] })]));
  const after = await deviceOn(world, "alpha", "x");
  expect(after?.ifindex).toBe(before?.ifindex);
  green(await stack.destroy());
  expect(await deviceOn(world, "alpha", "x")).toBeUndefined();
});

holds("VxlanTunnel keeps its device when it gets a parent with an alias", async (world) => {
  const stack = world.stack();
  green(await stack.up([vxlan("x", ADDRESS)]));
  const before = await deviceOn(world, "alpha", "x");
  green(await stack.up([{ ...vxlan("x", ADDRESS, { aliases: [{ parent: "" }] }), parent: "my:Site" }]));
  expect((await deviceOn(world, "alpha", "x"))?.ifindex).toBe(before?.ifindex);
});

for (const how of ["unsent", "unanswered"] as const) {
  holds(
    `VxlanTunnel is completed by the next up when the frame of its creation was ${how}`,
    async (world) => {
      const stack = world.stack();
      const program = [vxlan("x", { ...ADDRESS, routes: ["10.20.0.0/16"] })];
      const killed = await stack.up(program, { fault: { after: 0, how, what: "process" } });
      expect(killed.status).toBe("killed");
      expect(stack.resource("x")).toBeUndefined();
      green(await stack.up(program));
      expect(await addressesOn(world, "alpha", "x")).toEqual(["10.9.0.1/30"]);
      green(await stack.destroy());
      expect(await deviceOn(world, "alpha", "x")).toBeUndefined();
    },
  );
}

trial("M4", "VxlanTunnel exists after a rename with an alias and then --target-replace", async (world) => {
  const stack = world.stack();
  green(await stack.up([vxlan("x", ADDRESS)]));
  const renamed = [vxlan("y", ADDRESS, { aliases: [{ name: "x" }], deleteBeforeReplace: true })];
  green(await stack.up(renamed));
  green(await stack.up(renamed, { targetReplace: ["y"] }));
  const name = String(stack.resource("y")?.outputs.name);
  expect(await addressesOn(world, "alpha", name)).toEqual(["10.9.0.1/30"]);
  green(await stack.destroy());
  expect((await look(world.alpha)).devices.map((one) => one.name).sort()).toEqual(["eth0", "eth1", "lo"]);
});
