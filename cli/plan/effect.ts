import type { Request } from "../../provider/lifecycle/expected-requests.ts";
import type { ResourceKind } from "../../provider/model/resource-kind.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import type { Action, Effect } from "./model.ts";
import { readableText } from "./values.ts";

/** The values from which the effect of a step follows. */
export interface EffectSource {
  readonly name: string;
  readonly kind: ResourceKind | undefined;
  readonly action: Action;
  /** the arguments before the step; empty for a creation */
  readonly before: Args;
  /** the arguments after the step; empty for a removal */
  readonly after: Args;
  readonly changed: readonly string[];
  readonly replaces: readonly string[];
  readonly requests: readonly Request[];
}

const NONE: Effect = { kind: "none" };

/**
 * What a step does to packets. A kind cannot describe packets by values that are secret or unknown, so the object stands for
 * them then.
 */
export function effectOf(source: EffectSource): Effect {
  try {
    const effect = effectByKind(source);
    return effect.kind === "stops" ? { ...effect, packets: readableText(effect.packets) } : effect;
  } catch {
    const { action, name, replaces } = source;
    if (action !== "remove" && action !== "replace") return NONE;
    const until = action === "remove" ? "next change" : "creation";
    const packets = `packets that need ${name}`;
    return { kind: "stops", packets, because: replaces, until, atLeastRoundTrips: undefined };
  }
}

function effectByKind(source: EffectSource): Effect {
  const { kind, action, before, after, changed, replaces, requests } = source;
  const traffic = kind?.traffic;
  if (traffic === undefined) return NONE;
  if (action === "create") return traffic.carried(after) === undefined ? NONE : { kind: "starts" };
  if (action === "change") {
    const stop = traffic.stoppedBy?.(before, after, changed);
    if (stop === undefined) return NONE;
    // The two ends change at the same time, so no round trip passes between them for certain
    return { kind: "stops", ...stop, atLeastRoundTrips: stop.until === "both ends" ? 0 : undefined };
  }
  const packets = traffic.carried(before);
  if (packets === undefined) return NONE;
  if (action === "remove")
    return { kind: "stops", packets, because: [], until: "next change", atLeastRoundTrips: undefined };
  // The first request removes the object. The reply to each request is there before the next one goes out
  const atLeastRoundTrips = Math.max(1, requests.length - 1);
  return { kind: "stops", packets, because: replaces, until: "creation", atLeastRoundTrips };
}
