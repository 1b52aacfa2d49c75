import type { IpipTunnelArgs } from "pulumi-iproute2";
import { type LabHost, labHosts } from "../lab/index.ts";

export type Side = "alpha" | "beta";
export const SIDES: readonly Side[] = ["alpha", "beta"];

export interface End {
  readonly side: Side;
  readonly name: string;
  readonly local: string;
  readonly remote: string;
  readonly address: string;
}

/**
 * The ends of all pairs. The kernel allows one ipip device for the same two endpoints, so every pair has its own
 * endpoints. They need not exist.
 */
export function endsOf(pairs: number): End[] {
  return Array.from({ length: pairs }, (_, n) => {
    const net = `${n >> 6}.${(n & 63) * 4}`;
    const [one, other] = [`10.98.${n >> 8}.${n & 255}`, `10.99.${n >> 8}.${n & 255}`];
    const [a, b] = [`10.60.${net}`, `10.60.${net}`].map((base, side) =>
      base.replace(/\d+$/, (last) => `${Number(last) + side + 1}/30`),
    );
    return [
      { side: "alpha" as const, name: `pair${n}a`, local: one, remote: other, address: a ?? "" },
      { side: "beta" as const, name: `pair${n}b`, local: other, remote: one, address: b ?? "" },
    ];
  }).flat();
}

const hosts = new Map<Side, LabHost["connection"]>();

function connectionOf(side: Side): LabHost["connection"] {
  const connection = hosts.get(side) ?? labHosts()[side].connection;
  hosts.set(side, connection);
  return connection;
}

/** An end as a resource. */
export const argsOf = ({ side, name, local, remote, address }: End, ttl: number): IpipTunnelArgs => ({
  host: { connection: { ...connectionOf(side) } },
  name,
  local,
  remote,
  ttl,
  addresses: [address],
});

/** An end as commands of `ip`. */
export const createLines = ({ name, local, remote, address }: End, ttl: number, group = 0): string[] => [
  `link add name ${name} group ${group} type ipip local ${local} remote ${remote} ttl ${ttl}`,
  `addr add ${address} dev ${name}`,
  `link set dev ${name} up`,
];
export const changeLine = ({ name, local, remote }: End, ttl: number): string =>
  `link change dev ${name} type ipip local ${local} remote ${remote} ttl ${ttl}`;

export const [TTL, OTHER_TTL] = [64, 65];
