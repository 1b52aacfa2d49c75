import type { ResourceKind } from "../model/resource-kind.ts";
import type { Args } from "../schema/declaration.ts";
import { withDefaults } from "../schema/validate.ts";
import { changedKeys, isOnHost, recordedArgs } from "./arguments.ts";
import { hostReplacement } from "./host-change.ts";
import { recordedValues, withValues } from "./references.ts";

/** The difference between recorded outputs and declared inputs. */
export interface Difference {
  /** the recorded arguments, with defaults */
  readonly before: Args;
  /** the declared arguments, with defaults and with the recorded values of references */
  readonly after: Args;
  /** the names of the arguments that differ */
  readonly changed: readonly string[];
  /** those of them whose change needs a new object */
  readonly replaces: readonly string[];
}

export function differenceOf(kind: ResourceKind, recorded: Args, inputs: Args): Difference {
  const before = recordedArgs(kind, recorded);
  const after = withValues(kind, withDefaults(kind, inputs), recordedValues(recorded));
  const changed = changedKeys(kind, before, after);
  if (changed.length === 0) return { before, after, changed, replaces: [] };
  const replaces = kind.replaces(before, after, changed.filter(isOnHost), recorded);
  return { before, after, changed, replaces: [...new Set([...replaces, ...hostReplacement(before, after)])] };
}
