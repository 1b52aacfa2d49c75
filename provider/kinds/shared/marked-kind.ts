import type { z } from "zod";
import type { Claim } from "../../model/claim.ts";
import type { Connectivity, Reach } from "../../model/connectivity.ts";
import { type DumpSection, type HostSnapshot, markerIn } from "../../model/host-snapshot.ts";
import type { Operation } from "../../model/operation.ts";
import {
  type MarkedArgs,
  onlyIfMarked,
  ownershipFromMarker,
  ownershipWithoutMarker,
  withMarker,
} from "../../model/ownership-marker.ts";
import type { ReferenceSupport } from "../../model/reference.ts";
import type { Found, ImportSupport, ResourceKind } from "../../model/resource-kind.ts";
import type { Stop } from "../../model/traffic.ts";
import type { Args, Rule } from "../../schema/declaration.ts";

/** A resource type whose objects have no alias. A marker on the host names their owner. */
interface MarkedKind<A extends MarkedArgs> {
  readonly type: string;
  readonly schema: z.ZodObject;
  readonly rules: readonly Rule<A>[];
  /** The name of a foreign object in messages: "FOU port like this". */
  readonly label: string;
  /** The sections of the snapshot that `find` reads, without the markers. */
  readonly sections: readonly DumpSection[];
  readonly conflictSections?: readonly DumpSection[];
  conflictSectionsOf?(args: A): readonly DumpSection[];
  precondition?(snapshot: HostSnapshot, args: A): string | undefined;
  /** The name of the marker: the values that identify the object. */
  markerOf(args: A): string;
  /** The note in the marker, for a value that the kernel does not show. */
  noteOf?(args: A): string;
  displayName(args: A): string;
  redact?(args: A): Args;
  fillDefaults?(news: Args): Args;
  readonly unsupported?: Readonly<Record<string, string>>;
  readonly references?: ReferenceSupport;
  readonly createsFirst?: boolean;
  replaces(before: A, after: A, changed: readonly string[]): readonly string[];
  newObjectObstacle?(before: A, after: A, isReplaced: boolean): string | undefined;
  claims(args: A): readonly Claim[];
  /**
   * Finds the object on the host. `note` is the note in its marker, and `isOurs` whether that names the owner. The result
   * has `isReplaced` if another program has removed the object of the marker, and added this one.
   */
  find(
    snapshot: HostSnapshot,
    args: A,
    note: string | undefined,
    isOurs: boolean,
  ): (Pick<Found, "args" | "computed"> & { readonly isReplaced?: boolean }) | undefined;
  explainConflict(snapshot: HostSnapshot, args: A): string | undefined;
  advice?(stderr: string, args: A): string | undefined;
  /** `snapshot` is the state of the host after a first attempt failed. */
  create(args: A, snapshot?: HostSnapshot): Operation;
  adopt(found: Found, args: A): Operation | undefined;
  /** `live` are the computed values, live ones or recorded ones. */
  change(before: A, after: A, live: Args): Operation | undefined;
  /** What the object decides about, if it may cut the SSH connection of its host. */
  reachOf?(args: A): Partial<Reach>;
  /** The packets that need the object, in words. */
  carried(args: A): string;
  /** What a change in place of the arguments `changed` stops. */
  stoppedBy?(before: A, after: A, changed: readonly string[]): Stop | undefined;
  /** Whether a host must not restore this object when it boots. */
  mustNotRestore?(args: A): boolean;
  /** How objects that another program made become resources. */
  readonly importing: ImportSupport | string;
  /** `live` are the computed values: live ones, or recorded ones. */
  remove(args: A, live: Args): Operation;
}

/**
 * Adds markers to a resource type. Creation, adoption and change write the marker. Change and removal have a guard: the
 * marker must name the owner. Removal deletes the marker.
 */
export function markedKind<A extends MarkedArgs>(kind: MarkedKind<A>): ResourceKind {
  const { noteOf, redact, advice, conflictSections, fillDefaults, unsupported, createsFirst } = kind;
  const { precondition, conflictSectionsOf, reachOf, references, newObjectObstacle } = kind;
  const own = (args: Args) => args as A;
  const removal = (args: Args, live: Args): Operation => {
    const name = kind.markerOf(own(args));
    return { ...kind.remove(own(args), live), ...onlyIfMarked(name, args), marker: { name } };
  };
  const mark = (args: A) => withMarker(kind.markerOf(args), args, noteOf?.(args));
  const create = (args: Args, snapshot?: HostSnapshot): Operation => ({
    ...kind.create(own(args), snapshot),
    ...mark(own(args)),
  });
  const change = (before: Args, after: Args, live: Args): Operation | undefined => {
    const operation = kind.change(own(before), own(after), live);
    if (operation === undefined) return undefined;
    const guard = onlyIfMarked(kind.markerOf(own(after)), before, after);
    return { ...operation, ...guard, ...mark(own(after)) };
  };
  return {
    type: kind.type,
    schema: kind.schema,
    rules: kind.rules as unknown as readonly Rule[],
    label: kind.label,
    sections: [...kind.sections, "markers"],
    ...(conflictSections ? { conflictSections } : {}),
    ...(conflictSectionsOf ? { conflictSectionsOf: (args) => conflictSectionsOf(own(args)) } : {}),
    ...(precondition ? { precondition: (snapshot, args) => precondition(snapshot, own(args)) } : {}),
    ...(fillDefaults ? { fillDefaults: (news) => fillDefaults(news) } : {}),
    ...(unsupported ? { unsupported } : {}),
    ...(references ? { references } : {}),
    ...(createsFirst ? { createsFirst } : {}),
    ...(redact ? { redact: (args) => redact(own(args)) } : {}),
    ...(advice ? { advice: (stderr, args) => advice(stderr, own(args)) } : {}),
    displayName: (args) => kind.displayName(own(args)),
    replaces: (before, after, changed) => kind.replaces(own(before), own(after), changed),
    ...(newObjectObstacle
      ? {
          newObjectObstacle: (before, after, isReplaced) =>
            newObjectObstacle(own(before), own(after), isReplaced),
        }
      : {}),
    claims: (args) => kind.claims(own(args)),
    explainConflict: (snapshot, args) => kind.explainConflict(snapshot, own(args)),

    find(snapshot, args) {
      const marker = kind.markerOf(own(args));
      const marked = ownershipFromMarker(snapshot, marker, args);
      const { note } = markerIn(snapshot, marker) ?? {};
      const found = kind.find(snapshot, own(args), note, marked.ownership === "ours");
      if (found === undefined) return undefined;
      const { isReplaced, ...object } = found;
      const { ownership, ...owner } = isReplaced ? ownershipWithoutMarker(args) : marked;
      return { ...object, ownership, args: { ...object.args, ...owner } };
    },

    create: (args, snapshot) => create(args, snapshot),

    adopt(found, args) {
      const operation = kind.adopt(found, own(args));
      return operation && { ...operation, ...mark(own(args)) };
    },

    change,

    remove: removal,

    importing: kind.importing,

    ...(reachOf === undefined
      ? {}
      : {
          connectivity: {
            reach: (args) => ({ prefixes: [], flows: [], ...reachOf(own(args)) }),
            back: (before, after) => change(after, before, {}),
            uncreate: (args) => removal(args, {}),
            suspend: (args, recorded) => ({
              operation: removal(args, recorded),
              reverse: create(args),
            }),
          } satisfies Connectivity,
        }),

    traffic: {
      carried: (args) => kind.carried(own(args)),
      stoppedBy: (before, after, changed) => kind.stoppedBy?.(own(before), own(after), changed),
    },

    boot: {
      fileName: (args) => kind.markerOf(own(args)),
      isForbidden: (args) => kind.mustNotRestore?.(own(args)) === true,
      operation: (args) => ({
        ...create(args),
        ...onlyIfMarked(kind.markerOf(own(args)), args),
      }),
    },
  };
}
