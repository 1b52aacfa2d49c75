import { describe, expect, test } from "vitest";
import { type LiveRoute, readLinks, readRoutes } from "../../../provider/iproute2/ip-json.ts";
import { ownerAlias } from "../../../provider/iproute2/owner-alias.ts";
import {
  type Addressing,
  addOrAppend,
  addressingCommands,
  addressingOf,
} from "../../../provider/kinds/link-base/addressing.ts";
import { type CommonArgs, common, type RouteValue } from "../../../provider/kinds/link-base/common-args.ts";
import { liveAddressing } from "../../../provider/kinds/link-base/live-addressing.ts";
import type { HostSnapshot } from "../../../provider/model/host-snapshot.ts";

const alias = (name: string, stackId = "k3x9q2ab") =>
  ownerAlias({ owner: `shop/prod/${name}`, stackId, incarnation: "7fh20d" });

const declared = (addresses: string[], routes: (string | RouteValue)[] = [], master?: string): CommonArgs =>
  common({ addresses, routes, up: true, master });

const state = (addresses: string[], routes: (string | RouteValue)[] = [], up = true): Addressing => ({
  ...addressingOf(declared(addresses, routes)),
  up,
});

const inMaster = (master: string, addresses: string[], routes: (string | RouteValue)[] = []): Addressing =>
  addressingOf(declared(addresses, routes, master));

/** The commands, one a line. */
const commands = (before: Addressing, after: Addressing, snapshot?: HostSnapshot): string[] =>
  addressingCommands(before, after, { device: "x", ownerAlias: alias("x"), snapshot }).map((one) =>
    one.join(" "),
  );

describe("addressingCommands", () => {
  test("changes nothing where nothing differs", () => {
    const same = state(["10.9.0.1/30", "fd00::1/64"], ["10.20.0.0/16", { to: "fd01::/48", via: "fd00::2" }]);
    expect(commands(same, same)).toEqual([]);
  });

  test("leaves routes alone that an address change does not touch", () => {
    const routes = ["10.20.0.0/16", { to: "fd01::/48", via: "fd00::2" }];
    expect(commands(state(["10.9.0.1/30", "10.9.1.1/30"], routes), state(["10.9.0.1/30"], routes))).toEqual([
      "addr del 10.9.1.1/30 dev x",
    ]);
    expect(commands(state(["fd00::1/64"], routes), state(["fd00::5/64"], routes))).toEqual([
      "addr del fd00::1/64 dev x",
      "addr add fd00::5/64 dev x",
    ]);
  });

  test("removes routes and IPv6 addresses before a link joins a VRF, and adds them after it", () => {
    const addresses = ["10.9.0.1/30", "fd00::1/64"];
    const routes = ["10.20.0.0/16", { to: "10.21.0.0/16", table: 7 }];
    expect(commands(state(addresses, routes), inMaster("red", addresses, routes))).toEqual([
      "route del 10.20.0.0/16 dev x proto static",
      "route del 10.21.0.0/16 dev x proto static table 7",
      "addr del fd00::1/64 dev x",
      "link set dev x master red",
      "addr add fd00::1/64 dev x",
      "route add 10.20.0.0/16 dev x proto static vrf red",
      "route add 10.21.0.0/16 dev x proto static table 7",
    ]);
    expect(commands(inMaster("red", addresses, routes), inMaster("blue", addresses, routes))).toEqual([
      "route del 10.20.0.0/16 dev x proto static vrf red",
      "route del 10.21.0.0/16 dev x proto static table 7",
      "addr del fd00::1/64 dev x",
      "link set dev x master blue",
      "addr add fd00::1/64 dev x",
      "route add 10.20.0.0/16 dev x proto static vrf blue",
      "route add 10.21.0.0/16 dev x proto static table 7",
    ]);
    expect(commands(inMaster("red", ["10.9.0.1/30"]), state(["10.9.0.1/30"]))).toEqual([
      "link set dev x nomaster",
    ]);
  });

  test("adds IPv4 routes again that the kernel removes with the last IPv4 address", () => {
    const routes = ["10.20.0.0/16", "fd01::/48"];
    expect(commands(state(["10.9.0.1/30"], routes), state(["10.9.0.5/30"], routes))).toEqual([
      "addr del 10.9.0.1/30 dev x",
      "addr add 10.9.0.5/30 dev x",
      "route add 10.20.0.0/16 dev x proto static",
    ]);
  });

  test("removes the later addresses of a subnet before the first one, and adds them again", () => {
    const before = state(["10.9.0.1/24", "10.9.0.2/24", "10.9.0.3/24", "10.10.0.1/24"], ["10.20.0.0/16"]);
    const after = state(["10.9.0.2/24", "10.10.0.1/24"], ["10.20.0.0/16"]);
    expect(commands(before, after)).toEqual([
      "addr del 10.9.0.3/24 dev x",
      "addr del 10.9.0.2/24 dev x",
      "addr del 10.9.0.1/24 dev x",
      "addr add 10.9.0.2/24 dev x",
    ]);
  });

  test("keeps the first address of a subnet when a later one is removed", () => {
    expect(commands(state(["10.9.0.1/24", "10.9.0.2/24"]), state(["10.9.0.1/24"]))).toEqual([
      "addr del 10.9.0.2/24 dev x",
    ]);
  });

  test("removes an address with its peer", () => {
    expect(commands(state(["10.44.0.1 peer 10.44.0.2/32", "10.9.0.1/30"]), state(["10.9.0.1/30"]))).toEqual([
      "addr del 10.44.0.1 peer 10.44.0.2/32 dev x",
    ]);
  });

  test("removes a route by device and gateway before it adds the route that replaces it", () => {
    const route = (more: object) => state([], ["10.30.0.0/16", { to: "fd01::/48", via: "fd00::2", ...more }]);
    expect(commands(route({}), route({ via: "fd00::3", advmss: 1200 }))).toEqual([
      "route del fd01::/48 via fd00::2 dev x proto static",
      "route add fd01::/48 via fd00::3 dev x proto static advmss 1200",
    ]);
    expect(commands(route({}), route({ metric: 5, table: 100 }))).toEqual([
      "route del fd01::/48 via fd00::2 dev x proto static",
      "route add fd01::/48 via fd00::2 dev x proto static metric 5 table 100",
    ]);
  });

  test("adds an IPv4 route again that the kernel removes with its source address", () => {
    const routes = [
      { to: "10.30.0.0/16", src: "10.9.0.2", onlink: true as const, via: "192.0.2.9" },
      "10.40.0.0/16",
    ];
    const before = state(["10.9.0.1/24", "10.9.0.2/24", "10.8.0.1/24"], routes);
    expect(commands(before, state(["10.9.0.2/24", "10.8.0.1/24"], routes))).toEqual([
      "addr del 10.9.0.2/24 dev x",
      "addr del 10.9.0.1/24 dev x",
      "addr add 10.9.0.2/24 dev x",
      "route add 10.30.0.0/16 via 192.0.2.9 dev x proto static src 10.9.0.2 onlink",
    ]);
  });

  test("removes each of several undeclared routes with one key", () => {
    const live = state(
      [],
      [
        { to: "fd01::/48", via: "fd00::2" },
        { to: "fd01::/48", via: "fd00::3" },
      ],
    );
    expect(commands(live, state([], [{ to: "fd01::/48", via: "fd00::2" }]))).toEqual([
      "route del fd01::/48 via fd00::3 dev x proto static",
    ]);
  });

  test("names the family of a gateway that is not the destination's", () => {
    expect(commands(state([], [{ to: "10.20.0.0/16", via: "fe80::1" }]), state([]))).toEqual([
      "route del 10.20.0.0/16 via inet6 fe80::1 dev x proto static",
    ]);
  });

  test("treats the kernel's own metric as no metric", () => {
    expect(commands(state([], [{ to: "fd01::/48", metric: 1024 }]), state([], ["fd01::/48"]))).toEqual([]);
  });

  test("sets a link down after it removes the IPv6 addresses, and adds them again", () => {
    const addresses = ["10.9.0.1/30", "fd00::1/64"];
    expect(commands(state(addresses, ["10.20.0.0/16"]), state(addresses, [], false))).toEqual([
      "route del 10.20.0.0/16 dev x proto static",
      "addr del fd00::1/64 dev x",
      "link set dev x down",
      "addr add fd00::1/64 dev x",
    ]);
  });

  test("sets a link up before it adds routes, and leaves the addresses alone", () => {
    const addresses = ["10.9.0.1/30", "fd00::1/64"];
    expect(commands(state(addresses, [], false), state(addresses, ["10.20.0.0/16", "fd01::/48"]))).toEqual([
      "link set dev x up",
      "route add 10.20.0.0/16 dev x proto static",
      "route add fd01::/48 dev x proto static",
    ]);
  });
});

describe("addOrAppend", () => {
  const snapshot = (...held: [dev: string, ifalias: string][]): HostSnapshot => ({
    links: readLinks(
      held.map(([ifname, ifalias], index) => ({ ifindex: index + 2, ifname, ifalias, group: "26992" })),
    ),
    routes: readRoutes(held.map(([dev]) => ({ dst: "10.30.0.0/16", dev, protocol: "4" }))),
    sections: {},
  });
  const decision = (...held: [dev: string, ifalias: string][]) =>
    addOrAppend({ to: "10.30.0.0/16" }, "x", alias("x"), snapshot(...held));

  test("adds a route that no known link holds", () => {
    expect(addOrAppend({ to: "10.30.0.0/16" }, "x", alias("x"), undefined)).toBe("add");
    expect(decision()).toBe("add");
    expect(decision(["x", alias("x")])).toBe("add");
  });
  test("appends a route that a link of the same stack holds", () => {
    expect(decision(["s1", alias("s1")])).toBe("append");
    expect(decision(["s1", alias("s1")], ["x", alias("x")])).toBe("append");
  });
  test.each([
    ["another stack of the same name", alias("s1", "zzzzzzzz")],
    ["another stack", ownerAlias({ owner: "shop/dev/s1", stackId: "k3x9q2ab", incarnation: "7fh20d" })],
    ["an administrator", "John's uplink"],
    ["an unknown owner", ""],
  ])("adds a route that a link of %s holds, so that ip refuses it", (_, holder) => {
    expect(decision(["s1", holder])).toBe("add");
    expect(decision(["s2", alias("s2")], ["s1", holder])).toBe("add");
  });
  test("adds a route whose metric or table differs from those of other links", () => {
    const held = snapshot(["s1", alias("s1")]);
    expect(addOrAppend({ to: "10.30.0.0/16", metric: 5 }, "x", alias("x"), held)).toBe("add");
    expect(addOrAppend({ to: "10.30.0.0/16", table: 5 }, "x", alias("x"), held)).toBe("add");
  });
});

describe("liveAddressing", () => {
  const live = (addr_info: object[], master?: string) =>
    readLinks([{ ifindex: 2, ifname: "x", flags: ["UP"], addr_info, master }])[0] ?? expect.fail("no link");
  const dynamic = { family: "inet6", local: "2001:db8:5::9", prefixlen: 64, dynamic: true };
  const own = { family: "inet", local: "10.9.0.1", prefixlen: 30 };

  test("shows a dynamic address only where it is declared", () => {
    expect(liveAddressing(live([own, dynamic]), [], declared(["10.9.0.1/30"])).addresses).toEqual([
      "10.9.0.1/30",
    ]);
    const addresses = ["2001:db8:5::9/64", "10.9.0.1/30"];
    expect(liveAddressing(live([own, dynamic]), [], declared(addresses)).addresses).toEqual(addresses);
  });

  test("shows an address with a preferred lifetime as declared while the kernel counts it down", () => {
    const wanted: CommonArgs["addresses"] = [{ address: "fd00::1/64", preferredLifetime: 60 }];
    const args = common({ addresses: wanted, routes: [], up: true });
    const address = { family: "inet6", local: "fd00::1", prefixlen: 64 };
    for (const state of [
      { preferred_life_time: 41 },
      { preferred_life_time: 0, deprecated: true },
      { preferred_life_time: 60, tentative: true },
      { preferred_life_time: 0, tentative: true },
    ])
      expect(liveAddressing(live([{ ...address, ...state }]), [], args).addresses).toEqual(wanted);
    const plain = liveAddressing(
      live([{ ...address, preferred_life_time: 0 }]),
      [],
      declared(["fd00::1/64"]),
    );
    expect(plain.addresses).toEqual([{ address: "fd00::1/64", preferredLifetime: 0 }]);
  });

  test("keeps the order and the spelling of declared values, and appends all others", () => {
    const wanted = declared([], [{ to: "fd01::/48", metric: 1024 }, "10.20.0.0/16", "10.21.0.0/16"]);
    const routes = [{ to: "10.99.0.0/16", metric: 7 }, { to: "10.20.0.0/16" }, { to: "fd01::/48" }];
    expect(liveAddressing(live([]), routes, wanted).routes).toEqual([
      { to: "fd01::/48", metric: 1024 },
      "10.20.0.0/16",
      { to: "10.99.0.0/16", metric: 7 },
    ]);
  });

  test("shows the master only where one is declared", () => {
    expect(liveAddressing(live([], "br0"), [], declared([]))).not.toHaveProperty("master");
    expect(liveAddressing(live([], "br0"), [], declared([], [], "red"))).toMatchObject({ master: "br0" });
    expect(liveAddressing(live([]), [], declared([], [], "red"))).toHaveProperty("master", undefined);
  });

  test("shows a route in the table of the VRF without its table, and one in the main table with it", () => {
    const wanted = declared([], ["10.20.0.0/16", { to: "10.21.0.0/16", table: 254 }, "10.22.0.0/16"], "red");
    const routes = [
      { to: "10.20.0.0/16", table: 100 },
      { to: "10.21.0.0/16" },
      { to: "10.22.0.0/16" },
      { to: "10.23.0.0/16", table: 100 },
    ];
    expect(liveAddressing(live([], "red"), routes, wanted, 100).routes).toEqual([
      "10.20.0.0/16",
      { to: "10.21.0.0/16", table: 254 },
      { to: "10.22.0.0/16", table: 254 },
      "10.23.0.0/16",
    ]);
  });
});

describe("addressing of many routes", () => {
  /** Routes that count how often their destination is read. */
  function counted(count: number, via?: string): { routes: LiveRoute[]; reads: () => number } {
    let reads = 0;
    const routes = Array.from({ length: count }, (_, n) => ({
      get to() {
        reads += 1;
        return `10.${n >> 8}.${n & 255}.0/24`;
      },
      ...(via === undefined ? {} : { via }),
    }));
    return { routes, reads: () => reads };
  }

  /** The factor by which the reads grow when there are ten times as many routes. */
  function growth(act: (before: LiveRoute[], after: LiveRoute[]) => unknown): number {
    const [few = 0, many = 0] = [200, 2000].map((count) => {
      const [before, after] = [counted(count), counted(count, "10.9.0.2")];
      act(before.routes, after.routes);
      return before.reads() + after.reads();
    });
    return many / few;
  }

  test("addressingCommands reads each route a fixed number of times", () => {
    expect(growth((before, after) => commands(state([], before), state([], after)))).toBeCloseTo(10, 0);
  });

  test("liveAddressing reads each route a fixed number of times", () => {
    const [link] = readLinks([{ ifindex: 2, ifname: "x" }]);
    if (link === undefined) expect.fail("no link");
    expect(growth((before, after) => liveAddressing(link, before, declared([], after)))).toBeCloseTo(10, 0);
  });

  test("addOrAppend reads each route of a snapshot a fixed number of times", () => {
    const look = (before: LiveRoute[], after: LiveRoute[]) => {
      const held = before.map((route) => ({ dev: "s1", route }));
      const snapshot = { links: readLinks([]), routes: held, sections: {} };
      for (const one of after) addOrAppend(one, "x", alias("x"), snapshot);
    };
    expect(growth(look)).toBeCloseTo(10, 0);
  });
});
