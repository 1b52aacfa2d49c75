import { isIP } from "node:net";
import type { SshClient } from "../model/connectivity.ts";

/** The identity of a host, as it reports it. */
export interface HostIdentity {
  readonly machineId: string;
  /** `uname -r` */
  readonly kernel: string;
  /** the init system that can restore objects at boot */
  readonly init: Init;
  /** the version of the script that restores them; empty without one */
  readonly bootVersion: string;
  /** the SSH connection from the host's side; undefined if the host does not know it */
  readonly client?: SshClient;
}

/** Reads the output of ./shell/dump/identity.sh. */
export function readIdentity(text: string): HostIdentity {
  const [machineId = "", kernel = "", init, bootVersion = "", connection = "", route = ""] = text.split("\n");
  const client = readClient(connection, route);
  return { machineId, kernel, init: readInit(init), bootVersion, ...(client && { client }) };
}

const readInit = (text = ""): Init => (text === "systemd" || text === "openrc" ? text : "none");

/** `connection` is the text of SSH_CONNECTION: the client's address and port, the host's address and port. */
function readClient(connection: string, route: string): SshClient | undefined {
  const [client = "", , server = ""] = connection.replaceAll("::ffff:", "").split(" ");
  const [address = "", scope] = client.split("%");
  const [local = ""] = server.split("%");
  // sshd writes UNKNOWN if its connection is not a socket of IP
  if (!isIP(address) || !isIP(local)) return undefined;
  return { address, local, device: scope ?? / dev (\S+)/.exec(route)?.[1] };
}

/** An init system that can restore objects at boot; "none" if the host has neither. */
export type Init = "systemd" | "openrc" | "none";

/** Facts about a host, for operators and for conditions in programs. */
export interface Facts {
  readonly machineId: string;
  /** `uname -r` */
  readonly kernel: string;
  /** version of iproute2 */
  readonly iproute2: string;
  /** version of systemd, if it runs */
  readonly systemd?: string;
  /** the init system that restores objects at boot */
  readonly persistence: Init;
  /** what an operator should know about this host */
  readonly warnings: readonly string[];
  /** link kinds that the kernel has or can load */
  readonly kinds: readonly string[];
}

const NOT_PERSISTED =
  "nothing restores the tunnels after a reboot: the host runs neither systemd nor OpenRC, its /etc is read-only, or `netns` is set";

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
  { machineId, kernel, ip, init }: HostIdentity & { readonly ip: string },
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
    persistence: init,
    warnings: init === "none" ? [NOT_PERSISTED] : [],
    kinds: Object.entries(KIND_MODULES).flatMap(([kind, module]) => (modules.has(module) ? [kind] : [])),
  };
}
