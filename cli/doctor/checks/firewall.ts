import { links } from "../../../provider/index.ts";
import { type Fate, fateOf } from "../firewall/evaluate.ts";
import type { Chain, Packet } from "../firewall/rule.ts";
import type { Check, Finding } from "../model/finding.ts";
import { ok, problem, warning } from "../model/finding.ts";

/** Kinds whose outer packets are alike. */
interface Row {
  readonly kinds: readonly string[];
  readonly packet: Packet;
  /** The packet in words. */
  readonly text: string;
}

const UDP = 17;

const protocol = (kinds: readonly string[], number: number, family: Packet["family"] = "inet"): Row => ({
  ...{ kinds, packet: { family, protocol: number } },
  text: `IP protocol ${number}${family === "inet6" ? " over IPv6" : ""}`,
});
const udp = (kinds: readonly string[], port: number): Row[] =>
  (["inet", "inet6"] as const).map((family) => ({
    ...{ kinds, packet: { family, protocol: UDP, port } },
    text: `UDP port ${port}${family === "inet6" ? " over IPv6" : ""}`,
  }));

const ROWS: readonly Row[] = [
  protocol(["ipip"], 4),
  protocol(["sit"], 41),
  protocol(["gre", "gretap", "erspan"], 47),
  protocol(["ip6gre", "ip6gretap", "ip6erspan"], 47, "inet6"),
  protocol(["ip6tnl"], 41, "inet6"),
  protocol(["vti", "xfrm"], 50),
  protocol(["vti6", "xfrm"], 50, "inet6"),
  ...udp(["vxlan"], 4789),
  ...udp(["geneve"], 6081),
];

/** Rules of nft and iptables that drop the outer packets of tunnels. */
export const checkFirewall: Check = ({ firewall, wanted, udpPorts, facts: { sysctl, isRoot } }) => {
  if (firewall === undefined)
    return [
      ok(
        "firewall",
        `not examined: ${isRoot ? "there is no nft that prints its rules" : "only root reads it"}`,
      ),
    ];
  const hasIpv6 = [...sysctl.keys()].some((key) => key.startsWith("net.ipv6."));
  const rows = [...ROWS, ...udpPorts.flatMap((port) => udp(["fou and gue"], port))].filter(
    ({ kinds, packet }) =>
      (hasIpv6 || packet.family === "inet") &&
      (wanted.length === 0 || kinds.some((kind) => wanted.includes(kind)) || kinds.includes("fou and gue")),
  );
  const fates = rows.flatMap((row) =>
    (["in", "out"] as const).map((direction) => ({
      row,
      direction,
      fate: fateOf(row.packet, direction, firewall),
    })),
  );
  const dropped = fates.flatMap(({ row, direction, fate }) =>
    fate.type === "dropped" ? [drop(row, direction, fate, wanted.length > 0)] : [],
  );
  const depends = fates.filter(({ fate }) => fate.type === "depends");
  if (depends.length > 0) return [...dropped, dependsOn(depends.map(({ row, fate }) => ({ row, fate })))];
  const none = firewall.some(({ hook }) => hook !== undefined)
    ? "the firewall passes the outer packets of tunnels"
    : "there is no firewall";
  return dropped.length === 0 ? [ok("firewall", none)] : dropped;
};

type Dropped = Extract<Fate, { type: "dropped" }>;

function drop(
  { kinds, text, packet }: Row,
  direction: "in" | "out",
  { chain, by }: Dropped,
  isWanted: boolean,
): Finding {
  const way = direction === "in" ? "incoming" : "outgoing";
  const what = `${text} of ${kinds.join(", ")}`;
  const where = `chain ${chain.name} of the table ${chain.table}${by === "policy" ? " (its policy)" : ""}`;
  return (isWanted ? problem : warning)(
    "firewall",
    `the firewall drops ${way} ${what}: ${where}`,
    `add a rule before it: ${rule(chain, packet)}`,
  );
}

/** A rule that passes a packet. */
function rule({ table, name }: Chain, { family, protocol: number, port }: Packet): string {
  if (table.startsWith("iptables ") || table.startsWith("ip6tables ")) {
    const [program, its] = table.split(" ");
    const test = port === undefined ? `-p ${number}` : `-p udp --dport ${port}`;
    return `\`${program} -t ${its} -I ${name} ${test} -s PEER -j ACCEPT\``;
  }
  const ip = family === "inet" ? "ip" : "ip6";
  const test = port === undefined ? `meta l4proto ${number}` : `udp dport ${port}`;
  return `\`nft insert rule ${table} ${name} ${ip} saddr PEER ${test} accept\``;
}

function dependsOn(fates: readonly { readonly row: Row; readonly fate: Fate }[]): Finding {
  const kinds = [...new Set(fates.flatMap(({ row }) => row.kinds))];
  const chains = [
    ...new Set(
      fates.flatMap(({ fate }) =>
        fate.type === "depends" ? [`${fate.chain.table} ${fate.chain.name}`] : [],
      ),
    ),
  ];
  return ok(
    "firewall",
    `addresses, devices or marks decide about ${kinds.join(", ")} in ${chains.join(", ")}: look whether the peer passes`,
  );
}

/** The names of all kinds, for options. */
export const KINDS: readonly string[] = Object.values(links).map(({ link }) => link.kind);
