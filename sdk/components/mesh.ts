import * as pulumi from "@pulumi/pulumi";
import type { RouteArgs } from "../links/link.ts";
import type { EndArgs } from "./ends.ts";
import {
  diagram,
  linkAddresses,
  linksIn,
  type MeshLink,
  type MeshTopology,
  meshLinks,
  siteIds,
  sitesFor,
} from "./mesh-addressing.ts";
import type { PairKind } from "./pair-kinds.ts";
import { type Families, shareForwarding } from "./shared-forwarding.ts";
import { TunnelPair, type TunnelPairArgs } from "./tunnel-pair.ts";

/** One site of a mesh. */
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
   * Name of the devices that lead to this site from the other sites, 1 to 15 characters. A change replaces them.
   * @default from the mesh's name and the site's, `wan-ams`; a device keeps the name that it has
   * @example "to-ams"
   */
  name?: pulumi.Input<string>;
}

interface MeshCommon {
  /** The sites by name. A name has letters, digits, `_`, `.` and `-`. @example { ams: { host: ams, underlay: "198.51.100.1" } } */
  sites: Record<string, MeshSiteArgs>;
  /** "full": a link for each pair of sites. A hub: each site has a link to the hub, which forwards. @default "full" @example { hub: "ams" } */
  topology?: MeshTopology;
  /** Prefix of the links' addresses. Each link gets a /31 or /127 of it. @example "10.99.0.0/16" */
  block: string;
  /** Prefix of the other family, for a second address at each end. @default none @example "fd00:99::/64" */
  block6?: string;
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
type Numbered<Own> = Own extends { vni: unknown }
  ? {
      /** VNI of the first pair. Each pair has its own, this one and up. @default 1 @example 1000 */
      vni?: number;
    }
  : unknown;

type MeshOf<Kind extends PairKind> = MeshCommon &
  Omit<PairArgsOf<Kind>, "a" | "b" | "vni"> &
  Numbered<PairArgsOf<Kind>>;

/** Arguments of a `Mesh`. `kind` decides which other arguments there are, as for a `TunnelPair`. */
export type MeshArgs = { [Kind in PairKind]: MeshOf<Kind> }[PairKind];

/** Kinds that distinguish networks only by the VNI. */
const BY_VNI: readonly PairKind[] = ["geneve", "vxlan"];
const LAST_VNI = 2 ** 24 - 1;
/** Above the kernel's own metrics, so that the kernel prefers a direct link to the site while the topology changes. */
const BY_HUB = 2048;

/**
 * A number of sites with a link for each pair, or with a link from each site to a hub. The links get addresses from one
 * block. A site that is added or removed changes nothing for the others. A device is named after the site that it leads
 * to.
 *
 * @example
 * ```ts
 * const mesh = new Mesh("wan", {
 *   kind: "gre",
 *   block: "10.99.0.0/16",
 *   sites: {
 *     ams: { host: ams, underlay: "198.51.100.1", subnets: ["10.10.0.0/16"] },
 *     fra: { host: fra, underlay: "203.0.113.7", subnets: ["10.20.0.0/16"] },
 *     nyc: { host: nyc, underlay: "192.0.2.9", subnets: ["10.30.0.0/16"] },
 *   },
 *   encap: { type: "gue", dport: 5555 },
 * });
 * export const picture = mesh.diagram;
 * ```
 */
export class Mesh extends pulumi.ComponentResource {
  /** The links by the names of their two sites in alphabetical order: `ams-fra`. */
  readonly links: Readonly<Record<string, TunnelPair>>;
  /** The addresses of each end of a link, by its site and by the site at the far end. */
  readonly addresses: pulumi.Output<Record<string, Record<string, string[]>>>;
  /** The sites and links as Mermaid text, which Markdown renders as a picture. */
  readonly diagram: pulumi.Output<string>;

  constructor(name: string, args: MeshArgs, options?: pulumi.ComponentResourceOptions) {
    super("iproute2:index:Mesh", name, {}, options);
    const { sites, topology = "full", block, block6, forwarding = true, ...own } = args;
    const blocks = block6 === undefined ? [block] : [block, block6];
    const site = (its: string): MeshSiteArgs => sites[its] as MeshSiteArgs;
    const behind = (its: string) => site(its).subnets ?? [];
    const links = refusing(() => plan(args, blocks));
    if (typeof own.ipsec === "object" && own.ipsec.keys !== undefined)
      throw new pulumi.RunError("ipsec.keys: each link of a Mesh has keys of its own, so only made keys fit");

    /** The prefixes behind a neighbour: its own, and behind a hub those of all other sites. */
    const routes = (near: string, far: string): pulumi.Input<string | RouteArgs>[] => {
      if (topology === "full" || far !== topology.hub) return behind(far);
      const rest = Object.keys(sites).filter((its) => its !== near && its !== far);
      const beyond = [...rest.sort().flatMap(behind), ...blocks];
      return [...behind(far), ...beyond.map((to) => ({ to, metric: BY_HUB }))];
    };
    const end = (near: string, far: string, addresses: string[]): EndArgs => {
      const { subnets: _subnets, id: _id, name: _name, ...rest } = site(near);
      return { ...rest, ...deviceNames(name, far, site(far)), addresses, routes: routes(near, far) };
    };

    const pairs: Record<string, TunnelPair> = {};
    const addresses: Record<string, Record<string, string[]>> = {};
    for (const { a, b, index } of links) {
      const dealt = blocks.map((one) => linkAddresses(one, index));
      const [atA, atB] = [dealt.map((one) => one.a), dealt.map((one) => one.b)];
      addresses[a] = { ...addresses[a], [b]: atA };
      addresses[b] = { ...addresses[b], [a]: atB };
      const number = BY_VNI.includes(own.kind) ? { vni: firstVni(own) + index } : {};
      const pair = { ...own, ...number, a: end(a, b, atA), b: end(b, a, atB) } as TunnelPairArgs;
      pairs[`${a}-${b}`] = new TunnelPair(`${name}-${a}-${b}`, pair, { parent: this });
    }

    const prefixes = [...Object.keys(sites).flatMap(behind), ...blocks];
    for (const its of Object.keys(sites)) {
      const router = behind(its).length > 0 || (topology !== "full" && topology.hub === its);
      if (router) shareForwarding(site(its).host, forwarding, prefixes, `${name}-${its}`);
    }

    this.links = pairs;
    this.addresses = pulumi.output(addresses);
    const subnets = Object.fromEntries(Object.keys(sites).map((its) => [its, behind(its)]));
    this.diagram = pulumi.output(subnets).apply((known) =>
      diagram(
        links.map((link) => ({
          ...link,
          label: [own.kind, ...blocks.map((one) => linkAddresses(one, link.index).subnet)].join(" "),
        })),
        known,
      ),
    );
    this.registerOutputs({ addresses: this.addresses, diagram: this.diagram });
  }
}

/**
 * The name of the device that leads to a site. A default goes to the provider as `__defaultName`, because the provider
 * keeps the name that the device has.
 */
const deviceNames = (mesh: string, far: string, { name }: MeshSiteArgs): Pick<EndArgs, "name"> =>
  name === undefined ? ({ __defaultName: `${mesh}-${far}` } as object) : { name };

const firstVni = (own: object): number => ("vni" in own && typeof own.vni === "number" ? own.vni : 1);

function plan({ sites, topology = "full", ...own }: MeshArgs, blocks: readonly string[]): MeshLink[] {
  const bad = Object.keys(sites).find((name) => !/^[A-Za-z0-9_.-]+$/.test(name));
  if (bad !== undefined) {
    throw new RangeError(`sites: ${JSON.stringify(bad)} may hold only letters, digits, '_', '.' and '-'`);
  }
  const vnis = BY_VNI.includes(own.kind) ? [LAST_VNI - firstVni(own) + 1] : [];
  const room = sitesFor(Math.min(...blocks.map(linksIn), ...vnis));
  return meshLinks(siteIds(sites, room), topology);
}

/** Reports an error in the arguments without a stack trace. */
function refusing<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof RangeError) throw new pulumi.RunError(error.message);
    throw error;
  }
}
