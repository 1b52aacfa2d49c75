// Trials of policy rules, routes and neighbours.
import { expect } from "vitest";
import type { Declaration } from "../engine-types.ts";
import type { Args } from "../provider.ts";
import { at, green, holds, ipOn, refused, untouched } from "../trials.ts";
import type { World } from "../world.ts";

const one =
  (type: string, byDefault: Args) =>
  (name: string, args: Args = {}): Declaration => ({
    type,
    name,
    args: { host: at("alpha"), ...byDefault, ...args },
  });

const rule = one("PolicyRule", { priority: 100 });
const route = one("Route", { to: "10.20.0.0/16" });
const neighbor = one("Neighbor", { dev: "eth0", address: "198.51.100.9", lladdr: "02:00:00:00:00:09" });

const rules = async (world: World, priority = 100) =>
  (await world.alpha.must("ip rule show; ip -6 rule show"))
    .split("\n")
    .filter((line) => line.startsWith(`${priority}:`))
    .map((line) => line.replace(/^\d+:\s+/, "").trim());

const routes = async (world: World, to = "10.20.0.0/16", table = "main") =>
  (
    await world.alpha.must(
      `ip ${to.includes(":") ? "-6" : "-4"} route show to exact ${to} table ${table} 2>/dev/null || true`,
    )
  ).trim();

/** A program is made, found unchanged, and leaves nothing. */
async function lives(world: World, program: readonly Declaration[], seen: () => Promise<void>) {
  const stack = world.stack();
  await untouched(world, async () => {
    green(await stack.up(program));
    await seen();
    await untouched(world, async () => {
      const again = await stack.up(program, { refresh: true });
      green(again);
      expect(again.done.filter(({ op }) => op !== "same" && op !== "read")).toEqual([]);
    });
    green(await stack.destroy());
  });
}

const ALL = {
  ...{ iif: "eth0", oif: "gone0", fwmark: "1/0xff", tos: 16, uidRange: "0-99" },
  ...{ ipProto: 17, sourcePort: 53, destinationPort: "8000-8080", suppressPrefixLength: 0 },
};

holds("PolicyRule has every condition of both families, and leaves nothing", async (world) => {
  const program = [
    rule("all4", { ...ALL, from: "10.1.0.0/16", to: "10.2.0.1", table: 4_294_967_295 }),
    rule("all6", { ...ALL, from: "fd01::/64", to: "fd02::1", table: 254, not: true }),
    rule("plain4", { family: "inet", table: 100, priority: 101 }),
    rule("plain6", { family: "inet6", table: 100, priority: 101 }),
    rule("unmarked", { family: "inet", fwmark: 0, table: 7, priority: 102 }),
    rule("drop", { from: "10.3.0.0/16", action: "blackhole", priority: 103, ipProto: "ospf" }),
    rule("refuse6", { from: "fd03::/64", action: "prohibit", priority: 103, iif: "lo" }),
    rule("unreachable", { family: "inet", uidRange: 5, action: "unreachable", priority: 104 }),
  ];
  await lives(world, program, async () => {
    const words =
      "tos 0x10 fwmark 0x1/0xff iif eth0 oif gone0 [detached] uidrange 0-99 ipproto udp sport 53 dport 8000-8080";
    expect(await rules(world)).toEqual([
      `from 10.1.0.0/16 to 10.2.0.1 ${words} lookup 4294967295 suppress_prefixlength 0`,
      `not from fd01::/64 to fd02::1 ${words} lookup main suppress_prefixlength 0`,
    ]);
    expect(await rules(world, 102)).toEqual(["from all fwmark 0 lookup 7"]);
    expect(await rules(world, 103)).toEqual([
      "from 10.3.0.0/16 ipproto ospf blackhole",
      "from fd03::/64 iif lo prohibit",
    ]);
  });
});

holds("PolicyRule changes its table in place, and another condition replaces it", async (world) => {
  const stack = world.stack();
  green(await stack.up([rule("r", { from: "10.1.0.0/16", table: 100 })]));
  const changed = await stack.up([rule("r", { from: "10.1.0.0/16", table: 200, suppressPrefixLength: 0 })]);
  green(changed);
  expect(changed.done.map(({ op }) => op)).toContain("update");
  expect(await rules(world)).toEqual(["from 10.1.0.0/16 lookup 200 suppress_prefixlength 0"]);
  const replaced = await stack.up([rule("r", { from: "10.1.0.0/16", ipProto: "tcp", action: "prohibit" })]);
  green(replaced);
  expect(replaced.done.map(({ op }) => op).filter((op) => op !== "same")).toEqual(["create", "delete"]);
  expect(await rules(world)).toEqual(["from 10.1.0.0/16 ipproto tcp prohibit"]);
  green(await stack.up([rule("r", { family: "inet", table: 5 })]));
  green(await stack.up([rule("r", { from: "10.1.0.0/16", table: 5 })]));
  expect(await rules(world)).toEqual(["from 10.1.0.0/16 lookup 5"]);
  green(await stack.destroy());
  expect(await rules(world)).toEqual([]);
});

for (const [what, theirs, text] of [
  ["the same rule", "from 10.1.0.0/16 table 100", /has no owner alias, although with the same arguments/],
  ["another table", "from 10.1.0.0/16 table 200", /table is 200 there, 100 here/],
  ["the opposite", "not from 10.1.0.0/16 table 100 protocol 2", /not is true there, false here/],
  ["a part of its packets", "from 10.1.2.0/24 iif eth0 table 100 protocol 2", undefined],
] as const)
  holds(`PolicyRule beside a rule of an operator with ${what}`, async (world) => {
    await ipOn(world, "alpha", `rule add priority 100 ${theirs}`);
    const stack = world.stack();
    await untouched(world, async () => {
      const result = await stack.up([rule("r", { from: "10.1.0.0/16", table: 100 })]);
      if (text === undefined) green(result);
      else refused(result, text);
      await stack.destroy();
    });
  });

holds("PolicyRule is refused where a deletion could remove a rule of another stack", async (world) => {
  const [one, two] = [world.stack("one"), world.stack("two")];
  green(await one.up([rule("wide", { family: "inet", iif: "eth0", table: 100 })]));
  const narrow = [rule("narrow", { from: "10.1.0.0/16", iif: "eth0", table: 100 })];
  await untouched(world, async () => {
    refused(await two.up(narrow), /belongs to project\/one\/wide.*another priority/s);
    await two.destroy();
  });
});

holds("PolicyRule shows the change of an operator, and the next run reverts it", async (world) => {
  const stack = world.stack();
  const program = [rule("r", { from: "10.1.0.0/16", table: 100 })];
  green(await stack.up(program));
  await ipOn(world, "alpha", "rule del priority 100", "rule add from 10.1.0.0/16 table 200 priority 100");
  green(await stack.refresh());
  expect(stack.resource("r")?.inputs.table).toBe(200);
  green(await stack.up(program));
  expect(await rules(world)).toEqual(["from 10.1.0.0/16 lookup 100"]);
  await ipOn(world, "alpha", "rule del priority 100");
  green(await stack.refresh());
  expect(stack.resource("r")).toBeUndefined();
  green(await stack.up(program));
  green(await stack.destroy());
  expect(await rules(world)).toEqual([]);
});

holds("PolicyRule adopts a rule of an operator, but not one of the kernel", async (world) => {
  await ipOn(world, "alpha", "rule add from 10.1.0.0/16 table 200 priority 100");
  const stack = world.stack();
  green(await stack.up([rule("r", { from: "10.1.0.0/16", table: 100, adopt: true })]));
  expect(await rules(world)).toEqual(["from 10.1.0.0/16 lookup 100"]);
  green(await stack.destroy());
  expect(await rules(world)).toEqual([]);
  await untouched(world, async () =>
    refused(
      await stack.up([rule("main", { family: "inet", table: 254, priority: 32_766, adopt: true })]),
      /is there already/,
    ),
  );
});

const HOPS = [
  { via: "198.51.100.7", dev: "eth0" },
  { via: "203.0.113.7", weight: 5 },
];

holds("Route has every form, and leaves nothing", async (world) => {
  const program = [
    route("multi", { nexthops: HOPS, src: "198.51.100.1", mtu: 1400, advmss: 1000 }),
    route("via", { to: "10.21.0.0/16", via: "198.51.100.7", metric: 5 }),
    route("dev", { to: "10.22.0.0/16", dev: "eth1", table: 100 }),
    route("onlink", { to: "10.23.0.0/16", via: "192.0.2.1", dev: "eth1", onlink: true }),
    route("one", { to: "10.24.0.0/16", nexthops: [{ via: "198.51.100.7" }] }),
    route("drop", { to: "10.25.0.0/16", type: "blackhole", metric: 7 }),
    route("six", {
      to: "fd09::/64",
      nexthops: [
        { via: "2001:db8:1::7", weight: 2 },
        { via: "2001:db8:1::8", dev: "eth0" },
      ],
    }),
    route("six-dev", { to: "fd0a::/64", dev: "eth0", mtu: 1300 }),
    route("six-default", { to: "default", via: "2001:db8:1::7", table: 9 }),
    route("six-no", { to: "fd0b::/64", type: "unreachable" }),
    route("no", { to: "10.26.0.0/16", type: "prohibit", table: 100 }),
  ];
  await lives(world, program, async () => {
    expect(await routes(world)).toMatch(
      /proto 105 src 198\.51\.100\.1 mtu 1400 advmss 1000 *\n\tnexthop via 198\.51\.100\.7 dev eth0 weight 1 *\n\tnexthop via 203\.0\.113\.7 dev eth1 weight 5/,
    );
    expect(await routes(world, "10.25.0.0/16")).toBe("blackhole 10.25.0.0/16 proto 105 metric 7");
    expect(await routes(world, "10.23.0.0/16")).toMatch(/via 192\.0\.2\.1 dev eth1 proto 105 onlink/);
    expect(await world.alpha.must("ip -6 route show default table 9")).toMatch(/via 2001:db8:1::7 dev eth0/);
    expect(await routes(world, "fd09::/64")).toMatch(/weight 2[\s\S]*weight 1/);
  });
});

for (const [family, to, first, second] of [
  ["IPv4", "10.20.0.0/16", "198.51.100.7", "198.51.100.8"],
  ["IPv6", "fd09::/64", "2001:db8:1::7", "2001:db8:1::8"],
] as const)
  holds(`Route of ${family} changes its next hops and its type in place`, async (world) => {
    const stack = world.stack();
    const both = [{ via: first }, { via: second }];
    for (const [args, expected] of [
      [{ via: first }, new RegExp(`via ${first} dev eth0 proto 105`)],
      [{ nexthops: both }, new RegExp(`nexthop via ${first}[\\s\\S]*nexthop via ${second}`)],
      [{ nexthops: [{ via: first, weight: 3 }, { via: second }] }, /weight 3[\s\S]*weight 1/],
      [{ nexthops: [{ via: second }] }, new RegExp(`via ${second} dev eth0 proto 105`)],
      [{ type: "blackhole" }, /^blackhole/],
      [{ via: first, mtu: 1300 }, /mtu 1300/],
      [{ via: first }, new RegExp(`via ${first} dev eth0 proto 105`)],
    ] as const) {
      const result = await stack.up([route("r", { to, ...args })]);
      green(result);
      expect(result.done.map(({ op }) => op)).not.toContain("delete");
      expect(await routes(world, to)).toMatch(expected);
      expect((await routes(world, to)).match(/proto 105/g)).toHaveLength(1);
    }
    const moved = await stack.up([route("r", { to, via: first, metric: 7 })]);
    green(moved);
    expect(moved.done.map(({ op }) => op).filter((op) => op !== "same")).toEqual(["create", "delete"]);
    green(await stack.destroy());
    expect(await routes(world, to)).toBe("");
  });

for (const [what, theirs, to, text] of [
  ["an operator", "10.20.0.0/16 via 198.51.100.9", "10.20.0.0/16", /via is "198\.51\.100\.9" there/],
  [
    "a daemon",
    "10.20.0.0/16 via 198.51.100.9 proto zebra",
    "10.20.0.0/16",
    /via 198\.51\.100\.9 dev eth0 table 254 proto zebra/,
  ],
  [
    "a daemon for IPv6",
    "fd09::/64 via 2001:db8:1::9 proto zebra",
    "fd09::/64",
    /via 2001:db8:1::9 dev eth0 table 254 proto zebra/,
  ],
  ["the kernel", undefined, "198.51.100.0/24", /dev eth0 table 254 proto kernel/],
  [
    "an operator for IPv6",
    "fd09::/64 nexthop via 2001:db8:1::9 nexthop via 2001:db8:1::8",
    "fd09::/64",
    /nexthops is .*2001:db8:1::9/,
  ],
] as const)
  holds(`Route is refused where ${what} has a route with the same key`, async (world) => {
    if (theirs !== undefined) await ipOn(world, "alpha", `route add ${theirs}`);
    const stack = world.stack();
    await untouched(world, async () => {
      refused(await stack.up([route("r", { to, dev: "eth1" })]), text);
      await stack.destroy();
    });
  });

holds("Route leaves a route alone that another program put in its place", async (world) => {
  const stack = world.stack();
  green(await stack.up([route("r", { via: "198.51.100.7" })]));
  await ipOn(world, "alpha", "route replace 10.20.0.0/16 via 198.51.100.9 proto bird");
  await untouched(world, async () => {
    refused(await stack.up([route("r", { via: "198.51.100.8" })]), /proto bird/);
  });
  green(await stack.destroy());
  expect(await routes(world)).toMatch(/via 198\.51\.100\.9 dev eth0 proto bird/);
});

holds("Route shows the change of an operator, and the next run reverts it", async (world) => {
  const stack = world.stack();
  const program = [route("r", { nexthops: HOPS })];
  green(await stack.up(program));
  await ipOn(world, "alpha", "route replace 10.20.0.0/16 nexthop via 198.51.100.9 nexthop via 203.0.113.7");
  green(await stack.refresh());
  expect(stack.resource("r")?.inputs.nexthops).toMatchObject([
    { via: "198.51.100.9" },
    { via: "203.0.113.7", weight: 1 },
  ]);
  green(await stack.up(program));
  expect(await routes(world)).toMatch(
    /^10\.20\.0\.0\/16 proto 105 *\n.*198\.51\.100\.7.*\n.*203\.0\.113\.7 dev eth1 weight 5 *$/,
  );
  green(await stack.destroy());
});

holds("Route adopts a route of an operator", async (world) => {
  await ipOn(world, "alpha", "route add 10.20.0.0/16 via 198.51.100.9");
  const stack = world.stack();
  green(await stack.up([route("r", { nexthops: HOPS, adopt: true })]));
  expect(await routes(world)).toMatch(/^10\.20\.0\.0\/16 proto 105 *\n.*198\.51\.100\.7/);
  green(await stack.destroy());
  expect(await routes(world)).toBe("");
});

holds(
  "Route through a link is no drift of the link, nor one of the link's routes one of the Route",
  async (world) => {
    const stack = world.stack();
    const link = {
      type: "VxlanTunnel",
      name: "x",
      args: {
        ...{ host: at("alpha"), vni: 5, local: "198.51.100.1", remote: "198.51.100.2", dev: "eth0" },
        ...{ addresses: ["10.9.0.1/30"], routes: ["10.30.0.0/16"] },
      },
    };
    const program = [
      link,
      { ...route("r", { dev: "x" }), options: { dependsOn: ["x"] } },
      {
        ...route("m", { to: "10.21.0.0/16", nexthops: [{ dev: "x" }, HOPS[0] ?? {}] }),
        options: { dependsOn: ["x"] },
      },
    ];
    green(await stack.up(program));
    const again = await stack.up(program, { refresh: true });
    green(again);
    expect(again.done.filter(({ op }) => op !== "same" && op !== "read")).toEqual([]);
    const held = {
      ...route("held", { to: "10.30.0.0/16", via: "198.51.100.7" }),
      options: { dependsOn: ["x"] },
    };
    refused(await stack.up([...program, held]), /the route to 10\.30\.0\.0\/16 is taken/);
    green(await stack.destroy());
  },
);

holds("Neighbor is made, changes in place, and leaves nothing", async (world) => {
  const stack = world.stack();
  const six = neighbor("six", { address: "2001:db8:1::9" });
  await lives(world, [neighbor("four"), six], async () => {
    expect(await world.alpha.must("ip neigh show nud permanent")).toMatch(
      /198\.51\.100\.9 dev eth0 lladdr 02:00:00:00:00:09 PERMANENT/,
    );
  });
  expect(await world.alpha.must("ip neigh show nud permanent")).toBe("");
  green(await stack.up([neighbor("four")]));
  const changed = await stack.up([neighbor("four", { lladdr: "02:00:00:00:00:0A" })]);
  green(changed);
  expect(changed.done.map(({ op }) => op)).toContain("update");
  await ipOn(world, "alpha", "neigh replace 198.51.100.9 lladdr 02:00:00:00:00:0b dev eth0 nud permanent");
  green(await stack.refresh());
  expect(stack.resource("four")?.inputs.lladdr).toBe("02:00:00:00:00:0b");
  green(await stack.destroy());
  expect(await world.alpha.must("ip neigh show nud permanent")).toBe("");
});

holds(
  "Neighbor replaces a learnt entry, and is refused beside a permanent one of an operator",
  async (world) => {
    const stack = world.stack();
    await ipOn(world, "alpha", "neigh add 198.51.100.9 lladdr 02:00:00:00:00:0c dev eth0 nud stale");
    green(await stack.up([neighbor("n")]));
    expect(await world.alpha.must("ip neigh show nud permanent")).toMatch(/02:00:00:00:00:09/);
    green(await stack.destroy());
    await ipOn(world, "alpha", "neigh replace 198.51.100.9 lladdr 02:00:00:00:00:0c dev eth0 nud permanent");
    refused(await stack.up([neighbor("n")]), /lladdr is "02:00:00:00:00:0c" there/);
    await stack.destroy();
    expect(await world.alpha.must("ip neigh show nud permanent")).toMatch(/02:00:00:00:00:0c/);
  },
);

holds("Route with another metric is not removed with the one without a metric", async (world) => {
  const stack = world.stack();
  const program = [
    route("four", { via: "198.51.100.7" }),
    route("four-7", { via: "198.51.100.7", metric: 7 }),
    route("six", { to: "fd09::/64", via: "2001:db8:1::7" }),
    route("six-7", { to: "fd09::/64", via: "2001:db8:1::7", metric: 7 }),
  ];
  green(await stack.up(program));
  green(await stack.up(program.filter(({ name }) => name.endsWith("-7"))));
  expect(await routes(world)).toMatch(/^\S+ via \S+ dev eth0 proto 105 metric 7 *$/);
  expect(await routes(world, "fd09::/64")).toMatch(/^\S+ via \S+ dev eth0 proto 105 metric 7 pref medium *$/);
  green(await stack.destroy());
});

holds("PolicyRule and Route steer packets, and several next hops share the flows", async (world) => {
  const stack = world.stack();
  const link = (name: string, vni: number, address: string) => ({
    type: "VxlanTunnel",
    name,
    args: {
      ...{ host: at("alpha"), vni, local: "198.51.100.1", remote: "198.51.100.2", dev: "eth0" },
      addresses: [address],
    },
  });
  const options = { dependsOn: ["x", "y"] };
  const table = { to: "0.0.0.0/0", table: 100 };
  green(
    await stack.up([
      link("x", 5, "10.9.0.1/30"),
      link("y", 6, "10.9.0.5/30"),
      { ...route("both", { ...table, nexthops: [{ dev: "x" }, { dev: "y", weight: 3 }] }), options },
      { ...route("else", { ...table, type: "unreachable", metric: 1000 }), options },
      rule("steer", { from: "10.9.0.0/24", to: "192.0.2.0/24", table: 100 }),
      rule("prohibit", { from: "10.9.0.0/24", to: "192.0.3.0/24", action: "prohibit" }),
    ]),
  );
  await world.alpha.must(
    `cd /proc/sys/net/ipv4; echo 1 >ip_forward; echo 1 >fib_multipath_hash_policy; echo 0 >conf/eth0/rp_filter; echo 0 >conf/all/rp_filter`,
  );
  // Packets that the host forwards. For its own ones the kernel prefers the next hop with their source address.
  const way = async (to: string, from: string, port = 5) =>
    JSON.stringify(
      await world.alpha.run(
        `ip route get ${to} from ${from} iif eth0 ipproto udp sport ${port} dport 9 2>&1`,
      ),
    );
  const ports = Array.from({ length: 64 }, (_, index) => 1000 + index);
  const outputs = await Promise.all(ports.map((port) => way("192.0.2.7", "10.9.0.9", port)));
  const through = (dev: string) => outputs.filter((one) => one.includes(`dev ${dev} table 100`)).length;
  expect(through("x") + through("y")).toBe(ports.length);
  expect(through("x")).toBeGreaterThan(4);
  expect(through("y")).toBeGreaterThan(through("x"));
  expect(await way("192.0.2.7", "10.9.1.9")).toMatch(/via 198\.51\.100\.254 dev eth0/);
  expect(await way("192.0.3.7", "10.9.0.9")).toMatch(/Permission denied/);
  await ipOn(world, "alpha", "link set x down", "link set y down");
  expect(await way("192.0.2.7", "10.9.0.9")).toMatch(/unreachable|No route to host/);
  await ipOn(world, "alpha", "link set x up", "link set y up");
  green(await stack.destroy());
});
