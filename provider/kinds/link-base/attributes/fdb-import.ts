import { isLinkLocal, isMulticast } from "../../../iproute2/address.ts";
import { ALL_ZERO_MAC, type FdbEntry } from "../../../iproute2/fdb-json.ts";
import type { LiveLink } from "../../../iproute2/ip-json.ts";
import type { HostSnapshot } from "../../../model/host-snapshot.ts";
import type { TableImport } from "../attribute.ts";
import { eitherAt } from "./udp-tunnel.ts";

/** The far end of a device by its own attributes. */
const farEnd = (link: LiveLink): unknown => eitherAt(link, "remote") ?? eitherAt(link, "group");

/** The entry that the kernel makes for `remote` or `group`. (linux: vxlan_changelink, vxlan_dev_configure) */
const isOfKernel = (link: LiveLink, { mac, dst, via, vni }: FdbEntry): boolean =>
  mac === ALL_ZERO_MAC &&
  dst === farEnd(link) &&
  (via === undefined || via === link.info.link) &&
  vni === undefined;

/** The entries that another program made, without learned ones and those that a daemon keeps. */
const entriesOf = (link: LiveLink, { sections }: HostSnapshot): readonly FdbEntry[] =>
  (sections.fdb?.[link.name] ?? []).filter(
    (one) => one.isStatic && !one.isOfDaemon && !isOfKernel(link, one),
  );

/** Why no program can declare an entry; undefined if one can. */
function obstacleTo({ dst, via, port }: FdbEntry): string | undefined {
  if (port !== undefined) return `the UDP port ${port}`;
  if (isMulticast(dst)) return "a group as its destination";
  return isLinkLocal(dst) && via === undefined ? "a link-local destination without a device" : undefined;
}

const textOf = ({ mac, dst }: { readonly mac: string; readonly dst: string }) => `${mac} ${dst}`;

/** How an import declares forwarding entries: those to all far ends are `remotes`, unless the device has a far end itself. */
export const fdbImport: TableImport = {
  // The entries of an external device have a VNI each, which no argument declares
  sections: ({ name, info }) => (info.external === true ? [] : [`fdb:${name}`]),

  args(link, snapshot) {
    const entries = entriesOf(link, snapshot).filter((one) => obstacleTo(one) === undefined);
    const isRemote = ({ mac, dst, via, vni }: FdbEntry) =>
      farEnd(link) === undefined &&
      mac === ALL_ZERO_MAC &&
      (via ?? vni) === undefined &&
      !isLinkLocal(dst) &&
      dst !== eitherAt(link, "local");
    const remotes = entries.filter(isRemote).map(({ dst }) => dst);
    const fdb = entries
      .filter((one) => !isRemote(one))
      .map(({ mac, dst, via, vni }) => ({
        ...{ mac, dst },
        ...(via === undefined ? {} : { via }),
        ...(vni === undefined ? {} : { vni }),
      }))
      // The kernel has them in an order of its own
      .toSorted((one, other) => textOf(one).localeCompare(textOf(other)));
    return { ...(remotes.length === 0 ? {} : { remotes }), ...(fdb.length === 0 ? {} : { fdb }) };
  },

  without: (link, snapshot) =>
    entriesOf(link, snapshot).flatMap((one) => {
      const obstacle = obstacleTo(one);
      return obstacle === undefined
        ? []
        : [
            `without its forwarding entry ${one.mac} to ${one.dst}: it has ${obstacle}, which no argument declares`,
          ];
    }),
};
