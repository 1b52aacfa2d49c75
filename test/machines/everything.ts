// A program with an object of every type on gamma and delta.
import {
  ErspanMirror,
  Forwarding,
  Host,
  IpsecPair,
  LinkSet,
  type LinkSetKind,
  Neighbor,
  PolicyRule,
  Route,
  TunnelPair,
  type TunnelPairArgs,
} from "pulumi-iproute2";
import { machineHost } from "../lab/machines/machines.ts";
import type { MachineName } from "../lab/machines/topology.ts";

type Distribute<Args> = Args extends TunnelPairArgs ? Omit<Args, "a" | "b"> : never;

interface Row {
  readonly args: Distribute<TunnelPairArgs>;
  readonly underlay: 4 | 6;
  readonly inside: 4 | 6;
}

/** A pair of each kind, with and without encapsulation in UDP. */
const rows: readonly Row[] = [
  { args: { kind: "ipip", encap: { type: "fou", dport: 5551 } }, underlay: 4, inside: 4 },
  { args: { kind: "sit", encap: { type: "gue", dport: 6080 } }, underlay: 4, inside: 6 },
  { args: { kind: "gre", ikey: 3, okey: 4 }, underlay: 4, inside: 6 },
  { args: { kind: "gretap", key: 5, seq: true }, underlay: 4, inside: 4 },
  { args: { kind: "erspan", key: 6, index: 7 }, underlay: 4, inside: 4 },
  { args: { kind: "ip6tnl", mode: "ip6ip6" }, underlay: 6, inside: 6 },
  { args: { kind: "ip6gre", csum: true }, underlay: 6, inside: 4 },
  { args: { kind: "ip6gretap", key: 8, encap: { type: "fou", dport: 5553 } }, underlay: 6, inside: 6 },
  { args: { kind: "ip6erspan", key: 9, index: 8 }, underlay: 6, inside: 4 },
  { args: { kind: "geneve", vni: 10 }, underlay: 4, inside: 4 },
  { args: { kind: "vxlan", vni: 11 }, underlay: 6, inside: 6 },
];
const SET: readonly LinkSetKind[] = ["gre"];

const subnet = (index: number, inside: 4 | 6, last: number) =>
  inside === 4 ? `10.9.${1 + index}.${last}` : `fd00:9:${1 + index}::${last}`;
/** A prefix that each end routes into the pair. */
const behind = (index: number, inside: 4 | 6, last: number) =>
  inside === 4 ? `10.${60 + last}.${1 + index}.0/24` : `fd00:${60 + last}:${1 + index}::/64`;

const IPSEC = rows.length;
const SETS = IPSEC + 1;

/** The addresses on delta that answer pings of gamma, one for each link. */
export const answering: readonly string[] = [
  ...rows.map(({ inside }, index) => subnet(index, inside, 2)),
  subnet(IPSEC, 4, 2),
  ...[0, 1].map((index) => subnet(SETS + index, 4, 2)),
];

/** Those of links without sequence numbers. A receiver drops numbered packets of a sender that counts from 0 again. */
export const answeringWithoutNumbers: readonly string[] = answering.filter((_, index) => {
  const args = rows[index]?.args;
  return args === undefined || !("seq" in args || args.kind === "erspan" || args.kind === "ip6erspan");
});

/** `change` alters a value of each type in place. */
export const everything =
  ({ change = false, persist }: { change?: boolean; persist?: "auto" | "none" } = {}) =>
  async () => {
    const site = (name: MachineName) => {
      const { connection, underlay4, underlay6 } = machineHost(name);
      const host = new Host(name, { connection, ...(persist === undefined ? {} : { persist }) });
      return { host, underlay4, underlay6 };
    };
    const [gamma, delta] = [site("gamma"), site("delta")];
    const pairs = rows.map(({ args, underlay, inside }, index) => {
      const end = ({ host, underlay4, underlay6 }: typeof gamma, last: number) => ({
        host,
        underlay: underlay === 4 ? underlay4 : underlay6,
        addresses: [`${subnet(index, inside, last)}/${inside === 4 ? 30 : 64}`],
        routes: [behind(index, inside, change ? last + 2 : last)],
      });
      const all = { ...args, a: end(gamma, 1), b: end(delta, 2), mtu: "auto", check: true };
      return new TunnelPair(args.kind, all as TunnelPairArgs);
    });
    const ipsec = new IpsecPair("esp", {
      kind: "xfrm",
      a: { host: gamma.host, underlay: gamma.underlay4, addresses: [`${subnet(IPSEC, 4, 1)}/30`] },
      b: { host: delta.host, underlay: delta.underlay4, addresses: [`${subnet(IPSEC, 4, 2)}/30`] },
    });
    for (const kind of SET)
      for (const [{ host, underlay4 }, far, last] of [
        [gamma, delta.underlay4, 1],
        [delta, gamma.underlay4, 2],
      ] as const)
        new LinkSet(`set-${last}`, {
          host,
          kind,
          links: Object.fromEntries(
            [0, 1].map((index) => [
              `s${index}`,
              {
                ...{ local: underlay4, remote: far, key: 100 + index },
                addresses: [`${subnet(SETS + index, 4, last)}/30`],
              },
            ]),
          ),
        });
    for (const family of ["inet", "inet6"] as const) new Forwarding(family, { host: gamma.host, family });
    const [ipip, sit, , gretap] = pairs;
    const dependsOn = pairs;
    new PolicyRule(
      "rule",
      { host: gamma.host, from: "10.98.0.0/24", table: change ? 101 : 100, priority: 1000 },
      { dependsOn },
    );
    new PolicyRule("rule6", {
      host: gamma.host,
      family: "inet6",
      fwmark: "1/0xff",
      table: 100,
      priority: 1000,
    });
    if (ipip !== undefined && gretap !== undefined)
      new Route("route", {
        host: gamma.host,
        to: "10.97.0.0/16",
        nexthops: [{ dev: ipip.a.name }, { dev: gretap.a.name, weight: change ? 3 : 2 }],
      });
    if (sit !== undefined)
      new Route("route6", {
        host: gamma.host,
        to: "fd00:97::/48",
        dev: sit.a.name,
        mtu: change ? 1290 : 1300,
      });
    // No Route without a device, because networkd removes it when it configures a link (docs/guides/routing.md)
    if (gretap !== undefined)
      new Neighbor("neighbor", {
        host: gamma.host,
        dev: gretap.a.name,
        address: "10.9.4.3",
        lladdr: change ? "02:00:00:00:00:04" : "02:00:00:00:00:03",
      });
    const span = pairs.find((_, index) => rows[index]?.args.kind === "erspan");
    if (span !== undefined)
      new ErspanMirror("mirror", {
        host: gamma.host,
        monitor: "eth1",
        target: span.a.name,
        match: { protocol: "ip", ipProto: "udp", destinationPort: change ? 54 : 53 },
      });
    return { persisted: pairs.map(({ a }) => a.persisted), esp: ipsec.a.persisted };
  };
