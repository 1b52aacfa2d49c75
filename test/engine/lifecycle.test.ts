// All operations on one link, with the real engine and real hosts.
import { IpipTunnel, type IpipTunnelArgs, TunnelPair } from "pulumi-iproute2";
import { beforeAll, describe, expect, test } from "vitest";
import { labHosts, on, ping, snapshot } from "../lab/index.ts";
import { longOnly, sample } from "../sample.ts";
import { sites, withStack } from "./lab-stack.ts";
import { expectFailure } from "./stack.ts";

let before: { alpha: string; beta: string };

beforeAll(async () => {
  // The module is loaded before any snapshot, because it creates a fallback device that stays.
  for (const host of ["alpha", "beta"] as const) await on(host).must("modprobe ipip || true");
  before = { alpha: await snapshot("alpha"), beta: await snapshot("beta") };
});

const asBefore = async () => {
  expect(await snapshot("alpha")).toBe(before.alpha);
  expect(await snapshot("beta")).toBe(before.beta);
};

/** The remote end, which stays unchanged while the tests change the local end. */
const far = () => {
  const { alpha, beta } = sites();
  return new IpipTunnel("far", {
    host: beta.host,
    local: beta.underlay,
    remote: alpha.underlay,
    addresses: ["10.9.0.2/30", "10.9.1.2/30"],
    routes: ["10.10.0.0/24"],
  });
};

const near = (more: Partial<IpipTunnelArgs> = {}) => {
  const { alpha, beta } = sites();
  return new IpipTunnel("near", {
    host: alpha.host,
    name: "near0",
    local: alpha.underlay,
    remote: beta.underlay,
    ttl: 64,
    addresses: ["10.9.0.1/30"],
    routes: ["10.20.0.0/24"],
    ...more,
  });
};

const program =
  (more: Partial<IpipTunnelArgs> = {}) =>
  async () => {
    far();
    const { ifindex, mtu, kind } = near(more);
    return { ifindex, mtu, kind };
  };

const live = async (name = "near0") => {
  const [link] = (await on("alpha").ip("-d", "-j", "addr", "show", "dev", name)) as [
    {
      mtu: number;
      ifindex: number;
      linkinfo: { info_data: Record<string, unknown> };
      addr_info: { local: string }[];
    },
  ];
  return link;
};

const traffic = async (to = "10.9.0.2") => expect((await ping("alpha", { to })).received).toBeGreaterThan(0);

const DRIFTS: readonly (readonly [string, string[]])[] = [
  ["ip link change near0 type ipip ttl 99", ["ttl"]],
  ["ip addr add 10.77.0.1/24 dev near0", ["addresses"]],
  ["ip link set near0 mtu 1200", ["mtu"]],
  ["ip addr del 10.9.0.1/30 dev near0", ["addresses", "routes"]],
  ["ip route del 10.20.0.0/24 dev near0", ["routes"]],
  ["ip link set near0 down", ["routes", "up"]],
];

describe("IpipTunnel", () => {
  test("is previewed without contacting a host, created, unchanged by a second run, and destroyed completely", () =>
    withStack("life", program(), async (stack) => {
      const connectionCount = async () =>
        (await on("alpha").must("ss -tn state established '( sport = :22 )' | wc -l")).trim();
      const connections = await connectionCount();
      const preview = await stack.preview();
      expect(preview.ops).toEqual({ near: "create", far: "create" });
      expect(await connectionCount()).toBe(connections);
      await asBefore();

      const up = await stack.up();
      expect(up.ops).toEqual({ near: "create", far: "create" });
      expect(up.outputs).toMatchObject({ mtu: 1480, kind: "ipip", ifindex: (await live()).ifindex });
      await traffic();
      expect((await on("alpha").must("cat /sys/class/net/near0/ifalias")).trim()).toMatch(
        /^pulumi-iproute2:2:[a-z0-9]{8}\.[a-z0-9]{6}:[0-9a-f]{12}:.*\/life\/near$/,
      );

      expect((await stack.up()).changed).toEqual({});
      expect((await stack.refresh()).changed).toEqual({});
      expect((await stack.preview()).changed).toEqual({});

      const { privateKey } = labHosts().alpha.connection;
      const secret = privateKey.split("\n")[3] ?? "";
      expect(secret.length).toBeGreaterThan(30);
      expect(await stack.stateFile()).not.toContain(secret);
      expect(up.stdout + up.stderr).not.toContain(secret);

      expect((await stack.destroy()).changed).toEqual({ near: "delete", far: "delete" });
      await asBefore();
    }));

  test("changes in place, is replaced when the device name changes, and carries traffic again", () =>
    withStack("change", program(), async (stack) => {
      await stack.up();
      const { ifindex } = await live();
      const change = async (more: Partial<IpipTunnelArgs>, properties: string[]) => {
        stack.use(program(more));
        const up = await stack.up();
        expect(up.changed).toEqual({ near: "update" });
        const roots = up.changes("near").map((one) => one.path.split(/[.[]/)[0]);
        expect([...new Set(roots)].sort()).toEqual(properties);
        expect((await stack.refresh()).changed).toEqual({});
        expect((await live()).ifindex).toBe(ifindex);
      };
      await change({ ttl: 99, tos: 16 }, ["tos", "ttl"]);
      expect((await live()).linkinfo.info_data).toMatchObject({ ttl: 99, tos: "0x10" });
      await traffic();

      await on("alpha").must("ip addr add 10.0.2.111/24 dev eth0");
      try {
        await change({ local: "10.0.2.111" }, ["local", "tos", "ttl"]);
        await on("beta").must("ip link change far type ipip remote 10.0.2.111");
        await traffic();
        await on("beta").must("ip link change far type ipip remote 10.0.2.11");
        await change({ remote: "10.0.2.99" }, ["local", "remote"]);
      } finally {
        await on("alpha").must("ip addr del 10.0.2.111/24 dev eth0");
      }
      expect((await live()).linkinfo.info_data).toMatchObject({ remote: "10.0.2.99" });
      await change({ addresses: ["10.9.1.1/30"] }, ["addresses", "remote"]);
      expect(
        (await live()).addr_info.map((one) => one.local).filter((one) => !one.startsWith("fe80")),
      ).toEqual(["10.9.1.1"]);
      await traffic("10.9.1.2");
      await change({ mtu: 1300 }, ["addresses", "mtu"]);
      expect((await live()).mtu).toBe(1300);
      await traffic();

      await change({ routes: ["10.20.0.0/24", { to: "10.21.0.0/16", metric: 50, advmss: 1400 }] }, [
        "mtu",
        "routes",
      ]);
      expect((await live()).mtu).toBe(1480);
      expect(await on("alpha").must("ip route show dev near0")).toMatch(
        /10\.21\.0\.0\/16 proto static .*metric 50 advmss 1400/,
      );
      await change({ routes: [] }, ["routes"]);
      expect(await on("alpha").must("ip route show dev near0 proto static")).toBe("");
      await traffic();

      stack.use(program({ name: "near1" }));
      expect((await stack.preview()).changed).toEqual({ near: "replace" });
      expect((await stack.up()).changed).toEqual({ near: "replace" });
      expect((await on("alpha").run("ip link show near0")).exitCode).not.toBe(0);
      await traffic();
      expect((await stack.refresh()).changed).toEqual({});
    }));

  test("reports drift by property, and `up` repairs it", () =>
    withStack("drift", program(), async (stack) => {
      await stack.up();
      const drift = async (command: string, properties: string[]) => {
        await on("alpha").must(command);
        const refresh = await stack.refresh();
        expect(refresh.changed).toEqual({ near: "update" });
        const named = refresh.changes("near").map((one) => one.path.split(/[.[]/)[0] ?? "");
        expect([...new Set(named)].filter((one) => one !== "mtuFrom").sort()).toEqual(properties);
        expect((await stack.up()).changed).toEqual({ near: "update" });
        expect((await stack.refresh()).changed).toEqual({});
        await traffic();
      };
      // test/kinds has each drift without the engine
      for (const [command, properties] of sample(DRIFTS, 3)) await drift(command, properties);

      await on("alpha").must("ip link del near0");
      expect((await stack.refresh()).changed).toEqual({ near: "delete" });
      expect((await stack.up()).changed).toEqual({ near: "create" });
      await traffic();
    }));

  test("is destroyed when its device no longer exists, and a foreign device stays", () =>
    withStack("gone", program(), async (stack) => {
      await stack.up();
      await on("alpha").must("ip link del near0");
      await on("beta").must("ip link set far alias theirs");
      const message = await expectFailure(stack.destroy());
      expect(message).toContain('has the alias "theirs"');
      await on("beta").must("ip link del far");
      await stack.destroy();
      await asBefore();
    }));
});

longOnly(() => {
  describe("TunnelPair", () => {
    test("makes two links in parallel from one declaration, and repairs either one alone", () =>
      withStack(
        "pair",
        async () => {
          const { alpha, beta } = sites();
          const pair = new TunnelPair("p", {
            kind: "ipip",
            a: { host: alpha.host, underlay: alpha.underlay, addresses: ["10.9.0.1/30"] },
            b: { host: beta.host, underlay: beta.underlay, addresses: ["10.9.0.2/30"] },
          });
          return { mtu: pair.mtu, a: pair.a.name, b: pair.b.name };
        },
        async (stack) => {
          const up = await stack.up();
          expect(up.outputs).toEqual({ mtu: 1480, a: "p-a", b: "p-b" });
          await traffic();
          await on("beta").must("ip link del p-b");
          expect((await stack.refresh()).changed).toEqual({ "p-b": "delete" });
          expect((await stack.up()).changed).toEqual({ "p-b": "create" });
          await traffic();
          await stack.destroy();
          await asBefore();
        },
      ));
  });
});
