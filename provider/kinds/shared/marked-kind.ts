import type { z } from "zod";
import type { Claim } from "../../model/claim.ts";
import { type DumpSection, type HostSnapshot, markerIn } from "../../model/host-snapshot.ts";
import type { Operation } from "../../model/operation.ts";
import {
  type MarkedArgs,
  onlyIfMarked,
  ownershipFromMarker,
  withMarker,
} from "../../model/ownership-marker.ts";
import type { Found, ResourceKind } from "../../model/resource-kind.ts";
import type { Args, Rule } from "../../schema/declaration.ts";

/** A resource type whose objects have no place for an owner, so that a marker on the host names it. */
interface MarkedKind<A extends MarkedArgs> {
  readonly type: string;
  readonly schema: z.ZodObject;
  readonly rules: readonly Rule<A>[];
  /** What messages call an object of another owner: "FOU port like this". */
  readonly label: string;
  /** The sections of the snapshot that `find` reads, the markers left out. */
  readonly sections: readonly DumpSection[];
  readonly conflictSections?: readonly DumpSection[];
  /** The marker's name, from the words that tell one object from the next. */
  markerOf(args: A): string;
  /** What the marker says beside the owner, for a value that the kernel does not show. */
  noteOf?(args: A): string;
  displayName(args: A): string;
  redact?(args: A): Args;
  replaces(before: A, after: A, changed: readonly string[]): readonly string[];
  claims(args: A): readonly Claim[];
  /** The object on the host; `note` is its marker's. */
  find(
    snapshot: HostSnapshot,
    args: A,
    note: string | undefined,
  ): Pick<Found, "args" | "computed"> | undefined;
  explainConflict(snapshot: HostSnapshot, args: A): string | undefined;
  advice?(stderr: string, args: A): string | undefined;
  create(args: A): Operation;
  adopt(found: Found, args: A): Operation | undefined;
  change(before: A, after: A): Operation | undefined;
  /** `live`: the computed values, live or recorded. */
  remove(args: A, live: Args): Operation;
}

/**
 * Adds to a resource type what its marker needs: creation, adoption and a change write the marker, a change and a
 * removal act only where the marker names the owner, a removal takes the marker away.
 */
export function markedKind<A extends MarkedArgs>(kind: MarkedKind<A>): ResourceKind {
  const { noteOf, redact, advice, conflictSections } = kind;
  const of = (args: Args) => args as A;
  const mark = (args: A) => withMarker(kind.markerOf(args), args, noteOf?.(args));
  return {
    type: kind.type,
    schema: kind.schema,
    rules: kind.rules as unknown as readonly Rule[],
    label: kind.label,
    sections: [...kind.sections, "markers"],
    ...(conflictSections ? { conflictSections } : {}),
    ...(redact ? { redact: (args) => redact(of(args)) } : {}),
    ...(advice ? { advice: (stderr, args) => advice(stderr, of(args)) } : {}),
    displayName: (args) => kind.displayName(of(args)),
    replaces: (before, after, changed) => kind.replaces(of(before), of(after), changed),
    claims: (args) => kind.claims(of(args)),
    explainConflict: (snapshot, args) => kind.explainConflict(snapshot, of(args)),

    find(snapshot, args) {
      const marker = kind.markerOf(of(args));
      const found = kind.find(snapshot, of(args), markerIn(snapshot, marker)?.note);
      if (found === undefined) return undefined;
      const { ownership, ...owner } = ownershipFromMarker(snapshot, marker, args);
      return { ...found, ownership, args: { ...found.args, ...owner } };
    },

    create: (args) => ({ ...kind.create(of(args)), ...mark(of(args)) }),

    adopt(found, args) {
      const operation = kind.adopt(found, of(args));
      return operation && { ...operation, ...mark(of(args)) };
    },

    change(before, after) {
      const operation = kind.change(of(before), of(after));
      if (operation === undefined) return undefined;
      const guard = onlyIfMarked(kind.markerOf(of(after)), before, after);
      return { ...operation, ...guard, ...mark(of(after)) };
    },

    remove(args, live) {
      const name = kind.markerOf(of(args));
      return { ...kind.remove(of(args), live), ...onlyIfMarked(name, args), marker: { name } };
    },
  };
}
