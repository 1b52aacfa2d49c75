// Generators of edits of a program, for fast-check.
import fc from "fast-check";
import { maybe, only, record } from "./random-values.ts";
import type {
  Edit,
  Features,
  ForwardingEdit,
  LinkEdit,
  MirrorEdit,
  NeighborEdit,
  PolicyEdit,
  PortEdit,
  SetEdit,
  StateEdit,
} from "./sequence.ts";
import type { HostName } from "./world.ts";

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

export const edit = (features: Features): fc.Arbitrary<Edit> =>
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
