// The words in which a plan reports actions, effects and counts.
import type { Action, Effect, Interruption, Plan, PlannedStep } from "./model.ts";

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

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** How long an interruption lasts, in words. */
export function durationOf({ until, atLeastRoundTrips }: Interruption): string {
  if (until === "next change") return "until a later change";
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
  if (effect.kind === "none") return undefined;
  if (effect.kind === "starts") return undefined;
  const because = effect.because.length === 0 ? "" : ` because of ${effect.because.join(", ")}`;
  return `stops ${effect.packets}${because}, ${durationOf(effect)}`;
}

/** Whether a step changes nothing on its host: the state or the connection only. */
export const isQuiet = ({ commands, action }: PlannedStep): boolean =>
  commands.length === 0 && action === "change";

/** How many units have each action. A unit with several counts as the one that a reader looks at first. */
export function unitCounts(steps: readonly PlannedStep[]): ReadonlyMap<Action, number> {
  const byUnit = new Map<string, Action>();
  for (const { unit, action } of steps) {
    const before = byUnit.get(unit.key);
    if (before === undefined || ORDER.indexOf(action) < ORDER.indexOf(before)) byUnit.set(unit.key, action);
  }
  const counts = new Map<Action, number>();
  for (const action of byUnit.values()) counts.set(action, (counts.get(action) ?? 0) + 1);
  return counts;
}

/** `1 replaced, 2 changed in place, 38 unchanged`. Empty if the plan has no step. */
export function summaryOf({ steps, unchanged }: Plan): string {
  const counts = unitCounts(steps);
  const changed = ORDER.flatMap((action) => {
    const count = counts.get(action);
    return count === undefined ? [] : [`${count} ${WORDS[action]}`];
  });
  return [...changed, ...(unchanged === undefined ? [] : [`${unchanged} unchanged`])].join(", ");
}
