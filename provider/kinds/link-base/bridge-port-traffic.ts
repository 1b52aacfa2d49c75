import type { Stop } from "../../model/traffic.ts";
import type { Args } from "../../schema/declaration.ts";
import { portOf, vnisOf } from "./bridge-port-args.ts";
import { membersOf, rangesOf, rangeText } from "./bridge-port-vlans.ts";
import { common } from "./common-args.ts";

const inWords = (vlans: readonly number[], device: string): string =>
  `frames of VLAN ${rangesOf(vlans).map(rangeText).join(", ")} through ${device}`;

/** What a change of the port of a bridge stops: the frames of VLANs that it no longer has, or that get another VNI. */
export function stoppedByPort(before: Args, after: Args): Stop | undefined {
  const [old, next] = [portOf(before), portOf(after)];
  const because = ["bridgePort"];
  const device = common(before).name;
  const members = membersOf(next);
  const left = [...membersOf(old).keys()].filter((vlan) => !members.has(vlan));
  if (left.length > 0) return { packets: inWords(left, device), because, until: "next change" };
  const vnis = vnisOf(next ?? {});
  const moved = [...vnisOf(old ?? {})].flatMap(([vlan, vni]) => (vnis.get(vlan) === vni ? [] : [vlan]));
  if (moved.length > 0) return { packets: inWords(moved, device), because, until: "both ends" };
  return next?.isolated === true && old?.isolated !== true
    ? { packets: `frames between ${device} and other isolated ports`, because, until: "next change" }
    : undefined;
}
