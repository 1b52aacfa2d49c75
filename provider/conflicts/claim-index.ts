import { PrefixTree } from "../iproute2/prefix-tree.ts";
import type { Claim } from "../model/claim.ts";

/** A claim and who has it. */
export interface OwnedClaim {
  readonly owner: string;
  readonly claim: Claim;
}

/** What is claimed on one host, so kept that what a claim may clash with is found without a look at all the others. */
export class ClaimIndex {
  readonly #ones = new Map<string, Set<OwnedClaim>>();
  readonly #subnets = new PrefixTree<OwnedClaim>();
  readonly #routes = new PrefixTree<OwnedClaim>();
  readonly #underlays = new PrefixTree<OwnedClaim>();
  readonly #vtis = new Set<OwnedClaim>();
  readonly #esps = new Set<OwnedClaim>();

  add(one: OwnedClaim): void {
    const { claim } = one;
    if ("one" in claim) this.#ones.set(claim.one, (this.#ones.get(claim.one) ?? new Set()).add(one));
    else if ("subnet" in claim) this.#subnets.add(claim.subnet, one);
    else if ("route" in claim) this.#routes.add(claim.route, one);
    else if ("underlay" in claim) this.#underlays.add(claim.underlay, one);
    else if ("vti" in claim) this.#vtis.add(one);
    else this.#esps.add(one);
  }

  delete(one: OwnedClaim): void {
    const { claim } = one;
    if ("one" in claim) {
      const there = this.#ones.get(claim.one);
      there?.delete(one);
      if (there?.size === 0) this.#ones.delete(claim.one);
    } else if ("subnet" in claim) this.#subnets.delete(claim.subnet, one);
    else if ("route" in claim) this.#routes.delete(claim.route, one);
    else if ("underlay" in claim) this.#underlays.delete(claim.underlay, one);
    else if ("vti" in claim) this.#vtis.delete(one);
    else this.#esps.delete(one);
  }

  /** Those that a claim may clash with; whether it does is for `collision` to say. */
  *candidates(claim: Claim): Generator<OwnedClaim> {
    if ("one" in claim) yield* this.#ones.get(claim.one) ?? [];
    else if ("subnet" in claim) {
      yield* this.#subnets.containing(claim.subnet);
      yield* this.#subnets.within(claim.subnet);
    } else if ("route" in claim) yield* this.#underlays.within(claim.route);
    else if ("underlay" in claim) yield* this.#routes.containing(claim.underlay);
    else if ("vti" in claim) yield* this.#esps;
    else yield* this.#vtis;
  }
}
