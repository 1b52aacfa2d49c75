import { type Checked, check, type Fault, whole } from "./check.ts";
import { nameIn } from "./iproute2/mark.ts";
import { type Claim, collision } from "./kinds/claims.ts";
import type { Args, ResourceKind } from "./kinds/resource.ts";
import { UNKNOWN } from "./kinds/unknown.ts";

interface Declared {
  readonly owner: string;
  readonly place: string;
  readonly claims: readonly Claim[];
}

/**
 * What the resources of this deployment claim, host by host. One provider process serves one deployment and is asked
 * to check each of its resources, so what the last one clashes with has been here before.
 */
const declared = new Map<string, Declared>();

/** Where a resource is, in one word; undefined while that is not known. */
function placeOf(args: Args): string | undefined {
  const { connection, netns } = (args.host ?? {}) as { connection?: Args; netns?: unknown };
  const { host, port = 22 } = (connection ?? {}) as Args;
  if (typeof host !== "string" || [host, port, netns].includes(UNKNOWN)) return undefined;
  return `${host}:${port} ${netns ?? ""}`;
}

const stackOf = (owner: string) => owner.split("/").slice(0, 2).join("/");

/** Checks arguments by themselves, and what is right against all that is declared already. */
export function checkAndClaim(kind: ResourceKind, news: Args): Checked {
  const { inputs, faults } = check(kind, news);
  if (faults.length > 0) return { inputs, faults };
  const args = whole(kind, inputs);
  return { inputs, faults: claim(kind.type, args, kind.claims?.(args) ?? []) };
}

/** Enters a resource's claims, and says what in them others have claimed already. */
function claim(type: string, args: Args, claims: readonly Claim[]): Fault[] {
  const place = placeOf(args);
  const owner = String(args.owner);
  if (place === undefined) return [];
  const key = `${type} ${owner} ${place}`;
  const mine: Declared = { owner, place, claims };
  declared.delete(key);
  for (const other of [...declared.values(), mine]) {
    if (other.place !== place || stackOf(other.owner) !== stackOf(owner)) continue;
    for (const one of claims) {
      const theirs =
        other === mine ? claims.filter((own) => "route" in one && "underlay" in own) : other.claims;
      const words = theirs.map((their) => collision(one, their)).find((found) => found !== undefined);
      if (words !== undefined)
        return [{ property: one.property, reason: `${words}${between(owner, other.owner)}` }];
    }
  }
  declared.set(key, mine);
  return [];
}

const between = (one: string, other: string) =>
  one === other ? "" : ` (${nameIn(one)} and ${nameIn(other)} are on the same host)`;

/** Forgets a resource that is gone. */
export function disclaim(type: string, args: Args): void {
  const place = placeOf(args);
  if (place !== undefined) declared.delete(`${type} ${String(args.owner)} ${place}`);
}

/** Forgets all that was declared for one resource with members: what they claim now is about to be said anew. */
export function disclaimMembers(owner: string): void {
  for (const [key, one] of declared) if (one.owner.startsWith(`${owner}/`)) declared.delete(key);
}
