// ESP in UDP with the real engine: no packet passes until a program on each host holds the socket, and none is in clear.
import { IpsecPair, TunnelPair } from "pulumi-iproute2";
import { expect, test } from "vitest";
import { capture, on, type Packet, ping } from "../lab/index.ts";
import { sites, withStack } from "./lab-stack.ts";

const HOSTS = ["alpha", "beta"] as const;

const program = async () => {
  const { alpha, beta } = sites();
  const ends = (subnet: number) => ({
    a: { host: alpha.host, underlay: alpha.underlay, addresses: [`10.9.${subnet}.1/30`] },
    b: { host: beta.host, underlay: beta.underlay, addresses: [`10.9.${subnet}.2/30`] },
  });
  const sec = new IpsecPair("sec", { kind: "xfrm", ...ends(0), encapsulation: true });
  const gre = new TunnelPair("gre", { kind: "gre", ...ends(1), ipsec: { encapsulation: true } });
  return { mtus: [sec.mtu, gre.mtu] };
};

/**
 * A program that holds the UDP port 4500 with the option UDP_ENCAP (100) set to UDP_ENCAP_ESPINUDP (2), as an IKE daemon
 * does. (linux: include/uapi/linux/udp.h)
 */
const HOLDER = `perl -e '
  socket(my $s, 2, 2, 17) or die $!;
  bind($s, pack("S n a12", 2, 4500, "")) && setsockopt($s, 17, 100, pack("i", 2)) or die $!;
  sleep 600' </dev/null >/dev/null 2>&1 & echo $!`;

const isEspInUdp = (packet: Packet) => packet.udp()?.dst === 4500 && packet.esp() !== undefined;

test("encapsulation passes packets as ESP in UDP when a program on each host holds the port, and none before", () =>
  withStack("encapsulation", program, async (stack) => {
    const up = await stack.up();
    expect(up.outputs).toEqual({ mtus: [1422, 1418] });
    const pings = (size?: number) =>
      Promise.all(
        ["10.9.0.2", "10.9.1.2"].map(
          async (to, index) =>
            (await ping("alpha", { to, count: 2, ...(size ? { size: size - 4 * index, df: true } : {}) }))
              .received,
        ),
      );
    const filter = "ip and not icmp and not tcp";
    const before = await capture({ filter }, async () => expect(await pings()).toEqual([0, 0]));
    expect(before.packets.length).toBeGreaterThan(0);
    expect(before.packets.filter((one) => !isEspInUdp(one)).map(({ shape }) => shape)).toEqual([]);

    const ids = await Promise.all(HOSTS.map((host) => on(host).must(HOLDER)));
    try {
      const { packets } = await capture({ filter }, async () => {
        expect(await pings()).toEqual([2, 2]);
        // Packets of exactly the mtu
        expect(await pings(1422 - 28)).toEqual([2, 2]);
      });
      expect(packets.length).toBeGreaterThanOrEqual(16);
      expect(packets.filter((one) => !isEspInUdp(one)).map(({ shape }) => shape)).toEqual([]);
    } finally {
      await Promise.all(HOSTS.map((host, index) => on(host).must(`kill ${ids[index]}`)));
    }
    expect((await stack.refresh()).changed).toEqual({});
  }));
