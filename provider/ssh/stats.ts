/** Counters that tests and benchmarks read. */
export interface Stats {
  /** Attempts to open a TCP connection or a forwarded stream, including failed ones. */
  dials: number;
  /** Connections whose handshake and authentication succeeded. */
  connections: number;
  /** Attempts to connect that offered credentials. */
  authentications: number;
  /** Attempts to connect after a failed one. */
  retries: number;
  shells: number;
  frames: number;
  handshakesInFlight: number;
  peakHandshakes: number;
}

export const stats: Stats = {
  dials: 0,
  connections: 0,
  authentications: 0,
  retries: 0,
  shells: 0,
  frames: 0,
  handshakesInFlight: 0,
  peakHandshakes: 0,
};

export function resetStats(): void {
  const { handshakesInFlight } = stats;
  for (const key of Object.keys(stats) as (keyof Stats)[]) stats[key] = 0;
  stats.handshakesInFlight = handshakesInFlight;
  stats.peakHandshakes = handshakesInFlight;
}
