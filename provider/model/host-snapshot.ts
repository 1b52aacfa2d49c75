import type { PortVlans } from "../iproute2/bridge-port-json.ts";
import type { Dependents } from "../iproute2/dependents-text.ts";
import type { FdbEntry } from "../iproute2/fdb-json.ts";
import type { LiveFibRoute } from "../iproute2/fib-json.ts";
import type { LiveLink, RouteThrough } from "../iproute2/ip-json.ts";
import type { LiveNeighbor } from "../iproute2/neighbor-json.ts";
import type { LiveNetns } from "../iproute2/netns-json.ts";
import type { LiveNftTable } from "../iproute2/nft-table.ts";
import type { LiveRule } from "../iproute2/rule-json.ts";
import type { DeviceSettings } from "../iproute2/settings-json.ts";
import type { TableNames } from "../iproute2/table-names.ts";
import type { FilterQdisc } from "../iproute2/tc-json.ts";

/** The state of a host, from one frame. */
export interface HostSnapshot {
  readonly links: readonly LiveLink[];
  readonly routes: readonly RouteThrough[];
  /** the other sections of the frame's dump */
  readonly sections: Partial<OtherSections>;
}

interface OtherSections {
  readonly facts: string;
  /** the markers by their names */
  readonly markers: Readonly<Record<string, MarkerText>>;
  /** JSON values that `ip fou show` prints */
  readonly fou: readonly unknown[];
  readonly udp: string;
  readonly "xfrm-state": string;
  readonly "xfrm-policy": string;
  readonly tc: readonly FilterQdisc[];
  /** the forwarding entries of devices by the devices' names */
  readonly fdb: Readonly<Record<string, readonly FdbEntry[]>>;
  /** the VNIs of devices that filter them, by the devices' names */
  readonly vni: Readonly<Record<string, readonly string[]>>;
  /** the settings of devices by the devices' names */
  readonly settings: Readonly<Record<string, DeviceSettings>>;
  /** the VLANs of ports of bridges by the devices' names */
  readonly vlan: Readonly<Record<string, PortVlans>>;
  /** our nft tables of devices, by the devices' names */
  readonly nft: Readonly<Record<string, LiveNftTable>>;
  /** what goes with devices, by the devices' names */
  readonly dependents: Readonly<Record<string, Dependents>>;
  readonly sysctl: string;
  /** the policy rules, in the order in which the kernel applies them */
  readonly rules: readonly LiveRule[];
  /** the routes of operators, network managers and Routes, with all their next hops */
  readonly fib: readonly LiveFibRoute[];
  /** the routes to one prefix, of all protocols */
  readonly holder: readonly LiveFibRoute[];
  /** the permanent entries of the neighbour tables */
  readonly neighbors: readonly LiveNeighbor[];
  /** the network namespaces to which this one has given numbers */
  readonly netns: readonly LiveNetns[];
  /** the routing tables that have names */
  readonly tables: TableNames;
  /** the time since the host booted, in seconds */
  readonly uptime: string;
  /** the files for a reboot: their checksums, as `cksum` prints them, by their names */
  readonly files: Readonly<Record<string, string>>;
}

/** What a section of a dump has of one device only, because others may have thousands: `tc:DEVICE`. */
export type OfDevice = "tc" | "fdb" | "vni" | "settings" | "vlan" | "nft" | "dependents";

/**
 * A section of a dump. `holder:TABLE:PREFIX` has the routes to one prefix only, because routing daemons may have a million.
 */
export type DumpSection =
  | "links"
  | "routes"
  | Exclude<keyof OtherSections, OfDevice | "holder">
  | `${OfDevice}:${string}`
  | `holder:${number}:${string}`;

/** The content of a marker. */
export interface MarkerText {
  readonly alias: string;
  readonly note: string | undefined;
}

/** The content of an object's marker, if it has one. */
export const markerIn = (dump: HostSnapshot, name: string): MarkerText | undefined =>
  dump.sections.markers?.[name];
