import * as pulumi from "@pulumi/pulumi";
import { XfrmPolicy } from "../ipsec/xfrm-policy.ts";
import { endsFrom, localOf, type PairEnds, type Side } from "./ends.ts";
import { associations, type EspArgs, numberFrom, suiteOf, udpPortOf } from "./esp-associations.ts";
import { carriedBy, refusalOf, warningOf } from "./esp-selectors.ts";
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

/** What encrypts the packets of a pair on both ends. */
export interface TransportEsp {
  /** bytes that ESP adds to each packet: the argument `esp` of links */
  readonly size: { header: number; block: number };
  /** the policies of each end: a link must not exist without them */
  readonly policies: Readonly<Record<Side, readonly XfrmPolicy[]>>;
}

/**
 * ESP in transport mode around the packets of a pair: associations, and policies that drop each packet of the pair that
 * is not in ESP.
 *
 * The order is: states, then what each end sends in ESP, then what each end accepts only in ESP, then links. So a pair
 * that exists gets its encryption without a lost packet, and no link of a new pair is up without its policies.
 */
export function transportEsp({ name, kind, ends, own, esp }: Pair, parent: pulumi.Resource): TransportEsp {
  const refusal = refusalOf(kind, ends, own);
  if (refusal !== undefined) throw new pulumi.RunError(`${name}: ${refusal}`);
  const warning = warningOf(kind, own);
  if (warning !== undefined) pulumi.log.warn(`${name}: ${warning}`, parent);
  const id = numberFrom(name);
  const states = associations({ name, ends, esp, id, common: { mode: "transport" } }, parent);
  const policies = (side: Side, direction: "in" | "out", dependsOn: pulumi.Resource[]) =>
    carriedBy(kind, own).map((carried) => {
      const [near, far] = endsFrom(ends, side);
      const addresses =
        direction === "out"
          ? { source: localOf(near), destination: far.underlay }
          : { source: far.underlay, destination: localOf(near) };
      return new XfrmPolicy(
        `${name}-${side}-${direction}-${carried.label}`,
        {
          ...{ host: near.host, direction, selector: { ...addresses, ...carried.selector } },
          templates: [{ mode: "transport", reqid: id }],
        },
        // The old policy stays until the link has moved, because packets would leave in clear without it
        { parent, dependsOn, deleteBeforeReplace: false },
      );
    });
  const sending = { a: policies("a", "out", [states.a.sender]), b: policies("b", "out", [states.b.sender]) };
  const receiving = {
    a: policies("a", "in", [states.a.receiver, ...sending.b]),
    b: policies("b", "in", [states.b.receiver, ...sending.a]),
  };
  return {
    size: espSize(suiteOf(esp), udpPortOf(esp) !== undefined),
    policies: { a: [...sending.a, ...receiving.a], b: [...sending.b, ...receiving.b] },
  };
}
