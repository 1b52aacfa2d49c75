import { type PortFlags, readPortVlans } from "../../iproute2/bridge-port-json.ts";
import { type Command, tokens } from "../../iproute2/command.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import type { Args } from "../../schema/declaration.ts";
import type { DeviceTable } from "./attribute.ts";
import { type BridgePort, declaresVlans, portOf } from "./bridge-port-args.ts";
import { vlanCommands, vlansOfNewPort } from "./bridge-port-vlans.ts";
import { common } from "./common-args.ts";
import { portImport } from "./import-bridge-port.ts";
import { livePort } from "./live-bridge-port.ts";

/** The words of `ip link set type bridge_slave`, and the value of a new port. (linux: new_nbp) */
const FLAGS: Readonly<Record<keyof PortFlags, readonly [word: string, byDefault: boolean]>> = {
  learning: ["learning", true],
  flood: ["flood", true],
  neighSuppress: ["neigh_suppress", false],
  isolated: ["isolated", false],
  vlanTunnel: ["vlan_tunnel", false],
};
const names = Object.keys(FLAGS) as (keyof PortFlags)[];

type Flags = { readonly [Name in keyof PortFlags]?: boolean | undefined };

/** The declared flags. A port with VNIs for its VLANs has the flag for them. */
function flagsOf(port: BridgePort | undefined): Flags {
  const { vlanTunnel, learning, flood, neighSuppress, isolated } = port ?? {};
  return {
    learning,
    flood,
    neighSuppress,
    isolated,
    vlanTunnel: vlanTunnel === undefined ? undefined : true,
  };
}

/** The command that sets the flags that differ. One that the program no longer declares becomes that of a new port. */
function flagCommands(device: string, before: BridgePort | undefined, after: BridgePort | undefined) {
  const [old, wanted] = [flagsOf(before), flagsOf(after)];
  const words = names.flatMap((name) => {
    const [word, byDefault] = FLAGS[name];
    if (old[name] === wanted[name]) return [];
    return [word, (wanted[name] ?? byDefault) ? "on" : "off"];
  });
  return words.length === 0 ? [] : [tokens`link set dev ${device} type bridge_slave ${words}`];
}

/** The VLAN that the bridge gives new ports; undefined if the snapshot has no such bridge. */
function defaultVlan(snapshot: HostSnapshot | undefined, bridge: string | undefined): number | undefined {
  const vlan = snapshot?.links.find(({ name }) => name === bridge)?.info.vlan_default_pvid;
  return typeof vlan === "number" ? vlan : undefined;
}

/** The commands that give the port of a bridge its arguments. The link is a port of `after.master` already. */
function portCommands(
  device: string,
  before: Args,
  after: Args,
  snapshot: HostSnapshot | undefined,
): Command[] {
  const [old, wanted] = [portOf(before), portOf(after)];
  const { master } = common(after);
  if (common(before).master !== master)
    // The kernel forgets everything about a port that leaves its bridge
    return wanted === undefined
      ? []
      : [...flagCommands(device, undefined, wanted), ...vlansOfNewPort(device, wanted)];
  if (old === undefined && wanted === undefined) return [];
  const [live, ownByDefault] = [snapshot?.sections.vlan?.[device], defaultVlan(snapshot, master)];
  return [
    ...flagCommands(device, old, wanted),
    ...(declaresVlans(old) || declaresVlans(wanted)
      ? vlanCommands(device, { before: old, after: wanted, live, ownByDefault })
      : []),
  ];
}

/** The flags and the VLANs of a port of a bridge. Those that the program does not declare stay as they are. */
export const bridgePortTable: DeviceTable = {
  isDeclared: (args) => portOf(args) !== undefined,
  importing: portImport,
  changes: (device, before, after, snapshot) => ({
    removals: [],
    additions: [],
    asPort: portCommands(device, before, after, snapshot),
  }),
  shows: (device, args) =>
    declaresVlans(portOf(args))
      ? [tokens`bridge vlan show dev ${device}`, tokens`bridge vlan tunnelshow dev ${device}`]
      : [],
  sections: (device, args) => (declaresVlans(portOf(args)) ? [`vlan:${device}`] : []),
  parse: (device, shown) => (shown.length === 0 ? {} : { vlan: { [device]: readPortVlans(shown.flat()) } }),
  read(device, snapshot, declared) {
    const port = portOf(declared) ?? {};
    const link = snapshot.links.find(({ name }) => name === device);
    return { bridgePort: link === undefined ? port : livePort(port, link, snapshot.sections.vlan?.[device]) };
  },
};
