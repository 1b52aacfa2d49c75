import { z } from "zod";

/** The flags of a port of a bridge. */
export interface PortFlags {
  readonly learning: boolean;
  readonly flood: boolean;
  readonly neighSuppress: boolean;
  readonly isolated: boolean;
  readonly vlanTunnel: boolean;
}

const flagsJson = z.object({
  learning: z.boolean(),
  flood: z.boolean(),
  neigh_suppress: z.boolean().default(false),
  isolated: z.boolean().default(false),
  vlan_tunnel: z.boolean().default(false),
});

/** What `ip -d -j` prints of a device as the port of another one. */
export const portJson = z.object({
  info_slave_kind: z.string().optional(),
  info_slave_data: z.record(z.string(), z.unknown()).optional(),
});

/** The flags of a port; undefined if the device is no port of a bridge. */
export function readPortFlags(json: z.infer<typeof portJson> | undefined): PortFlags | undefined {
  if (json?.info_slave_kind !== "bridge") return undefined;
  const { learning, flood, isolated, ...flags } = flagsJson.parse(json.info_slave_data);
  return {
    ...{ learning, flood, isolated },
    ...{ neighSuppress: flags.neigh_suppress, vlanTunnel: flags.vlan_tunnel },
  };
}

/**
 * How a port has a VLAN. `own`: it is the VLAN of frames without a tag, which also leave without one. `untagged`: only the
 * frames that leave have no tag. `tagged own`: only those that arrive have none.
 */
export type Membership = "own" | "untagged" | "tagged" | "tagged own";

/** The VLANs of a port, and the VNI of each VLAN that has one. */
export interface PortVlans {
  readonly members: ReadonlyMap<number, Membership>;
  readonly vnis: ReadonlyMap<number, number>;
}

const vlansJson = z.object({
  vlans: z
    .array(
      z.object({
        vlan: z.number(),
        vlanEnd: z.number().optional(),
        flags: z.array(z.string()).default([]),
      }),
    )
    .default([]),
  tunnels: z
    .array(z.object({ vlan: z.number(), vlanEnd: z.number().optional(), tunid: z.number() }))
    .default([]),
});

/** The numbers from the first to the last one. */
export const numbersBetween = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

function membership(flags: readonly string[]): Membership {
  if (flags.includes("PVID")) return flags.includes("Egress Untagged") ? "own" : "tagged own";
  return flags.includes("Egress Untagged") ? "untagged" : "tagged";
}

/** Reads the entries of `bridge -j vlan show dev NAME` and of `bridge -j vlan tunnelshow dev NAME` in one list. */
export function readPortVlans(json: unknown): PortVlans {
  const entries = z.array(vlansJson).parse(json);
  const members = entries.flatMap(({ vlans }) =>
    vlans.flatMap(({ vlan, vlanEnd = vlan, flags }) =>
      numbersBetween(vlan, vlanEnd).map((one): [number, Membership] => [one, membership(flags)]),
    ),
  );
  const vnis = entries.flatMap(({ tunnels }) =>
    tunnels.flatMap(({ vlan, vlanEnd = vlan, tunid }) =>
      numbersBetween(vlan, vlanEnd).map((one): [number, number] => [one, tunid + one - vlan]),
    ),
  );
  return { members: new Map(members), vnis: new Map(vnis) };
}
