import { on } from "../../test/lab/index.ts";

/** The two ends: a host of the lab, its name in the example, and the subnet behind it. */
export const ends = [
  { site: "ams", host: "alpha", inner: "10.10.0.1", subnet: "10.10.0.0/24" },
  { site: "fra", host: "beta", inner: "10.20.0.1", subnet: "10.20.0.0/24" },
] as const;

/** A device in place of the network behind a host. It has the subnet, and answers for its first address. */
const device = "inner0";

/** Creates the devices, or uses those of an interrupted demo. */
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
