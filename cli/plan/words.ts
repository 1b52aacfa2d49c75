// The words in which a plan reports actions, effects and counts.
import { titleOf } from "./host-label.ts";
import type { Action, Change, Drift, Effect, Interruption, Plan, PlannedStep } from "./model.ts";

/** The sign of an action, as `pulumi preview` and its readers use it. */
export const SIGNS: Readonly<Record<Action, string>> = {
  replace: "±",
  remove: "-",
  change: "~",
  create: "+",
};

/** In the order of what a reader has to look at first. */
export const ORDER: readonly Action[] = ["replace", "remove", "change", "create"];

export const WORDS: Readonly<Record<Action, string>> = {
  replace: "replaced",
  remove: "removed",
  change: "changed in place",
  create: "created",
};

/** The name of the stack. A preview without any step does not have it. */
export const stackName = ({ project, stack }: Pick<Plan, "project" | "stack">): string =>
  project === "" ? "this stack" : `${project}/${stack}`;

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** How long an interruption lasts, in words. */
export function durationOf({ until, because, atLeastRoundTrips }: Interruption): string {
  if (until === "next change") return because.length === 0 ? "for good" : "until a later change";
  const least =
    atLeastRoundTrips === undefined || atLeastRoundTrips === 0
      ? ""
      : `, at least ${plural(atLeastRoundTrips, "round trip")} to the host`;
  return until === "creation"
    ? `until the run creates it again${least}`
    : "from the change of one end until that of the other";
}

/** What happens to packets, as one sentence. Undefined if no packet needs the object. */
export function effectSentence(effect: Effect): string | undefined {
  if (effect.kind !== "stops") return undefined;
  const because = effect.because.length === 0 ? "" : ` because of ${effect.because.join(", ")}`;
  return `stops ${effect.packets}${because}, ${durationOf(effect)}`;
}

/** The action of a step in words. */
export function actionWords(step: PlannedStep): string {
  if (!isQuiet(step)) return WORDS[step.action];
  return step.mayMove
    ? "only in the state, unless the new address is that of another machine"
    : "only in the state";
}

/** Whether a step changes nothing on its host: the state or the connection only. */
export const isQuiet = ({ commands, action }: PlannedStep): boolean =>
  commands.length === 0 && action === "change";

/** The values of a change: `64 → 99`; of a list the items that differ: `+ 10.2.0.0/16, - 10.3.0.0/16`. */
export function valuesOf({ before, after, items }: Omit<Change, "property" | "replaces">): string {
  const differing = [
    ...(items?.added ?? []).map((one) => `+ ${one}`),
    ...(items?.removed ?? []).map((one) => `- ${one}`),
  ];
  if (differing.length > 0) return differing.join(", ");
  // Two secrets look the same
  return before === after ? `another ${after}` : `${before} → ${after}`;
}

/** A change as one line. */
export const changeLine = (change: Change): string =>
  `${change.property}: ${valuesOf(change)}${change.replaces ? ", which needs a new object" : ""}`;

/** How many units a plan has with each action, and how many leave their host unchanged. */
export interface Counts {
  readonly byAction: ReadonlyMap<Action, number>;
  readonly quiet: number;
}

/** A unit with several actions counts as the one that a reader looks at first. */
export function unitCounts(steps: readonly PlannedStep[]): Counts {
  const byUnit = new Map<string, Action | "quiet">();
  for (const step of steps) {
    const action = isQuiet(step) ? "quiet" : step.action;
    const before = byUnit.get(step.unit.key);
    if (before === undefined || rankOf(action) < rankOf(before)) byUnit.set(step.unit.key, action);
  }
  const count = (wanted: Action | "quiet") => [...byUnit.values()].filter((one) => one === wanted).length;
  const byAction = ORDER.map((action) => [action, count(action)] as const).filter(([, one]) => one > 0);
  return { byAction: new Map(byAction), quiet: count("quiet") };
}

const rankOf = (action: Action | "quiet"): number =>
  action === "quiet" ? ORDER.length : ORDER.indexOf(action);

/** `1 replaced, 2 changed in place, 38 unchanged`. Empty if the plan has no step. */
export function summaryOf({ steps, unchanged }: Pick<Plan, "steps" | "unchanged">): string {
  const { byAction, quiet } = unitCounts(steps);
  return [
    ...[...byAction].map(([action, count]) => `${count} ${WORDS[action]}`),
    ...(quiet === 0 ? [] : [`${quiet} only in the state`]),
    ...(unchanged === undefined ? [] : [`${unchanged} unchanged`]),
  ].join(", ");
}

export const DRIFT_HEADING = "Drift: the hosts differ from the state";

/** What a refresh has found of an object, as one sentence. */
export function driftSentence({ name, host, isGone, changes }: Drift): string {
  const where = host === undefined ? "no host" : titleOf(host);
  const what = changes.map(({ property, before, after }) => `${property} is ${after}, not ${before}`);
  return `${name} on ${where}: ${isGone ? "no longer exists" : what.join("; ")}`;
}

/** How many changes a plan does not show, as one sentence; none if it shows all. */
export const othersSentence = ({ others }: Pick<Plan, "others">): string[] =>
  others === 0 ? [] : [`This plan leaves out changes of other packages: ${plural(others, "resource")}.`];
