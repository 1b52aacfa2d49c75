import { byName } from "../../shared/names.ts";
import { endsOf, placeOf } from "./ends.ts";
import { type Check, checksIn, healthFrom } from "./health.ts";
import { type Ends, isPair, pairUp } from "./pairs.ts";
import { sitesOf } from "./sites.ts";
import type { State, StateResource } from "./state.ts";
import type { Site, Topology, TopologyLink } from "./topology.ts";

/** The sites and links of a stack's state. */
export function readTopology(state: State): Topology {
  const resources = [...state.resources.values()];
  const parentOf = (one: { parent?: string | undefined } | undefined) =>
    one?.parent === undefined ? undefined : state.resources.get(one.parent);
  const addresses = new Map(
    resources.flatMap((one) => {
      const place = placeOf(one);
      return place === undefined ? [] : [[place.site, place.address] as const];
    }),
  );
  const pairs = pairUp(
    resources.flatMap(endsOf),
    (one) => isPair(parentOf(one)?.type),
    (site) => addresses.get(site) ?? site,
  );
  const context: Context = {
    parentOf,
    checks: checksIn(resources),
    encrypted: encryptedIn(resources, parentOf),
  };
  // The engine records resources in the order of their creation, which differs from run to run
  const links = pairs
    .map((ends) => linkOf(ends, context))
    .toSorted((one, other) => byName(one.name, other.name));
  const sites = sitesOf(links, resources);
  return { stack: state.stack, sites, links: links.map((link) => withOutsideSite(link, sites)) };
}

/** A link with the site that has the address of its far end, if only one site has it. */
function withOutsideSite(link: TopologyLink, sites: readonly Site[]): TopologyLink {
  const { outside } = link;
  const [one, ...more] = sites.filter(({ underlay }) => outside !== undefined && underlay.includes(outside));
  return one === undefined || more.length > 0 ? link : { ...link, outsideSite: one.id };
}

type ParentOf = (one: { parent?: string | undefined } | undefined) => StateResource | undefined;

interface Context {
  readonly parentOf: ParentOf;
  readonly checks: readonly Check[];
  /** URNs of components that have IPsec states. */
  readonly encrypted: ReadonlySet<string>;
}

/** The components with an IPsec state in them, up to the pair. */
function encryptedIn(resources: readonly StateResource[], parentOf: ParentOf): Set<string> {
  const urns = new Set<string>();
  for (const state of resources.filter(({ type }) => type === "XfrmState")) {
    for (let parent = parentOf(state); parent !== undefined; parent = parentOf(parent)) {
      if (isPair(parent.type)) urns.add(parent.urn);
    }
  }
  return urns;
}

const ESP_KINDS: readonly string[] = ["vti", "vti6", "xfrm"];

function linkOf(ends: Ends, { parentOf, checks, encrypted }: Context): TopologyLink {
  const [first, second] = ends;
  const pair = second === undefined ? undefined : parentOf(first);
  const isOfPair = pair !== undefined && isPair(pair.type);
  const mesh = isOfPair ? parentOf(pair) : undefined;
  const own = ends.map(({ end }) => end);
  const { kind, encap, number } = first;
  return {
    name: isOfPair ? pair.name : first.end.resource,
    kind,
    ...(encap === undefined ? {} : { encap }),
    encrypted: ESP_KINDS.includes(kind) || (isOfPair && encrypted.has(pair.urn)),
    ...(number === undefined ? {} : { number }),
    ...(mesh?.type === "Mesh" ? { mesh: mesh.name } : {}),
    ends: own,
    ...(second === undefined ? { outside: first.end.remote ?? "any" } : {}),
    mtu: Math.min(...own.map(({ mtu }) => mtu)),
    health: healthFrom(checks, own, isOfPair ? pair.urn : undefined),
  };
}
