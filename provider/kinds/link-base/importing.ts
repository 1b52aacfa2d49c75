import { newDeviceNameFault } from "../../iproute2/device-name.ts";
import type { LiveLink } from "../../iproute2/ip-json.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import type { Importable, ImportSupport } from "../../model/resource-kind.ts";
import { portShape } from "./bridge-port-args.ts";
import { DEVICE_ARGUMENTS, unusualDeviceAttributes } from "./device-attributes.ts";
import { importedTables, importSections, partsWithoutArgument } from "./device-tables.ts";
import { liveArgs } from "./find.ts";
import type { LinkKind } from "./link-kind.ts";
import { mayBeAutomatic } from "./mtu.ts";
import { settingsShape } from "./settings.ts";

/** How devices of a kind become resources. */
export const linkImport = (link: LinkKind): ImportSupport => ({
  detailsOf: ({ links }, name) =>
    links
      .filter((one) => one.kind === link.kind && (name === undefined || one.name === name))
      // No command has a device whose name no resource can have
      .filter((one) => newDeviceNameFault(one.name) === undefined)
      .flatMap((live) => importSections(link, live)),

  leftByAdoption: [
    ...DEVICE_ARGUMENTS,
    ...link.attributes.flatMap(({ table, shape }) => (table === undefined ? [] : Object.keys(shape))),
    ...Object.keys({ ...settingsShape, ...portShape }),
  ],

  list: (snapshot) =>
    snapshot.links.filter(({ kind }) => kind === link.kind).map((live) => importable(link, live, snapshot)),

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
  const { name, mtu } = live;
  const fault = newDeviceNameFault(name);
  const tables = importedTables(link, live, snapshot);
  const without = partsWithoutArgument(link, live, snapshot);
  const underlays = snapshot.links.filter((one) => one.name !== name).map((one) => one.mtu);
  const isAutomatic =
    link.followsPorts === true ||
    mtu > LARGEST_MTU ||
    mayBeAutomatic(link, { ...liveArgs(link, live, {}), ...tables }, mtu, underlays);
  return {
    name,
    args: {
      ...{ name, ...unusualDeviceAttributes(link, live), ...(isAutomatic ? {} : { mtu }) },
      ...(live.master === undefined ? {} : { master: live.master }),
      ...tables,
    },
    ...(fault === undefined ? {} : { obstacle: `the name ${fault}` }),
    ...(without.length === 0 ? {} : { without }),
  };
}
