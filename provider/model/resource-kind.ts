import type { Command } from "../iproute2/command.ts";
import type { Args, Declaration } from "../schema/declaration.ts";
import type { Claim } from "./claim.ts";
import type { DumpSection, HostSnapshot } from "./host-snapshot.ts";
import type { Operation, Outcome, Removal } from "./operation.ts";

/** What the host has under a resource's name. */
export interface Found {
  /**
   * - ours: the object carries the owner alias of this resource and stack, of whatever incarnation
   * - half-made: a creation of ours that was cut short left it
   * - foreign: any other object
   */
  readonly ownership: "ours" | "half-made" | "foreign";
  /** live values of the arguments, defaults in place, and `ownerAlias` as it was read */
  readonly args: Args;
  /** live values of the outputs that no argument gives */
  readonly computed: Args;
}

/** A question to the host: an operation that shows something, and sections of the host that travel in the same frame. */
export interface Probe {
  readonly operation?: Operation;
  readonly sections: readonly DumpSection[];
}

export interface ProbeAnswer {
  /** The outcome of the probe's operation, if it has one. */
  readonly outcome: Outcome | undefined;
  readonly snapshot: HostSnapshot;
}

/**
 * A resource type, as data and pure functions: what to ask of a host and how to read what it says. The
 * lifecycle (../lifecycle/) does the asking, for every type alike.
 */
export interface ResourceKind extends Declaration {
  /** What the program leaves to this package, filled in; `olds` are the arguments of before, if there were any. */
  fillDefaults?(news: Args, olds: Args): Args;
  /** The arguments among `changed` whose change means another object on the host. */
  replaces(before: Args, after: Args, changed: readonly string[], recorded: Args): readonly string[];
  /** The arguments as recorded in outputs, where an output has an argument's name but another meaning. */
  argsFromState?(outputs: Args): Args;
  /** Whether the declared arguments leave the value of this one to the kernel, so that no value of it is wrong. */
  leavesToKernel?(key: string, args: Args): boolean;
  /** The outputs beside the arguments; default: the computed ones. `recorded` are the outputs of before. */
  outputs?(found: Found, args: Args, recorded?: Args): Args;
  /** What messages call it, and the first half of its id: `ipip0`. */
  displayName(args: Args): string;
  /** What messages call one that is somebody else's: "FOU port like this"; default: "device of this name". */
  readonly label?: string;
  /** The arguments as messages may show them, where some are secret. */
  redact?(args: Args): Args;
  /** The sections of the dump that `find` looks at. */
  readonly sections: readonly DumpSection[];
  /** Sections that depend on the arguments. */
  sectionsOf?(args: Args): readonly DumpSection[];
  find(dump: HostSnapshot, args: Args, recorded?: Args): Found | undefined;
  /** What was shown by an operation's own last commands, in the form `find` takes; undefined: take a dump. */
  parseShown?(outcome: Outcome & { status: "done" }, args: Args): HostSnapshot | undefined;
  /**
   * The object that already has what this one needs (the same endpoints, the same VNI, the same route), in words.
   * `refused` is the command that the kernel refused.
   */
  explainConflict(dump: HostSnapshot, args: Args, refused?: Command): string | undefined;
  /** Whether the object that is in the way belongs to the same stack, so that the same run may move it away. */
  isInOwnWay?(dump: HostSnapshot, args: Args): boolean;
  /** Sections that `explainConflict` looks at beside the others. */
  readonly conflictSections?: readonly DumpSection[];
  /**
   * What keeps the host, as it is, from having this, in words. A type that has this function is looked up before
   * anything is done. `create` gets what was seen; of other types, where a first try was refused.
   */
  precondition?(dump: HostSnapshot, args: Args): string | undefined;
  /**
   * What only the host knows and `create` or `change` needs; undefined where they need nothing. `before` are the
   * arguments before a change. The answer costs a round trip.
   */
  probe?(args: Args, before?: Args): Probe | undefined;
  create(args: Args, dump?: HostSnapshot, answer?: ProbeAnswer): Operation;
  /** Take over something that stands there and is not ours; undefined where that cannot be. */
  adopt?(found: Found, args: Args): Operation | undefined;
  /** What on the host keeps `adopt` and `changeForeign` from success, in words, so that nothing is tried. */
  adoptionObstacle?(dump: HostSnapshot, found: Found, args: Args): string | undefined;
  /**
   * Gives an object of another owner the declared arguments before it is taken over, and nothing else. With `undo`, so
   * that a refused command leaves the object as it was. Undefined where there is nothing to change, or where `adopt`
   * changes the object by one command.
   */
  changeForeign?(found: Found, args: Args, answer?: ProbeAnswer): Operation | undefined;
  /**
   * From `before` to `after`, in place; undefined where the host has nothing to do. `dump` is what was seen where a
   * first try was refused.
   */
  change(
    before: Args,
    after: Args,
    recorded: Args,
    dump?: HostSnapshot,
    answer?: ProbeAnswer,
  ): Operation | undefined;
  /** `live`: the computed values as they are, or were recorded. */
  remove(args: Args, live: Args): Removal | Operation;
  /** What it takes for itself on its host, for others of the same deployment to keep off. */
  claims?(args: Args): readonly Claim[];
  /** Advice for what the kernel said, where this type knows more than the general words. */
  advice?(stderr: string, args: Args): string | undefined;
}

/** All sections that a type looks at to find an object. */
export const sectionsOf = (kind: ResourceKind, args: Args): readonly DumpSection[] => [
  ...kind.sections,
  ...(kind.sectionsOf?.(args) ?? []),
];

export const isRemoval = (one: Removal | Operation): one is Removal => "device" in one;
