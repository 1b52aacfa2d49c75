// The objects on hosts that a step of a preview concerns: one for each resource, and one for each link of a set.
import { links, others } from "../../provider/index.ts";
import type { LinkResource } from "../../provider/kinds/link-base/link-kind.ts";
import { linkOf, membersOf, outputsOf } from "../../provider/kinds/link-set/members.ts";
import { differenceOf } from "../../provider/lifecycle/difference.ts";
import type { ResourceKind } from "../../provider/model/resource-kind.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import { UNKNOWN } from "../../provider/schema/unknown-value.ts";
import { ownTypeOf, type PreviewStep, partsOf } from "../preview/preview.ts";
import { withStackId } from "./command-lines.ts";
import type { Action } from "./model.ts";
import { partsOfPath } from "./property-path.ts";
import { withRenewedSecrets } from "./values.ts";

/** An object on a host, before and after a step. */
export interface Subject {
  readonly name: string;
  readonly type: string;
  /** undefined for a type that changes nothing on a host */
  readonly kind: ResourceKind | undefined;
  readonly action: Action;
  /** the recorded outputs; undefined for a creation */
  readonly recorded: Args | undefined;
  /** the declared inputs; undefined for a removal */
  readonly inputs: Args | undefined;
  /** the arguments that Pulumi lists as different */
  readonly differing: readonly string[];
}

const kinds: Readonly<Record<string, ResourceKind>> = { ...links, ...others };
const linkKinds: ReadonlyMap<string, LinkResource> = new Map(
  Object.values(links).map((kind) => [kind.link.kind, kind]),
);

const ACTIONS: Readonly<Record<string, Action>> = {
  create: "create",
  update: "change",
  replace: "replace",
  delete: "remove",
};

/** The action of a step. Undefined for a step that changes nothing, or that is a part of another one. */
export const actionOf = ({ op }: PreviewStep): Action | undefined => ACTIONS[op];

/** The objects that a step of this package concerns. */
export function subjectsOf(step: PreviewStep): Subject[] {
  const [type, action] = [ownTypeOf(step.urn), actionOf(step)];
  if (type === undefined || action === undefined) return [];
  const paths = Object.keys(step.detailedDiff ?? {});
  const recorded = action === "create" ? undefined : (step.oldState?.outputs ?? step.oldState?.inputs);
  const declared = action === "remove" ? undefined : step.newState?.inputs;
  const inputs = declared && withStackId(withRenewedSecrets(declared, paths));
  const subject: Subject = {
    ...{ name: partsOf(step.urn).name, type, kind: kinds[type], action },
    ...{ recorded: recorded ?? undefined, inputs: inputs ?? undefined },
    differing: [...new Set(paths.map((path) => partsOfPath(path)[0] ?? ""))],
  };
  return type === "LinkSet" ? membersIn(subject) : [subject];
}

/** The links of a set that a step of the set concerns; also the set itself if its links are known only in the run. */
function membersIn(set: Subject): Subject[] {
  const { recorded = {}, inputs = {} } = set;
  const keys = [...new Set([...Object.keys(membersOf(recorded)), ...Object.keys(membersOf(inputs))])];
  const members = keys.flatMap((key): Subject[] => {
    const had = key in membersOf(recorded) ? outputsOf(recorded, key) : undefined;
    const wanted = key in membersOf(inputs) ? linkOf(inputs, key) : undefined;
    const kind = linkKinds.get(String(inputs.kind ?? recorded.kind));
    if (kind === undefined) return [];
    const action = set.action === "replace" && had && wanted ? "replace" : memberAction(kind, had, wanted);
    if (action === undefined) return [];
    const { type } = kind;
    const member = { name: `${set.name}/${key}`, type, kind, action, differing: [] };
    return [{ ...member, recorded: had, inputs: wanted }];
  });
  // The set removes links before it creates others, because a new link may need the endpoints of an old one
  const isFirst = ({ action }: Subject) => (action === "remove" || action === "replace" ? 0 : 1);
  const known = members.toSorted((one, other) => isFirst(one) - isFirst(other));
  return inputs.links === UNKNOWN ? [...known, set] : known;
}

/** What happens to a link of a set. The provider does the same in the update of the set. */
function memberAction(
  kind: ResourceKind,
  had: Args | undefined,
  wanted: Args | undefined,
): Action | undefined {
  if (had === undefined) return "create";
  if (wanted === undefined) return "remove";
  const { changed, replaces } = differenceOf(kind, had, wanted);
  if (changed.length === 0) return undefined;
  return replaces.length > 0 ? "replace" : "change";
}
