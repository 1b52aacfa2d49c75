import type * as pulumi from "@pulumi/pulumi";
import type { EndArgs } from "./ends.ts";
import type { MeshTopology } from "./mesh-addressing.ts";
import type { PairKind } from "./pair-kinds.ts";
import type { Families } from "./shared-forwarding.ts";
import type { TunnelPairArgs } from "./tunnel-pair.ts";

/** One site of a mesh. The arguments of links are those of all devices that the site has in the mesh. */
export interface MeshSiteArgs extends Omit<EndArgs, "name" | "addresses" | "routes"> {
  /** Subnets behind the site. All other sites get routes to them. @default none @example ["10.10.0.0/16"] */
  subnets?: pulumi.Input<string>[];
  /**
   * Number of the site. Its addresses follow from it, so a change gives the site other addresses. Set it if two names
   * give the same number, or if the block is small.
   * @default from the site's name
   * @example 7
   */
  id?: number;
  /**
   * Name of the devices that lead to this site from the other sites, 1 to 15 characters. In a segment: name of the site's
   * own device. A change replaces them.
   * @default from the mesh's name and the site's, `wan-ams`; in a segment from the mesh's name; a device keeps the name that it has
   * @example "to-ams"
   */
  name?: pulumi.Input<string>;
  /**
   * Only in a segment: the bridge that the site's device is a port of. The site then has no address in the segment, and
   * no `subnets`, because a port of a bridge has none.
   * @default none
   * @example "br0"
   */
  bridge?: pulumi.Input<string>;
  /**
   * Only in a segment: hardware address of the site's device. Without it the device keeps the one that it has.
   * @default the kernel chooses one
   * @example "02:00:5e:10:00:01"
   */
  macAddress?: pulumi.Input<string>;
}

export interface MeshCommon {
  /**
   * The sites by name. A name has letters, digits, `_`, `.` and `-`. To give a site another name, remove it in one
   * `pulumi up` and add it in the next one. In a single run the engine would create the new site's links before it removes
   * the old ones, and the kernel refuses two links with the same endpoints.
   * @example { ams: { host: ams, underlay: "198.51.100.1" } }
   */
  sites: Record<string, MeshSiteArgs>;
  /** "full": a link for each pair of sites. A hub: each site has a link to the hub, which forwards. @default "full" @example { hub: "ams" } */
  topology?: MeshTopology;
  /** Prefix of the links' addresses. Each link gets a /31 or /127 of it; in a segment each site gets one address of it. @example "10.99.0.0/16" */
  block: string;
  /** Prefix of the other family, for a second address at each end. @default none @example "fd00:99::/64" */
  block6?: string;
  /**
   * One layer-2 segment over all sites in place of a link for each pair, for the kind "vxlan". Each site has one device,
   * which sends frames to unknown addresses and broadcasts to all other sites. A site that joins or leaves changes the
   * devices of the others in place. The addresses of the sites are in one subnet, `block`.
   * @default false
   */
  segment?: boolean;
  /**
   * One `LinkSet` for each site in place of a resource for each end of a link. A mesh of many sites is then much faster
   * to deploy. Previews still name the link and its property, but the engine shows a change as one of the site. Excludes
   * `check`. A change in an existing mesh needs `adopt: true` for one run: see [many links](../scale.md#a-mesh-of-many-sites).
   * @default false
   */
  grouped?: boolean;
  /**
   * Whether the sites with subnets, and the hub, forward packets, for the families of the subnets and blocks; or a list
   * of families. `false` leaves the settings of the hosts unchanged.
   * @default true
   * @example ["inet"]
   */
  forwarding?: Families;
}

type PairArgsOf<Kind extends PairKind> = Extract<TunnelPairArgs, { kind: Kind }>;

/** The VNI of kinds that have one: each pair gets its own, this one and up. */
type Numbered<Own> = "vni" extends keyof Own
  ? {
      /** VNI of the first pair. Each pair has its own, this one and up. A segment has this one only. @default 1 @example 1000 */
      vni?: number;
    }
  : unknown;

type MeshOf<Kind extends PairKind> = MeshCommon &
  Omit<PairArgsOf<Kind>, "a" | "b" | "vni"> &
  Numbered<PairArgsOf<Kind>>;

/** Arguments of a `Mesh`. `kind` decides which other arguments there are, as for a `TunnelPair`. */
export type MeshArgs = { [Kind in PairKind]: MeshOf<Kind> }[PairKind];
