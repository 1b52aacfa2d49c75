// Pairs with the real engine: derived arguments of the other end, shared ports, and changes of one end.
import { TunnelPair, type TunnelPairArgs } from "pulumi-iproute2";
import { beforeAll, describe, expect, test } from "vitest";
import { on, ping, snapshot } from "../lab/index.ts";
import { sites, withStack } from "./lab-stack.ts";
import { expectFailure } from "./stack.ts";

type Ends = Pick<TunnelPairArgs, "a" | "b">;

const ends = (subnet: number, family: 4 | 6 = 4): Ends => {
  const { alpha, beta } = sites();
  const end = ({ host, underlay, underlay6 }: typeof alpha, last: number) => ({
    host,
    underlay: family === 4 ? underlay : underlay6,
    addresses: [`10.9.${subnet}.${last}/30`, `fd00:9:${subnet}::${last}/64`],
  });
  return { a: end(alpha, 1), b: end(beta, 2) };
};

const pingThrough = async (subnet: number, v6 = false) =>
  expect(
    (await ping("alpha", { to: v6 ? `fd00:9:${subnet}::2` : `10.9.${subnet}.2`, count: 2 })).received,
  ).toBeGreaterThan(0);

let before: { alpha: string; beta: string };
beforeAll(async () => {
  for (const host of ["alpha", "beta"] as const)
    await on(host).must("modprobe -a ipip sit ip_gre ip6_tunnel ip6_gre fou fou6");
  before = { alpha: await snapshot("alpha"), beta: await snapshot("beta") };
});

describe("TunnelPair", () => {
  test("of several kinds shares ports, is created, changed and destroyed completely", () => {
    const gue = { type: "gue", dport: 5555 } as const;
    const program = (key: number) => async () => {
      const gre = new TunnelPair("gre", {
        kind: "gre",
        ...ends(1),
        ikey: key,
        okey: 8,
        seq: true,
        encap: gue,
        check: true,
      });
      const ipip = new TunnelPair("ipip", { kind: "ipip", ...ends(2), encap: gue });
      const fou = new TunnelPair("fou", { kind: "gretap", ...ends(3), encap: { type: "fou", dport: 5556 } });
      const six = new TunnelPair("six", { kind: "ip6tnl", ...ends(4, 6), hopLimit: 32 });
      const geneve = new TunnelPair("geneve", { kind: "geneve", ...ends(5, 6), vni: 77 });
      return { rtt: gre.rtt, mtus: [gre.mtu, ipip.mtu, fou.mtu, six.mtu, geneve.mtu] };
    };
    return withStack("pairs", program(7), async (stack) => {
      const up = await stack.up();
      expect(up.outputs.rtt).toBeGreaterThan(0);
      expect(up.outputs.mtus).toEqual([1456, 1468, 1454, 1452, 1430]);
      const ports = Object.keys(up.ops).filter((name) => /-(gue|fou-gre)-\d+$/.test(name));
      expect(ports).toHaveLength(4); // two hosts, one GUE port and one FOU port each, three pairs
      for (const subnet of [1, 2, 3, 4, 5]) await pingThrough(subnet);
      for (const subnet of [1, 3, 4, 5]) await pingThrough(subnet, true);
      const keys = async (host: "alpha" | "beta", name: string) => {
        const [link] = (await on(host).ip("-d", "-j", "link", "show", name)) as [
          { linkinfo: { info_data: object } },
        ];
        return link.linkinfo.info_data;
      };
      expect(await keys("alpha", "gre-a")).toMatchObject({ ikey: "0.0.0.7", okey: "0.0.0.8" });
      expect(await keys("beta", "gre-b")).toMatchObject({ ikey: "0.0.0.8", okey: "0.0.0.7" });
      expect((await stack.up()).changed).toEqual({});
      expect((await stack.refresh()).changed).toEqual({});

      stack.use(program(9));
      const change = await stack.up();
      expect(change.changed).toEqual({
        "gre-a": "update",
        "gre-b": "update",
        "gre-check": "update",
      });
      await pingThrough(1);

      await stack.destroy();
      expect(await snapshot("alpha")).toBe(before.alpha);
      expect(await snapshot("beta")).toBe(before.beta);
    });
  });

  test("fails with the packet counts when its check receives no packet", () => {
    const program = (up: boolean) => async () => {
      const { a, b } = ends(6);
      new TunnelPair("cut", { kind: "ipip", a, b: { ...b, up }, check: { timeoutSeconds: 2 } });
    };
    return withStack("cut", program(false), async (stack) => {
      const message = await expectFailure(stack.up());
      expect(message).toMatch(/check:10\.9\.6\.2%cut-a on root@127\.0\.0\.1:\d+/);
      expect(message).toMatch(/0 of \d packets came back within 2 s/);
      stack.use(program(true));
      expect((await stack.up()).changed).toEqual({ "cut-b": "update", "cut-check": "create" });
    });
  });

  test("conflicts with another pair at preview, and the message has both names", () =>
    withStack(
      "clash",
      async () => {
        new TunnelPair("one", { kind: "gre", ...ends(1), key: 7 });
        new TunnelPair("two", { kind: "gre", ...ends(2), key: 7 });
      },
      async (stack) => {
        const message = await expectFailure(stack.preview());
        expect(message).toMatch(
          /endpoints.*is taken \((two-[ab] and one-[ab]|one-[ab] and two-[ab]) are on the same host\)/,
        );
      },
    ));
});
