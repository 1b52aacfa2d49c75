// The requests of the lifecycle to a host that has what the state records. A plan shows them before a run.
import type { Operation, Removal } from "../model/operation.ts";
import { isRemoval, type ResourceKind } from "../model/resource-kind.ts";
import type { Args } from "../schema/declaration.ts";
import { argsOf, changedOnHost, incarnationIn, recordedArgs } from "./arguments.ts";
import { changeWithFile, creationWithFile, removalWithFile } from "./boot-files.ts";
import { readsHostFirst } from "./on-host.ts";
import { recordedValues, withValues } from "./references.ts";

/** What the lifecycle sends to a host. */
export type Request = Operation | Removal;

/** The question that precedes a creation or a change. Its answer is not known before a run. */
function probeOf(kind: ResourceKind, args: Args, before?: Args): Operation[] {
  const operation = kind.probe?.(args, before)?.operation;
  return operation === undefined ? [] : [operation];
}

/** The requests of a creation on a host that has no such object. The run chooses another incarnation. */
export function expectedCreation(kind: ResourceKind, inputs: Args, incarnation: string): Request[] {
  const args = argsOf(kind, inputs, incarnation);
  const isFirst = !readsHostFirst(kind, args);
  return [...probeOf(kind, args), creationWithFile(kind, args, kind.create(args), isFirst)];
}

/** The requests of a change in place. None if no argument of the object on the host changes. */
export function expectedChange(
  kind: ResourceKind,
  recorded: Args,
  inputs: Args,
  incarnation: string,
): Request[] {
  const before = recordedArgs(kind, recorded);
  const declared = argsOf(kind, inputs, incarnationIn(recorded) ?? incarnation);
  const after = withValues(kind, declared, recordedValues(recorded));
  if (changedOnHost(kind, before, after).length === 0) return [];
  const operation = kind.change(before, after, recorded);
  if (operation === undefined) return [];
  return [...probeOf(kind, after, before), changeWithFile(kind, after, recorded, operation)];
}

/** The requests of a removal of the recorded object. */
export function expectedRemoval(kind: ResourceKind, recorded: Args): Request[] {
  const args = recordedArgs(kind, recorded);
  const removal = kind.remove(args, recorded);
  return [isRemoval(removal) ? removal : removalWithFile(kind, args, removal)];
}
