import { z } from "zod";
import { markedResourceShape } from "../../model/ownership-marker.ts";
import type { Rule } from "../../schema/declaration.ts";
import { deviceName, flag, integer, oneOf } from "../../schema/values.ts";
import { match, matchFault } from "./match.ts";

export const DIRECTIONS = ["ingress", "egress"] as const;

export type Direction = (typeof DIRECTIONS)[number];

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
  pref: integer(1, 65_534)
    .optional()
    .describe(
      "Preference of the first filter on the monitor: filters with a lower one run earlier. By default one from 100 to 999 that is free.",
    ),
  mtu: integer(68, 65_535)
    .optional()
    .describe(
      "Size of the largest packet that is copied, in bytes without Ethernet header. By default all are.",
    ),
  match: match.optional().describe("The packets to copy; by default all."),
  triggers: z
    .array(z.unknown(), { error: "must be a list of values" })
    .default([])
    .describe("Values whose change makes the filters again, such as the `ifindex` of the target."),
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
