import * as pulumi from "@pulumi/pulumi";
import { XfrmPolicy } from "../ipsec/xfrm-policy.ts";
import type { XfrmState } from "../ipsec/xfrm-state.ts";
import { endsFrom, localOf, type PairEnds, type Side } from "./ends.ts";
import { associations, type EspArgs, numberFrom, suiteOf, udpPortOf } from "./esp-associations.ts";
import { carriedBy, refusalOf } from "./esp-selectors.ts";
import { espSize } from "./esp-suite.ts";
import type { PairKind } from "./pair-kinds.ts";

interface Pair {
  readonly name: string;
  readonly kind: PairKind;
  readonly ends: PairEnds;
  /** the arguments of the pair beside its ends */
  readonly own: object;
  readonly esp: EspArgs;
}

/** What encrypts the packets of a pair, beside its links. */
export interface TransportEsp {
  /** bytes that ESP adds to each packet: the argument `esp` of links */
  readonly size: { header: number; block: number };
  /** the policies of each end, which a link needs before it exists */
  readonly policies: Readonly<Record<Side, XfrmPolicy[]>>;
  /** makes the states of both ends, behind the links */
  states(links: Readonly<Record<Side, pulumi.Resource>>): XfrmState[];
}

/**
 * ESP in transport mode around the packets of a pair: policies that drop each packet of the pair that is not in ESP, and
 * associations.
 *
 * The order is: policies, links, states. So a link is never without its policies. And no end decrypts packets before it
 * has a link for them, because its kernel would report them to the sender by ICMP, with their first bytes in clear.
 */
export function transportEsp(pair: Pair, parent: pulumi.Resource): TransportEsp {
  const { name, kind, ends, own, esp } = pair;
  const refusal = refusalOf(kind, ends, own);
  if (refusal !== undefined) throw new pulumi.RunError(`${name}: ${refusal}`);
  const id = numberFrom(name);
  return {
    size: espSize(suiteOf(esp), udpPortOf(esp) !== undefined),
    policies: { a: policiesOf(pair, "a", id, parent), b: policiesOf(pair, "b", id, parent) },
    states: (after) => associations({ name, ends, esp, id, common: { mode: "transport" }, after }, parent),
  };
}

/** The policies of one end, for what it sends and for what it receives. */
function policiesOf(pair: Pair, side: Side, id: number, parent: pulumi.Resource): XfrmPolicy[] {
  const { name, kind, ends, own } = pair;
  const [near, far] = endsFrom(ends, side);
  const addresses = {
    out: { source: localOf(near), destination: far.underlay },
    in: { source: far.underlay, destination: localOf(near) },
  };
  // The old policy stays until the link has moved, because packets would leave in clear without it
  const options = { parent, deleteBeforeReplace: false };
  return (["out", "in"] as const).flatMap((direction) =>
    carriedBy(kind, own).map(({ label, selector }) => {
      const args = {
        ...{ host: near.host, direction, selector: { ...addresses[direction], ...selector } },
        templates: [{ mode: "transport" as const, reqid: id }],
      };
      return new XfrmPolicy(`${name}-${side}-${direction}-${label}`, args, options);
    }),
  );
}
