import { deviceNameFault } from "../../iproute2/device-name.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import type { Importable, ImportSupport } from "../../model/resource-kind.ts";
import type { Args } from "../../schema/declaration.ts";
import { nameWith } from "../shared/import-name.ts";
import { type CopyingFilters, copyingFilters } from "./copying-filters.ts";
import type { MirrorArgs } from "./mirror-args.ts";
import { topologyFault } from "./topology.ts";

/** The devices in the name of a mirror. */
function devicesIn(name: string): readonly string[] {
  const [, monitor, target] = /^mirror:([^>,]+)>([^>,]+)/.exec(name) ?? [];
  return [monitor, target].filter((one) => one !== undefined);
}

function importable(one: CopyingFilters, snapshot: HostSnapshot): Importable {
  const { monitor, target, direction, pref, skipHw, match } = one;
  const isOfAll = Object.keys(match).length === 0;
  const args: Args = { monitor, target, direction, pref, skipHw, ...(isOfAll ? {} : { match }) };
  const obstacle = one.obstacle ?? topologyFault(args as MirrorArgs, snapshot);
  return {
    name: nameWith(`mirror:${monitor}>${target}`, { pref, direction }),
    args,
    devices: [monitor, target],
    ...(obstacle === undefined ? {} : { obstacle }),
  };
}

/** How filters of another program become mirrors. */
export const mirrorImport: ImportSupport = {
  detailsOf({ links }, name) {
    const devices = name === undefined ? undefined : devicesIn(name);
    return (
      links
        .filter((one) => devices?.includes(one.name) !== false)
        // No command has a device whose name no resource can have
        .filter((one) => deviceNameFault(one.name) === undefined)
        .map((one) => `tc:${one.name}` as const)
    );
  },
  list: (snapshot) => copyingFilters(snapshot).map((one) => importable(one, snapshot)),
  isOfAnyDevice: true,
  identity: ["monitor", "target", "pref", "direction"],
};
