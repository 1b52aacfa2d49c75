/**
 * What a resource takes for itself on its host. Two resources of a deployment that claim the same are told in the
 * preview, where the kernel would tell only the second one, at apply, in two words.
 */
export type Claim = { readonly property: string } & (
  | /** only one may have it: a device's name, a tunnel's endpoints, a port */
  { readonly one: string }
  /** the subnet of an address on a link */
  | { readonly subnet: string }
  /** a destination that is sent through a link */
  | { readonly route: string }
  /** an address that must be reached outside of all links */
  | { readonly underlay: string }
  /** a device that takes all ESP between its endpoints, of which one may be any */
  | { readonly vti: { readonly local?: string; readonly remote?: string } }
  /** ESP that an XFRM interface is to get */
  | { readonly esp: { readonly source: string; readonly destination: string } }
);
