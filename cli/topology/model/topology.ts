/** A host of a stack. */
export interface Site {
  /** `198.51.100.1`, with the port if it is not 22, and with the network namespace: `198.51.100.1:2222/edge`. */
  readonly id: string;
  /** The name of its `Host`, or of the site in its `Mesh`, or else its id. */
  readonly name: string;
  /** Addresses of the underlay from which its tunnels send. */
  readonly underlay: readonly string[];
  /** Networks to which the other sites have a route through a link to this site. */
  readonly networks: readonly string[];
}

/** A device of a link. */
export interface End {
  /** The id of its site. */
  readonly site: string;
  /** The name of its resource. */
  readonly resource: string;
  readonly device: string;
  readonly local?: string;
  readonly remote?: string;
  readonly addresses: readonly string[];
  readonly routes: readonly string[];
  /** Bytes of the largest packet. */
  readonly mtu: number;
  readonly up: boolean;
}

/** Whether packets pass a link. */
export interface Health {
  readonly status: "up" | "down" | "unknown";
  /** Where the status is from: the last run of a `LinkCheck`, a ping of this command, or a device that is down. */
  readonly from?: "check" | "ping" | "device";
  /** Average round trip time in milliseconds. */
  readonly rtt?: number;
  /** Lost packets in percent. */
  readonly loss?: number;
  /** Why the status is not "up". */
  readonly reason?: string;
}

/** A tunnel with the ends that the stack has. */
export interface TopologyLink {
  readonly name: string;
  /** By iproute2's name. */
  readonly kind: string;
  readonly encap?: "fou" | "gue";
  readonly encrypted: boolean;
  /** What distinguishes it from another link between the same endpoints: `key 42`, `vni 7`. */
  readonly number?: string;
  /** The name of its `Mesh`. */
  readonly mesh?: string;
  /** One or two ends. */
  readonly ends: readonly End[];
  /** The far end, if the stack does not have it; "any" if the device has no remote. */
  readonly outside?: string;
  /** The id of the site that has the address of the far end, if one has. It has no device for the link. */
  readonly outsideSite?: string;
  /** Bytes of the largest packet that passes in both directions. */
  readonly mtu: number;
  readonly health: Health;
}

export interface Topology {
  /** `project/stack` */
  readonly stack: string;
  readonly sites: readonly Site[];
  readonly links: readonly TopologyLink[];
}

/** `gre in gue`, `vti, encrypted` */
export const kindText = ({ kind, encap, encrypted }: TopologyLink): string =>
  `${kind}${encap === undefined ? "" : ` in ${encap}`}${encrypted ? ", encrypted" : ""}`;

/** `vxlan, vni 7`. The pair of an encrypted link makes its number, which means nothing to a reader. */
export const kindAndNumber = (link: TopologyLink): string =>
  [kindText(link), ...(link.encrypted || link.number === undefined ? [] : [link.number])].join(", ");

/** `up, 12.3 ms`, `down: 0 of 3 packets came back`, `not checked` */
export function healthText({ status, rtt, loss, reason }: Health): string {
  if (status === "unknown") return "not checked";
  const details = [rtt === undefined ? "" : `${roundTrip(rtt)} ms`, loss ? `${loss} % lost` : ""];
  const after = [status, ...details.filter((one) => one !== "")].join(", ");
  return reason === undefined ? after : `${after}: ${reason}`;
}

const roundTrip = (rtt: number) => (rtt < 10 ? rtt.toFixed(1) : rtt.toFixed(0));

/** `3 sites, 3 links: 2 up, 1 down` */
export function summary({ sites, links }: Topology): string {
  const count = (status: Health["status"], word: string) => {
    const number = links.filter(({ health }) => health.status === status).length;
    return number === 0 ? [] : [`${number} ${word}`];
  };
  const counts = [...count("up", "up"), ...count("down", "down"), ...count("unknown", "not checked")];
  return `${plural(sites.length, "site")}, ${plural(links.length, "link")}${counts.length === 0 ? "" : `: ${counts.join(", ")}`}`;
}

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** The addresses of both ends without their prefix lengths: `10.9.0.1 – 10.9.0.2`. */
export function addressText({ ends }: TopologyLink): string {
  const firsts = ends.map(({ addresses: [first = ""] }) => first.split("/")[0] ?? "");
  return firsts.every((one) => one !== "") ? firsts.join(" – ") : firsts.join("");
}
