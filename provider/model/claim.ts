/** How the preview reports a route that sends a link's own packets back into the link. */
export type LoopCheck = "error" | "warn" | "off";

/**
 * Something that a resource needs for itself on its host. The preview compares the claims of all resources of a
 * deployment. Without that only the kernel would report the conflict, during the update and as "File exists".
 */
export type Claim = { readonly property: string } & (
  | /** only one resource may have it: the name of a device, the endpoints of a tunnel, a port */
  { readonly one: string }
  /** a UDP port; resources with the same socket share it */
  | { readonly udpPort: string; readonly socket: string }
  /** the subnet of an address on a link */
  | { readonly subnet: string }
  /** a prefix that the main table routes into a link */
  | { readonly route: string; readonly metric: number }
  /** the destination of the link's own packets, which the main table routes, and their source if it is given */
  | { readonly underlay: string; readonly local?: string; readonly loopCheck: Exclude<LoopCheck, "off"> }
  /** a device that receives all ESP between its endpoints; a missing endpoint is any address */
  | { readonly vti: { readonly local?: string; readonly remote?: string } }
  /** ESP that an XFRM interface must receive */
  | { readonly esp: { readonly source: string; readonly destination: string } }
);

/** The claims that have one key: `ClaimWith<"underlay">`. */
export type ClaimWith<Key extends string> = Extract<Claim, Readonly<Record<Key, unknown>>>;
