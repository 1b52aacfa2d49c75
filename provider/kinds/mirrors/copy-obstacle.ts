import { overlaps, parsePrefix } from "../../iproute2/address.ts";
import type { LiveAction, LiveFilter } from "../../iproute2/tc-json.ts";
import { isOfAnyMirror } from "./cookie.ts";
import { foreignKey } from "./match-filters.ts";

/** `tc` prints this for a target device that no longer exists. */
export const GONE = "*";

/** Why no mirror can take the place of a filter. `all` are those of the same device and direction. */
export function copyObstacle(
  filter: LiveFilter,
  action: LiveAction,
  all: readonly LiveFilter[],
): string | undefined {
  const { kind, pref, chain = 0, block, skipSw = false, classId, indev, actions } = filter;
  const key = foreignKey(filter);
  if (action.cookie !== undefined)
    return isOfAnyMirror(filter)
      ? "it belongs to an ErspanMirror"
      : "its action has the cookie of another program";
  if (kind !== "matchall" && kind !== "flower")
    return `it is a ${kind} filter, and a mirror has matchall and flower only`;
  if (action.to_dev === undefined || action.to_dev === GONE) return "its target no longer exists";
  if (action.direction !== "egress") return "the copies enter its target, and those of a mirror leave by it";
  if (actions.length !== 1) return "it has more actions than the one that copies";
  if (action.index === undefined || (action.ref ?? 1) !== 1) return "other filters share its action";
  if (block !== undefined) return `it is in the block ${block}, which devices share`;
  if (chain !== 0) return `it is in the chain ${chain}, and a mirror is in chain 0`;
  if (skipSw) return "only the network card runs it";
  if (key !== undefined || indev !== undefined)
    return `it selects by ${key ?? "indev"}, which no match declares`;
  if (classId !== undefined) return `it gives packets the class ${classId}`;
  if (all.some((one) => one !== filter && one.pref === pref))
    return `another filter has the preference ${pref} too`;
  return control(filter, action, all);
}

/** Why a mirror would treat packets otherwise after they were copied: a mirror lets later filters have them. */
function control(filter: LiveFilter, action: LiveAction, all: readonly LiveFilter[]): string | undefined {
  const type = action.control_action?.type ?? "pipe";
  if (type === "continue") return undefined;
  if (type !== "pipe" && type !== "pass") return `it does more than copy: ${type}`;
  const later = all.find((one) => one.pref > filter.pref && mayOverlap(filter, one));
  return later === undefined
    ? undefined
    : `it ends the processing of the packets that it copies (${type}), and behind it is a ${later.kind} filter with the preference ${later.pref}, which would get them`;
}

/** Whether some packet may match both filters. */
function mayOverlap(one: LiveFilter, other: LiveFilter): boolean {
  if (one.protocol !== other.protocol && one.protocol !== "all" && other.protocol !== "all") return false;
  return Object.entries(one.keys).every(([key, value]) => mayBoth(key, value, other.keys[key]));
}

/** Keys that a packet has once. */
const SINGLE: ReadonlySet<string> = new Set([
  ...["vlan_ethtype", "vlan_id", "src_mac", "dst_mac", "ip_proto", "src_ip", "dst_ip"],
  ...["src_port", "dst_port"],
]);

/** Whether a packet may have both values of a key. Masks and ranges count as values that it may have. */
function mayBoth(key: string, one: unknown, other: unknown): boolean {
  const isPlain = (value: unknown) => typeof value === "number" || typeof value === "string";
  if (!SINGLE.has(key) || !isPlain(one) || !isPlain(other)) return true;
  const [first, second] = [parsePrefix(String(one)), parsePrefix(String(other))];
  if (first !== undefined && second !== undefined) return overlaps(first, second);
  return one === other || [one, other].some((value) => String(value).includes("/"));
}
