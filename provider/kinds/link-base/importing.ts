import { newDeviceNameFault } from "../../iproute2/device-name.ts";
import type { LiveLink } from "../../iproute2/ip-json.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import type { Importable, ImportSupport } from "../../model/resource-kind.ts";
import { canBePort } from "./bridge-port-args.ts";
import { unusualDeviceAttributes } from "./device-attributes.ts";
import { importedTableSections, importedTables } from "./device-tables.ts";
import { liveArgs } from "./find.ts";
import type { LinkKind } from "./link-kind.ts";
import { unusualFlags } from "./live-bridge-port.ts";
import { mayBeAutomatic } from "./mtu.ts";

/** How devices of a kind become resources. */
export const linkImport = (link: LinkKind): ImportSupport => ({
  list: (snapshot) =>
    snapshot.links.filter(({ kind }) => kind === link.kind).map((live) => importable(link, live, snapshot)),

  // No command has a device whose name no resource can have
  sectionsOf: ({ links }, name) =>
    links
      .filter((one) => one.kind === link.kind && (name === undefined || one.name === name))
      .filter((one) => newDeviceNameFault(one.name) === undefined)
      .flatMap((one) => importedTableSections(link, one.name)),

  explainAbsence({ links }, name) {
    const other = links.find((one) => one.name === name);
    return other && `${name} is ${inWords(other)}, and no device of the kind ${link.kind}`;
  },
});

/** The largest mtu that a program can declare, in bytes. Only the kernel gives a VRF a larger one. */
const LARGEST_MTU = 65_535;

const inWords = ({ kind, linkType }: LiveLink) =>
  kind === undefined ? `a device of the type ${linkType}` : `a device of the kind ${kind}`;

function importable(link: LinkKind, live: LiveLink, snapshot: HostSnapshot): Importable {
  const { links } = snapshot;
  const { name, mtu } = live;
  const fault = newDeviceNameFault(name);
  const bridgePort = canBePort(link) ? unusualFlags(live) : undefined;
  const underlays = links.filter((one) => one.name !== name).map((one) => one.mtu);
  const isAutomatic =
    link.followsPorts === true ||
    mtu > LARGEST_MTU ||
    mayBeAutomatic(link, liveArgs(link, live, {}), mtu, underlays);
  return {
    name,
    args: {
      ...{ name, ...unusualDeviceAttributes(link, live), ...(isAutomatic ? {} : { mtu }) },
      ...(live.master === undefined ? {} : { master: live.master }),
      ...(bridgePort === undefined ? {} : { bridgePort }),
      ...importedTables(link, name, snapshot, liveArgs(link, live, {})),
    },
    ...(fault === undefined ? {} : { obstacle: `the name ${fault}` }),
  };
}
