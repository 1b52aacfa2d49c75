import { z } from "zod";
import { parseAddress } from "./address.ts";

/**
 * The protocol of the neighbours of this package. The kernel only stores it. A neighbour that another program adds has
 * another protocol, or none. (linux: NDA_PROTOCOL)
 */
export const NEIGHBOR_PROTOCOL = 105;

/** A permanent entry of a neighbour table, from `ip -d -j -N neigh show nud permanent`. */
export interface LiveNeighbor {
  readonly dev: string;
  readonly address: string;
  readonly lladdr: string | undefined;
  /** who added it: a number as for routes; 0 without one */
  readonly protocol: number;
}

const neighborJson = z.object({
  dst: z.string(),
  dev: z.string(),
  lladdr: z.string().optional(),
  protocol: z.coerce.number().default(0),
  proxy: z.unknown().optional(),
});

/** A link-layer address in canonical text: a MAC address, or the IP address of the far end of a tunnel. */
export function parseLladdr(text: string): string | undefined {
  if (/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text)) return text.toLowerCase();
  return parseAddress(text);
}

export const readNeighbors = (json: unknown): LiveNeighbor[] =>
  z
    .array(neighborJson)
    .parse(json)
    .filter((one) => !("proxy" in one))
    .map(({ dst, dev, lladdr, protocol }) => ({
      dev,
      address: parseAddress(dst) ?? dst,
      lladdr: lladdr === undefined ? undefined : (parseLladdr(lladdr) ?? lladdr),
      protocol,
    }));
