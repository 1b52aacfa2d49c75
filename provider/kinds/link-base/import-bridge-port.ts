import type { PortFlags, PortVlans } from "../../iproute2/bridge-port-json.ts";
import type { LiveLink } from "../../iproute2/ip-json.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import type { TableImport } from "./attribute.ts";
import type { BridgePort } from "./bridge-port-args.ts";
import { DEFAULT_VLAN } from "./bridge-port-vlans.ts";
import { asArguments, liveMappings, PORT_FLAGS } from "./live-bridge-port.ts";

/** The flags of a new port. (linux: new_nbp) */
const USUAL: Pick<PortFlags, (typeof PORT_FLAGS)[number]> = {
  ...{ learning: true, flood: true },
  ...{ neighSuppress: false, isolated: false },
};

/** The flags that differ from those of a new port. */
const unusualFlags = (port: PortFlags): BridgePort =>
  Object.fromEntries(
    PORT_FLAGS.filter((name) => port[name] !== USUAL[name]).map((name) => [name, port[name]]),
  );

/** VLANs whose frames have a tag in one direction only, which no argument declares. */
const oddVlans = ({ members }: PortVlans): number[] =>
  [...members].flatMap(([vlan, how]) => (how === "own" || how === "tagged" ? [] : [vlan]));

const takesVnis = ({ kind, info, bridgePort }: LiveLink): boolean =>
  kind === "vxlan" && info.external === true && bridgePort?.vlanTunnel === true;

/** The VLANs that differ from those of a new port. `ownByDefault` is the VLAN that the bridge gives to new ports, or 0. */
function unusualVlans(link: LiveLink, live: PortVlans, ownByDefault: number): BridgePort {
  const own = [...live.members].find(([, how]) => how === "own")?.[0] ?? 0;
  const vnis = takesVnis(link) ? live.vnis : new Map<number, number>();
  const tagged = [...live.members].flatMap(([vlan, how]) =>
    how === "tagged" && !vnis.has(vlan) ? [vlan] : [],
  );
  return {
    ...(own === ownByDefault ? {} : { pvid: own }),
    ...(tagged.length === 0 ? {} : { vlans: asArguments(tagged) }),
    ...(takesVnis(link) ? { vlanTunnel: liveMappings([], live) } : {}),
  };
}

/** The VLAN that the bridge of a port gives to new ports, or 0. */
function ownByDefaultOf({ master }: LiveLink, { links }: HostSnapshot): number {
  const vlan = links.find(({ name }) => name === master)?.info.vlan_default_pvid;
  return typeof vlan === "number" ? vlan : DEFAULT_VLAN;
}

/** How an import declares a port of a bridge. */
export const portImport: TableImport = {
  sections: ({ name, bridgePort }) => (bridgePort === undefined ? [] : [`vlan:${name}`]),

  args(link, snapshot) {
    if (link.bridgePort === undefined) return {};
    const vlans = snapshot.sections.vlan?.[link.name];
    const isDeclarable = vlans !== undefined && oddVlans(vlans).length === 0;
    const port = {
      ...unusualFlags(link.bridgePort),
      ...(isDeclarable ? unusualVlans(link, vlans, ownByDefaultOf(link, snapshot)) : {}),
    };
    return Object.keys(port).length === 0 ? {} : { bridgePort: port };
  },

  without(link, { sections }) {
    const odd = oddVlans(sections.vlan?.[link.name] ?? { members: new Map(), vnis: new Map() });
    return odd.length === 0
      ? []
      : [
          `without the VLANs of the port: the frames of VLAN ${odd.join(", ")} have a tag in one direction only, which no argument declares`,
        ];
  },
};
