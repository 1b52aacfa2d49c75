import { targetOf } from "../../provider/host/host.ts";
import { familyOf } from "../../provider/iproute2/address.ts";
import { NoPing, pingFrom } from "../../provider/kinds/link-check/ping.ts";
import type { Target } from "../../provider/ssh/index.ts";
import { placeOf } from "./model/ends.ts";
import { healthOf } from "./model/health.ts";
import type { State } from "./model/state.ts";
import type { Health, Topology, TopologyLink } from "./model/topology.ts";

const PING = { count: 3, size: 56, df: false, maxLoss: 0, timeoutSeconds: 5 } as const;

/** Pings through each link with two ends, from the first end to the second. `privateKey` is for hosts whose state has none. */
export async function pingAll(
  state: State,
  topology: Topology,
  privateKey: string | undefined,
): Promise<Topology> {
  const targets = targetsIn(state, privateKey);
  const links = await Promise.all(
    topology.links.map(async (link) => ({ ...link, health: await pingThrough(link, targets) })),
  );
  return { ...topology, links };
}

/** How to reach each site. */
function targetsIn({ resources }: State, privateKey: string | undefined): Map<string, () => Target> {
  const targets = new Map<string, () => Target>();
  for (const resource of resources.values()) {
    const site = placeOf(resource)?.site;
    const host = resource.type === "Host" ? resource.inputs : (resource.inputs.host ?? resource.outputs.host);
    if (site === undefined || host === undefined || targets.has(site)) continue;
    targets.set(site, () => withKey(targetOf({ host: declared(host) }, resource.outputs), privateKey));
  }
  return targets;
}

/** The arguments of a host, without those that Pulumi adds to the inputs of a resource. */
const declared = (host: unknown): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(host ?? {}).filter(([key]) => !key.startsWith("__")));

function withKey(target: Target, privateKey: string | undefined): Target {
  const { connection } = target;
  if (privateKey === undefined || connection.privateKey !== undefined || connection.password !== undefined)
    return target;
  return { ...target, connection: { ...connection, privateKey } };
}

const down = (reason: string): Health => ({ status: "down", from: "ping", reason });

async function pingThrough(
  { ends: [from, to], health }: TopologyLink,
  targets: ReadonlyMap<string, () => Target>,
): Promise<Health> {
  if (from === undefined || to === undefined) return health;
  const family = familyOf(from.addresses[0] ?? "");
  const address = to.addresses.find((one) => familyOf(one) === family)?.split("/")[0];
  const target = targets.get(from.site);
  if (from.addresses.length === 0 || address === undefined || target === undefined) return health;
  try {
    const { pinged } = await pingFrom(target(), { ...PING, to: address, dev: from.device });
    return healthOf({ ...pinged, passed: pinged.loss === 0 }, "ping");
  } catch (error) {
    if (error instanceof NoPing)
      return { status: "unknown", from: "ping", reason: "the host has no ping of iputils" };
    return down(error instanceof Error ? error.message : String(error));
  }
}
