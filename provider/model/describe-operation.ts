import { describeCommand } from "../iproute2/command.ts";
import type { Guard, Marker, Operation, Removal, SenderKey } from "./operation.ts";

/** A removal; `halfMade` also accepts a device of our group without an alias. */
type DeviceRemoval = Removal & { readonly halfMade?: boolean };

/**
 * An operation as lines of a shell session, without secrets. Commands are in the syntax of `ip`, `tc` and `sysctl`.
 * Conditions and markers are comments.
 * @example ["# only if gre0 has the alias pulumi-iproute2:…", "ip link del dev gre0"]
 */
export function describeOperation(one: Operation | DeviceRemoval): string[] {
  if ("device" in one) {
    const { device, aliases, halfMade = false } = one;
    return [...guardLines({ device, aliases, halfMade }), `ip link del dev ${device}`];
  }
  const { tool, guard, modules = [], commands, shows = 0, undo = [], marker, senderKey, clsact = [] } = one;
  const [acting, reading] = [commands.slice(0, commands.length - shows), commands.slice(-shows)];
  const print = (command: Operation["commands"][number]) => describeCommand(tool, command);
  return [
    ...(guard === undefined ? [] : guardLines(guard)),
    ...(senderKey === undefined ? [] : [`# ${KEY_LINES[senderKey.action]}`]),
    ...modules.map((name) => `# if /sys/module/${name} is missing: modprobe -q ${name}`),
    ...clsact.map(
      (device) => `# if ${device} has no clsact or ingress qdisc: tc qdisc add dev ${device} clsact`,
    ),
    ...acting.flatMap((command) => (tool === "sysctl" ? settingLines(command) : [print(command)])),
    ...(undo.length === 0 ? [] : [`# if a command after the first fails${undoCondition(one)}:`]),
    ...undo.map((command) => `#   ${print(command)}`),
    ...(marker === undefined ? [] : [markerLine(marker)]),
    ...clsact.map(
      (device) =>
        `# if the provider added that qdisc and no filter is left: tc qdisc del dev ${device} clsact`,
    ),
    ...(shows === 0 ? [] : [`# reads: ${reading.map(print).join("; ")}`]),
  ];
}

const undoCondition = ({ undoGuard }: Operation): string =>
  undoGuard === undefined ? "" : `, and ${condition(undoGuard)}`;

const guardLines = (guard: Guard): string[] => [`# only ${condition(guard)}`];

function condition(guard: Guard): string {
  const aliases = guard.aliases.join(" or ");
  if ("marker" in guard) return `if the marker ${guard.marker} has ${aliases}`;
  const halfMade = guard.halfMade === true ? ", or is in our group and has none" : "";
  return `if ${guard.device} has the alias ${aliases}${halfMade}`;
}

const USED_KEYS = "/var/lib/pulumi-iproute2/used-keys";

/** The digest itself is left out, because the keys that a component makes differ in each run. */
const KEY_LINES: Readonly<Record<SenderKey["action"], string>> = {
  add: `only if ${USED_KEYS} lacks the digest of the key, which it first gets`,
  "add again": "never, because the host has sent with this key before",
  keep: `first writes the digest of the key to ${USED_KEYS}`,
  "take over": `only if the state has this key; first writes its digest to ${USED_KEYS}`,
};

const markerLine = ({ name, alias, note }: Marker): string =>
  alias === undefined
    ? `# then removes the marker ${name}`
    : `# then writes the marker ${name}: ${[alias, note].filter((one) => one !== undefined).join(" ")}`;

/** `KEY=VALUE MARKER ALIAS` sets and holds a setting, `KEY MARKER` releases it. */
function settingLines([setting = "", marker = "", alias]: Operation["commands"][number]): string[] {
  if (alias === undefined)
    return [
      `# removes the marker ${marker}; if it is the last one of ${setting}, restores the value before the first one`,
    ];
  return [
    describeCommand("sysctl", [setting]),
    `# then writes the marker ${marker}: ${alias} and the value before the first such marker`,
  ];
}
