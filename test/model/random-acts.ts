// Generators of changes by the operator, for fast-check.
import fc from "fast-check";
import { type FILTERS, type OperatorAct, PORTS, type QDISCS, SPIS } from "./operator.ts";
import { maybe, record } from "./random-values.ts";
import type { Features } from "./sequence.ts";

/** Names of devices for changes by the operator. The stacks use all of them except `s0`. */
const NAMES = ["a", "a", "b", "na", "m0", "s0"] as const;
/** Those of links of other kinds, which not every kernel has. */
const TUNNEL_NAMES = ["g", "i"] as const;
/** Prefixes for routes of the operator that links of the stacks use too. */
const PREFIXES = ["10.20.0.0/16", "10.21.0.0/16", "10.99.0.0/16"] as const;

/** Changes of qdiscs and filters. */
const operatorOfTc = ({ can }: Features): fc.Arbitrary<OperatorAct>[] => {
  const dev = fc.constantFrom("eth1", "eth1", "a", "b", "s0", ...(can.tunnels ? ["span0", "g"] : []));
  const direction = fc.constantFrom("ingress", "egress");
  const filter = fc.constantFrom<keyof typeof FILTERS>(
    "u32",
    "u32 that copies",
    ...(can.tunnels ? (["matchall", "matchall that copies", "flower", "flower that copies"] as const) : []),
  );
  const pref = fc.constantFrom(50, 200, 49_152);
  return [
    record<OperatorAct>({ act: fc.constant("add filter"), dev, direction, pref, filter } as never),
    record<OperatorAct>({
      act: fc.constant("delete filters"),
      dev,
      direction,
      pref: maybe(fc.constant(50), 3),
    } as never),
    record<OperatorAct>({
      act: fc.constantFrom("add qdisc", "add qdisc", "delete qdisc"),
      dev,
      qdisc: fc.constantFrom<keyof typeof QDISCS>("clsact", "ingress", "htb"),
    } as never),
  ];
};

/** Changes of FOU ports and IPsec states. */
const operatorOfTunnels: readonly fc.Arbitrary<OperatorAct>[] = [
  record<OperatorAct>({
    act: fc.constantFrom("add port", "delete port"),
    port: fc.constantFrom(...PORTS),
    gue: fc.constantFrom(true, true, false),
  } as never),
  record<OperatorAct>({
    act: fc.constantFrom("add state", "update state", "delete state"),
    spi: fc.constantFrom(SPIS[0], ...SPIS),
  } as never),
];

export const operatorAct = (features: Features): fc.Arbitrary<OperatorAct> => {
  const name = fc.constantFrom<string>(...NAMES, ...(features.can.tunnels ? TUNNEL_NAMES : []));
  const to = fc.constantFrom(...PREFIXES, "10.66.0.0/16", "2001:db8:66::/48");
  const dev = fc.constantFrom("eth0", "eth0", "s0", "a", "b", ...(features.can.tunnels ? TUNNEL_NAMES : []));
  return fc.oneof(
    record<OperatorAct>({
      act: fc.constant("add link"),
      name,
      kind: fc.constantFrom("bridge", "vxlan", "ifb", ...(features.can.tunnels ? ["gre", "ipip"] : [])),
    } as never),
    record<OperatorAct>({ act: fc.constant("delete link"), name } as never),
    record<OperatorAct>({
      act: fc.constant("add address"),
      dev,
      address: fc.constantFrom("10.9.0.1/30", "10.55.0.1/24", "2001:db8:55::1/64"),
      how: fc.constantFrom(
        "static",
        ...(features.dynamicAddresses ? ["dynamic"] : []),
        ...(features.peers ? ["peer"] : []),
      ),
    } as never),
    record<OperatorAct>({
      act: fc.constant("flush addresses"),
      dev: fc.constantFrom("a", "b", "s0"),
    } as never),
    record<OperatorAct>({
      act: fc.constantFrom("add route", ...(features.replacedRoutes ? ["replace route"] : [])),
      to,
      dev,
      metric: maybe(fc.constantFrom(50), 3),
      protocol: maybe(fc.constantFrom("bird", "static"), 2),
    } as never),
    record<OperatorAct>({ act: fc.constant("delete route"), to } as never),
    record<OperatorAct>({
      act: fc.constant("change link"),
      name,
      how: fc.constantFrom("down", "mtu", "ttl", "alias", ...(features.oddAliases ? ["odd alias"] : [])),
    } as never),
    record<OperatorAct>({
      act: fc.constantFrom("add policy", "delete policy"),
      selector: fc.constantFrom(0, 1),
    } as never),
    record<OperatorAct>({
      act: fc.constantFrom("add neighbor", "replace neighbor", "delete neighbor"),
      neighbor: fc.constantFrom(0, 0, 1),
    } as never),
    record<OperatorAct>({ act: fc.constant("add rule"), table: fc.constantFrom(77, 78) } as never),
    ...operatorOfTc(features),
    ...(features.can.tunnels ? operatorOfTunnels : []),
    ...(features.operatorsForwarding
      ? [record<OperatorAct>({ act: fc.constant("set forwarding"), value: fc.constantFrom(0, 1) } as never)]
      : []),
  );
};
