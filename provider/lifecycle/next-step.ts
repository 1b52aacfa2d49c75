import type { Outcome } from "../model/operation.ts";
import { isSameIncarnation } from "../model/ownership.ts";
import type { Found, ResourceKind } from "../model/resource-kind.ts";
import type { Args } from "../schema/declaration.ts";
import { changedOnHost } from "./arguments.ts";

/**
 * The object that the host has under a resource's name, compared with the declared one.
 *
 * - `absent`: there is none
 * - `same`: it is the object of this incarnation, as declared
 * - `changeable`: it is ours, and a change in place makes it as declared; it may be of an earlier incarnation
 * - `stale`: it is ours, and it differs in values that the kernel cannot change
 * - `half-made`: it is ours, and an interrupted creation left it
 * - `foreign`: it belongs to another owner
 */
export type Standing = "absent" | "same" | "changeable" | "stale" | "half-made" | "foreign";

/** Compares an object on the host with the declared arguments. */
export function classify(kind: ResourceKind, found: Found | undefined, args: Args): Standing {
  if (found === undefined) return "absent";
  if (found.ownership !== "ours") return found.ownership;
  const changed = changedOnHost(kind, found.args, args);
  if (changed.length === 0 && isSameIncarnation(found.args, args)) return "same";
  return kind.replaces(found.args, args, changed, {}).length === 0 ? "changeable" : "stale";
}

/** The facts for the decision about the next step of a creation. */
export interface Situation {
  readonly standing: Standing;
  /** The outcome of the attempt to create the object; undefined if there was none. */
  readonly attempt: Outcome["status"] | undefined;
  /** Whether another attempt is allowed. */
  readonly mayRetry: boolean;
  /** Whether the current state of the host needs other commands than the attempt had. */
  readonly commandsChanged: boolean;
  /** Whether another object of the stack conflicts with this one. The same run may remove or change that object. */
  readonly inOwnWay: boolean;
  /** Whether the program allows the adoption of a foreign object. */
  readonly adopt: boolean;
}

/**
 * - `done`: the object exists as declared
 * - `change`: change it in place
 * - `remove`: remove the existing object, then try again
 * - `adopt`: adopt the foreign object
 * - `refuse`: report that it belongs to another owner
 * - `retry`: try again
 * - `wait`: try again after other operations of the run
 * - `fail`: report the attempt's error
 */
export type Step = "done" | "change" | "remove" | "adopt" | "refuse" | "retry" | "wait" | "fail";

/** The next step of a creation. */
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
