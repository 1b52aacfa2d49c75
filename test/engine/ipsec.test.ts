// IpsecPair with the real engine: all traffic is in ESP, no output contains a key, and new keys lose no packet.
import { IpsecPair, type IpsecPairArgs } from "pulumi-iproute2";
import { beforeAll, describe, expect, test } from "vitest";
import { capture, on, ping, snapshot } from "../lab/index.ts";
import { isLong } from "../sample.ts";
import { sites, withStack } from "./lab-stack.ts";
import { expectFailure } from "./stack.ts";

const end = (side: "alpha" | "beta", last: number, subnet: number, family: 4 | 6 = 4) => {
  const { host, underlay, underlay6 } = sites()[side];
  return {
    host,
    underlay: family === 4 ? underlay : underlay6,
    addresses: [`10.9.${subnet}.${last}/30`, `fd00:9:${subnet}::${last}/64`],
  };
};
const ends = (subnet: number, family?: 4 | 6) => ({
  a: end("alpha", 1, subnet, family),
  b: end("beta", 2, subnet, family),
});

const program = (more: Partial<IpsecPairArgs>) => async () => {
  new IpsecPair("sec", { kind: "xfrm", ...ends(0), ...more });
};

let before: { alpha: string; beta: string };
beforeAll(async () => {
  for (const host of ["alpha", "beta"] as const)
    await on(host).must("modprobe -a ip_vti ip6_vti xfrm_interface");
  before = { alpha: await snapshot("alpha"), beta: await snapshot("beta") };
});

describe("IpsecPair", () => {
  interface Row {
    readonly how: Pick<IpsecPairArgs, "kind" | "suite">;
    readonly over: 4 | 6;
    readonly mtu: number;
    readonly to: string;
  }
  const xfrms: readonly Row[] = [
    { how: { kind: "xfrm" }, over: 4, mtu: 1438, to: "10.9.0.2" },
    { how: { kind: "xfrm", suite: "chacha20-poly1305" }, over: 6, mtu: 1426, to: "fd00:9:1::2" },
    { how: { kind: "xfrm", suite: "aes128-gcm" }, over: 4, mtu: 1446, to: "fd00:9:2::2" },
  ];
  const vtis: readonly Row[] = [
    { how: { kind: "vti", suite: "aes256-gcm" }, over: 4, mtu: 1446, to: "10.9.0.2" },
    { how: { kind: "vti6", suite: "aes128-gcm" }, over: 6, mtu: 1426, to: "fd00:9:1::2" },
  ];

  // The two kinds run in separate tests, because a VTI takes all ESP between its endpoints, including that of XFRM
  // interfaces.
  test.each([["XFRM interfaces", xfrms] as const, ...(isLong ? [["VTIs", vtis] as const] : [])])(
    "encrypts all packets of %s that exist at the same time",
    (_kind, pairs) => {
      const program = async () => ({
        mtus: pairs.map(
          ({ how, over }, subnet) => new IpsecPair(`sec${subnet}`, { ...ends(subnet, over), ...how }).mtu,
        ),
      });
      return withStack("ipsec", program, async (stack) => {
        const up = await stack.up();
        expect(up.outputs).toEqual({ mtus: pairs.map(({ mtu }) => mtu) });
        for (const { mtu, to } of pairs) {
          const { packets } = await capture({ filter: "ip or ip6" }, async () => {
            // A packet of exactly the mtu passes without fragmentation.
            const size = mtu - (to.includes(":") ? 48 : 28);
            expect(await ping("alpha", { to, count: 2, size, df: true })).toMatchObject({ received: 2 });
          });
          expect(packets.filter((one) => one.esp() !== undefined).length).toBeGreaterThanOrEqual(4);
          expect(packets.filter((one) => one.icmp()?.type === 8 || one.icmpv6()?.type === 128)).toEqual([]);
        }

        expect((await stack.up()).changed).toEqual({});
        expect((await stack.refresh()).changed).toEqual({});
        const state = await stack.stateFile();
        const shown = await on("alpha").must("ip xfrm state");
        const keys = [...shown.matchAll(/(?:aead|enc|auth-trunc) \S+ 0x([0-9a-f]{32,})/g)].map(
          ([, hex]) => hex,
        );
        const signed = pairs.filter(({ how }) => how.suite === undefined);
        expect(keys).toHaveLength(2 * pairs.length + 2 * signed.length);
        for (const hex of keys)
          for (const text of [state, up.stdout, up.stderr]) expect(text).not.toContain(hex);
        await stack.destroy();
        expect(await snapshot("alpha")).toBe(before.alpha);
        expect(await snapshot("beta")).toBe(before.beta);
      });
    },
  );

  test("takes new keys without losing a packet", () =>
    withStack("rotate", program({}), async (stack) => {
      await stack.up();
      const spis = async () => (await on("alpha").must("ip xfrm state")).match(/spi 0x[0-9a-f]+/g)?.sort();
      const old = await spis();
      const pings = on("alpha").run("ping -i 0.2 -w 25 10.9.0.2 | tail -n 3", { timeoutSeconds: 60 });
      stack.use(program({ generation: 2 }));
      const up = await stack.up();
      expect(Object.values(up.changed).sort()).toEqual([
        ..."create ".repeat(5).trim().split(" "),
        ..."delete ".repeat(5).trim().split(" "),
      ]);
      expect((await pings).stdout).toMatch(/ 0% packet loss/);
      expect(await spis()).toHaveLength(2);
      expect(await spis()).not.toEqual(old);
    }));

  test("refuses keys of a wrong length, and names the key", () => {
    const key = (spi: number, byte: string) => ({ spi, encryption: byte.repeat(10) });
    const keys = { aToB: key(0x1001, "00"), bToA: key(0x1002, "01") };
    return withStack("short", program({ keys }), async (stack) => {
      const message = await expectFailure(stack.preview());
      expect(message).toMatch(/'sec-1-[ab]-(in|out)'.*aead: has a key of 10 bytes/);
      expect(message).not.toContain("00".repeat(10));
    });
  });
});
