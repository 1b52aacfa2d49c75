import { recordedArgs } from "../../provider/lifecycle/arguments.ts";
import { differenceOf } from "../../provider/lifecycle/difference.ts";
import {
  expectedChange,
  expectedCreation,
  expectedRemoval,
  type Request,
} from "../../provider/lifecycle/expected-requests.ts";
import { connectionChanged } from "../../provider/lifecycle/host-change.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import { withDefaults } from "../../provider/schema/validate.ts";
import type { PreviewStep } from "../preview/preview.ts";
import { commandLines, NEW_INCARNATION, withoutCookie } from "./command-lines.ts";
import { effectOf } from "./effect.ts";
import { hostLabelOf } from "./host-label.ts";
import { kindLabel } from "./kind-label.ts";
import { isHidden, leafChanges } from "./leaf-changes.ts";
import type { Change, PlannedStep } from "./model.ts";
import { type Subject, subjectsOf } from "./subjects.ts";
import { unitOf } from "./unit.ts";
import { printed } from "./values.ts";

/** The steps that a step of a preview has on hosts. */
export function plannedSteps(step: PreviewStep): PlannedStep[] {
  const state = step.newState ?? step.oldState ?? {};
  const shared = { urn: step.urn, host: hostLabelOf(step.urn, state) };
  return subjectsOf(step).map((subject) => {
    const difference = differenceIn(subject);
    const requests = requestsOf(subject);
    const { name, type, kind, action } = subject;
    const { before, after } = difference;
    return {
      ...shared,
      ...{ name, type, action, unit: unitOf(step.urn, state.parent, type) },
      kind: kindLabel(kind, action === "remove" ? before : after),
      changes: action === "change" || action === "replace" ? changesOf(subject, difference) : [],
      commands:
        requests === undefined ? [UNKNOWN_COMMANDS] : [...pingLines(subject), ...linesOf(requests, subject)],
      mayMove: action === "change" && connectionChanged(before, after),
      effect: effectOf({ name, kind, action, ...difference, requests: requests ?? [] }),
    };
  });
}

/** The commands of a step. Those of a new object lack what only the run knows. */
function linesOf(requests: readonly Request[], { action, inputs }: Subject): string[] {
  const lines = commandLines(requests);
  if (action !== "create" && action !== "replace") return lines;
  return [...(inputs?.adopt === true ? [ADOPTS] : []), ...lines.map(withoutCookie)];
}

const ADOPTS = "# adopts the object instead if the host has it already";

/** Arguments of a check whose change does not repeat the pings. */
const NOT_PINGED: readonly string[] = ["host", "onFailure"];

/** What a check does on its host. */
function pingLines({ type, action, inputs, differing }: Subject): string[] {
  const isRun =
    action === "create" || (action === "change" && differing.some((name) => !NOT_PINGED.includes(name)));
  return type === "LinkCheck" && isRun ? [`# pings ${printed(inputs?.to)}`] : [];
}

const UNKNOWN_COMMANDS = "# the commands depend on values that are secret or known only at apply";

interface Arguments {
  readonly before: Args;
  readonly after: Args;
  readonly changed: readonly string[];
  readonly replaces: readonly string[];
}

/** The arguments before and after a step, with their defaults. */
function differenceIn({ kind, recorded, inputs }: Subject): Arguments {
  const nothing = { changed: [], replaces: [] };
  if (kind === undefined) return { before: recorded ?? {}, after: inputs ?? {}, ...nothing };
  if (recorded !== undefined && inputs !== undefined) return differenceOf(kind, recorded, inputs);
  return {
    before: recorded === undefined ? {} : recordedArgs(kind, recorded),
    after: inputs === undefined ? {} : withDefaults(kind, inputs),
    ...nothing,
  };
}

/** The requests of a step. Undefined if an argument that they need is secret or unknown. */
function requestsOf({ type, kind, action, recorded = {}, inputs = {} }: Subject): Request[] | undefined {
  if (kind === undefined) return type === "LinkSet" ? undefined : [];
  try {
    switch (action) {
      case "create":
        return expectedCreation(kind, inputs, NEW_INCARNATION);
      case "change":
        return expectedChange(kind, recorded, inputs, NEW_INCARNATION);
      case "remove":
        return expectedRemoval(kind, recorded);
      case "replace":
        return [...expectedRemoval(kind, recorded), ...expectedCreation(kind, inputs, NEW_INCARNATION)];
    }
  } catch {
    return undefined;
  }
}

/** The arguments that differ, each with both values. */
function changesOf(subject: Subject, { before, after, changed, replaces }: Arguments): Change[] {
  const names = [...new Set([...changed, ...replaces, ...subject.differing])].filter(
    (name) => !isHidden(name),
  );
  return names.flatMap((name) =>
    leafChanges(name, before[name], after[name]).map((change) => ({
      ...change,
      replaces: replaces.includes(name),
    })),
  );
}
