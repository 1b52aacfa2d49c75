import { PrefixTree } from "../iproute2/prefix-tree.ts";
import type { Claim } from "../model/claim.ts";

/** A claim and who has it. */
export interface Claimed {
  readonly owner: string;
  readonly claim: Claim;
}

/** What is claimed on one host, so kept that what a claim may clash with is found without a look at all the others. */
export class ClaimIndex {
  readonly #ones = new Map<string, Set<Claimed>>();
  readonly #subnets = new PrefixTree<Claimed>();
  readonly #routes = new PrefixTree<Claimed>();
  readonly #underlays = new PrefixTree<Claimed>();
  readonly #vtis = new Set<Claimed>();
  readonly #esps = new Set<Claimed>();

  add(one: Claimed): void {
    const { claim } = one;
    if ("one" in claim) this.#ones.set(claim.one, (this.#ones.get(claim.one) ?? new Set()).add(one));
    else if ("subnet" in claim) this.#subnets.add(claim.subnet, one);
    else if ("route" in claim) this.#routes.add(claim.route, one);
    else if ("underlay" in claim) this.#underlays.add(claim.underlay, one);
    else if ("vti" in claim) this.#vtis.add(one);
    else this.#esps.add(one);
  }

  delete(one: Claimed): void {
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
  *rivals(claim: Claim): Generator<Claimed> {
    if ("one" in claim) yield* this.#ones.get(claim.one) ?? [];
    else if ("subnet" in claim) {
      yield* this.#subnets.holding(claim.subnet);
      yield* this.#subnets.within(claim.subnet);
    } else if ("route" in claim) yield* this.#underlays.within(claim.route);
    else if ("underlay" in claim) yield* this.#routes.holding(claim.underlay);
    else if ("vti" in claim) yield* this.#esps;
    else yield* this.#vtis;
  }
}
