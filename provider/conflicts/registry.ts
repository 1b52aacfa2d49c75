import { nameIn } from "../iproute2/owner-alias.ts";
import type { Claim } from "../model/claim.ts";
import type { ResourceKind } from "../model/resource-kind.ts";
import type { Args } from "../schema/declaration.ts";
import { UNKNOWN } from "../schema/unknown-value.ts";
import { type Fault, type Validated, validate, withDefaults } from "../schema/validate.ts";
import { ClaimIndex, type OwnedClaim } from "./claim-index.ts";
import { collision } from "./rules.ts";

/** What one resource claims, and in which index. */
interface RegisteredResource {
  readonly owner: string;
  readonly index: ClaimIndex;
  readonly claims: readonly OwnedClaim[];
}

/**
 * What the resources of this deployment claim, host by host. One provider process serves one deployment and is asked
 * to check each of its resources, so what the last one clashes with has been here before.
 */
const registered = new Map<string, RegisteredResource>();
/** One for each stack and host: what another stack has there is for the host to say. */
const indexes = new Map<string, ClaimIndex>();

/** Where a resource is, in one word; undefined while that is not known. */
function locationOf(args: Args): string | undefined {
  const { connection, netns } = (args.host ?? {}) as { connection?: Args; netns?: unknown };
  const { host, port = 22 } = (connection ?? {}) as Args;
  if (typeof host !== "string" || [host, port, netns].includes(UNKNOWN)) return undefined;
  return `${host}:${port} ${netns ?? ""}`;
}

const stackOf = (owner: string) => owner.split("/").slice(0, 2).join("/");

/** Checks arguments by themselves, and what is right against all that is declared already. */
export function validateAndRegister(kind: ResourceKind, news: Args): Validated {
  const { inputs, faults } = validate(kind, news);
  if (faults.length > 0) return { inputs, faults };
  const args = withDefaults(kind, inputs);
  return { inputs, faults: registerClaims(kind.type, args, kind.claims?.(args) ?? []) };
}

/** Enters a resource's claims, and says what in them others have claimed already. */
function registerClaims(type: string, args: Args, claims: readonly Claim[]): Fault[] {
  const place = locationOf(args);
  const owner = String(args.owner);
  if (place === undefined) return [];
  const key = `${type} ${owner} ${place}`;
  forget(key);
  const where = `${stackOf(owner)} ${place}`;
  const index = indexes.get(where) ?? new ClaimIndex();
  indexes.set(where, index);
  for (const one of claims) {
    for (const other of [...index.candidates(one), ...ownUnderlays(one, claims, owner)]) {
      const words = collision(one, other.claim);
      if (words !== undefined)
        return [{ property: one.property, reason: `${words}${ownersInWords(owner, other.owner)}` }];
    }
  }
  const mine: RegisteredResource = { owner, index, claims: claims.map((one) => ({ owner, claim: one })) };
  for (const one of mine.claims) index.add(one);
  registered.set(key, mine);
  return [];
}

/** Of a resource's own claims those that a route of its own may send into itself. */
const ownUnderlays = (one: Claim, own: readonly Claim[], owner: string): OwnedClaim[] =>
  "route" in one ? own.flatMap((claim) => ("underlay" in claim ? [{ owner, claim }] : [])) : [];

function forget(key: string): void {
  const { index, claims } = registered.get(key) ?? {};
  for (const one of claims ?? []) index?.delete(one);
  registered.delete(key);
}

const ownersInWords = (one: string, other: string) =>
  one === other ? "" : ` (${nameIn(one)} and ${nameIn(other)} are on the same host)`;

/** Forgets a resource that is gone. */
export function releaseClaims(type: string, args: Args): void {
  const place = locationOf(args);
  if (place !== undefined) forget(`${type} ${String(args.owner)} ${place}`);
}

/** Forgets all that was declared for one resource with members: what they claim now is about to be said anew. */
export function releaseMembers(owner: string): void {
  for (const [key, one] of registered) if (one.owner.startsWith(`${owner}/`)) forget(key);
}
