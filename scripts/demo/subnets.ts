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
