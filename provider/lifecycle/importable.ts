import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { ownerIn } from "../iproute2/owner-alias.ts";
import type { HostSnapshot } from "../model/host-snapshot.ts";
import type { Found, Importable, ImportSupport, ResourceKind } from "../model/resource-kind.ts";
import { type Args, NOT_ON_HOST } from "../schema/declaration.ts";
import { type Fault, validate, withDefaults } from "../schema/validate.ts";

/** An object of a host as a resource: the arguments that a program declares for it, without host and owner. */
export interface Imported {
  readonly found: Found;
  /** without defaults, in canonical spelling */
  readonly inputs: Args;
  /** Arguments that the program has to give, because the host does not show them. */
  readonly unreadable: readonly string[];
}

/** Why an object of a host does not become a resource. */
export interface NotImportable {
  readonly obstacle: string;
}

/** How a type imports objects, or the reason why it does not. */
export const importSupport = ({ importing }: ResourceKind): ImportSupport | string =>
  importing ?? "has no import";

/** The object of a name as a resource, or the reason why it cannot be one. `host` is the argument of the resource. */
export function importedObject(
  kind: ResourceKind,
  snapshot: HostSnapshot,
  name: string,
  host: unknown,
): Imported | NotImportable {
  const support = importSupport(kind);
  if (typeof support === "string") return { obstacle: `${kind.type} ${support}` };
  const all = support.list(snapshot);
  const one = all.find((each) => each.name === name);
  const live = one && liveObject(kind, support, snapshot, one);
  if (one === undefined || live === undefined)
    return { obstacle: absence(kind, support, snapshot, name, all) };
  const obstacle = obstacleTo(kind, one, live, host);
  return obstacle === undefined ? live : { obstacle };
}

/** The object of an earlier import. An update that was interrupted may have marked it. Undefined if it is gone. */
export function importedBefore(
  kind: ResourceKind,
  snapshot: HostSnapshot,
  name: string,
): Imported | undefined {
  const support = importSupport(kind);
  if (typeof support === "string") return undefined;
  const one = support.list(snapshot).find((each) => each.name === name);
  return one && liveObject(kind, support, snapshot, one);
}

function absence(
  { type }: ResourceKind,
  support: ImportSupport,
  snapshot: HostSnapshot,
  name: string,
  all: readonly Importable[],
): string {
  const names = all.map((one) => one.name);
  const has = names.length === 0 ? "it has none" : `it has ${names.join(", ")}`;
  return support.explainAbsence?.(snapshot, name) ?? `the host has no ${type} ${name}: ${has}`;
}

function liveObject(
  kind: ResourceKind,
  { recorded = [] }: ImportSupport,
  snapshot: HostSnapshot,
  { args, unreadable = [] }: Importable,
): Imported | undefined {
  const found = kind.find(snapshot, withDefaults(kind, args));
  if (found === undefined) return undefined;
  return { found, inputs: withoutKeys(declaredArgs(kind, found, recorded), unreadable), unreadable };
}

function obstacleTo(
  kind: ResourceKind,
  { obstacle }: Importable,
  { found, inputs, unreadable }: Imported,
  host: unknown,
): string | undefined {
  if (obstacle !== undefined) return obstacle;
  const owner = ownerIn(String(found.args.ownerAlias ?? ""));
  if (owner !== undefined)
    return `it belongs to ${owner}. Delete it from the state of that stack first, or declare it with \`adopt: true\` if that state is lost`;
  const faults = faultsOf(kind, { ...inputs, host, owner: "import" }, unreadable);
  const reasons = faults.map(({ property, reason }) => `${property} ${reason}`);
  return reasons.length === 0 ? undefined : `no program can declare it: ${reasons.join("; ")}`;
}

/** Arguments that a program declares for a live object: those that are not as by default. */
function declaredArgs(kind: ResourceKind, { args }: Found, recorded: readonly string[]): Args {
  const entries = Object.entries(kind.schema.shape).filter(([key, schema]) => {
    if (key === "owner" || NOT_ON_HOST.has(key) || args[key] === undefined) return false;
    const byDefault = z.safeParse(schema as z.ZodType, undefined).data;
    return recorded.includes(key) || !isDeepStrictEqual(args[key], byDefault);
  });
  return Object.fromEntries(entries.map(([key]) => [key, args[key]]));
}

/** Arguments without those at paths such as `aead.key`. */
function withoutKeys(inputs: Args, paths: readonly string[]): Args {
  const left = { ...inputs };
  for (const [top = "", inner = ""] of paths.map((path) => path.split("."))) {
    const { [inner]: _, ...rest } = (left[top] ?? {}) as Record<string, unknown>;
    left[top] = rest;
  }
  return left;
}

/** The faults of arguments, without those of arguments that are not complete. */
function faultsOf(kind: ResourceKind, inputs: Args, unreadable: readonly string[]): readonly Fault[] {
  const tops = unreadable.map((path) => path.split(".")[0]);
  return validate(kind, inputs).faults.filter(
    ({ property }) => !tops.includes(property.split(/[.[]/)[0] ?? property),
  );
}
