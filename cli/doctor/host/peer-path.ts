/** What pings to a peer show. */
export interface PeerPath {
  /** The device of the route, if there is one. */
  readonly device: string | undefined;
  /** Bytes of the largest packet of that device. */
  readonly deviceMtu: number;
  /** Whether small packets came back. */
  readonly answers: boolean;
  /** Bytes of the largest packet that came back, without fragmentation. */
  readonly size: number | undefined;
  /** The message of a router or of the kernel about packets that are too large. */
  readonly message: string | undefined;
}

/** Bytes of the largest IP packet. The mtu of `lo` is one more. */
const IP_MAX = 65_535;

/** Reads the fact `peer` (./collect.sh). */
export function readPeerPath(lines: readonly string[]): PeerPath | undefined {
  if (lines.length === 0) return undefined;
  const after = (word: string) => lines.find((line) => line.startsWith(`${word} `))?.slice(word.length + 1);
  const size = Number(after("size") ?? Number.NaN);
  return {
    device: / dev (\S+)/.exec(after("route") ?? "")?.[1],
    deviceMtu: Math.min(Number(after("mtu") ?? 0), IP_MAX),
    answers: Number.isInteger(size),
    size: Number.isInteger(size) ? size : undefined,
    message: after("error")?.trim() || undefined,
  };
}
