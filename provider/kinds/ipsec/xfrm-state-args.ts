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
  keyOfNonces,
} from "./algorithms.ts";
import { mark, markRule } from "./xfrm-mark.ts";

export const stateSchema = z.strictObject({
  ...markedResourceShape("state"),
  source: anyAddress().describe("The outer source address of the packets."),
  destination: anyAddress().describe("The outer destination address of the packets."),
  proto: oneOf("esp", "ah")
    .default("esp")
    .describe("Encryption and integrity (ESP), or only integrity (AH)."),
  spi: integer(256, U32).describe("Number in each packet. The receiver finds the state by it."),
  reqid: integer(0, U32).default(0).describe("Number by which policies select the state; 0 is none."),
  mode: oneOf("tunnel", "transport")
    .default("tunnel")
    .describe("Whether packets get a new outer header (tunnel) or keep their own header (transport)."),
  mark: mark().optional().describe("The firewall mark of the packets. It is the key of a VTI."),
  ifId: integer(1, U32).optional().describe("The id of the XFRM interface that uses the state."),
  outputMark: mark().optional().describe("The firewall mark of the transformed packets, for routing rules."),
  replayWindow: integer(0, 4096)
    .default(0)
    .describe("How many packets late a packet may arrive. Older ones count as replayed; 0 is no protection."),
  esn: flag().default(false).describe("Sequence numbers of 64 bits, for both ends; needs replayWindow."),
  anyFamily: flag()
    .default(true)
    .describe("Whether a tunnel carries both IPv4 and IPv6, or only the family of its outer addresses."),
  decapDscp: flag()
    .default(false)
    .describe("The kernel copies the DSCP of the outer packet to the inner one."),
  noEcn: flag().default(false).describe("The kernel does not copy explicit congestion notification."),
  noPmtudisc: flag().default(false).describe("Outer packets carry no DF."),
  ...algorithmShape,
  encapsulation: object({
    type: oneOf("espinudp").default("espinudp"),
    sport: integer(1, 65_535),
    dport: integer(1, 65_535),
  })
    .optional()
    .describe("UDP header in front of ESP, because address translators do not pass ESP."),
  keyUse: oneOf("once", "repeated")
    .default("repeated")
    .describe(
      "Whether the host adds a state with this key once, or again after it is gone. Only for aead and rfc3686(ctr(aes)).",
    ),
  adopt: adoptArgument("state"),
});

export type StateArgs = z.output<typeof stateSchema>;

export const argumentNames = Object.keys(stateSchema.shape) as (keyof StateArgs)[];

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
        ? "needs a replayWindow of 1 or more, because the kernel refuses it without one"
        : undefined,
  },
  {
    over: ["encapsulation", "proto"],
    fault: ({ encapsulation, proto }) =>
      encapsulation !== undefined && proto !== "esp" ? "is for ESP alone" : undefined,
  },
  {
    over: ["keyUse", "aead", "encryption"],
    fault: (args) =>
      args.keyUse === "once" && keyOfNonces(args) === undefined
        ? 'is "once", which is for aead and rfc3686(ctr(aes)): no other algorithm has nonces that derive from the packet count'
        : undefined,
  },
  markRule("mark"),
  markRule("outputMark"),
];

/** Arguments that `ip xfrm state update` can change, and arguments that are not part of the state. */
const UPDATABLE: readonly string[] = [
  ...["host", "adopt", "owner", "persist", "keyUse"],
  ...["ifId", "outputMark", "encapsulation"],
];

/**
 * Whether `ip xfrm state update` makes the change. The kernel accepts a new interface id, output mark and encapsulation.
 * It ignores all other changes without an error, and the removal of these three too. (linux: xfrm_state_update)
 */
export function takesUpdate(before: StateArgs, after: StateArgs): boolean {
  const isSame = (name: keyof StateArgs) => isDeepStrictEqual(before[name], after[name]);
  return (
    argumentNames.every((name) => UPDATABLE.includes(name) || isSame(name)) &&
    (["ifId", "outputMark"] as const).every((name) => isSame(name) || after[name] !== undefined) &&
    (before.encapsulation === undefined) === (after.encapsulation === undefined)
  );
}
