import { on, shellWord } from "./remote.ts";
import type { HostName } from "./topology.ts";

export interface PingOptions {
  readonly to: string;
  /** Source address. */
  readonly from?: string;
  readonly interface?: string;
  /** Default 3. */
  readonly count?: number;
  /** Bytes of payload. The packet has 28 bytes (IPv4) or 48 bytes (IPv6) more. */
  readonly size?: number;
  /** Don't fragment: a packet that is too large is an error. */
  readonly df?: boolean;
  /** Default: the family of `to`. */
  readonly v6?: boolean;
}

export interface PingResult {
  readonly sent: number;
  readonly received: number;
  readonly lossPercent: number;
  /** The average; absent when no reply arrived. */
  readonly rttMs?: number;
}

export async function ping(host: HostName, options: PingOptions): Promise<PingResult> {
  const { to, from, count = 3, size, df = false, v6 = to.includes(":") } = options;
  const words = ["ping", v6 ? "-6" : "-4", "-n", "-q", "-c", String(count), "-i", "0.2", "-W", "2"];
  if (options.interface !== undefined) words.push("-I", options.interface);
  if (from !== undefined) words.push("-I", from);
  if (size !== undefined) words.push("-s", String(size));
  if (df) words.push("-M", "do");
  const { stdout, stderr } = await on(host).run([...words, to].map(shellWord).join(" "), {
    timeoutSeconds: 20 + count * 3,
  });
  const counts = /(\d+) packets transmitted, (\d+) received/.exec(stdout);
  // ping prints its own errors (no route, unknown interface) on stderr, and then prints no counts.
  if (counts === null) throw new Error(`${host}: ping ${to}: ${stderr.trim() || stdout.trim()}`);
  const sent = Number(counts[1]);
  const received = Number(counts[2]);
  const rtt = /= [\d.]+\/([\d.]+)\//.exec(stdout)?.[1];
  return {
    sent,
    received,
    lossPercent: sent === 0 ? 100 : ((sent - received) * 100) / sent,
    ...(rtt === undefined ? {} : { rttMs: Number(rtt) }),
  };
}
