// Trials of routes that operators, other stacks and other links have.
import { expect } from "vitest";
import { green, holds, ipOn, plainly, refused, routesTo, trial, vxlan } from "../trials.ts";

for (const [what, route] of [
  ["a route", "10.20.0.0/16"],
  ["a default route", "0.0.0.0/0"],
] as const) {
  trial(
    "6",
    `VxlanTunnel leaves ${what} alone that replaced its own, and the error names the other device`,
    async (world) => {
      await ipOn(
        world,
        "alpha",
        "route del default",
        "link add br9 type bridge",
        "link set br9 up",
        "addr add 172.16.0.1/24 dev br9",
      );
      const stack = world.stack();
      const program = (addresses: string[]) =>
        [
          vxlan("x", {
            addresses,
            routes: [route],
            remote: "198.51.100.2",
            ...(route === "0.0.0.0/0" ? { loopCheck: undefined } : {}),
          }),
        ].map(plainly);
      const made = await stack.up(program(["10.9.0.1/30"]));
      if (route === "0.0.0.0/0" && made.status === "refused") return expect(made.messages).toEqual([]);
      green(made);
      await ipOn(world, "alpha", `route replace ${route} via 172.16.0.2 dev br9`);
      const result = await stack.up(program(["10.9.0.5/30"]));
      expect((await routesTo(world, "alpha", route)).map((one) => one.dev)).toEqual(["br9"]);
      refused(result, /br9/);
    },
  );
}

trial(
  "6",
  "VxlanTunnel leaves a route of several next hops alone that an operator put in place of its own",
  async (world) => {
    const stack = world.stack();
    const program = (routes: string[], addresses = ["10.9.0.1/30"]) => [
      vxlan("x", { addresses, routes, remote: "198.51.100.2" }),
      vxlan("y", { vni: 6, remote: "198.51.100.2" }),
    ];
    green(await stack.up(program(["10.20.0.0/16"])));
    await ipOn(world, "alpha", "route replace 10.20.0.0/16 nexthop dev x nexthop dev y");
    const theirs = async () => world.alpha.must("ip route show 10.20.0.0/16");
    const before = await theirs();
    expect(before).toMatch(/nexthop dev x/);
    refused(await stack.up(program(["10.20.0.0/16"], ["10.9.0.1/30", "10.9.0.5/30"])), /10\.20\.0\.0\/16/);
    expect(await theirs()).toBe(before);
    green(await stack.up(program([])));
    expect(await theirs()).toBe(before);
  },
);

trial(
  "7",
  "VxlanTunnel with a route of another stack is refused, and the error names the other device",
  async (world) => {
    const [one, two] = [world.stack("one"), world.stack("two")];
    green(await one.up([vxlan("s1", { vni: 31, routes: ["10.30.0.0/16"] })]));
    refused(await two.up([vxlan("s2", { vni: 32, routes: ["10.30.0.0/16"] })]), /s1/);
    expect((await routesTo(world, "alpha", "10.30.0.0/16")).map((route) => route.dev)).toEqual(["s1"]);
  },
);

holds("VxlanTunnel takes over a route that moves to it from another link of its stack", async (world) => {
  const stack = world.stack();
  const program = (holder: string) =>
    ["s1", "s2"].map((name, index) =>
      vxlan(name, { vni: 31 + index, routes: name === holder ? ["10.30.0.0/16"] : [] }),
    );
  green(await stack.up(program("s1")));
  green(await stack.up(program("s2")));
  expect((await routesTo(world, "alpha", "10.30.0.0/16")).map((route) => route.dev)).toEqual(["s2"]);
});

/** A link with an IPv6 address and, if it holds the route, a route through a gateway of its subnet. */
const gateway = (name: string, index: number, holds: boolean) =>
  vxlan(name, {
    vni: 31 + index,
    addresses: [`2001:db8:${index + 5}::1/64`],
    routes: holds ? [{ to: "2001:db8:99::/48", via: `2001:db8:${index + 5}::2` }] : [],
  });

for (const [from, to] of [
  ["s1", "s2"],
  ["s2", "s1"],
] as const) {
  holds(`VxlanTunnel ${to} takes over an IPv6 route with a gateway from ${from}`, async (world) => {
    const stack = world.stack();
    const program = (holder: string) =>
      ["s1", "s2"].map((name, index) => gateway(name, index, name === holder));
    green(await stack.up(program(from)));
    green(await stack.up(program(to)));
    expect((await routesTo(world, "alpha", "2001:db8:99::/48")).map((route) => route.dev)).toEqual([to]);
  });
}

trial(
  "A8",
  "VxlanTunnel takes over an IPv6 route with a gateway from a link that is removed",
  async (world) => {
    const stack = world.stack();
    green(await stack.up([gateway("s1", 0, false), gateway("s2", 1, true)]));
    green(await stack.up([gateway("s1", 0, true)]));
    expect((await routesTo(world, "alpha", "2001:db8:99::/48")).map((route) => route.dev)).toEqual(["s1"]);
  },
);

holds("VxlanTunnel takes over a route from a link that is removed", async (world) => {
  const stack = world.stack();
  const program = (holder: string) => [
    vxlan("s1", { vni: 31, routes: holder === "s1" ? ["10.30.0.0/16"] : [] }),
  ];
  green(await stack.up([...program("s2"), vxlan("s2", { vni: 32, routes: ["10.30.0.0/16"] })]));
  green(await stack.up(program("s1")));
  expect((await routesTo(world, "alpha", "10.30.0.0/16")).map((route) => route.dev)).toEqual(["s1"]);
});
