import { z } from "zod";
import type { Family } from "../../iproute2/address.ts";
import type { Command } from "../../iproute2/command.ts";
import { causeOf } from "../../iproute2/errors.ts";
import { parseOwnerAlias } from "../../iproute2/owner-alias.ts";
import { type HostSnapshot, markerIn } from "../../model/host-snapshot.ts";
import type { Operation } from "../../model/operation.ts";
import { isOwnedBy, ownerAliasOf, ownerFrom } from "../../model/ownership.ts";
import { markedResourceShape, markerName, onlyIfMarked } from "../../model/ownership-marker.ts";
import type { ResourceKind } from "../../model/resource-kind.ts";
import type { Args } from "../../schema/declaration.ts";
import { UNKNOWN } from "../../schema/unknown-value.ts";
import { flag, oneOf } from "../../schema/values.ts";

const schema = z.strictObject({
  ...markedResourceShape("setting"),
  family: oneOf("inet", "inet6")
    .default("inet")
    .describe("IPv4 (net.ipv4.ip_forward) or IPv6 (net.ipv6.conf.all.forwarding)."),
  enabled: flag().default(true).describe("Whether the kernel forwards packets between devices."),
});

type ForwardingArgs = z.output<typeof schema>;

const KEYS: Readonly<Record<Family, string>> = {
  inet: "net.ipv4.ip_forward",
  inet6: "net.ipv6.conf.all.forwarding",
};

const inWords = (family: unknown): string => (family === "inet6" ? "IPv6" : "IPv4");

const forwarding = (args: Args) => args as ForwardingArgs;

/**
 * The marker of one owner. The host restores the setting when the last owner is removed, unless another program needs
 * forwarding then (../../host/shell/sysctl.sh). The marker's note is the old value of the setting. The host writes it.
 */
const markerOf = (args: ForwardingArgs) => {
  const { stackId, digest } = parseOwnerAlias(ownerAliasOf(args)) ?? {};
  return markerName("forwarding", args.family, stackId === undefined ? digest : `${digest}.${stackId}`);
};

const hold = (args: ForwardingArgs): Command => [
  `${KEYS[args.family]}=${args.enabled ? 1 : 0}`,
  markerOf(args),
  ownerAliasOf(args),
];

const release = (args: ForwardingArgs): Command => [KEYS[args.family], markerOf(args)];

/** The value of a setting. The section has a line `net.ipv4.ip_forward 1` for each setting that the kernel has. */
const valueIn = (dump: HostSnapshot, key: string): string | undefined =>
  (dump.sections.sysctl ?? "")
    .split("\n")
    .map((line) => line.split(" "))
    .find(([name]) => name === key)?.[1];

/** Whether a host forwards packets. (linux: Documentation/networking/ip-sysctl.rst) */
export const ipForwarding: ResourceKind = {
  type: "Forwarding",
  schema,
  rules: [],
  label: "setting",
  sections: ["sysctl", "markers"],

  replaces: (_before, _after, changed) => changed.filter((key) => key === "family"),

  displayName: (args) => KEYS[forwarding(args).family],

  find(dump, args) {
    const declared = forwarding(args);
    const marker = markerIn(dump, markerOf(declared));
    const value = valueIn(dump, KEYS[declared.family]);
    if (marker === undefined || !isOwnedBy(marker.alias, args) || value === undefined) return undefined;
    const { family } = declared;
    return {
      ownership: "ours",
      args: { family, ...ownerFrom(marker.alias, args), enabled: value !== "0" },
      computed: marker.note === undefined ? {} : { previouslyEnabled: marker.note !== "0" },
    };
  },

  explainConflict: () => undefined,

  // Two resources of one owner would share a marker, so only one is allowed
  claims: (args) =>
    args.family === UNKNOWN
      ? []
      : [
          {
            property: "family",
            one: `the setting ${KEYS[forwarding(args).family]} of ${String(args.owner)}`,
          },
        ],

  create: (args): Operation => ({ tool: "sysctl", commands: [hold(forwarding(args))] }),

  change(before, after) {
    const [old, next] = [forwarding(before), forwarding(after)];
    if (ownerAliasOf(old) === ownerAliasOf(next) && old.enabled === next.enabled) return undefined;
    const moved = markerOf(old) === markerOf(next) ? [] : [release(old)];
    return { tool: "sysctl", commands: [hold(next), ...moved] };
  },

  remove(args): Operation {
    const declared = forwarding(args);
    return {
      tool: "sysctl",
      ...onlyIfMarked(markerOf(declared), declared),
      commands: [release(declared)],
    };
  },

  traffic: {
    carried: ({ family, enabled }) =>
      enabled === true ? `packets that the host forwards over ${inWords(family)}` : undefined,
    stoppedBy: ({ family }, { enabled }, changed) =>
      changed.includes("enabled") && enabled === false
        ? {
            packets: `packets that the host forwards over ${inWords(family)}`,
            because: ["enabled"],
            until: "next change",
          }
        : undefined,
  },

  importing:
    "needs no import: declare it, and the provider records the value that the setting has, and restores it at the end",

  boot: {
    fileName: (args) => markerOf(forwarding(args)),
    operation: (args) => ({
      tool: "sysctl",
      ...onlyIfMarked(markerOf(forwarding(args)), args),
      commands: [hold(forwarding(args))],
    }),
  },

  advice(stderr, args) {
    if (/Read-only|No such file|nonexistent/.test(stderr)) {
      const { family } = forwarding(args);
      return family === "inet6" && !/Read-only/.test(stderr)
        ? "the kernel has no IPv6: ipv6.disable=1, or built without"
        : "the host cannot write to /proc/sys, as in an unprivileged container: set the value from outside";
    }
    return causeOf(stderr) === "no-permission"
      ? "root is needed: connect as root, or set `sudo: true` for a user with the right to"
      : undefined;
  },
};
