import { z } from "zod";
import type { Args, Rule } from "../../../schema/declaration.ts";
import { integer, oneOf } from "../../../schema/values.ts";
import type { Attribute, Tokens } from "../attribute.ts";
import { keys, keysOf, seq } from "./gre-options.ts";
import { numberAt, textAt } from "./ip-tunnel.ts";

const ETHERNET = 14;
/** By version: bytes of the GRE header (8 with its sequence number) and of the ERSPAN header. */
const HEADERS = [4, 8 + 8, 8 + 12];

const versionSchema = (lowest: 0 | 1) => {
  const known = lowest === 0 ? ([0, 1, 2] as const) : ([1, 2] as const);
  return z.literal(known, { error: `must be ${known.join(" or ")}` });
};

/**
 * The ERSPAN header: its version and the fields of each version. `ip` sends only the fields of the named version, so
 * each command has the version and all of its fields.
 */
export const erspanHeader = ({ lowest }: { lowest: 0 | 1 }) => {
  const words = ({ version, index, direction, hardwareId }: Args): Tokens => [
    "erspan_ver",
    String(version),
    ...(version === 1 && index !== undefined ? ["erspan", String(index)] : []),
    ...(version === 2 ? ["erspan_dir", String(direction), "erspan_hwid", String(hardwareId)] : []),
  ];
  return {
    shape: {
      version: versionSchema(lowest)
        .default(1)
        .describe(
          `Version of the ERSPAN header: 1 is type II, 2 is type III${lowest === 0 ? ", 0 is type I, which has none" : ""}.`,
        ),
      index: integer(1, 1_048_575)
        .optional()
        .describe("Version 1: index of the mirrored port, 20 bits. The collector distinguishes ports by it."),
      direction: oneOf("ingress", "egress")
        .default("ingress")
        .describe("Version 2: whether the mirrored packets came in or went out."),
      hardwareId: integer(0, 63)
        .default(0)
        .describe("Version 2: identifier of the mirroring engine within its system, 6 bits."),
    },
    create: words,
    change: words,
    read: (link, declared) => {
      const version = numberAt(link, "erspan_ver");
      return {
        version,
        index: version === 1 ? numberAt(link, "erspan_index") || undefined : undefined,
        // iproute2 before 5.12 prints no direction
        direction: textAt(link, "erspan_dir") ?? (version === 2 ? declared.direction : undefined),
        hardwareId: numberAt(link, "erspan_hwid"),
      };
    },
    // ip has no word that clears the index, and the kernel keeps an earlier index while the version is another one
    replaces: (before, after) => {
      if (after.version !== 1 || after.index !== undefined) return [];
      return [...(before.version === 1 ? [] : ["version"]), ...(before.index === undefined ? [] : ["index"])];
    },
    overhead: ({ version }) => ETHERNET + (HEADERS[Number(version)] ?? 0),
  } satisfies Attribute;
};

/** A note for the docs. */
export const VERSION_NOTE =
  "iproute2 before 5.12 does not print `direction`, so `pulumi refresh` does not see that an operator changed it. A change to version 1 with an `index` happens in place. Without one it needs a new device, because iproute2 cannot clear the index.";

/** A note for the docs. */
export const SEQ_NOTE =
  "Without `seq`, `iseq` and `oseq`, outgoing packets of versions 1 and 2 carry a sequence number, and incoming ones may have any. With `seq` or `iseq` a collector drops the packets of a monitor that was replaced or has booted, because its numbers begin at 0 again.";

/** The session id, which `ip` calls key. It is part of the ERSPAN header, so it adds no bytes. */
export const sessionKeys = () =>
  keys({
    max: 1023,
    why: " (ERSPAN's session id has 10 bits)",
    counted: false,
    description: "Session id, 0 to 1023, in both directions. Versions 1 and 2 need one.",
  });

const isNumbered = ({ version, external }: Args) => version !== 0 && external !== true;

/**
 * Sequence numbers. Versions 1 and 2 need them in one direction. By default that is the outgoing one, because a receiver
 * that compares numbers drops the packets of a sender that began at 0 again. (linux: ip_tunnel_rcv)
 */
export const sessionSeq = () =>
  seq({ implied: (args) => ({ input: false, output: isNumbered(args) }), counted: false });

export const erspanRules: readonly Rule[] = [
  {
    over: ["key", "ikey", "okey", "version", "external"],
    fault: (args) => {
      const { input, output } = keysOf(args);
      if (args.version === 0 && args.external !== true && (args.key ?? args.ikey ?? args.okey) !== undefined)
        return "needs version 1 or 2: version 0 carries no session id";
      return isNumbered(args) && (input === undefined || output === undefined)
        ? `is needed: ERSPAN version ${args.version} has a session id in both directions (key, or ikey and okey)`
        : undefined;
    },
  },
  {
    over: ["seq", "iseq", "oseq", "version", "external"],
    fault: (args) => {
      const { seq: both, iseq, oseq, version } = args;
      const on = both === true || iseq === true || oseq === true;
      if (version === 0 && args.external !== true && on)
        return "needs version 1 or 2: version 0 carries no sequence number";
      const off = both === false || iseq !== undefined || oseq !== undefined;
      return isNumbered(args) && off && !on
        ? `must not be false: ERSPAN version ${version} needs sequence numbers; leave it out, or choose version 0`
        : undefined;
    },
  },
  ...onlyIn(1, ["index"]),
  ...onlyIn(2, ["direction", "hardwareId"]),
];

function onlyIn(version: number, names: readonly string[]): Rule[] {
  const defaults: Args = { direction: "ingress", hardwareId: 0 };
  return names.map((name) => ({
    over: [name, "version"],
    fault: (args) =>
      args.version === version || args[name] === defaults[name]
        ? undefined
        : `needs version ${version}: version ${args.version} has no such field`,
  }));
}
