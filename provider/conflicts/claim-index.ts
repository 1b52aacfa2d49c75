import { PrefixTree } from "../iproute2/prefix-tree.ts";
import type { Claim, ClaimWith } from "../model/claim.ts";

/** A resource that makes claims. Two resources with the same logical name differ by their parents. */
export interface Claimant {
  /** `project/stack/name` */
  readonly owner: string;
  /** a hash of the parent, empty at the top level */
  readonly parent: string;
}

export interface OwnedClaim<C extends Claim = Claim> {
  readonly claimant: Claimant;
  readonly claim: C;
}

/** The claims on one host, indexed so that a lookup reads only the claims that may conflict. */
export class ClaimIndex {
  readonly #ones = new Map<string, Set<OwnedClaim>>();
  /** by port and socket, because many devices share a socket */
  readonly #ports = new Map<string, Map<string, Set<OwnedClaim>>>();
  readonly #subnets = new PrefixTree<OwnedClaim<ClaimWith<"subnet">>>();
  readonly #routes = new PrefixTree<OwnedClaim<ClaimWith<"route">>>();
  readonly #underlays = new Map<Claimant, OwnedClaim<ClaimWith<"underlay">>>();
  readonly #vtis = new Set<OwnedClaim>();
  readonly #esps = new Set<OwnedClaim>();

  add(claimant: Claimant, claim: Claim): OwnedClaim {
    const owned = { claimant, claim };
    if ("one" in claim) this.#ones.set(claim.one, (this.#ones.get(claim.one) ?? new Set()).add(owned));
    else if ("udpPort" in claim) this.#claimsOn(claim).add(owned);
    else if ("subnet" in claim) this.#subnets.add(claim.subnet, owned as OwnedClaim<ClaimWith<"subnet">>);
    else if ("route" in claim) this.#routes.add(claim.route, owned as OwnedClaim<ClaimWith<"route">>);
    else if ("underlay" in claim) this.#underlays.set(claimant, { claimant, claim });
    else if ("vti" in claim) this.#vtis.add(owned);
    else this.#esps.add(owned);
    return owned;
  }

  delete(owned: OwnedClaim): void {
    const { claimant, claim } = owned;
    if ("one" in claim) {
      const owners = this.#ones.get(claim.one);
      owners?.delete(owned);
      if (owners?.size === 0) this.#ones.delete(claim.one);
    } else if ("udpPort" in claim) {
      const claims = this.#claimsOn(claim);
      claims.delete(owned);
      if (claims.size === 0) this.#ports.get(claim.udpPort)?.delete(claim.socket);
    } else if ("subnet" in claim)
      this.#subnets.delete(claim.subnet, owned as OwnedClaim<ClaimWith<"subnet">>);
    else if ("route" in claim) this.#routes.delete(claim.route, owned as OwnedClaim<ClaimWith<"route">>);
    else if ("underlay" in claim) this.#underlays.delete(claimant);
    else if ("vti" in claim) this.#vtis.delete(owned);
    else this.#esps.delete(owned);
  }

  /** The claims on the same port with the same socket. */
  #claimsOn({ udpPort, socket }: ClaimWith<"udpPort">): Set<OwnedClaim> {
    const sockets = this.#ports.get(udpPort) ?? new Map<string, Set<OwnedClaim>>();
    this.#ports.set(udpPort, sockets);
    const claims = sockets.get(socket) ?? new Set();
    sockets.set(socket, claims);
    return claims;
  }

  /** The claims that may conflict with a claim. `collision` decides which ones do. */
  *candidates(claim: Claim): Generator<OwnedClaim> {
    if ("one" in claim) yield* this.#ones.get(claim.one) ?? [];
    else if ("udpPort" in claim) {
      for (const [socket, claims] of this.#ports.get(claim.udpPort) ?? []) {
        if (socket !== claim.socket) yield* claims;
      }
    } else if ("subnet" in claim) {
      yield* this.#subnets.containing(claim.subnet);
      yield* this.#subnets.within(claim.subnet);
    } else if ("vti" in claim) yield* this.#esps;
    else if ("esp" in claim) yield* this.#vtis;
  }

  underlayOf(claimant: Claimant): ClaimWith<"underlay"> | undefined {
    return this.#underlays.get(claimant)?.claim;
  }

  /** The claims whose prefix contains an address and leads into a link: routes, and subnets of addresses. */
  *leadingTo(address: string): Generator<OwnedClaim<ClaimWith<"route"> | ClaimWith<"subnet">>> {
    yield* this.#subnets.containing(address);
    yield* this.#routes.containing(address);
  }
}
