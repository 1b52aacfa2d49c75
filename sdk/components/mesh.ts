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
  /** The subnets behind the site: all others get routes to them. @default none @example ["10.10.0.0/16"] */
  subnets?: pulumi.Input<string>[];
  /**
   * The site's number, which its addresses follow from; once given out it stays. Needed where two names come to the
   * same number, or in a small block.
   * @default out of the site's name
   * @example 7
   */
  id?: number;
  /**
   * Name of the devices at the other sites that lead to this one, 1 to 15 characters. Another name is another device.
   * @default from the mesh's name and the site's, `wan-ams`; a device keeps the name that it has
   * @example "to-ams"
   */
  name?: pulumi.Input<string>;
}

interface MeshCommon {
  /** The sites by name: letters, digits, `_`, `.` and `-`. @example { ams: { host: ams, underlay: "198.51.100.1" } } */
  sites: Record<string, MeshSiteArgs>;
  /** Each with each, or all with one, which passes on what goes between the others. @default "full" @example { hub: "ams" } */
  topology?: MeshTopology;
  /** What the links' addresses are dealt from, a /31 or /127 for each. @example "10.99.0.0/16" */
  block: string;
  /** A block of the other family, for a second address at each end. @default none @example "fd00:99::/64" */
  block6?: string;
  /**
   * Whether the sites with subnets, and the hub, pass packets on, for the families of the subnets and blocks; or the
   * families. `false` leaves the hosts' settings alone.
   * @default true
   * @example ["inet"]
   */
  forwarding?: Families;
}

type PairArgsOf<Kind extends PairKind> = Extract<TunnelPairArgs, { kind: Kind }>;

/** What numbers a pair's traffic on its host; each pair gets its own, from this on. */
type Numbered<Own> = Own extends { vni: unknown }
  ? {
      /** Number of the first network; each pair has its own, this one and up. @default 1 @example 1000 */
      vni?: number;
    }
  : unknown;

type MeshOf<Kind extends PairKind> = MeshCommon &
  Omit<PairArgsOf<Kind>, "a" | "b" | "vni"> &
  Numbered<PairArgsOf<Kind>>;

/** Arguments of a `Mesh`: `kind` decides which others there are, as for a `TunnelPair`. */
export type MeshArgs = { [Kind in PairKind]: MeshOf<Kind> }[PairKind];

/** Kinds that tell networks apart by their number alone. */
const BY_VNI: readonly PairKind[] = ["geneve", "vxlan"];
const LAST_VNI = 2 ** 24 - 1;
/** Above the kernel's own metrics, so that a link to the site itself, made while the hub is left, is preferred. */
const BY_HUB = 2048;

/**
 * Any number of sites, joined each with each or through a hub. Addresses are dealt from one block so that a site that
 * comes or goes changes nothing for the others. Each link is named for the site at its other end.
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
  /** The links by the names of their sites, in the order of the alphabet: `ams-fra`. */
  readonly links: Readonly<Record<string, TunnelPair>>;
  /** The addresses of each link's ends, by site and by the site at its other end. */
  readonly addresses: pulumi.Output<Record<string, Record<string, string[]>>>;
  /** The sites and links as Mermaid text, which Markdown shows as a picture. */
  readonly diagram: pulumi.Output<string>;

  constructor(name: string, args: MeshArgs, options?: pulumi.ComponentResourceOptions) {
    super("iproute2:index:Mesh", name, {}, options);
    const { sites, topology = "full", block, block6, forwarding = true, ...own } = args;
    const blocks = block6 === undefined ? [block] : [block, block6];
    const site = (its: string): MeshSiteArgs => sites[its] as MeshSiteArgs;
    const behind = (its: string) => site(its).subnets ?? [];
    const links = refusing(() => plan(args, blocks));

    /** What is reached by way of a neighbour: what is behind it, and behind a hub all the rest. */
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
 * How the device is called that leads to a site. A default goes to the provider as `__defaultName`, because the
 * provider keeps the name that the device has already.
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

/** What is wrong with the arguments, without the stack of where it was found. */
function refusing<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof RangeError) throw new pulumi.RunError(error.message);
    throw error;
  }
}
