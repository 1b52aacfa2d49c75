import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { expect, vi } from "vitest";
import type { Declaration } from "./engine.ts";
import { differences, look } from "./look.ts";
import { PROVIDER } from "./process.ts";
import { BUSYBOX_FLOCK, IP, programsWith } from "./programs.ts";
import type { Args } from "./provider.ts";
import {
  addressesOn,
  arrives,
  at,
  deviceOn,
  green,
  holds,
  ipOn,
  refused,
  routesTo,
  trial,
  vxlan,
} from "./trials.ts";
import type { World } from "./world.ts";

const ADDRESS = { addresses: ["10.9.0.1/30"] };

const policy = (name: string, more = {}, options = {}): Declaration => ({
  type: "XfrmPolicy",
  name,
  args: {
    host: at("alpha"),
    direction: "out",
    selector: { source: "10.1.0.0/16", destination: "10.2.0.0/16" },
    ...more,
  },
  options,
});

const linkSet = (name: string, options = {}): Declaration => ({
  type: "LinkSet",
  name,
  args: {
    host: at("alpha"),
    kind: "vxlan",
    links: {
      one: { vni: 11, local: "198.51.100.1", remote: "198.51.100.2", dev: "eth0" },
      two: { vni: 12, local: "198.51.100.1", remote: "198.51.100.2", dev: "eth0", ...ADDRESS },
    },
  },
  options,
});

const policies = (world: World) => world.alpha.must("ip xfrm policy list");

/** Before and after an act, what the acts of others left alone must be. */
async function untouched(world: World, act: () => Promise<unknown>): Promise<void> {
  const before = await look(world.alpha);
  await act();
  expect(differences(before, await look(world.alpha))).toEqual([]);
}

/* Identity: replacements that create first, and URNs that change. */

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
  const far = { host: at("beta"), local: "198.51.100.2", remote: "198.51.100.1" };
  const program = [vxlan("x", ADDRESS), vxlan("y", { ...far, name: "x", addresses: ["10.9.0.2/30"] })];
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

for (const [what, declaration, stands] of [
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
  ["XfrmPolicy", policy("p"), (world: World) => policies(world).then((said) => said.includes("10.1.0.0/16"))],
] as const) {
  trial(
    "1b",
    `${what} exists after it gets a parent, or the run fails and names the required alias`,
    async (world) => {
      const stack = world.stack();
      green(await stack.up([declaration]));
      const result = await stack.up([{ ...declaration, parent: "my:Site" }]);
      if (result.status !== "succeeded") refused(result, /alias/);
      expect(await stands(world)).toBe(true);
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
  holds(`VxlanTunnel is completed by the next up when its creation was ${how}`, async (world) => {
    const stack = world.stack();
    const program = [vxlan("x", { ...ADDRESS, routes: ["10.20.0.0/16"] })];
    const killed = await stack.up(program, { fault: { after: 0, how, what: "process" } });
    expect(killed.status).toBe("killed");
    expect(stack.resource("x")).toBeUndefined();
    green(await stack.up(program));
    expect(await addressesOn(world, "alpha", "x")).toEqual(["10.9.0.1/30"]);
    green(await stack.destroy());
    expect(await deviceOn(world, "alpha", "x")).toBeUndefined();
  });
}

/* Two spellings of one host. */

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

/* Owners. */

trial(
  "3",
  "VxlanTunnel of a second backend with the same names is refused, and the error names adopt",
  async (world) => {
    const [first, second] = [world.stack(), world.stack()];
    green(await first.up([vxlan("x", { ...ADDRESS, ttl: 10 })]));
    await untouched(world, async () => {
      refused(await second.up([vxlan("x", { ...ADDRESS, ttl: 20 })]), /adopt/);
      await second.destroy();
    });
  },
);

trial(
  "3",
  "VxlanTunnel of a second backend with the same names and the same arguments is refused too",
  async (world) => {
    const [first, second] = [world.stack(), world.stack()];
    green(await first.up([vxlan("x", ADDRESS)]));
    await untouched(world, async () => {
      refused(await second.up([vxlan("x", ADDRESS)]), /adopt/);
      await second.destroy();
    });
  },
);

trial(
  "3",
  "LinkSet of a second backend with the same names is refused, and the error names adopt",
  async (world) => {
    const [first, second] = [world.stack(), world.stack()];
    green(await first.up([linkSet("set")]));
    await untouched(world, async () => {
      refused(await second.up([linkSet("set")]), /adopt/);
      await second.destroy();
    });
  },
);

trial(
  "3",
  "XfrmPolicy of a second backend with the same names is refused, and the error names adopt",
  async (world) => {
    const [first, second] = [world.stack(), world.stack()];
    green(await first.up([policy("p", { priority: 1 })]));
    await untouched(world, async () => {
      refused(await second.up([policy("p", { priority: 2 })]), /adopt/);
      await second.destroy();
    });
  },
);

trial(
  "3",
  "Forwarding of a second backend with the same names has its own marker, and stays on until both are removed",
  async (world) => {
    const [first, second] = [world.stack(), world.stack()];
    const program = [{ type: "Forwarding", name: "f", args: { host: at("alpha") } }];
    green(await first.up(program));
    green(await second.up(program));
    green(await second.destroy());
    expect(await world.alpha.must("cat /proc/sys/net/ipv4/ip_forward")).toBe("1\n");
    green(await first.refresh());
    expect(first.resource("f")).toBeDefined();
  },
);

trial(
  "3 parents",
  "VxlanTunnel conflicts at preview with one of the same logical name under another parent",
  async (world) => {
    const stack = world.stack();
    const program = [
      { ...vxlan("x", { vni: 5 }), parent: "my:Left" },
      { ...vxlan("x", { vni: 6 }), parent: "my:Right" },
    ];
    const result = await stack.up(program);
    expect(result.status).toBe("refused");
  },
);

trial("3", "VxlanTunnel of a lost state is taken over with adopt, and refused without", async (world) => {
  const [first, second] = [world.stack(), world.stack()];
  green(await first.up([vxlan("x", ADDRESS)]));
  await untouched(world, async () => refused(await second.up([vxlan("x", ADDRESS)]), /adopt/));
  green(await second.up([vxlan("x", { ...ADDRESS, adopt: true })]));
  green(await second.destroy());
  expect(await deviceOn(world, "alpha", "x")).toBeUndefined();
});

/* Machines. */

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

/** Arguments without the undefined ones, which a program does not send. */
function plainly(one: Declaration): Declaration {
  const args = Object.fromEntries(Object.entries(one.args).filter(([, value]) => value !== undefined));
  return { ...one, args };
}

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

/* A machine that is away. */

for (const [what, declaration, command] of [
  ["VxlanTunnel", () => vxlan("x", ADDRESS), "ip link del dev x"],
  ["LinkSet", () => linkSet("x"), "ip link del dev one"],
  ["XfrmPolicy", () => policy("x"), "ip xfrm policy del"],
] as const) {
  const on = (more: Record<string, unknown>) => {
    const one = declaration();
    return { ...one, args: { ...one.args, host: at("alpha", {}, more) } };
  };

  holds(
    `${what} cannot be destroyed on a machine that is away, and the error names the way out`,
    async (world) => {
      const stack = world.stack();
      green(await stack.up([on({})]));
      world.alpha.down = true;
      refused(await stack.destroy(), /no answer.* not removed.*onUnreachable: "forget"/s);
      expect(stack.resource("x")).toBeDefined();
    },
  );

  holds(
    `${what} is forgotten by destroy with onUnreachable: "forget", with the commands to remove it`,
    async (world) => {
      const stack = world.stack();
      green(await stack.up([on({})]));
      world.alpha.down = true;
      green(await stack.up([on({ onUnreachable: "forget" })]));
      const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
      try {
        green(await stack.destroy());
        expect(warn.mock.calls.join()).toMatch(`To remove it there: ${command}`);
      } finally {
        warn.mockRestore();
      }
      expect(stack.resource("x")).toBeUndefined();
    },
  );
}

holds('Host takes onUnreachable: "forget" while its machine is away', async (world) => {
  const stack = world.stack();
  const program = (more: Record<string, unknown>) => [
    { type: "Host", name: "machine", args: at("alpha", {}, more) },
    vxlan("x", { host: "machine" }),
  ];
  green(await stack.up(program({})));
  world.alpha.down = true;
  green(await stack.up(program({ onUnreachable: "forget" })));
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  green(await stack.destroy().finally(() => warn.mockRestore()));
});

/* Other people's routes and addresses. */

/** Sends one router advertisement from beta's eth0: default router, prefix 2001:db8:1::/64. */
const ADVERTISE = `perl -e '
use Socket;
socket(my $s, 10, SOCK_RAW, 58) or die $!;
setsockopt($s, 41, 18, pack("i", 255)) or die $!;
my $index = 0 + \`cat /sys/class/net/eth0/ifindex\`;
setsockopt($s, 41, 17, pack("i", $index)) or die $!;
my $ra = pack("CCnCCnNN", 134, 0, 0, 64, 0, 1800, 0, 0);
my $to = pack("SnNa16L", 10, 0, 0, Socket::inet_pton(10, "ff02::1"), $index);
send($s, $ra, 0, $to) or die $!;
'`;

const ipv6Default = async (world: World) =>
  (await routesTo(world, "alpha", "::/0")).map((one) => one.protocol);

trial(
  "5",
  "Forwarding of IPv6 keeps the default route of a router advertisement, or is refused",
  async (world) => {
    await world.beta.must(ADVERTISE);
    await world.alpha.must(
      "for i in 1 2 3 4 5 6 7 8 9; do ip -6 route show default | grep -q ra && exit 0; sleep 0.05; done; exit 1",
    );
    const before = await world.alpha.must("cat /proc/sys/net/ipv6/conf/eth0/accept_ra");
    const stack = world.stack();
    const result = await stack.up([
      { type: "Forwarding", name: "f", args: { host: at("alpha"), family: "inet6" } },
    ]);
    if (result.status !== "succeeded") refused(result, /accept_ra/);
    expect(await ipv6Default(world)).toEqual(["ra"]);
    await world.beta.must(ADVERTISE);
    green(await stack.destroy());
    expect(await ipv6Default(world)).toEqual(["ra"]);
    expect(await world.alpha.must("cat /proc/sys/net/ipv6/conf/eth0/accept_ra")).toBe(before);
  },
);

for (const [what, route] of [
  ["a route", "10.20.0.0/16"],
  ["a default route", "0.0.0.0/0"],
] as const) {
  trial(
    "6",
    `VxlanTunnel leaves ${what} alone that an operator put in place of its own, and names the other device`,
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

trial("8", "VxlanTunnel leaves dynamic addresses alone, and refresh does not show them", async (world) => {
  const stack = world.stack();
  green(await stack.up([vxlan("x", ADDRESS)]));
  await ipOn(
    world,
    "alpha",
    "-6 addr add 2001:db8:5::9/64 dev x valid_lft 900 preferred_lft 600",
    "addr add 10.77.0.9/24 dev x valid_lft 900 preferred_lft 600",
  );
  green(await stack.refresh());
  expect(stack.resource("x")?.outputs.addresses).toEqual(["10.9.0.1/30"]);
  green(await stack.up([vxlan("x", { addresses: ["10.9.0.1/30", "10.9.1.1/30"] })]));
  expect((await addressesOn(world, "alpha", "x")).sort()).toEqual([
    "10.77.0.9/24",
    "10.9.0.1/30",
    "10.9.1.1/30",
    "2001:db8:5::9/64",
  ]);
});

/* mtu */

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

/* Reading. */

trial(
  "10",
  "VxlanTunnel is read when the alias of another device contains a control character",
  async (world) => {
    const stack = world.stack();
    green(await stack.up([vxlan("x", ADDRESS)]));
    await world.alpha.must(`ip link set eth1 alias "$(printf "John's\\007 uplink")"`);
    green(await stack.refresh());
    expect(stack.resource("x")?.outputs.addresses).toEqual(["10.9.0.1/30"]);
    green(await stack.up([vxlan("x", ADDRESS), vxlan("y", { vni: 6 })]));
    refused(await stack.up([vxlan("x", ADDRESS), vxlan("y", { vni: 6 }), vxlan("eth1", { vni: 7 })]), /eth1/);
  },
);

trial(
  "10",
  "VxlanTunnel is read when the name of another device contains special characters",
  async (world) => {
    const stack = world.stack();
    green(await stack.up([vxlan("x", ADDRESS)]));
    await world.alpha.must(`ip link add "$(printf 'a"b\\\\c\\001')" type bridge`);
    green(await stack.refresh());
    expect(stack.resource("x")?.outputs.addresses).toEqual(["10.9.0.1/30"]);
    green(await stack.up([vxlan("x", { ...ADDRESS, ttl: 9 })]));
    green(await stack.destroy());
  },
);

trial(
  "10",
  "VxlanTunnel is reported as gone when an operator changed its alias to several lines",
  async (world) => {
    const stack = world.stack();
    green(await stack.up([vxlan("x", ADDRESS)]));
    await world.alpha.must(`ip link set x alias "$(printf 'mine\n[]\n"now')"`);
    green(await stack.refresh());
    expect(stack.resource("x")).toBeUndefined();
    refused(await stack.up([vxlan("x", ADDRESS)]), /adopt/);
  },
);

trial(
  "10",
  "VxlanTunnel fails with an error that names host and section when ip prints no JSON",
  async (world) => {
    refused(
      await world.stack().up([vxlan("x", { ...ADDRESS, dev: undefined })]),
      /links on root@alpha:22: the output of the host cannot be read: .*nonsense/,
    );
  },
  { programs: programsWith({ ip: `case $* in *addr*|*batch*) echo nonsense;; *) exec ${IP} "$@";; esac` }) },
);

const INTERRUPTED = `case $* in
*batch*) ${IP} "$@"; [ -e /run/seen ] || echo "Dump was interrupted and may be inconsistent." >&2; : >/run/seen;;
*) exec ${IP} "$@";;
esac`;

trial(
  "21",
  "VxlanTunnel is read again when the kernel's list changes while ip reads it",
  async (world) => {
    const stack = world.stack();
    green(await stack.up([vxlan("x", ADDRESS)]));
    await world.alpha.must("rm -f /run/seen");
    green(await stack.refresh());
    expect(await world.alpha.must("ls /run/seen")).toBe("/run/seen\n");
    expect(stack.resource("x")).toBeDefined();
  },
  { programs: programsWith({ ip: INTERRUPTED }) },
);

trial(
  "21",
  "VxlanTunnel fails to be read, and is not reported as gone, when the kernel's list changes in each read",
  async (world) => {
    const stack = world.stack();
    await world.alpha.must(": >/run/calm");
    green(await stack.up([vxlan("x", ADDRESS)]));
    await world.alpha.must("rm -f /run/calm");
    const result = await stack.refresh();
    refused(result, /the kernel's lists changed during each of 3 reads/);
    expect(stack.resource("x")).toBeDefined();
  },
  {
    programs: programsWith({
      ip: `case $* in *batch*) ${IP} "$@"; [ -e /run/calm ] || echo "Dump was interrupted." >&2;; *) exec ${IP} "$@";; esac`,
    }),
  },
);

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

trial(
  "12",
  "VxlanTunnel accepts a link-local address that another link of the host has too",
  async (world) => {
    green(
      await world
        .stack()
        .up([1, 2].map((index) => vxlan(`x${index}`, { vni: index, addresses: ["fe80::1/64"] }))),
    );
  },
);

trial("12", "VxlanTunnel accepts a backup default route with a higher metric", async (world) => {
  green(
    await world
      .stack()
      .up([plainly(vxlan("x", { dev: undefined, ...ADDRESS, routes: [{ to: "default", metric: 5000 }] }))]),
  );
});

trial(
  "12",
  "VxlanTunnel accepts a route that is wider than the connected subnet of its remote",
  async (world) => {
    green(
      await world
        .stack()
        .up([plainly(vxlan("x", { dev: undefined, ...ADDRESS, routes: ["198.51.0.0/16"] }))]),
    );
  },
);

trial("12", "VxlanTunnel accepts a default route when dev binds it to the underlay", async (world) => {
  await ipOn(world, "alpha", "route del default");
  green(await world.stack().up([vxlan("x", { ...ADDRESS, routes: ["0.0.0.0/0"] })]));
});

trial("12", "VxlanTunnel accepts any route with loopCheck off", async (world) => {
  green(
    await world
      .stack()
      .up([
        plainly(vxlan("x", { dev: undefined, ...ADDRESS, routes: ["198.51.100.2/32"], loopCheck: "off" })),
      ]),
  );
});

trial("15", "VxlanTunnel removes an address with a peer that an operator added", async (world) => {
  const stack = world.stack();
  green(await stack.up([vxlan("x", ADDRESS)]));
  await ipOn(world, "alpha", "addr add 10.44.0.1 peer 10.44.0.2/32 dev x");
  green(await stack.refresh());
  expect(stack.resource("x")?.outputs.addresses).not.toEqual(["10.9.0.1/30"]);
  green(await stack.up([vxlan("x", ADDRESS)]));
  expect(await addressesOn(world, "alpha", "x")).toEqual(["10.9.0.1/30"]);
});

for (const addresses of [["::ffff:10.0.0.1/96"], ["::192.0.2.1/96"]]) {
  trial("17", `VxlanTunnel has ${addresses}, and refresh shows no difference`, async (world) => {
    const stack = world.stack();
    green(await stack.up([vxlan("x", { addresses })]));
    const inputs = stack.resource("x")?.inputs;
    green(await stack.refresh());
    expect(stack.resource("x")?.inputs).toEqual(inputs);
  });
}

for (const routes of [["::ffff:0:0/96"], [{ to: "2001:db8:99::/48", via: "::10.0.2.12" }]]) {
  trial(
    "17",
    `VxlanTunnel has the route ${JSON.stringify(routes[0])}, and refresh shows no difference`,
    async (world) => {
      const stack = world.stack();
      green(await stack.up([vxlan("x", { addresses: ["::10.0.2.1/120"], routes })]));
      const inputs = stack.resource("x")?.inputs;
      green(await stack.refresh());
      expect(stack.resource("x")?.inputs).toEqual(inputs);
    },
  );
}

/* Words. */

trial("19", "VxlanTunnel fails with advice about routes when another device has its route", async (world) => {
  await ipOn(world, "alpha", "route add 10.20.0.0/16 via 198.51.100.2 dev eth0");
  const result = await world.stack().up([vxlan("x", { ...ADDRESS, routes: ["10.20.0.0/16"] })]);
  refused(result, /eth0/);
  expect(result.messages.join()).not.toMatch(/same endpoints/);
  expect(await deviceOn(world, "alpha", "x")).toBeUndefined();
});

holds(
  "VxlanTunnel with an IPv6 address fails without advice about sudo on a host without IPv6",
  async (world) => {
    await world.alpha.must("echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6");
    const result = await world.stack().up([vxlan("x", { addresses: ["2001:db8:9::1/64"] })]);
    refused(result, /IPv6/);
    expect(result.messages.join()).not.toMatch(/sudo/);
  },
);

/* Forwarding. */

trial(
  "20",
  "Forwarding stays on after destroy when another program has made a bridge since",
  async (world) => {
    const stack = world.stack();
    green(await stack.up([{ type: "Forwarding", name: "f", args: { host: at("alpha") } }]));
    // What Docker does: it finds the setting on, and makes a bridge for containers
    await ipOn(
      world,
      "alpha",
      "link add docker0 type bridge",
      "addr add 172.17.0.1/16 dev docker0",
      "link set docker0 up",
    );
    green(await stack.destroy());
    expect(await world.alpha.must("cat /proc/sys/net/ipv4/ip_forward")).toBe("1\n");
  },
);

/* Small ones. */

trial("21", "VxlanTunnel refuses a route in the table 255 at preview", async (world) => {
  const result = await world
    .stack()
    .up([vxlan("x", { ...ADDRESS, routes: [{ to: "10.20.0.0/16", table: 255 }] })]);
  expect(result.status).toBe("refused");
});

trial("21", "VxlanTunnel refuses a name that ip reads as an index", async (world) => {
  expect((await world.stack().up([vxlan("x", { name: "if5" })])).status).toBe("refused");
});

holds("VxlanTunnel exchanges its VNI with another one in one up", async (world) => {
  const stack = world.stack();
  const program = (one: number, two: number) => [vxlan("x", { vni: one }), vxlan("y", { vni: two })];
  green(await stack.up(program(5, 6)));
  green(await stack.up(program(6, 5)));
  expect((await deviceOn(world, "alpha", "x"))?.data.id).toBe(6);
  expect((await deviceOn(world, "alpha", "y"))?.data.id).toBe(5);
});

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
  const told = { ifindex: before?.ifindex, mtu: 1450, kind: "vxlan", mtuFrom: "kernel", underlayMtu: 1500 };
  stack.state = [
    {
      urn: stack.urnOf({ type: "VxlanTunnel", name: "x" }),
      type: "VxlanTunnel",
      name: "x",
      id: "x@alpha",
      inputs,
      outputs: { ...inputs, ...told, machineId: "a".repeat(32) },
    },
  ];
  green(await stack.refresh());
  expect(stack.resource("x")?.inputs.addresses).toEqual(["10.9.0.1/30"]);
  green(await stack.up([vxlan("x", { ...ADDRESS, ttl: 9 })]));
  expect(await deviceOn(world, "alpha", "x")).toMatchObject({ ifindex: before?.ifindex, data: { ttl: 9 } });
  green(await stack.destroy());
  expect(await deviceOn(world, "alpha", "x")).toBeUndefined();
});

/* Two runs at once. */

for (const [what, programs] of [
  ["util-linux's flock", undefined],
  ["busybox's flock", programsWith({ flock: BUSYBOX_FLOCK })],
] as const) {
  const act = async (world: World) => {
    const [one, two] = [world.stack("one"), world.stack("two")];
    let alive = 0;
    green(
      await one.up([vxlan("x", ADDRESS)], {
        watch: async ({ connections }) => {
          green(await two.up([vxlan("y", { vni: 6 })]));
          alive = connections.shells;
        },
      }),
    );
    expect(alive).toBe(1);
    expect(await deviceOn(world, "alpha", "y")).toBeDefined();
  };
  const title = `VxlanTunnel waits for another run that keeps the lock and does not end its shell, with ${what}`;
  if (programs === undefined) holds(title, act);
  else trial("16", title, act, { programs });
}

trial(
  "14",
  "VxlanTunnel does not show a route of MPLS",
  async (world) => {
    const stack = world.stack();
    green(await stack.up([vxlan("x", ADDRESS)]));
    await world.alpha.must("echo 100 >/proc/sys/net/mpls/platform_labels && ip -f mpls route add 50 dev x");
    green(await stack.refresh());
    expect(stack.resource("x")?.outputs.routes ?? []).toEqual([]);
    green(await stack.up([vxlan("x", ADDRESS)]));
  },
  { lacking: existsSync("/proc/sys/net/mpls") ? undefined : "the kernel routes no MPLS" },
);

/* What the model found. */

trial("M1", "VxlanTunnel is removed when the connection breaks before the removal arrives", async (world) => {
  const stack = world.stack();
  green(await stack.up([vxlan("x", ADDRESS)]));
  green(await stack.destroy({ fault: { after: 0, how: "unsent", what: "connection" } }));
  expect(await deviceOn(world, "alpha", "x")).toBeUndefined();
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
  // The third frame is the removal
  if (after === 2) trial("M2", title, act);
  else holds(title, act);
}

trial(
  "M3",
  "Forwarding is completed by the next up when its creation was unanswered, and removed by destroy",
  async (world) => {
    const stack = world.stack();
    const program = [{ type: "Forwarding", name: "f", args: { host: at("alpha") } }];
    const killed = await stack.up(program, { fault: { after: 0, how: "unanswered", what: "process" } });
    expect(killed.status).toBe("killed");
    green(await stack.up(program));
    green(await stack.destroy());
    expect(
      await world.alpha.must("cat /proc/sys/net/ipv4/ip_forward; ls /run/pulumi-iproute2 2>/dev/null; true"),
    ).toBe("0\n");
  },
);

trial("M4", "VxlanTunnel exists after --target-replace and a renaming with an alias", async (world) => {
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
