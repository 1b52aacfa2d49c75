import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { familyOf } from "../../iproute2/address.ts";
import { adoptArgument, markedResourceShape } from "../../model/ownership-marker.ts";
import type { Rule } from "../../schema/declaration.ts";
import { anyAddress, flag, integer, object, oneOf, U32 } from "../../schema/values.ts";
import {
  aeadFault,
  algorithmShape,
  algorithmsFault,
  authenticationFault,
  encryptionFault,
} from "./algorithms.ts";
import { mark, markRule } from "./xfrm-mark.ts";

export const stateSchema = z.strictObject({
  ...markedResourceShape("state"),
  source: anyAddress().describe("Where the packets come from: the outer source address."),
  destination: anyAddress().describe("Where the packets go to: the outer destination address."),
  proto: oneOf("esp", "ah")
    .default("esp")
    .describe("Encryption and integrity (ESP), or integrity alone (AH)."),
  spi: integer(256, U32).describe("The number in each packet by which the receiver finds the state."),
  reqid: integer(0, U32).default(0).describe("A number that policies name the state by; 0 is none."),
  mode: oneOf("tunnel", "transport")
    .default("tunnel")
    .describe("A header of its own around each packet, or the packet's own header kept."),
  mark: mark().optional().describe("The mark that packets must have: the key of a VTI."),
  ifId: integer(1, U32).optional().describe("The XFRM interface that the state belongs to."),
  outputMark: mark().optional().describe("The mark that packets get once they are through, for routing."),
  replayWindow: integer(0, 4096)
    .default(0)
    .describe("Packets that may come out of turn before they are taken for replayed; 0 is no protection."),
  esn: flag().default(false).describe("Sequence numbers of 64 bits, on both ends; needs replayWindow."),
  anyFamily: flag()
    .default(true)
    .describe("A tunnel carries IPv4 and IPv6, whatever it runs over; if not, the family that it runs over."),
  decapDscp: flag().default(false).describe("The inner packet takes over the DSCP of the outer one."),
  noEcn: flag().default(false).describe("Explicit congestion notification is not handed on."),
  noPmtudisc: flag().default(false).describe("Outer packets carry no DF."),
  ...algorithmShape,
  encapsulation: object({
    type: oneOf("espinudp").default("espinudp"),
    sport: integer(1, 65_535),
    dport: integer(1, 65_535),
  })
    .optional()
    .describe("UDP around ESP, to get through address translation."),
  adopt: adoptArgument("state"),
});

export type StateArgs = z.output<typeof stateSchema>;

export const stateRules: readonly Rule<StateArgs>[] = [
  {
    over: ["source", "destination"],
    fault: ({ source, destination }) =>
      familyOf(source) === familyOf(destination)
        ? undefined
        : `is ${source}, of another family than destination`,
  },
  {
    over: ["aead", "proto", "encryption", "authentication"],
    fault: (args) => algorithmsFault(args, args.proto),
  },
  { over: ["aead"], fault: aeadFault },
  { over: ["encryption"], fault: encryptionFault },
  { over: ["authentication"], fault: authenticationFault },
  {
    over: ["esn", "replayWindow"],
    fault: ({ esn, replayWindow }) =>
      esn && replayWindow === 0
        ? "needs a replayWindow of 1 or more (the kernel refuses it without)"
        : undefined,
  },
  {
    over: ["encapsulation", "proto"],
    fault: ({ encapsulation, proto }) =>
      encapsulation !== undefined && proto !== "esp" ? "is for ESP alone" : undefined,
  },
  markRule("mark"),
  markRule("outputMark"),
];

/** Arguments that a change may differ in and still be an update. */
const UPDATABLE: readonly string[] = ["host", "adopt", "owner", "ifId", "outputMark", "encapsulation"];

/**
 * Whether `ip xfrm state update` makes the change. The kernel takes a new interface id, output mark and encapsulation
 * over into the live state; it drops everything else without an error, and the absence of these three too. (linux:
 * xfrm_state_update)
 */
export function takesUpdate(before: StateArgs, after: StateArgs): boolean {
  const isSame = (name: keyof StateArgs) => isDeepStrictEqual(before[name], after[name]);
  const names = Object.keys(stateSchema.shape) as (keyof StateArgs)[];
  return (
    names.every((name) => UPDATABLE.includes(name) || isSame(name)) &&
    (["ifId", "outputMark"] as const).every((name) => isSame(name) || after[name] !== undefined) &&
    (before.encapsulation === undefined) === (after.encapsulation === undefined)
  );
}
