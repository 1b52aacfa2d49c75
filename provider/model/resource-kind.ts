import type { Command } from "../iproute2/command.ts";
import type { Args, Declaration } from "../schema/declaration.ts";
import type { Claim } from "./claim.ts";
import type { Connectivity } from "./connectivity.ts";
import type { DumpSection, HostSnapshot } from "./host-snapshot.ts";
import type { Operation, Outcome, Removal } from "./operation.ts";
import type { ReferenceSupport } from "./reference.ts";
import type { Traffic } from "./traffic.ts";

/** The object that a host has under the name of a resource. */
export interface Found {
  /**
   * - ours: the object has the owner alias of this resource and stack, of any incarnation
   * - half-made: an interrupted creation of ours left it
   * - foreign: any other object
   */
  readonly ownership: "ours" | "half-made" | "foreign";
  /** the live values of the arguments, with defaults, and the live `ownerAlias` */
  readonly args: Args;
  /** the live values of the outputs that are not arguments */
  readonly computed: Args;
}

/** A question to the host before a creation or a change: an operation that prints values, and sections of a dump. */
export interface Probe {
  readonly operation?: Operation;
  readonly sections: readonly DumpSection[];
}

/** The host's answer to a probe. */
export interface ProbeAnswer {
  /** The outcome of the probe's operation, if it has one. */
  readonly outcome: Outcome | undefined;
  readonly snapshot: HostSnapshot;
}

/** How a host restores the objects of a type when it boots. */
export interface BootSupport {
  /** The name of the object's file: letters, digits and `_.:,-`. */
  fileName(args: Args): string;
  /** Whether a host must not restore this object. */
  isForbidden?(args: Args): boolean;
  /**
   * The operation that makes the object as it is: `create` with the values that the kernel chose. Its guard holds while
   * the object is ours. `live` are the computed values, from the host or from the recorded outputs.
   */
  operation(args: Args, live: Args): Operation;
}

/** An object of a host that another program made. */
export interface Importable {
  /** The name in its address (../schema/object-address.ts): `gre0`, `fou:5555`. */
  readonly name: string;
  /** The arguments by which `find` finds it. */
  readonly args: Args;
  /** Arguments that the host does not show, so that the program has to give them: `aead.key`. */
  readonly unreadable?: readonly string[];
  /** Why no program can declare it. */
  readonly obstacle?: string;
  /** The devices that it uses, if it is not a device itself. */
  readonly devices?: readonly string[];
  /** The device whose import declares it too, if that device is a link. */
  readonly partOf?: string;
  /** What no program can declare of it, each with the reason: it becomes a resource without that. */
  readonly without?: readonly string[];
}

/** What the kernel removes or frees with an object, besides what the resource itself declares. */
export interface TakenAlong {
  /** the section of a dump that shows it */
  section(args: Args): DumpSection;
  /** its parts in words */
  things(snapshot: HostSnapshot, args: Args): readonly string[];
}

/** What gives another object back what it lost when the lifecycle removed an object and created it again. */
export interface Restoration {
  /** what is wrong on the host if the operation fails, in words */
  readonly what: string;
  readonly operation: Operation;
}

/** How objects that another program made become resources. */
export interface ImportSupport {
  /**
   * The sections that `list` reads besides those of the type. `snapshot` shows which objects the host has, and `name` is
   * the one that is asked for.
   */
  detailsOf?(snapshot: HostSnapshot, name?: string): readonly DumpSection[];
  /** All objects of this type on a host, of any owner. */
  list(snapshot: HostSnapshot): readonly Importable[];
  /** Why a host has no object of this type under a name, if it has another object of that name. */
  explainAbsence?(snapshot: HostSnapshot, name: string): string | undefined;
  /** Arguments that an import records even with their default. */
  readonly recorded?: readonly string[];
  /**
   * Arguments of which an adoption leaves on the host what the program does not declare. The first update after an import
   * removes what the import recorded of them, because its preview shows that.
   */
  readonly leftByAdoption?: readonly string[];
  /** Whether objects that use no tunnel become resources too. */
  readonly isOfAnyDevice?: boolean;
  /** Arguments by which the first update finds the object again. The program must declare them as the host has them. */
  readonly identity?: readonly string[];
}

/**
 * A resource type, as data and pure functions. The functions make the operations for a host and parse its replies. The
 * lifecycle (../lifecycle/) sends the operations, in the same way for every type.
 */
export interface ResourceKind extends Declaration {
  /** Adds arguments that this package chooses if the program does not. `olds` are the recorded ones, or empty. */
  fillDefaults?(news: Args, olds: Args): Args;
  /** How arguments refer to values of the host; undefined if none do. */
  readonly references?: ReferenceSupport;
  /** The arguments among `changed` whose change needs a new object on the host. */
  replaces(before: Args, after: Args, changed: readonly string[], recorded: Args): readonly string[];
  /**
   * Why a change must not remove the object and make another one, if it does. `isReplaced`: the engine replaces it, or its
   * machine is another one. Without it, an operation of `change` may do so.
   */
  newObjectObstacle?(before: Args, after: Args, isReplaced: boolean): string | undefined;
  /** The arguments that outputs record. Needed if an output has the name of an argument and another meaning. */
  argsFromState?(outputs: Args): Args;
  /** Whether the kernel may choose the value of this argument. A live value then never counts as a difference. */
  leavesToKernel?(key: string, args: Args): boolean;
  /** The outputs that are not arguments; default: the computed values. `recorded` are the earlier outputs. */
  outputs?(found: Found, args: Args, recorded?: Args): Args;
  /** The name of the object in messages, and the first half of its id: `ipip0`. */
  displayName(args: Args): string;
  /** The name of a foreign object in messages: "FOU port like this"; default: "device of this name". */
  readonly label?: string;
  /** The arguments for messages, without secrets. */
  redact?(args: Args): Args;
  /** The sections of a dump that `find` reads. */
  readonly sections: readonly DumpSection[];
  /** Sections that depend on the arguments. */
  sectionsOf?(args: Args): readonly DumpSection[];
  /** Finds the object with the declared name, of any owner. `recorded` are the outputs of the last run. */
  find(dump: HostSnapshot, args: Args, recorded?: Args): Found | undefined;
  /** Makes a snapshot for `find` from the output of an operation. Without it the lifecycle reads a dump. */
  parseShown?(outcome: Outcome & { status: "done" }, args: Args): HostSnapshot | undefined;
  /**
   * Names the object that already has what this one needs (the same endpoints, the same VNI, the same route). `refused`
   * is the command that the kernel refused.
   */
  explainConflict(dump: HostSnapshot, args: Args, refused?: Command): string | undefined;
  /** Whether the conflicting object belongs to the same stack. The same run may then remove or change it. */
  isInOwnWay?(dump: HostSnapshot, args: Args): boolean;
  /** More sections that `explainConflict` reads. */
  readonly conflictSections?: readonly DumpSection[];
  /** Those that depend on the arguments. */
  conflictSectionsOf?(args: Args): readonly DumpSection[];
  /**
   * Why the host cannot have this object at present. The lifecycle reads the host before it acts on a type with this
   * function, and passes the snapshot to `create`. For other types it reads the host only after a refused attempt.
   */
  precondition?(dump: HostSnapshot, args: Args): string | undefined;
  /** Whether these arguments have a precondition; default: all have. */
  hasPrecondition?(args: Args): boolean;
  /**
   * What an operator should know about the host before the object is made or changed. The lifecycle prints it. It needs
   * a `precondition`, because only then the host is read.
   */
  warnings?(dump: HostSnapshot, args: Args): readonly string[];
  /**
   * A question whose answer `create` or `change` needs; undefined if they need none. `before` are the arguments before
   * a change. A probe takes one more round trip to the host.
   */
  probe?(args: Args, before?: Args): Probe | undefined;
  /** The operation that creates the object. */
  create(args: Args, dump?: HostSnapshot, answer?: ProbeAnswer): Operation;
  /** The operation that adopts a foreign object; undefined if that is not possible. */
  adopt?(found: Found, args: Args, dump?: HostSnapshot): Operation | undefined;
  /** The reason why `adopt` or `changeForeign` would fail, if there is one. The lifecycle then changes nothing. */
  adoptionObstacle?(dump: HostSnapshot, found: Found, args: Args): string | undefined;
  /**
   * The operation that changes a foreign object to the declared arguments before `adopt`. It has `undo`, because a
   * refused command must leave the object unchanged. Undefined if nothing changes, or if `adopt` changes the object by
   * one command.
   */
  changeForeign?(found: Found, args: Args, answer?: ProbeAnswer): Operation | undefined;
  /**
   * The operation that changes an object in place from `before` to `after`; undefined if no command is needed. `dump`
   * is the snapshot after a refused attempt, or the one before the change of a type with a precondition.
   */
  change(
    before: Args,
    after: Args,
    recorded: Args,
    dump?: HostSnapshot,
    answer?: ProbeAnswer,
  ): Operation | undefined;
  /** The removal of the object. `live` are the computed values, from the host or from the recorded outputs. */
  remove(args: Args, live: Args): Removal | Operation;
  /** What goes with the object if the engine deletes it and creates another one. */
  readonly takenAlong?: TakenAlong;
  /**
   * Whether the creation itself removes the object with the old values of these arguments. The engine then creates the new
   * object before it deletes the old one, so the creation knows what the removal takes along, and gives it back.
   */
  removesOldAtCreation?(replaced: readonly string[]): boolean;
  /** What gives other objects back what they lose while the creation removes the object. `dump` is the host before. */
  restorations?(dump: HostSnapshot, args: Args): readonly Restoration[];
  /** How a host restores the object when it boots; undefined if it does not. */
  readonly boot?: BootSupport;
  /** How objects that another program made become resources, or why they cannot. Without it they cannot. */
  readonly importing?: ImportSupport | string;
  /** What the type has to do with the SSH connection of its host; undefined if it cannot cut it. */
  readonly connectivity?: Connectivity;
  /** The packets that need an object of the type; undefined if none do. */
  readonly traffic?: Traffic;
  /** The claims that no other resource of the deployment may make. */
  claims?(args: Args): readonly Claim[];
  /** Advice on an error message of the kernel, if this type has better advice than the general one. */
  advice?(stderr: string, args: Args): string | undefined;
}

/** All sections that a type needs to find an object. */
export const sectionsOf = (kind: ResourceKind, args: Args): readonly DumpSection[] => [
  ...kind.sections,
  ...(kind.sectionsOf?.(args) ?? []),
];

/** All sections that a type needs to explain a conflict. */
export const conflictSectionsOf = (kind: ResourceKind, args: Args): readonly DumpSection[] => [
  ...sectionsOf(kind, args),
  ...(kind.conflictSections ?? []),
  ...(kind.conflictSectionsOf?.(args) ?? []),
];

export const isRemoval = (one: Removal | Operation): one is Removal => "device" in one;
