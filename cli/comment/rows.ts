// The rows of a comment: both ends of a pair are one row.
import { shortLabelOf } from "../plan/host-label.ts";
import type { Action, Change, Interruption, PlannedStep } from "../plan/model.ts";
import { isQuiet, ORDER } from "../plan/words.ts";
import { byName } from "../shared/names.ts";

/** A line of the table in a comment. */
export interface Row {
  readonly action: Action;
  readonly name: string;
  /** "gre in gue", or a type such as `XfrmState` */
  readonly kind: string;
  /** the hosts in few words, without repetitions */
  readonly ends: readonly string[];
  readonly changes: readonly Change[];
  readonly traffic: Traffic;
  readonly interruptions: readonly Interruption[];
  readonly steps: readonly PlannedStep[];
}

/**
 * - interrupted: packets stop, and flow again in the same run
 * - stops: packets stop
 * - starts: the object carries packets from now on
 * - flows on: packets flow on, or none need the object
 * - not touched: the host runs nothing
 * - may move: the host runs nothing, unless the new address is that of another machine
 */
export type Traffic = "interrupted" | "stops" | "starts" | "flows on" | "not touched" | "may move";

/**
 * The rows of a plan: replaced units first, then removed, changed and created ones; by name among those. The engine lists
 * resources in another order in each preview.
 */
export function rowsOf(steps: readonly PlannedStep[]): Row[] {
  const groups = new Map<string, PlannedStep[]>();
  for (const step of steps) {
    const key = groupOf(step);
    groups.set(key, [...(groups.get(key) ?? []), step]);
  }
  const rank = (row: Row) => 2 * ORDER.indexOf(row.action) + (row.steps.every(isQuiet) ? 1 : 0);
  return [...groups.values()]
    .map((group) => rowOf(group.toSorted((one, other) => byName(one.name, other.name))))
    .toSorted((one, other) => rank(one) - rank(other) || byName(one.name, other.name));
}

/** The name of a property of a host, which is `host.connection` in each resource on it and `connection` in the `Host`. */
const ofHost = (property: string): string => property.replace(/^host\./, "");

/** Steps with the same group are one row. Steps that do not touch their host are one row for each host. */
const groupOf = (step: PlannedStep): string =>
  isQuiet(step) && step.host !== undefined
    ? `quiet ${step.host.key} ${step.changes.map(({ property }) => ofHost(property)).join(" ")}`
    : `${step.action} ${step.unit.key}`;

function rowOf(steps: readonly PlannedStep[]): Row {
  const [first] = steps as readonly [PlannedStep, ...PlannedStep[]];
  const interruptions = steps.flatMap(({ effect }) => (effect.kind === "stops" ? [effect] : []));
  const isOneUnit = steps.every(({ unit }) => unit.key === first.unit.key);
  const kinds = [...new Set(steps.map(({ kind, type }) => kind ?? type))];
  return {
    action: first.action,
    name: isOneUnit || first.host === undefined ? first.unit.name : shortLabelOf(first.host),
    kind: isOneUnit ? kinds.join(", ") : `${steps.length} resources`,
    ends: [...new Set(steps.flatMap(({ host }) => (host === undefined ? [] : [shortLabelOf(host)])))],
    changes: distinctChanges(steps),
    traffic: trafficOf(steps, interruptions),
    interruptions,
    steps,
  };
}

function trafficOf(steps: readonly PlannedStep[], interruptions: readonly Interruption[]): Traffic {
  if (interruptions.some(({ until }) => until === "next change")) return "stops";
  if (interruptions.length > 0) return "interrupted";
  if (steps.every(isQuiet)) return steps.some(({ mayMove }) => mayMove) ? "may move" : "not touched";
  return steps.some(({ effect }) => effect.kind === "starts") ? "starts" : "flows on";
}

/**
 * The changes of all ends. Both ends often have the same change. A change of the connection is left out where there are
 * others, because it has a row of its own.
 */
function distinctChanges(steps: readonly PlannedStep[]): Change[] {
  const byText = new Map<string, Change>();
  for (const change of steps.flatMap(({ changes }) => changes)) {
    const property = steps.every(isQuiet) ? ofHost(change.property) : change.property;
    byText.set(`${property} ${change.before} ${change.after}`, { ...change, property });
  }
  const all = [...byText.values()];
  const own = all.filter(({ property }) => !property.startsWith("host."));
  return (own.length === 0 ? all : own).toSorted(
    (one, other) => Number(other.replaces) - Number(one.replaces),
  );
}
