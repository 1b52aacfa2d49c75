import { z } from "zod";
import type { Host } from "../host/host.ts";
import type { HostSnapshot } from "../model/host-snapshot.ts";
import {
  type HostValues,
  hostValueOf,
  keyOf,
  type Reference,
  referenceSections,
} from "../model/reference.ts";
import type { ResourceKind } from "../model/resource-kind.ts";
import type { Args } from "../schema/declaration.ts";

const recorded = z.record(z.string(), z.union([z.string(), z.number()]));

/** The values of references that outputs record. */
export const recordedValues = ({ hostValues }: Args): HostValues => recorded.safeParse(hostValues).data ?? {};

/** The arguments with the values of references. */
export const withValues = ({ references }: ResourceKind, args: Args, values: HostValues): Args =>
  references?.withValues(args, values) ?? args;

/** The references in arguments. */
export const referencesIn = ({ references }: ResourceKind, args: Args): readonly Reference[] =>
  references?.of(args) ?? [];

/** The values that a snapshot has. References without a value are left out. */
export const valuesIn = (snapshot: HostSnapshot, references: readonly Reference[]): HostValues =>
  Object.fromEntries(
    references.flatMap((one) => {
      const answer = hostValueOf(snapshot, one);
      return "value" in answer ? [[keyOf(one), answer.value]] : [];
    }),
  );

/** Arguments with the values of the host. */
export interface Resolved {
  readonly args: Args;
  readonly values: HostValues;
}

/** Asks the host for the values of references. Throws if it has no value for one of them. */
export async function resolve(
  { kind, host }: { readonly kind: ResourceKind; readonly host: Host },
  args: Args,
): Promise<Resolved> {
  const references = referencesIn(kind, args);
  if (references.length === 0) return { args, values: {} };
  const snapshot = await host.dump(referenceSections(references), { fresh: true });
  for (const one of references) {
    const answer = hostValueOf(snapshot, one);
    if ("obstacle" in answer)
      throw host.error(kind.displayName(args), { cause: "invalid", advice: answer.obstacle });
  }
  const values = valuesIn(snapshot, references);
  const resolved = withValues(kind, args, values);
  const fault = faultOf(kind, resolved, new Set(references.map(({ argument }) => argument)));
  if (fault !== undefined) throw host.error(kind.displayName(args), { cause: "invalid", advice: fault });
  return { args: resolved, values };
}

/** The first rule over some arguments that their values break. The preview did not know the values. */
function faultOf({ rules }: ResourceKind, args: Args, names: ReadonlySet<string>): string | undefined {
  const faults = rules
    .filter(({ over }) => over.some((name) => names.has(name)))
    .map(({ over: [name], fault }) => [name, fault(args)] as const);
  const [name, reason] = faults.find((one) => one[1] !== undefined) ?? [];
  return reason === undefined ? undefined : `${name} ${reason}`;
}
