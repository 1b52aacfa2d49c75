import type { Stop, Traffic } from "../../model/traffic.ts";
import type { Args } from "../../schema/declaration.ts";
import { addressText } from "./address-args.ts";
import { stoppedByPort } from "./bridge-port-traffic.ts";
import { common, routeOf } from "./common-args.ts";

/** Arguments in which both ends must agree. A packet of an end that has changed does not fit the other end. */
export const AGREED: readonly string[] = [
  ...["local", "remote", "group", "mode", "external", "encap", "isatap", "sixrd", "ifId"],
  ...["key", "ikey", "okey", "seq", "iseq", "oseq", "csum", "icsum", "ocsum", "version"],
  ...["vni", "port", "gbp", "innerProtoInherit", "udp6ZeroCsumTx", "udp6ZeroCsumRx"],
  ...["linkNetns"],
];

/** Arguments that each end sets by itself. Packets flow on while they change. */
export const OF_ONE_END: readonly string[] = [
  ...["host", "owner", "name", "mtu", "loopCheck", "persist", "adopt", "multicast", "txQueueLength"],
  ...["ttl", "tos", "pmtudisc", "ignoreDf", "dev", "fwmark", "index", "direction", "hardwareId"],
  ...["hopLimit", "encapLimit", "trafficClass", "flowLabel", "dscp", "allowLocalRemote"],
  ...["df", "label", "udpCsum", "srcPort", "ageing", "learning", "maxAddresses", "proxy"],
  ...["settings", "addrGenMode", "description", "macAddress", "remotes", "fdb", "vnis", "vnifilter"],
  ...["clampMss", "espOnly", "vlanFiltering", "defaultPvid", "stp", "multicastSnooping", "table"],
];

/** Arguments whose old and new values decide what stops. */
export const BY_VALUE: readonly string[] = ["addresses", "routes", "up", "master", "bridgePort", "esp"];

const destinationsOf = (args: Args): string[] => common(args).routes.map((one) => routeOf(one).to);

/** The packets of a link, in words. */
function packetsThrough(args: Args): string {
  const destinations = destinationsOf(args);
  const to = destinations.length === 0 ? "" : ` to ${destinations.join(", ")}`;
  return `packets through ${common(args).name}${to}`;
}

const addressesOf = (args: Args): readonly string[] => common(args).addresses.map(addressText);

/** What stops because the link no longer has an address or a route. */
function stoppedByAddressing(before: Args, after: Args): Stop | undefined {
  const kept = [new Set(addressesOf(after)), new Set(destinationsOf(after))] as const;
  const addresses = addressesOf(before).filter((one) => !kept[0].has(one));
  const destinations = destinationsOf(before).filter((to) => !kept[1].has(to));
  if (addresses.length + destinations.length === 0) return undefined;
  const device = common(before).name;
  const packets = [
    ...(destinations.length === 0 ? [] : [`packets through ${device} to ${destinations.join(", ")}`]),
    ...(addresses.length === 0 ? [] : [`packets of ${addresses.join(", ")} on ${device}`]),
  ];
  const because = [
    ...(addresses.length === 0 ? [] : ["addresses"]),
    ...(destinations.length === 0 ? [] : ["routes"]),
  ];
  return { packets: packets.join(", and "), because, until: "next change" };
}

/** The traffic of every link. */
export const linkTraffic: Traffic = {
  carried: (args) => (common(args).up ? packetsThrough(args) : undefined),

  stoppedBy(before, after, changed) {
    if (!common(before).up) return undefined;
    if (!common(after).up) return { packets: packetsThrough(before), because: ["up"], until: "next change" };
    const agreed = changed.filter((key) => AGREED.includes(key));
    if (agreed.length > 0) return { packets: packetsThrough(before), because: agreed, until: "both ends" };
    // A link that joins or leaves a VRF loses its routes for a moment; the other end of a bridge's segment is another one
    if (changed.includes("master"))
      return { packets: packetsThrough(before), because: ["master"], until: "next change" };
    return stoppedByPort(before, after) ?? stoppedByAddressing(before, after);
  },
};
