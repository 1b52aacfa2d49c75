/** Counters that tests and benchmarks read. */
export interface Stats {
  /** TCP connections (or forwarded streams) that were opened, successful attempts or not. */
  dials: number;
  /** Connections whose handshake and authentication succeeded. */
  connections: number;
  /** Times that credentials were offered. */
  authentications: number;
  /** Attempts after a failed one. */
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
