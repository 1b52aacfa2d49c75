import { expect, test } from "vitest";
import { xfrmState } from "../../../provider/kinds/ipsec/xfrm-state.ts";
import { pulumi, registered, sdk, settled } from "./construct.ts";

const end = (last: number) => ({
  host: { connection: { host: `192.0.2.${last}` } },
  underlay: `198.51.100.${last}`,
});

// These mtus, 1446 and 1426 bytes, fit into 1500 bytes on the hosts (test/engine/ipsec.test.ts).
test.each([
  ["198.51.100.1", "203.0.113.7", 1446],
  ["2001:db8::1", "2001:db8::7", 1426],
])(
  "IpsecPair derives the mtu of its interfaces when the underlays are outputs: %s",
  async (one, other, mtu) => {
    const end = (address: string, last: number) => ({
      host: { connection: { host: `192.0.2.${last}` } },
      underlay: pulumi.output(address),
    });
    const made = await settled(() => {
      const keys = (spi: number) => ({ spi, encryption: `0${spi % 10}`.repeat(36) });
      const pair = new sdk.IpsecPair(`sec${mtu}`, {
        ...{ kind: "xfrm", a: end(one, 1), b: end(other, 2) },
        keys: { aToB: keys(0x1001), bToA: keys(0x1002) },
      });
      return [pair.a, pair.b];
    });
    const links = made.filter(({ type }) => type.endsWith(":XfrmInterface"));
    expect(links.map(({ inputs }) => inputs.mtu)).toEqual([mtu, mtu]);
  },
);

test("IpsecPair with made keys has states that a host restores at a reboot", async () => {
  new sdk.IpsecPair("kept", { kind: "xfrm", a: end(1), b: end(2) });
  const states = () => registered.filter(({ name }) => /^kept-1-[ab]-(in|out)$/.test(name));
  await expect.poll(states).toHaveLength(4);
  expect(states().filter(({ inputs }) => xfrmState.boot?.isForbidden?.(inputs))).toEqual([]);
});

test.each([
  ["aes256-gcm", "once"],
  ["aes128-gcm", "once"],
  ["chacha20-poly1305", "once"],
  ["aes256-sha256", undefined],
] as const)("IpsecPair with %s has sending states with keyUse %s, and no other", async (suite, keyUse) => {
  new sdk.IpsecPair(`use-${suite}`, { kind: "xfrm", a: end(1), b: end(2), suite });
  const states = () => registered.filter(({ name }) => name.startsWith(`use-${suite}-1-`));
  await expect.poll(states).toHaveLength(4);
  const uses = Object.fromEntries(states().map(({ name, inputs }) => [name.slice(-5), inputs.keyUse]));
  expect(uses).toEqual({ "a-out": keyUse, "b-out": keyUse, "a-in": undefined, "b-in": undefined });
});

test("ipsec of a TunnelPair with an AEAD has sending states with keyUse once", async () => {
  new sdk.TunnelPair("tun", { kind: "gre", a: end(1), b: end(2), ipsec: { suite: "aes256-gcm" } });
  const states = () => registered.filter(({ name }) => name.startsWith("tun-1-"));
  await expect.poll(states).toHaveLength(4);
  const once = states().filter(({ inputs }) => inputs.keyUse === "once");
  expect(once.map(({ name }) => name).sort()).toEqual(["tun-1-a-out", "tun-1-b-out"]);
});
