import { contains, overlaps } from "../iproute2/address.ts";
import type { Claim } from "../model/claim.ts";

/** What two claims make of each other, in words, or undefined if they get along. */
export function collision(one: Claim, other: Claim): string | undefined {
  if ("one" in one && "one" in other) return one.one === other.one ? `${one.one} is taken` : undefined;
  if ("subnet" in one && "subnet" in other) {
    return overlaps(one.subnet, other.subnet) ? `${one.subnet} overlaps ${other.subnet}` : undefined;
  }
  if ("route" in one && "underlay" in other) return underlayInsideRoute(one.route, other.underlay);
  if ("underlay" in one && "route" in other) return underlayInsideRoute(other.route, one.underlay);
  if ("vti" in one && "esp" in other) return espInterceptedByVti(one, other);
  if ("esp" in one && "vti" in other) return espInterceptedByVti(other, one);
  return undefined;
}

/** A VTI sees packets of ESP before XFRM interfaces do, and looks at nothing but their addresses (vti_input). */
function espInterceptedByVti(
  { vti }: Extract<Claim, { vti: unknown }>,
  { esp }: Extract<Claim, { esp: unknown }>,
): string | undefined {
  const { local = esp.destination, remote = esp.source } = vti;
  return local === esp.destination && remote === esp.source
    ? `a VTI takes all ESP from ${esp.source} to ${esp.destination}, so that the state's XFRM interface would get none: use one of the two between these addresses`
    : undefined;
}

/** A route that holds the underlay's far end sends the tunnel's own packets into a tunnel. */
const underlayInsideRoute = (route: string, underlay: string): string | undefined =>
  contains(route, underlay)
    ? `the route to ${route} would send what goes to ${underlay}, the underlay address of a far end, into a tunnel; name the prefixes without it, or give the route a table of its own`
    : undefined;
