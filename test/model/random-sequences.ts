// Generators of random sequences, for fast-check.
import fc from "fast-check";
import { type FILTERS, type OperatorAct, PORTS, type QDISCS, SPIS } from "./operator.ts";
import type {
  Edit,
  Features,
  ForwardingEdit,
  LinkEdit,
  MirrorEdit,
  NeighborEdit,
  PolicyEdit,
  PortEdit,
  Sequence,
  SetEdit,
  Slot,
  StateEdit,
  Step,
} from "./sequence.ts";
import type { Fault } from "./wire.ts";
import type { HostName } from "./world.ts";

/** A value, or undefined in one of `freq` cases. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>, freq = 3) => fc.option(arbitrary, { nil: undefined, freq });
/** True or undefined if the feature is on; otherwise undefined. */
const only = (isOn: boolean, freq = 3) => (isOn ? maybe(fc.constant(true), freq) : fc.constant(undefined));
const stack = fc.constantFrom<0 | 1>(0, 0, 0, 1);
const hostName = fc.constantFrom<HostName>("alpha", "alpha", "alpha", "beta");

/** A record without undefined values, because a sequence must be the same after it is written as JSON. */
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(model).map((one) => JSON.parse(JSON.stringify(one)) as T);

const link = (features: Features) =>
  record<LinkEdit>({
    host: maybe(fc.constant<HostName>("beta"), 4) as fc.Arbitrary<HostName>,
    vni: fc.constantFrom<0 | 1>(0, 0, 1),
    dev: maybe(
      fc.constantFrom<"eth0" | "eth1">(
        ...(features.automaticMtu ? (["eth0", "eth1"] as const) : (["eth0"] as const)),
      ),
      2,
    ) as fc.Arbitrary<"eth0">,
    ttl: maybe(fc.constantFrom(7, 64), 2) as fc.Arbitrary<number>,
    addresses: fc.subarray([0, 1, 2]),
    routes: fc.subarray(features.sharedRoutes ? [0, 1, 2, 3] : [0, 1, 2], { maxLength: 2 }),
    mtu: maybe(fc.constantFrom(1340, 1300), 3) as fc.Arbitrary<number>,
    down: maybe(fc.constant(true), 8) as fc.Arbitrary<boolean>,
    maxAddresses: maybe(fc.constant(5), 4) as fc.Arbitrary<number>,
    name: maybe(fc.constant(true), 5) as fc.Arbitrary<boolean>,
    adopt: only(features.adoption, 4) as fc.Arbitrary<boolean>,
    spelling: (features.spellings
      ? maybe(fc.constantFrom(1, 2), 4)
      : fc.constant(undefined)) as fc.Arbitrary<number>,
    createFirst: only(features.createFirst, 5) as fc.Arbitrary<boolean>,
  });

/** Edits of resources that not every kernel has. */
const editOfTunnels = (features: Features): fc.Arbitrary<Edit> => {
  const adopt = only(features.adoption) as fc.Arbitrary<boolean>;
  return fc.oneof(
    record<Edit>({
      slot: fc.constantFrom("g", "i"),
      link: fc.option(link(features), { freq: 6 }),
    } as never),
    record<Edit>({
      slot: fc.constant("u"),
      port: fc.option(
        record<PortEdit>({
          port: fc.constantFrom<0 | 1>(0, 0, 1),
          gue: fc.constantFrom(true, true, false),
          adopt,
        }),
        { freq: 6 },
      ),
    } as never),
    record<Edit>({
      slot: fc.constant("x"),
      state: fc.option(
        record<StateEdit>({
          spi: fc.constantFrom<0 | 1>(0, 0, 1),
          reqid: fc.constantFrom(0, 5),
          key: fc.constantFrom<0 | 1>(0, 1),
          adopt,
        }),
        { freq: 6 },
      ),
    } as never),
    {
      weight: 2,
      arbitrary: record<Edit>({
        slot: fc.constant("e"),
        mirror: fc.option(
          record<MirrorEdit>({
            monitor: fc.constantFrom<MirrorEdit["monitor"]>("eth1", "eth1", "a", "s0"),
            target: fc.constantFrom<MirrorEdit["target"]>("span0", "span1"),
            direction: fc.constantFrom<MirrorEdit["direction"]>("ingress", "egress", "both"),
            pref: maybe(fc.constant(50), 3) as fc.Arbitrary<number>,
            match: maybe(fc.constant(true), 3) as fc.Arbitrary<boolean>,
            mtu: maybe(fc.constantFrom(1000, 1200), 4) as fc.Arbitrary<number>,
          }),
          { freq: 6 },
        ),
      } as never),
    },
  );
};

const edit = (features: Features): fc.Arbitrary<Edit> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: record<Edit>({
        slot: fc.constantFrom("a", "a", "b", "c"),
        link: fc.option(link(features), { freq: 6 }),
      } as never),
    },
    {
      weight: 1,
      arbitrary: record<Edit>({
        slot: fc.constant("set"),
        set: fc.option(
          record<SetEdit>({
            members: fc.subarray([0, 1, 2]).chain((keys) =>
              fc.tuple(
                ...keys.map((key) =>
                  record<SetEdit["members"][number]>({
                    key: fc.constant(key),
                    ttl: maybe(fc.constantFrom(7, 64), 2) as fc.Arbitrary<number>,
                    addressed: fc.boolean(),
                  }),
                ),
              ),
            ),
          }),
          { freq: 6 },
        ),
      } as never),
    },
    {
      weight: 1,
      arbitrary: record<Edit>({
        slot: fc.constant("p"),
        policy: fc.option(
          record<PolicyEdit>({
            selector: fc.constantFrom<0 | 1>(0, 1),
            priority: fc.constantFrom(0, 5),
            adopt: only(features.adoption) as fc.Arbitrary<boolean>,
          }),
          { freq: 6 },
        ),
      } as never),
    },
    {
      weight: 1,
      arbitrary: record<Edit>({
        slot: fc.constant("n"),
        neighbor: fc.option(
          record<NeighborEdit>({
            neighbor: fc.constantFrom<0 | 1>(0, 0, 1),
            lladdr: fc.constantFrom("02:00:00:00:00:09", "02:00:00:00:00:0a"),
            adopt: only(features.adoption) as fc.Arbitrary<boolean>,
          }),
          { freq: 6 },
        ),
      } as never),
    },
    {
      weight: features.can.tunnels ? 6 : 0,
      arbitrary: editOfTunnels(features),
    },
    {
      weight: features.killedForwarding ? 1 : 0,
      arbitrary: record<Edit>({
        slot: fc.constant("f"),
        forwarding: fc.option(record<ForwardingEdit>({ family: fc.constantFrom("inet", "inet6") }), {
          freq: 4,
        }),
      } as never),
    },
  );

/** Names of devices for changes by the operator. The stacks use all of them except `s0`. */
const NAMES = ["a", "a", "b", "na", "m0", "s0"] as const;
/** Those of links of other kinds, which not every kernel has. */
const TUNNEL_NAMES = ["g", "i"] as const;
/** Prefixes for routes of the operator that links of the stacks use too. */
export const PREFIXES = ["10.20.0.0/16", "10.21.0.0/16", "10.99.0.0/16"] as const;

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

const operator = (features: Features): fc.Arbitrary<OperatorAct> => {
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

const fault = (features: Features): fc.Arbitrary<Fault> =>
  record<Fault>({
    after: fc.constantFrom(0, 0, 1, 2, 3),
    how: fc.constantFrom("unsent", "unanswered"),
    what: fc.constantFrom("process", ...(features.lostConnections ? (["connection"] as const) : [])),
  });

const step = (features: Features): fc.Arbitrary<Step> => {
  const slot = fc.constantFrom<Slot>(
    ...(["a", "a", "b", "set", "p", "n"] as const),
    ...(features.can.tunnels ? (["g", "i", "u", "x", "e"] as const) : []),
  );
  return fc.oneof(
    {
      weight: 10,
      arbitrary: record<Step>({
        do: fc.constant("up"),
        stack,
        edits: fc.array(edit(features), { minLength: 1, maxLength: 3 }),
        refresh: maybe(fc.constant(true), 4),
        targetReplace: features.createFirst ? maybe(slot, 8) : fc.constant(undefined),
        fault: maybe(fault(features), 6),
      } as never),
    },
    {
      weight: 2,
      arbitrary: record<Step>({
        do: fc.constant("up"),
        stack,
        edits: fc.constant([]),
        refresh: fc.constant(true),
      } as never),
    },
    { weight: 1, arbitrary: record<Step>({ do: fc.constantFrom("refresh", "destroy"), stack } as never) },
    {
      weight: 1,
      arbitrary: record<Step>({
        do: fc.constantFrom("rename", ...(features.reparent ? ["reparent"] : [])),
        stack,
        slot,
        alias: features.reparent ? fc.boolean() : fc.constant(true),
      } as never),
    },
    ...(features.createFirst
      ? [{ weight: 1, arbitrary: record<Step>({ do: fc.constant("taint"), stack, slot } as never) }]
      : []),
    ...(features.twins
      ? [{ weight: 1, arbitrary: record<Step>({ do: fc.constant("forget"), stack } as never) }]
      : []),
    {
      weight: 6,
      arbitrary: fc
        .tuple(hostName, operator(features))
        .map(([host, act]): Step => ({ do: "operator", host, ...act })),
    },
  );
};

/** Random sequences of steps of two stacks and an operator. */
export const sequences = (features: Features): fc.Arbitrary<Sequence> =>
  fc.record({
    twins: features.twins ? fc.boolean() : fc.constant(false),
    machineIds: features.machineIds
      ? fc.constantFrom<Sequence["machineIds"]>("distinct", "distinct", "same", "none")
      : fc.constant<Sequence["machineIds"]>("distinct"),
    steps: fc.array(step(features), { minLength: 2, maxLength: 7 }),
  });
