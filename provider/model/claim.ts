/** How a link reports a route that sends the link's own packets back into it. */
export type LoopCheck = "error" | "warn" | "off";

/**
 * Something that a resource needs for itself on its host. The preview compares the claims of all resources of a
 * deployment, because the kernel rejects only the second of two conflicting objects, at apply and in two words.
 */
export type Claim = { readonly property: string } & (
  | /** only one resource may have it: a device's name, a tunnel's endpoints, a port */
  { readonly one: string }
  /** the subnet of an address on a link */
  | { readonly subnet: string }
  /** a prefix that the main table routes into a link */
  | { readonly route: string; readonly metric: number }
  /** where the main table has to send the link's own packets, from `local` if that is given */
  | { readonly underlay: string; readonly local?: string; readonly loopCheck: Exclude<LoopCheck, "off"> }
  /** a device that receives all ESP between its endpoints, of which one may be any address */
  | { readonly vti: { readonly local?: string; readonly remote?: string } }
  /** ESP that an XFRM interface has to receive */
  | { readonly esp: { readonly source: string; readonly destination: string } }
);

/** The claims that have one key: `ClaimWith<"underlay">`. */
export type ClaimWith<Key extends string> = Extract<Claim, Readonly<Record<Key, unknown>>>;
