// Sending states of an AEAD with the real engine: a key has one such state on a host, whatever removes it.
import { randomBytes } from "node:crypto";
import { IpsecPair, type IpsecPairArgs, TunnelPair } from "pulumi-iproute2";
import { describe, expect, test } from "vitest";
import { on, ping } from "../lab/index.ts";
import { sites, withStack } from "./lab-stack.ts";
import { expectFailure } from "./stack.ts";

const ends = (subnet: number) => {
  const { alpha, beta } = sites();
  return {
    a: { host: alpha.host, underlay: alpha.underlay, addresses: [`10.9.${subnet}.1/30`] },
    b: { host: beta.host, underlay: beta.underlay, addresses: [`10.9.${subnet}.2/30`] },
  };
};
const program = (more: Partial<IpsecPairArgs>) => async () => {
  new IpsecPair("sec", { kind: "xfrm", suite: "aes256-gcm", ...ends(0), ...more });
};
/** New ones in each run, because the hosts keep their record. */
const ownKeys = (spi: number) => {
  const key = () => randomBytes(36).toString("hex");
  return { aToB: { spi, encryption: key() }, bToA: { spi: spi + 1, encryption: key() } };
};
const received = async (to: string) => (await ping("alpha", { to, count: 3 })).received;
const states = (host: "alpha" | "beta") => on(host).must("ip xfrm state list nokeys");
const REFUSAL = /this host has sent with this key before, .*Nothing was changed; increase `generation`/;

describe("IpsecPair with an AEAD", () => {
  test("is refused with the same keys after a host has lost its states, and carries with another generation", () =>
    withStack("used-keys", program({}), async (stack) => {
      await stack.up();
      expect(await received("10.9.0.2")).toBe(3);
      expect((await stack.up({ refresh: true })).changed).toEqual({});
      const far = await states("beta");
      // A reboot removes states and markers
      await on("alpha").must("ip xfrm state flush && rm -rf /run/pulumi-iproute2/*/xfrm-state:*");

      const message = await expectFailure(stack.up({ refresh: true }));
      expect(message).toMatch(/esp:0x[0-9a-f]{8}@\S+ on root@/);
      expect(message).toMatch(REFUSAL);
      // The receiving state is there again, and no sending one
      expect((await states("alpha")).match(/^src \S+/gm)).toEqual([`src ${sites().beta.underlay}`]);
      expect(await states("beta")).toBe(far);
      expect(await received("10.9.0.2")).toBe(0);

      stack.use(program({ generation: 2 }));
      await stack.up();
      expect(await received("10.9.0.2")).toBe(3);
      expect((await stack.up({ refresh: true })).changed).toEqual({});
      const record = await on("alpha").must("cat /var/lib/pulumi-iproute2/used-keys");
      expect(record).toMatch(/^([0-9a-f]{64}\n){2,}$/);
    }));

  test("is refused with keys of a user after a removal, and with one key for both directions", () => {
    const keys = ownKeys(0x1001);
    return withStack("own-keys", program({ keys }), async (stack) => {
      await stack.up();
      expect(await received("10.9.0.2")).toBe(3);
      await stack.destroy();
      expect(await expectFailure(stack.up())).toMatch(REFUSAL);
      stack.use(program({ keys: ownKeys(0x2001), generation: 2 }));
      await stack.up();
      expect(await received("10.9.0.2")).toBe(3);
      stack.use(program({ keys: { ...keys, bToA: { ...keys.aToB, spi: 0x3001 } }, generation: 3 }));
      const message = await expectFailure(stack.preview());
      expect(message).toMatch(/sec: keys\.aToB and keys\.bToA have the same encryption key/);
      expect(message).not.toContain(keys.aToB.encryption);
    });
  });
});

test("ipsec of a TunnelPair with an AEAD needs another generation for another underlay, and the preview reports it", () => {
  const pair = (last: number, generation: number) => async () => {
    const { a, b } = ends(1);
    new TunnelPair("gre", {
      ...{ kind: "gre", a, b: { ...b, underlay: last === 0 ? b.underlay : `10.0.2.${last}` } },
      ipsec: { suite: "aes256-gcm", generation },
    });
  };
  return withStack("used-keys-moved", pair(0, 1), async (stack) => {
    await stack.up();
    expect(await received("10.9.1.2")).toBe(3);
    stack.use(pair(77, 1));
    const before = [await states("alpha"), await states("beta")];
    expect(await expectFailure(stack.preview())).toMatch(
      /this change needs a new state, .*Increase `generation`/,
    );
    expect([await states("alpha"), await states("beta")]).toEqual(before);
    expect(await received("10.9.1.2")).toBe(3);
    await on("beta").must(
      "ip addr add 10.0.2.77/24 dev $(ip -o route get 10.0.2.11 | sed 's/.* dev //; s/ .*//')",
    );
    try {
      stack.use(pair(77, 2));
      await stack.up();
      expect(await received("10.9.1.2")).toBe(3);
    } finally {
      await on("beta").must(
        "ip addr del 10.0.2.77/24 dev $(ip -o addr show to 10.0.2.77 | awk '{print $2}')",
      );
    }
  });
});
