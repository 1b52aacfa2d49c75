import { nameIn } from "../iproute2/owner-alias.ts";
import type { Claim } from "../model/claim.ts";
import type { ResourceKind } from "../model/resource-kind.ts";
import type { Args } from "../schema/declaration.ts";
import { UNKNOWN } from "../schema/unknown-value.ts";
import { type Fault, type Validated, validate, withDefaults } from "../schema/validate.ts";
import { type Claimant, ClaimIndex, type OwnedClaim } from "./claim-index.ts";
import { findRoutingLoop } from "./routing-loop.ts";
import { collision } from "./rules.ts";

interface RegisteredResource {
  readonly claimant: Claimant;
  readonly index: ClaimIndex;
  readonly claims: readonly OwnedClaim[];
}

/**
 * The claims of the resources of this deployment. One provider process validates every resource of a deployment, so
 * the second of two conflicting resources finds the first one here.
 */
const registered = new Map<string, RegisteredResource>();
/** The claims by stack and host. The claims of other stacks are not known here. */
const indexes = new Map<string, ClaimIndex>();

/** The host of a resource as text; undefined while it is unknown. */
function locationOf(args: Args): string | undefined {
  const { connection, netns } = (args.host ?? {}) as { connection?: Args; netns?: unknown };
  const { host, port = 22 } = (connection ?? {}) as Args;
  if (typeof host !== "string" || [host, port, netns].includes(UNKNOWN)) return undefined;
  return `${host}:${port} ${netns ?? ""}`;
}

/** The classes add `__parent`, a hash of the parent, because resources with the same logical name differ only by it. */
const claimantOf = ({ owner, __parent = "" }: Args): Claimant => ({
  owner: String(owner),
  parent: String(__parent),
});

const keyOf = (type: string, { owner, parent }: Claimant, location: string) =>
  `${type} ${owner} ${location} ${parent}`;

const stackOf = (owner: string) => owner.split("/").slice(0, 2).join("/");

/** Validates arguments by themselves. If they are valid, compares their claims with those of the resources before. */
export function validateAndRegister(kind: ResourceKind, news: Args): Validated {
  const { inputs, faults } = validate(kind, news);
  if (faults.length > 0) return { inputs, faults };
  const args = withDefaults(kind, inputs);
  return { inputs, faults: registerClaims(kind.type, news, kind.claims?.(args) ?? []) };
}

/** Registers the claims of a resource. Returns the conflicts with claims of other resources. */
function registerClaims(type: string, args: Args, claims: readonly Claim[]): Fault[] {
  const location = locationOf(args);
  if (location === undefined) return [];
  const claimant = claimantOf(args);
  const key = keyOf(type, claimant, location);
  release(key);
  const index = indexFor(`${stackOf(claimant.owner)} ${location}`);
  const conflict = conflictWith(claimant, claims, index);
  if (conflict !== undefined) return [conflict];
  registered.set(key, { claimant, index, claims: claims.map((one) => index.add(claimant, one)) });
  const loop = findRoutingLoop(claimant, index);
  if (loop?.severity === "error") {
    release(key);
    return [loop];
  }
  if (loop !== undefined) console.warn(`${nameIn(claimant.owner)}: ${loop.property}: ${loop.reason}`);
  return [];
}

function indexFor(where: string): ClaimIndex {
  const index = indexes.get(where) ?? new ClaimIndex();
  indexes.set(where, index);
  return index;
}

function conflictWith(claimant: Claimant, claims: readonly Claim[], index: ClaimIndex): Fault | undefined {
  for (const claim of claims) {
    for (const other of index.candidates(claim)) {
      const reason = collision(claim, other.claim);
      if (reason !== undefined)
        return { property: claim.property, reason: `${reason} (${bothInWords(claimant, other.claimant)})` };
    }
  }
  return undefined;
}

function bothInWords(one: Claimant, other: Claimant): string {
  const [name, otherName] = [nameIn(one.owner), nameIn(other.owner)];
  if (one.owner !== other.owner) return `${name} and ${otherName} are on the same host`;
  const parents = one.parent === other.parent ? "" : ", under different parents,";
  return `two resources called ${name}${parents} are on the same host`;
}

function release(key: string): void {
  const { index, claims } = registered.get(key) ?? {};
  for (const one of claims ?? []) index?.delete(one);
  registered.delete(key);
}

/** Releases the claims of a resource that is deleted. */
export function releaseClaims(type: string, args: Args): void {
  const location = locationOf(args);
  if (location !== undefined) release(keyOf(type, claimantOf(args), location));
}

/** Releases the claims of all members of a LinkSet, before they are registered again. */
export function releaseMembers(args: Args): void {
  const { owner, parent } = claimantOf(args);
  for (const [key, { claimant }] of registered) {
    if (claimant.parent === parent && claimant.owner.startsWith(`${owner}/`)) release(key);
  }
}
