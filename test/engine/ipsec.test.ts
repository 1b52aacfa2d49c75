// IpsecPair under the real engine: traffic in ESP alone, keys that nobody sees, new keys without a lost packet.
import { IpsecPair, type IpsecPairArgs } from "pulumi-iproute2";
import { beforeAll, describe, expect, it } from "vitest";
import { capture, on, ping, snapshot } from "../lab/index.ts";
import { sites, withStack } from "./lab-stack.ts";
import { expectFailure } from "./stack.ts";

const program =
  (more: Partial<IpsecPairArgs> & Pick<IpsecPairArgs, "kind">, family: 4 | 6 = 4) =>
  async () => {
    const { alpha, beta } = sites();
    const end = ({ host, underlay, underlay6 }: typeof alpha, last: number) => ({
      host,
      underlay: family === 4 ? underlay : underlay6,
      addresses: [`10.9.0.${last}/30`, `fd00:9::${last}/64`],
    });
    const pair = new IpsecPair("sec", { a: end(alpha, 1), b: end(beta, 2), ...more });
    return { mtu: pair.mtu };
  };

let before: { alpha: string; beta: string };
beforeAll(async () => {
  for (const host of ["alpha", "beta"] as const)
    await on(host).must("modprobe -a ip_vti ip6_vti xfrm_interface");
  before = { alpha: await snapshot("alpha"), beta: await snapshot("beta") };
});

describe("IpsecPair", () => {
  it.each<[IpsecPairArgs["kind"], 4 | 6, number, string, Partial<IpsecPairArgs>]>([
    ["xfrm", 4, 1446, "10.9.0.2", {}],
    ["xfrm", 6, 1426, "fd00:9::2", { suite: "chacha20-poly1305" }],
    ["vti", 4, 1438, "10.9.0.2", { suite: "aes256-sha256" }],
    ["vti6", 6, 1426, "fd00:9::2", { suite: "aes128-gcm" }],
  ])("%s over IPv%i: mtu %i, ESP on the wire and nothing in clear", (kind, family, mtu, to, more) =>
    withStack("ipsec", program({ kind, ...more }, family), async (stack) => {
      const up = await stack.up();
      expect(up.outputs).toEqual({ mtu });
      const { packets } = await capture({ filter: "ip or ip6" }, async () => {
        // the largest packet that is said to pass does, unfragmented
        const size = mtu - (to.includes(":") ? 48 : 28);
        expect(await ping("alpha", { to, count: 2, size, df: true })).toMatchObject({ received: 2 });
      });
      expect(packets.filter((one) => one.esp() !== undefined).length).toBeGreaterThanOrEqual(4);
      expect(packets.filter((one) => one.icmp()?.type === 8 || one.icmpv6()?.type === 128)).toEqual([]);

      expect((await stack.up()).changed).toEqual({});
      expect((await stack.refresh()).changed).toEqual({});
      const keys = await on("alpha").must("ip xfrm state");
      const [, hex = ""] = /(?:aead|enc) \S+ 0x([0-9a-f]{32,})/.exec(keys) ?? expect.fail(keys);
      expect(await stack.stateFile()).not.toContain(hex);
      expect(up.stdout + up.stderr).not.toContain(hex);
      await stack.destroy();
      expect(await snapshot("alpha")).toBe(before.alpha);
      expect(await snapshot("beta")).toBe(before.beta);
    }),
  );

  it("takes new keys without losing a packet", () =>
    withStack("rotate", program({ kind: "xfrm" }), async (stack) => {
      await stack.up();
      const spis = async () => (await on("alpha").must("ip xfrm state")).match(/spi 0x[0-9a-f]+/g)?.sort();
      const old = await spis();
      const pings = on("alpha").run("ping -i 0.2 -w 25 10.9.0.2 | tail -n 3", { timeoutSeconds: 60 });
      stack.use(program({ kind: "xfrm", generation: 2 }));
      const up = await stack.up();
      expect(Object.values(up.changed).sort()).toEqual([
        ..."create ".repeat(5).trim().split(" "),
        ..."delete ".repeat(5).trim().split(" "),
      ]);
      expect((await pings).stdout).toMatch(/ 0% packet loss/);
      expect(await spis()).toHaveLength(2);
      expect(await spis()).not.toEqual(old);
    }));

  it("refuses keys of a wrong length, and says which", () => {
    const keys = { spi: 0x1001, encryption: "00".repeat(10) };
    return withStack(
      "short",
      program({ kind: "xfrm", keys: { aToB: keys, bToA: { ...keys, spi: 0x1002 } } }),
      async (stack) => {
        const said = await expectFailure(stack.preview());
        expect(said).toMatch(/'sec-1-[ab]-(in|out)'.*aead: has a key of 10 bytes/);
        expect(said).not.toContain("00".repeat(10));
      },
    );
  });
});
