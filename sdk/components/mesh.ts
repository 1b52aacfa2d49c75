import * as pulumi from "@pulumi/pulumi";
import type { Link } from "../links/link.ts";
import type { LinkRouteArgs } from "../links/link-route.ts";
import type { LinkSet } from "../links/link-set.ts";
import type { EndArgs } from "./ends.ts";
import { diagram, linkAddresses, segmentDiagram } from "./mesh-addressing.ts";
import type { MeshArgs, MeshSiteArgs } from "./mesh-args.ts";
import { groupedLinks, type MeshPair } from "./mesh-grouped.ts";
import { BY_VNI, deviceNames, firstVni, plan, refusing } from "./mesh-plan.ts";
import { segmentDevices } from "./mesh-segment.ts";
import { shareForwarding } from "./shared-forwarding.ts";
import { TunnelPair, type TunnelPairArgs } from "./tunnel-pair.ts";

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
 *
 * @example One layer-2 segment over all sites
 * ```ts
 * const lan = new Mesh("lan", {
 *   kind: "vxlan",
 *   segment: true,
 *   vni: 100,
 *   block: "10.99.0.0/24",
 *   sites: {
 *     ams: { host: ams, underlay: "198.51.100.1" },
 *     fra: { host: fra, underlay: "203.0.113.7" },
 *     nyc: { host: nyc, underlay: "192.0.2.9" },
 *   },
 * });
 * export const members = lan.addresses;
 * ```
 */
export class Mesh extends pulumi.ComponentResource {
  /** The links by the names of their two sites in alphabetical order: `ams-fra`. None in a segment or a grouped mesh. */
  readonly links: Readonly<Record<string, TunnelPair>>;
  /** The devices of a segment, by their sites. */
  readonly devices: Readonly<Record<string, Link>>;
  /** The links of a grouped mesh: one set for each site, with a link for each far end by that site's name. */
  readonly sets: Readonly<Record<string, LinkSet>>;
  /**
   * The addresses of each end of a link, by its site and by the site at the far end. In a segment: the addresses of each
   * site, by its name and once more by its name.
   */
  readonly addresses: pulumi.Output<Record<string, Record<string, string[]>>>;
  /** The sites and links as Mermaid text, which Markdown renders as a picture. */
  readonly diagram: pulumi.Output<string>;

  constructor(name: string, args: MeshArgs, options?: pulumi.ComponentResourceOptions) {
    super("iproute2:index:Mesh", name, {}, options);
    const { sites, topology = "full", block, block6, forwarding = true, segment, grouped, ...own } = args;
    const blocks = block6 === undefined ? [block] : [block, block6];
    const site = (its: string): MeshSiteArgs => sites[its] as MeshSiteArgs;
    const behind = (its: string) => site(its).subnets ?? [];
    const links = refusing(() => plan(args, blocks));
    if (typeof own.ipsec === "object" && own.ipsec.keys !== undefined)
      throw new pulumi.RunError("ipsec.keys: each link of a Mesh has keys of its own, so only made keys fit");
    if (own.ipsec !== undefined && own.ipsec !== false && segment === true)
      throw new pulumi.RunError(
        "ipsec: a Mesh with `segment` has no links of single pairs that it could encrypt",
      );
    const joined = segment === true ? refusing(() => segmentDevices(name, args, this)) : undefined;

    /** The prefixes behind a neighbour: its own, and behind a hub those of all other sites. */
    const routes = (near: string, far: string): pulumi.Input<string | LinkRouteArgs>[] => {
      if (topology === "full" || far !== topology.hub) return behind(far);
      const rest = Object.keys(sites).filter((its) => its !== near && its !== far);
      const beyond = [...rest.sort().flatMap(behind), ...blocks];
      return [...behind(far), ...beyond.map((to) => ({ to, metric: BY_HUB }))];
    };
    const end = (near: string, far: string, addresses: string[]): EndArgs => {
      const { subnets: _subnets, id: _id, name: _name, ...rest } = site(near);
      return { ...rest, ...deviceNames(name, far, site(far)), addresses, routes: routes(near, far) };
    };

    const pairs: MeshPair[] = [];
    const addresses: Record<string, Record<string, string[]>> = {};
    for (const { a, b, index } of links) {
      const dealt = blocks.map((one) => linkAddresses(one, index));
      const [atA, atB] = [dealt.map((one) => one.a), dealt.map((one) => one.b)];
      addresses[a] = { ...addresses[a], [b]: atA };
      addresses[b] = { ...addresses[b], [a]: atB };
      const number = BY_VNI.includes(own.kind) ? { vni: firstVni(own) + index } : {};
      const pair = { ...own, ...number, a: end(a, b, atA), b: end(b, a, atB) } as TunnelPairArgs;
      pairs.push({ a, b, args: pair });
    }
    this.sets = grouped === true ? groupedLinks(name, pairs, this) : {};
    const single = grouped === true ? [] : pairs;
    this.links = Object.fromEntries(
      single.map(({ a, b, args: pair }) => [
        `${a}-${b}`,
        new TunnelPair(`${name}-${a}-${b}`, pair, { parent: this }),
      ]),
    );
    this.devices = joined?.devices ?? {};

    const prefixes = [...Object.keys(sites).flatMap(behind), ...blocks];
    for (const its of Object.keys(sites)) {
      const router = behind(its).length > 0 || (topology !== "full" && topology.hub === its);
      if (router) shareForwarding(site(its).host, forwarding, prefixes, `${name}-${its}`);
    }

    this.addresses = pulumi.output(joined?.addresses ?? addresses);
    const subnets = Object.fromEntries(Object.keys(sites).map((its) => [its, behind(its)]));
    this.diagram = pulumi.output(subnets).apply((known) =>
      joined !== undefined
        ? segmentDiagram([own.kind, ...blocks].join(" "), known)
        : diagram(
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
