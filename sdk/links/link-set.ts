import type * as pulumi from "@pulumi/pulumi";
import { HostResource, type HostResourceArgs } from "../host-resource.ts";
import { droppingRoutes, isPlain, makeDroppingRoutes, withoutDroppingRoutes } from "./dropping-routes.ts";
import type { LinkKinds } from "./kinds.ts";

export type LinkSetKind = keyof LinkKinds;

/** A link of a set: the arguments of its class without `host`, which the set has. */
export type LinkSetLinkArgs<Kind extends LinkSetKind = LinkSetKind> = Omit<LinkKinds[Kind], "host">;

/** Arguments of a `LinkSet`. `kind` decides which arguments its links have. */
export interface LinkSetArgs<Kind extends LinkSetKind = LinkSetKind> extends HostResourceArgs {
  /** Kind of all links. A change replaces the set. */
  kind: Kind;
  /**
   * The links by name, with the arguments of their class. A link without `name` gets its device's name from its name
   * here.
   */
  links: pulumi.Input<Record<string, pulumi.Input<LinkSetLinkArgs<Kind>>>>;
  /** `adopt` of each link that does not set its own. @default false */
  adopt?: pulumi.Input<boolean>;
}

/** What a host reports of a link. */
export interface LinkSetMember {
  /** Index of the device on its host. */
  readonly ifindex: number;
  /** Size of the largest packet in bytes. */
  readonly mtu: number;
  /** Kind by iproute2's name. */
  readonly kind: string;
  /** Hardware address, for kinds that carry Ethernet frames. */
  readonly macAddress?: string;
  /** What restores the link when the machine boots, as in `Link`. */
  readonly persisted: "systemd" | "openrc" | "none" | "missing" | "changed";
}

/**
 * Many links of one kind on one host as one resource. It is for meshes and hubs of hundreds of links, where the engine
 * spends most of the time on resources.
 *
 * The provider creates, changes, replaces and removes each link by itself, and sends all commands of an update together.
 * Previews, drift and errors name the link and its property. If some links fail, the provider creates and records the
 * others, and the next run does only the rest. Dependencies, `--target`, `protect` and other options apply to the whole
 * set.
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
export class LinkSet<Kind extends LinkSetKind = LinkSetKind> extends HostResource {
  /** What the host reports of each link, by its name in `links`. */
  declare readonly members: pulumi.Output<Record<string, LinkSetMember>>;

  constructor(name: string, args: LinkSetArgs<Kind>, options?: pulumi.CustomResourceOptions) {
    const known = knownLinks(args.links);
    const { adopt, persist } = args;
    const dropping = known.map(([key, link]) =>
      droppingRoutes(`${name}-${key}`, { adopt, persist, ...link }),
    );
    const rest = Object.fromEntries(known.map(([key, link]) => [key, withoutDroppingRoutes(link)]));
    const given = isPlain(args.links) ? { ...args, links: { ...args.links, ...rest } } : args;
    super("LinkSet", name, { members: undefined }, given, options);
    for (const routes of dropping) makeDroppingRoutes(routes, args.host, this);
  }
}

/** The links of a set whose arguments the program knows while it runs. */
const knownLinks = (links: LinkSetArgs["links"]): readonly (readonly [string, LinkSetLinkArgs])[] =>
  Object.entries(isPlain(links) ? links : {}).flatMap(([key, link]) => (isPlain(link) ? [[key, link]] : []));
