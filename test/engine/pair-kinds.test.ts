// Pairs of every kind and every encapsulation with the real engine, over an underlay of 1400 bytes. They carry
// packets of exactly the mtu that the underlay allows.
import { TunnelPair, type TunnelPairArgs } from "pulumi-iproute2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { capture, type HostName, on, ping, snapshot } from "../lab/index.ts";
import { sites, withStack } from "./lab-stack.ts";

const UNDERLAY = 1400;
const ETHERNET = 14;
const HOSTS = ["alpha", "beta"] as const;

/** The encapsulations of the pairs. Each one is a change in place of the one before. */
const wraps = ["none", "fou", "gue"] as const;
type Wrap = (typeof wraps)[number];
const IN_UDP: Readonly<Record<Wrap, number>> = { none: 0, fou: 8, gue: 12 };

type Distribute<Args> = Args extends TunnelPairArgs ? Omit<Args, "a" | "b" | "encap"> : never;

interface Row {
  readonly args: Distribute<TunnelPairArgs>;
  readonly underlay: 4 | 6;
  readonly inside: 4 | 6;
  /** bytes of all headers in front of the inner packet */
  readonly headers: number;
  /** the FOU port that receives this pair's packets; absent where the kind has no encapsulation */
  readonly fouPort?: number;
}

// IPv4 20, IPv6 40 and 8 with its encapsulation limit, GRE 4 with 4 each for key and sequence, Ethernet 14, ERSPAN 8
// (version 1) or 12, Geneve and VXLAN 16 with UDP
const rows: readonly Row[] = [
  { args: { kind: "ipip" }, underlay: 4, inside: 4, headers: 20, fouPort: 5551 },
  { args: { kind: "sit" }, underlay: 4, inside: 6, headers: 20, fouPort: 5552 },
  { args: { kind: "gre", ikey: 3, okey: 4 }, underlay: 4, inside: 6, headers: 28, fouPort: 5553 },
  { args: { kind: "gretap", key: 5, seq: true }, underlay: 4, inside: 4, headers: 46, fouPort: 5553 },
  { args: { kind: "erspan", key: 6, index: 7 }, underlay: 4, inside: 4, headers: 50 },
  { args: { kind: "ip6tnl", mode: "ip6ip6" }, underlay: 6, inside: 6, headers: 48, fouPort: 5552 },
  { args: { kind: "ip6gre", csum: true }, underlay: 6, inside: 4, headers: 56, fouPort: 5553 },
  {
    args: { kind: "ip6gretap", key: 8, encapLimit: "none" },
    ...{ underlay: 6, inside: 6, headers: 62, fouPort: 5553 },
  },
  {
    args: { kind: "ip6erspan", version: 2, key: 9, direction: "egress", hardwareId: 5 },
    ...{ underlay: 6, inside: 4, headers: 82 },
  },
  { args: { kind: "geneve", vni: 10 }, underlay: 4, inside: 4, headers: 50 },
  { args: { kind: "vxlan", vni: 11 }, underlay: 6, inside: 6, headers: 70 },
];

const address = (row: Row, last: number) => {
  const subnet = 1 + rows.indexOf(row);
  return row.inside === 4 ? `10.9.${subnet}.${last}` : `fd00:9:${subnet}::${last}`;
};
const mtuOf = ({ headers, fouPort }: Row, wrap: Wrap) =>
  UNDERLAY - headers - (fouPort === undefined ? 0 : IN_UDP[wrap]);

const program = (wrap: Wrap) => async () => {
  const { alpha, beta } = sites();
  const mtus = rows.map((row) => {
    const end = ({ host, underlay, underlay6 }: typeof alpha, last: number) => ({
      host,
      underlay: row.underlay === 4 ? underlay : underlay6,
      addresses: [`${address(row, last)}/${row.inside === 4 ? 30 : 64}`],
    });
    const encap =
      wrap === "none" || row.fouPort === undefined
        ? {}
        : { encap: { type: wrap, dport: wrap === "fou" ? row.fouPort : 6080 } };
    const args = { ...row.args, ...encap, a: end(alpha, 1), b: end(beta, 2), mtu: "auto", check: true };
    return new TunnelPair(row.args.kind, args as TunnelPairArgs).mtu;
  });
  return { mtus };
};

const each = (command: string) => Promise.all(HOSTS.map((host: HostName) => on(host).must(command)));

let before: string[];
beforeAll(async () => {
  await each("modprobe -a ipip sit ip_gre ip6_tunnel ip6_gre geneve vxlan fou fou6");
  await each(`ip link set eth0 mtu ${UNDERLAY}`);
  before = await Promise.all(HOSTS.map(snapshot));
});
afterAll(() => each("ip link set eth0 mtu 1500"));

/** Sends a packet of the mtu through each pair. Returns the sizes of it and of its reply on the underlay. */
async function largest(wrap: Wrap): Promise<number[]> {
  const { packets } = await capture({ filter: "greater 1000" }, async () => {
    for (const row of rows) {
      const size = mtuOf(row, wrap) - (row.inside === 4 ? 28 : 48);
      const { received } = await ping("alpha", { to: address(row, 2), count: 1, size, df: true });
      expect({ kind: row.args.kind, received }).toEqual({ kind: row.args.kind, received: 1 });
    }
  });
  return packets.map(({ bytes }) => bytes.length - ETHERNET);
}

describe("TunnelPair", () => {
  test("of every kind fills the underlay's mtu, plain, in FOU and in GUE", () =>
    withStack("kinds", program("none"), async (stack) => {
      for (const wrap of wraps) {
        stack.use(program(wrap));
        const up = await stack.up();
        expect(up.outputs.mtus).toEqual(rows.map((row) => mtuOf(row, wrap)));
        const links = Object.entries(up.ops).filter(([name]) => /^\w+-[ab]$/.test(name));
        const moved = rows.flatMap(({ args: { kind }, fouPort }) =>
          ["a", "b"].map((side) => {
            const changed = fouPort === undefined ? "same" : "update";
            return [`${kind}-${side}`, wrap === "none" ? "create" : changed];
          }),
        );
        expect(Object.fromEntries(links)).toEqual(Object.fromEntries(moved));
        // No packet is fragmented, and none is smaller than the underlay allows.
        expect(await largest(wrap)).toEqual(rows.flatMap(() => [UNDERLAY, UNDERLAY]));
        expect((await stack.refresh()).changed).toEqual({});
        expect((await stack.up()).changed).toEqual({});
      }
      await stack.destroy();
      expect(await Promise.all(HOSTS.map(snapshot))).toEqual(before);
    }));
});
