// Two sites with subnets behind them, with the real engine and real traffic between the subnets.
import { Host, SiteToSite, type SiteToSiteArgs } from "pulumi-iproute2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { labHosts, on, snapshot } from "../lab/index.ts";
import { longOnly } from "../sample.ts";
import { sites, withStack } from "./lab-stack.ts";

/** Devices that act as the subnets, and a namespace on alpha that acts as the machine to which alpha's site moves. */
const UP: Record<"alpha" | "beta", string> = {
  alpha: [
    "modprobe -a ipip ip6_gre ip_gre dummy",
    "ip link add lan0 type dummy",
    "ip addr add 10.10.0.1/24 dev lan0",
    "ip -6 addr add fd00:10::1/64 dev lan0 nodad",
    "ip link set lan0 up",
    "ip netns add moved",
    "ip link add link eth0 name new0 netns moved type macvlan mode bridge",
    "ip -n moved addr add 10.0.2.21/24 dev new0",
    "ip -n moved link set lo up",
    "ip -n moved link set new0 up",
    "ip -n moved link add lan0 type dummy",
    "ip -n moved addr add 10.10.0.1/24 dev lan0",
    "ip -n moved link set lan0 up",
  ].join(" && "),
  beta: [
    "modprobe -a ipip ip6_gre ip_gre dummy",
    "ip link add lan0 type dummy",
    "ip addr add 10.20.0.1/24 dev lan0",
    "ip -6 addr add fd00:20::1/64 dev lan0 nodad",
    "ip link set lan0 up",
  ].join(" && "),
};
const DOWN = "ip netns del moved 2>/dev/null; ip link del lan0 2>/dev/null; true";

const NAMES = ["alpha", "beta"] as const;
let before: { alpha: string; beta: string };
beforeAll(async () => {
  for (const host of NAMES) await on(host).must(`{ ${DOWN}; } && ${UP[host]}`);
  before = { alpha: await snapshot("alpha"), beta: await snapshot("beta") };
});
afterAll(() => Promise.all(NAMES.map((host) => on(host).must(DOWN))));

const sysctl = async (host: "alpha" | "beta", key = "net.ipv4.ip_forward") =>
  (await on(host).must(`sysctl -n ${key}`)).trim();

/** Pings from subnet to subnet, and the device that a packet leaves through. */
const pingSubnets = async (by: string) => {
  await on("alpha").must("ping -c 2 -W 2 -I 10.10.0.1 10.20.0.1");
  await on("alpha").must("ping -c 2 -W 2 -I fd00:10::1 fd00:20::1");
  expect(await on("alpha").must("ip route get 10.20.0.1 from 10.10.0.1")).toContain(`dev ${by} `);
};

const args = (): SiteToSiteArgs => {
  const { alpha, beta } = sites();
  return {
    kind: "gre",
    a: {
      host: alpha.host,
      underlay: alpha.underlay,
      addresses: ["10.9.0.1/30"],
      subnets: ["10.10.0.0/24", "fd00:10::/64"],
    },
    b: {
      host: beta.host,
      underlay: beta.underlay,
      addresses: ["10.9.0.2/30"],
      subnets: ["10.20.0.0/24", "fd00:20::/64"],
    },
    mtu: 1400,
    advmss: "auto",
    backup: {
      kind: "ip6gre",
      a: { underlay: alpha.underlay6, addresses: ["10.9.1.1/30"] },
      b: { underlay: beta.underlay6, addresses: ["10.9.1.2/30"] },
    },
  };
};

describe("SiteToSite", () => {
  test("connects two subnets, and a second link takes over when the first fails", () =>
    withStack(
      "sites",
      async () => {
        const { a, b, mtu, backup } = new SiteToSite("s", args());
        return { a, b, mtu, backup };
      },
      async (stack) => {
        const up = await stack.up();
        expect(up.outputs).toEqual({
          a: { device: "s-a", addresses: ["10.9.0.1/30"], subnets: ["10.10.0.0/24", "fd00:10::/64"] },
          b: { device: "s-b", addresses: ["10.9.0.2/30"], subnets: ["10.20.0.0/24", "fd00:20::/64"] },
          mtu: 1400,
          backup: { a: "s-backup-a", b: "s-backup-b", mtu: 1448, metric: 2048 },
        });
        expect(await on("alpha").must("ip route show dev s-a proto static")).toMatch(
          /^10\.20\.0\.0\/24 .*advmss 1360/,
        );
        for (const host of NAMES) {
          expect(await sysctl(host)).toBe("1");
          expect(await sysctl(host, "net.ipv6.conf.all.forwarding")).toBe("1");
        }
        await pingSubnets("s-a");
        expect((await stack.up()).changed).toEqual({});
        expect((await stack.refresh()).changed).toEqual({});

        await on("alpha").must("ip link set s-a down");
        await on("beta").must("ip link set s-b down");
        await pingSubnets("s-backup-a");
        await on("alpha").must("sysctl -qw net.ipv4.ip_forward=0");
        const drift = await stack.refresh();
        expect(drift.changed).toMatchObject({ "s-a": "update", "s-b": "update" });
        expect(Object.keys(drift.changed).filter((name) => /-forwarding$/.test(name))).toHaveLength(1);
        await stack.up();
        await pingSubnets("s-a");
        expect(await sysctl("alpha")).toBe("1");

        await stack.destroy();
        for (const host of NAMES) expect(await snapshot(host)).toBe(before[host]);
      },
    ));

  longOnly(() => {
    test("moves a site to another machine: that end is created there, and the other end changes in place", () => {
      const program =
        (moved: boolean, forwarding = true) =>
        async () => {
          const { beta, alpha } = sites();
          const { connection } = labHosts().alpha;
          const ams = new Host("ams", {
            connection: { ...connection },
            ...(moved ? { netns: "moved" } : {}),
          });
          const site = new SiteToSite("m", {
            kind: "ipip",
            a: {
              host: ams,
              underlay: moved ? "10.0.2.21" : alpha.underlay,
              addresses: ["10.9.0.1/30"],
              subnets: ["10.10.0.0/24"],
            },
            b: {
              host: beta.host,
              underlay: beta.underlay,
              addresses: ["10.9.0.2/30"],
              subnets: ["10.20.0.0/24"],
            },
            forwarding,
          });
          return { a: site.a };
        };
      return withStack("moves", program(false), async (stack) => {
        await stack.up();
        await on("beta").must("ping -c 2 -W 2 -I 10.20.0.1 10.10.0.1");
        const index = async () => (await on("beta").must("cat /sys/class/net/m-b/ifindex")).trim();
        const ifindexBefore = await index();

        stack.use(program(true));
        const { changed } = await stack.up();
        expect(changed).toMatchObject({ "m-a": "replace", "m-b": "update", "ams-forwarding": "replace" });
        expect(await index()).toBe(ifindexBefore);
        expect((await on("alpha").run("ip link show m-a")).exitCode).not.toBe(0);
        expect(await sysctl("alpha")).toBe("0");
        await on("beta").must("ping -c 2 -W 2 -I 10.20.0.1 10.10.0.1");
        expect((await stack.refresh()).changed).toEqual({});

        stack.use(program(true, false));
        expect((await stack.up()).changed).toMatchObject({ "ams-forwarding": "delete" });
        expect(await sysctl("beta")).toBe("0");
        await stack.destroy();
        for (const host of NAMES) expect(await snapshot(host)).toBe(before[host]);
      });
    });
  });
});
