import { z } from "zod";
import { markedResourceShape } from "../../model/ownership-marker.ts";
import type { Rule } from "../../schema/declaration.ts";
import { deviceName, flag, oneOf } from "../../schema/values.ts";
import { match, matchFault } from "./match.ts";

export const DIRECTIONS = ["ingress", "egress"] as const;

export const mirrorSchema = z.strictObject({
  ...markedResourceShape("mirror"),
  monitor: deviceName().describe("The device whose packets are copied."),
  target: deviceName().describe(
    "The device that sends the copies: an ERSPAN or GRETAP link, or another device.",
  ),
  direction: oneOf("ingress", "egress", "both")
    .default("both")
    .describe("Packets that the monitor receives (ingress), packets that it sends (egress), or both."),
  skipHw: flag()
    .default(true)
    .describe(
      "Copy in the kernel and not in the network card, because most cards cannot copy into a tunnel.",
    ),
  match: match.optional().describe("The packets to copy; by default all."),
});

export type MirrorArgs = z.output<typeof mirrorSchema>;

export const mirrorRules: readonly Rule<MirrorArgs>[] = [
  {
    over: ["target", "monitor"],
    fault: ({ target, monitor }) =>
      target === monitor ? "is the monitor itself: each copy would be copied again" : undefined,
  },
  { over: ["match"], fault: ({ match: given }) => given && matchFault(given) },
];
