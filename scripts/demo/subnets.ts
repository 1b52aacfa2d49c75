import { on } from "../../test/lab/index.ts";

/** The two ends: a host of the lab, the name that the example gives it, and the subnet behind it. */
export const ends = [
  { site: "ams", host: "alpha", inner: "10.10.0.1", subnet: "10.10.0.0/24" },
  { site: "fra", host: "beta", inner: "10.20.0.1", subnet: "10.20.0.0/24" },
] as const;

/** A device that stands for the network behind a host: it has the subnet, and answers for its first address. */
const device = "inner0";

/** A device that an interrupted demo has left is as good as a new one. */
export async function makeSubnets(): Promise<void> {
  for (const { host, inner } of ends) {
    await on(host).must(
      `ip link show ${device} >/dev/null 2>&1 || ip link add ${device} type dummy
       ip addr replace ${inner}/24 dev ${device} && ip link set ${device} up`,
    );
  }
}

export async function removeSubnets(): Promise<void> {
  for (const { host } of ends)
    await on(host).must(`! ip link show ${device} >/dev/null 2>&1 || ip link del ${device}`);
}

export interface Ping {
  readonly sent: number;
  readonly received: number;
  readonly loss: string;
  /** Milliseconds: least, mean, most. */
  readonly rtt: readonly [string, string, string] | undefined;
}

/** From one inner subnet to the other, through whatever leads there. */
export async function pingAcross(count: number): Promise<Ping> {
  const [from, to] = ends;
  const { stdout, stderr } = await on(from.host).run(
    `ping -n -q -c ${count} -i 0.2 -W 2 -I ${from.inner} ${to.inner}`,
  );
  const packets = /(\d+) packets transmitted, (\d+) received.* (\S+%) packet loss/.exec(stdout);
  if (!packets) throw new Error(`ping said: ${stdout}${stderr}`);
  const rtt = /= ([\d.]+)\/([\d.]+)\/([\d.]+)/.exec(stdout);
  return {
    sent: Number(packets[1]),
    received: Number(packets[2]),
    loss: packets[3] ?? "",
    rtt: rtt ? [rtt[1] ?? "", rtt[2] ?? "", rtt[3] ?? ""] : undefined,
  };
}
