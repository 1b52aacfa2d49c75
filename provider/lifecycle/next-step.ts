import type { Outcome } from "../model/operation.ts";
import { isSameIncarnation } from "../model/ownership.ts";
import type { Found, ResourceKind } from "../model/resource-kind.ts";
import type { Args } from "../schema/declaration.ts";
import { changedOnHost } from "./arguments.ts";

/**
 * What the host has under a resource's name, compared with what is declared.
 *
 * - `absent`: nothing
 * - `same`: this very object, as declared
 * - `changeable`: ours, and a change in place makes it what is declared; also an object of an earlier incarnation
 * - `stale`: ours, and it differs in what the kernel cannot change
 * - `half-made`: ours, and a creation that was cut short left it
 * - `foreign`: of another owner
 */
export type Standing = "absent" | "same" | "changeable" | "stale" | "half-made" | "foreign";

export function classify(kind: ResourceKind, found: Found | undefined, args: Args): Standing {
  if (found === undefined) return "absent";
  if (found.ownership !== "ours") return found.ownership;
  const changed = changedOnHost(kind, found.args, args);
  if (changed.length === 0 && isSameIncarnation(found.args, args)) return "same";
  return kind.replaces(found.args, args, changed, {}).length === 0 ? "changeable" : "stale";
}

/** What is known when the lifecycle decides how a creation goes on. */
export interface Situation {
  readonly standing: Standing;
  /** How the attempt to make the object ended; undefined where none was made. */
  readonly attempt: Outcome["status"] | undefined;
  /** Another attempt is allowed. */
  readonly mayRetry: boolean;
  /** The host as it is now asks for other commands than the attempt had. */
  readonly commandsChanged: boolean;
  /** Another object of the stack is in the way, which the same run may move away. */
  readonly inOwnWay: boolean;
  /** The program allows to take over an object of another owner. */
  readonly adopt: boolean;
}

/**
 * - `done`: the object is there as declared
 * - `change`: change it in place
 * - `remove`: remove what is in the way, then try again
 * - `adopt`: take it over
 * - `refuse`: it belongs to another owner
 * - `retry`: try again
 * - `wait`: try again after a while
 * - `fail`: report the attempt's error
 */
export type Step = "done" | "change" | "remove" | "adopt" | "refuse" | "retry" | "wait" | "fail";

/** How a creation goes on. */
export function nextStep(situation: Situation): Step {
  const { standing, attempt, mayRetry, commandsChanged, inOwnWay, adopt } = situation;
  switch (standing) {
    case "absent":
      if (!mayRetry) return "fail";
      if (attempt === "unknown" || commandsChanged) return "retry";
      return inOwnWay ? "wait" : "fail";
    case "foreign":
      return adopt ? "adopt" : "refuse";
    case "half-made":
    case "stale":
      return mayRetry ? "remove" : "fail";
    case "same":
      return "done";
    case "changeable":
      return "change";
  }
}
