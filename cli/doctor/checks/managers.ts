import { KIND_MODULES } from "../../../provider/host/facts.ts";
import { GROUP } from "../../../provider/iproute2/owner-alias.ts";
import type { Check, Finding } from "../model/finding.ts";
import { ok, warning } from "../model/finding.ts";

/** Names of processes, which the kernel cuts at 15 characters, with what they manage. */
const MANAGERS: readonly {
  readonly name: string;
  readonly processes: readonly string[];
  readonly manages: string;
}[] = [
  { name: "NetworkManager", processes: ["NetworkManager"], manages: "devices" },
  { name: "dhcpcd", processes: ["dhcpcd"], manages: "addresses" },
  { name: "wicked", processes: ["wickedd"], manages: "devices" },
  { name: "connman", processes: ["connmand"], manages: "devices" },
  { name: "FRR", processes: ["zebra", "watchfrr"], manages: "routes" },
  { name: "BIRD", processes: ["bird", "bird6"], manages: "routes" },
  { name: "keepalived", processes: ["keepalived"], manages: "addresses" },
  { name: "Docker", processes: ["dockerd"], manages: "bridges and firewall rules" },
  { name: "Cilium", processes: ["cilium-agent"], manages: "devices, routes, rules and programs on devices" },
  { name: "Calico", processes: ["calico-node", "calico-felix"], manages: "routes, rules and firewall rules" },
  { name: "flannel", processes: ["flanneld"], manages: "a VXLAN device and routes" },
  { name: "kube-proxy", processes: ["kube-proxy"], manages: "firewall rules" },
  { name: "Tailscale", processes: ["tailscaled"], manages: "routes and rules" },
  { name: "firewalld", processes: ["firewalld"], manages: "firewall rules" },
];

/** Programs that install IPsec states and policies. */
const IKE: Readonly<Record<string, string>> = {
  charon: "strongSwan",
  "charon-systemd": "strongSwan",
  pluto: "Libreswan",
};

/** Other programs that manage devices, addresses, routes or rules. */
export const checkManagers: Check = ({ facts }) => {
  const { processes, netplan, ifupdown } = facts;
  const running = MANAGERS.filter((one) => one.processes.some((name) => processes.has(name)));
  const files = [
    ...(netplan.length === 0 ? [] : [`netplan writes the configuration (${netplan.join(", ")})`]),
    ...(ifupdown.length === 0 ? [] : [`ifupdown manages ${[...new Set(ifupdown)].join(", ")}`]),
  ];
  const texts = [...running.map(({ name, manages }) => `${name} manages ${manages}`), ...files];
  const found = texts.map((text) => ok("managers", text));
  return [...found, ...special(facts)];
};

/** What a manager does that can reach objects of this package. */
function special({ processes, init }: Parameters<Check>[0]["facts"]): Finding[] {
  const ike = Object.keys(IKE).find((name) => processes.has(name));
  const isKept = init !== "none";
  return [
    ...(processes.has("NetworkManager") && !isKept
      ? [
          warning(
            "managers",
            "NetworkManager may take over tunnels, because no udev rule of this package is installed here",
            "set `unmanaged-devices` in /etc/NetworkManager/conf.d to the names of the tunnels",
          ),
        ]
      : []),
    ...(processes.has("cilium-agent")
      ? [
          warning(
            "managers",
            "Cilium may attach its programs to tunnels, and takes 8472/udp for its own VXLAN",
            "exclude the tunnels from Cilium's `devices`, and use other UDP ports",
          ),
        ]
      : []),
    ...(ike === undefined
      ? []
      : [
          warning(
            "managers",
            `${IKE[ike]} manages IPsec states and policies`,
            "give its connections and this program different selectors, marks or reqids; its `flush` removes those of both",
          ),
        ]),
  ];
}

/** systemd-networkd, and its settings for what others made. */
export const checkNetworkd: Check = ({ facts: { processes, networkd } }) => {
  if (!processes.has("systemd-network")) return [];
  const off = [
    ...(networkd.routes ? ["ManageForeignRoutes"] : []),
    ...(networkd.rules ? ["ManageForeignRoutingPolicyRules"] : []),
  ];
  if (off.length === 0) return [ok("networkd", "systemd-networkd leaves routes and rules of others alone")];
  const what = [
    ...(networkd.rules ? ["foreign policy rules"] : []),
    ...(networkd.routes ? ["foreign routes through devices that it manages"] : []),
  ];
  return [
    warning(
      "networkd",
      `a restart of systemd-networkd removes ${what.join(" and ")} (${off.join(", ")}: yes)`,
      `write ${off.map((one) => `${one}=no`).join(" and ")} below [Network] in /etc/systemd/networkd.conf.d/50-foreign.conf, and restart systemd-networkd`,
    ),
  ];
};

/** Devices that the kernel makes with a module. */
const FALLBACKS = /^(?:tunl0|gre0|gretap0|erspan0|sit0|ip6tnl0|ip6gre0|ip_vti0|ip6_vti0)$/;

/** Tunnels that exist. */
export const checkTunnels: Check = ({ facts: { links } }) => {
  const tunnels = links.filter(
    ({ kind, name }) => kind !== undefined && KIND_MODULES[kind] !== undefined && !FALLBACKS.test(name),
  );
  const others = tunnels.filter(({ group }) => Number(group) !== GROUP);
  const own = tunnels.length - others.length;
  return [
    ok("tunnels", `${own === 0 ? "no" : own} ${own === 1 ? "tunnel" : "tunnels"} of this package`),
    ...(others.length === 0
      ? []
      : [
          ok(
            "tunnels",
            `${others.length} ${others.length === 1 ? "tunnel" : "tunnels"} of others, which stay as they are: ${others
              .slice(0, 10)
              .map(({ name, kind }) => `${name} (${kind})`)
              .join(", ")}${others.length > 10 ? " …" : ""}`,
          ),
        ]),
  ];
};
