// Pairs of which one end is behind NAT: the far end knows it by an address that its host does not have.
import { IpsecPair, TunnelPair } from "pulumi-iproute2";
import { afterAll, beforeAll, expect, test } from "vitest";
import { capture, on, ping } from "../lab/index.ts";
import { sites, withStack } from "./lab-stack.ts";

const [PRIVATE, GATEWAY, PUBLIC] = ["10.0.5.5", "10.0.5.1", "10.0.2.50"];
const SETTINGS = "net.ipv4.ip_forward net.ipv4.conf.all.send_redirects net.ipv4.conf.br0.send_redirects";

let settings = "";
beforeAll(async () => {
  const { beta } = sites();
  settings = await on("wire").must(`sysctl ${SETTINGS}`);
  await on("wire").must(`
    ip addr add ${GATEWAY}/24 dev br0 && ip addr add ${PUBLIC}/32 dev br0
    sysctl -q -w net.ipv4.ip_forward=1 net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.br0.send_redirects=0
    nft -f - <<'END'
table ip lab_nat {
  chain prerouting { type nat hook prerouting priority -100; ip daddr ${PUBLIC} dnat to ${PRIVATE}; }
  chain postrouting { type nat hook postrouting priority 100; ip saddr ${PRIVATE} snat to ${PUBLIC}; }
}
END`);
  await on("alpha").must(
    `ip addr add ${PRIVATE}/24 dev eth0 && ip route add ${beta.underlay}/32 via ${GATEWAY} dev eth0 src ${PRIVATE}`,
  );
});
afterAll(async () => {
  const { beta } = sites();
  await on("alpha").run(`ip route del ${beta.underlay}/32; ip addr del ${PRIVATE}/24 dev eth0`);
  await on("wire").run(`
    nft delete table ip lab_nat
    ip addr del ${PUBLIC}/32 dev br0; ip addr del ${GATEWAY}/24 dev br0
    echo '${settings.trim()}' | sed 's/ = /=/' | xargs sysctl -q -w`);
});

test("TunnelPair and IpsecPair carry packets when `local` of an end is translated to its `underlay`", () => {
  const ends = (subnet: number) => {
    const { alpha, beta } = sites();
    return {
      a: { host: alpha.host, underlay: PUBLIC, local: PRIVATE, addresses: [`10.9.${subnet}.1/30`] },
      b: { host: beta.host, underlay: beta.underlay, addresses: [`10.9.${subnet}.2/30`] },
    };
  };
  const program = async () => {
    new TunnelPair("gre", { kind: "gre", key: 5, ...ends(1) });
    new TunnelPair("vxlan", { kind: "vxlan", vni: 5, ...ends(2) });
    new IpsecPair("esp", { kind: "xfrm", ...ends(3) });
  };
  return withStack("nat", program, async (stack) => {
    await stack.up();
    for (const subnet of [1, 2, 3]) {
      const { packets } = await capture({ filter: `host ${PUBLIC}` }, async () => {
        const { received } = await ping("alpha", { to: `10.9.${subnet}.2`, count: 2 });
        expect(received, `10.9.${subnet}.2`).toBe(2);
      });
      const sources = new Set(packets.map((packet) => packet.ip()?.src));
      expect(sources).toContain(PUBLIC);
    }
    expect((await stack.refresh()).changed).toEqual({});
    expect((await stack.up()).changed).toEqual({});
  });
});
