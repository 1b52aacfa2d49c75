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
    "The device that sends the copies away: an ERSPAN or GRETAP link, or another.",
  ),
  direction: oneOf("ingress", "egress", "both")
    .default("both")
    .describe("What comes in by the monitor, what goes out by it, or both."),
  skipHw: flag()
    .default(true)
    .describe("Copy in the kernel even where the network card could: most can't copy into a tunnel."),
  match: match.optional().describe("Which packets; by default all."),
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
