import type { HostIdentity } from "./reply.ts";

/** Facts about a host, for operators and for conditions in programs. */
export interface Facts {
  readonly machineId: string;
  /** `uname -r` */
  readonly kernel: string;
  /** version of iproute2 */
  readonly iproute2: string;
  /** version of systemd, if it runs */
  readonly systemd?: string;
  /** link kinds that the kernel has or can load */
  readonly kinds: readonly string[];
}

/** The kernel module of each kind. It may be built in. */
export const KIND_MODULES: Readonly<Record<string, string>> = {
  ipip: "ipip",
  sit: "sit",
  gre: "ip_gre",
  gretap: "ip_gre",
  erspan: "ip_gre",
  ip6tnl: "ip6_tunnel",
  ip6gre: "ip6_gre",
  ip6gretap: "ip6_gre",
  ip6erspan: "ip6_gre",
  vti: "ip_vti",
  vti6: "ip6_vti",
  xfrm: "xfrm_interface",
  geneve: "geneve",
  vxlan: "vxlan",
  fou: "fou",
  fou6: "fou6",
};

/** The modules that the section `facts` reports. */
export const FACTS_MODULES: readonly string[] = [...new Set(Object.values(KIND_MODULES))];

/** Reads the section `facts` (./shell/dump/facts.sh). */
export function readFacts(
  { machineId, kernel, ip }: HostIdentity & { readonly ip: string },
  text: string,
): Facts {
  const lines = text.split("\n").map((line) => line.split(" "));
  const modules = new Set(lines.filter(([word]) => word === "module").map(([, name]) => name));
  const systemd = lines.find(([word]) => word === "systemd")?.[1];
  return {
    machineId,
    kernel,
    iproute2: /iproute2-(?:ss)?([\w.]+)/.exec(ip)?.[1] ?? ip,
    ...(systemd === undefined ? {} : { systemd }),
    kinds: Object.entries(KIND_MODULES).flatMap(([kind, module]) => (modules.has(module) ? [kind] : [])),
  };
}
