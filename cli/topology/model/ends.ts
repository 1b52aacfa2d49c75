import { z } from "zod";
import { links } from "../../../provider/index.ts";
import type { StateResource } from "./state.ts";
import type { End } from "./topology.ts";

/** An end of a link, with what pairs it with the other one. */
export interface FoundEnd {
  readonly end: End;
  readonly kind: string;
  readonly encap?: "fou" | "gue";
  readonly parent: string | undefined;
  /** The key or VNI with which it sends, and that with which it receives. */
  readonly sends?: number | string | undefined;
  readonly receives?: number | string | undefined;
  readonly number?: string;
}

/** The host of a resource, as far as the state shows it. */
export interface HostPlace {
  readonly site: string;
  /** The address of the SSH connection. */
  readonly address: string;
}

const hostSchema = z.object({
  connection: z.object({ host: z.string(), port: z.number().optional() }).optional(),
  netns: z.string().optional(),
});

/** The host of a resource. A connection that is a secret as a whole leaves the address in the resource's id. */
export function placeOf({ inputs, outputs, id, type }: StateResource): HostPlace | undefined {
  const value = type === "Host" ? outputs : (outputs.host ?? inputs.host);
  const parsed = hostSchema.safeParse(value ?? {}).data;
  const address = parsed?.connection?.host ?? id.slice(id.lastIndexOf("@") + 1);
  if (address === "") return undefined;
  const { port = 22 } = parsed?.connection ?? {};
  const shown = address.includes(":") && port !== 22 ? `[${address}]` : address;
  const netns = parsed?.netns === undefined ? "" : `/${parsed.netns}`;
  return { address, site: `${shown}${port === 22 ? "" : `:${port}`}${netns}` };
}

const optionalNumber = z.union([z.number(), z.string()]).optional().catch(undefined);
const text = z.string().optional().catch(undefined);
const route = z.union([z.string(), z.looseObject({ to: z.string(), metric: z.number().optional() })]);

const linkSchema = z.looseObject({
  name: z.string(),
  kind: z.string(),
  mtu: z.number(),
  up: z.boolean().default(true).catch(true),
  local: text,
  remote: text,
  group: text,
  remotes: z.array(z.string()).optional().catch(undefined),
  addresses: z.array(z.union([z.string(), z.looseObject({ address: z.string() })])).default([]),
  routes: z.array(route).default([]),
  key: optionalNumber,
  ikey: optionalNumber,
  okey: optionalNumber,
  vni: optionalNumber,
  ifId: optionalNumber,
  encap: z
    .looseObject({ type: z.enum(["fou", "gue"]) })
    .optional()
    .catch(undefined),
});

const KINDS: ReadonlySet<string> = new Set(Object.values(links).map(({ link }) => link.kind));

/** The ends that a resource has: one for a link, one for each link of a set, none for others. */
export function endsOf(resource: StateResource): FoundEnd[] {
  const place = placeOf(resource);
  if (place === undefined) return [];
  if (resource.type !== "LinkSet") return endsIn(resource.outputs, resource.name, resource, place);
  const { outputs } = resource;
  const [members, declared] = [outputs.members, outputs.links].map(
    (one) => (one ?? {}) as Record<string, object>,
  );
  return Object.entries(members ?? {}).flatMap(([key, member]) =>
    endsIn(
      { name: key, kind: outputs.kind, ...declared?.[key], ...member },
      `${resource.name}/${key}`,
      resource,
      place,
    ),
  );
}

function endsIn(outputs: object, name: string, { parent }: StateResource, { site }: HostPlace): FoundEnd[] {
  const parsed = linkSchema.safeParse(outputs);
  if (!parsed.success || !KINDS.has(parsed.data.kind)) return [];
  const { kind, mtu, up, local, group, encap, key, vni, ifId, ...rest } = parsed.data;
  const { ikey = key, okey = key } = rest;
  const ownNumber =
    vni !== undefined ? `vni ${vni}` : key !== undefined && kind !== "xfrm" ? `key ${key}` : undefined;
  const number = ifId === undefined ? ownNumber : `if_id ${ifId}`;
  const remotes = [rest.remote ?? group, ...(rest.remotes ?? [])].filter((one) => one !== undefined);
  return (remotes.length === 0 ? [undefined] : remotes).map((remote) => ({
    end: {
      ...{ site, resource: name, device: rest.name, mtu, up },
      ...(local === undefined ? {} : { local }),
      ...(remote === undefined ? {} : { remote }),
      addresses: rest.addresses.map((one) => (typeof one === "string" ? one : one.address)),
      // A route with a metric leads around another link, so it shows no network of the far site
      routes: rest.routes.flatMap((one) =>
        typeof one === "string" ? [one] : one.metric === undefined ? [one.to] : [],
      ),
    },
    ...{ kind, parent, sends: vni ?? ifId ?? okey, receives: vni ?? ifId ?? ikey },
    ...(encap === undefined ? {} : { encap: encap.type }),
    ...(number === undefined ? {} : { number }),
  }));
}
