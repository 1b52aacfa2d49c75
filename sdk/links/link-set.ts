import type * as pulumi from "@pulumi/pulumi";
import { type HostInput, hostInputs, hostOptions } from "../host.ts";
import { Iproute2Resource } from "../iproute2-resource.ts";
import { ownershipOf } from "../stack-identity.ts";
import type { LinkKinds } from "./kinds.ts";

export type LinkSetKind = keyof LinkKinds;

/** A link of a set: as its own class takes it, but the host is the set's. */
export type LinkSetLinkArgs<Kind extends LinkSetKind = LinkSetKind> = Omit<LinkKinds[Kind], "host">;

/** Arguments of a `LinkSet`: `kind` decides what its links take. */
export interface LinkSetArgs<Kind extends LinkSetKind = LinkSetKind> {
  /** The machine that all of them are made on: a `Host`, or the same fields as an object. */
  host: HostInput;
  /** The kind of all of them. Another kind is another set. */
  kind: Kind;
  /**
   * The links by their names, each as its own class takes it. A device is called as its link, unless `name` says
   * otherwise.
   */
  links: pulumi.Input<Record<string, pulumi.Input<LinkSetLinkArgs<Kind>>>>;
  /** `adopt` of each link that does not say it itself. @default false */
  adopt?: pulumi.Input<boolean>;
}

/** What a host tells of a link. */
export interface LinkSetMember {
  /** The device's index on its host. */
  readonly ifindex: number;
  /** Largest packet, in bytes, that the link takes. */
  readonly mtu: number;
  /** The kind in iproute2's word. */
  readonly kind: string;
  /** Hardware address, for kinds that carry Ethernet. */
  readonly macAddress?: string;
}

/**
 * Many links of one kind on one host as one resource: for meshes and hubs of hundreds of links, where what the engine
 * spends on each resource is most of the time. Links are made, changed, replaced and removed one by one, and what one
 * change needs goes to the host together; previews, drift and errors name the link and its property. Where some fail,
 * the others are made and recorded, and the next run has only the rest to do. What is given up: dependencies,
 * `--target`, `protect` and the like are the set's, not a link's.
 *
 * @example
 * ```ts
 * new LinkSet("mesh-ams", {
 *   host: ams,
 *   kind: "gre",
 *   links: {
 *     "to-fra": { local: "198.51.100.1", remote: "203.0.113.7", key: 1, addresses: ["10.9.0.1/30"] },
 *     "to-lon": { local: "198.51.100.1", remote: "192.0.2.9", key: 2, addresses: ["10.9.0.5/30"] },
 *   },
 * });
 * ```
 */
export class LinkSet<Kind extends LinkSetKind = LinkSetKind> extends Iproute2Resource {
  /** What the host told of each link, by its name in `links`. */
  declare readonly members: pulumi.Output<Record<string, LinkSetMember>>;

  constructor(name: string, args: LinkSetArgs<Kind>, options?: pulumi.CustomResourceOptions) {
    const inputs = {
      ...args,
      host: hostInputs(args.host),
      ...ownershipOf(name, options),
    };
    super("LinkSet", name, { members: undefined, ...inputs }, hostOptions(args.host, options));
  }
}
