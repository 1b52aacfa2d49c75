import { overlaps } from "../iproute2/address.ts";
import type { Claim, ClaimWith } from "../model/claim.ts";

/** The reason why two claims exclude each other, or undefined if they do not. */
export function collision(one: Claim, other: Claim): string | undefined {
  if ("one" in one && "one" in other) return one.one === other.one ? `${one.one} is taken` : undefined;
  if ("udpPort" in one && "udpPort" in other)
    return one.udpPort === other.udpPort && one.socket !== other.socket
      ? `${one.udpPort} is open for ${other.socket}, and ${one.socket} needs another port`
      : undefined;
  if ("subnet" in one && "subnet" in other) {
    return overlaps(one.subnet, other.subnet) ? `${one.subnet} overlaps ${other.subnet}` : undefined;
  }
  if ("vti" in one && "esp" in other) return espInterceptedByVti(one, other);
  if ("esp" in one && "vti" in other) return espInterceptedByVti(other, one);
  return undefined;
}

/** A VTI receives ESP before XFRM interfaces do, and compares only addresses. (linux: vti_input) */
function espInterceptedByVti({ vti }: ClaimWith<"vti">, { esp }: ClaimWith<"esp">): string | undefined {
  const { local = esp.destination, remote = esp.source } = vti;
  return local === esp.destination && remote === esp.source
    ? `a VTI takes all ESP from ${esp.source} to ${esp.destination}, so that the state's XFRM interface would get none: use one of the two between these addresses`
    : undefined;
}
