import { z } from "zod";

/** A network namespace as another one numbers it. */
export interface LiveNetns {
  readonly nsid: number;
  /** undefined if it has no name in /run/netns */
  readonly name: string | undefined;
}

const netnsJson = z.object({ nsid: z.number(), name: z.string().optional() });

/** Reads `ip -j netns list-id`. */
export const readNetns = (json: unknown): LiveNetns[] =>
  z
    .array(netnsJson)
    .parse(json)
    .map(({ nsid, name }) => ({ nsid, name }));
