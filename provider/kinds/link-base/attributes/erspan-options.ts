import { z } from "zod";
import type { Args, Rule } from "../../../schema/declaration.ts";
import { integer, oneOf } from "../../../schema/values.ts";
import type { Attribute, Tokens } from "../attribute.ts";
import { keys, keysOf, seq } from "./gre-options.ts";
import { numberAt, textAt } from "./ip-tunnel.ts";

/** Ethernet header, GRE header (8 bytes with its sequence number) and the ERSPAN header of each version. */
const ETHERNET = 14;
const HEADERS = [4, 8 + 8, 8 + 12];

const versionSchema = (lowest: 0 | 1) => {
  const known = lowest === 0 ? ([0, 1, 2] as const) : ([1, 2] as const);
  return z.literal(known, { error: `must be ${known.join(" or ")}` });
};

/**
 * The ERSPAN header: its version, and what is particular to each. `ip` sends the arguments of the version that is
 * named and no others, so all of them are said whenever one is.
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
        .describe("Version 1: index of the mirrored port, 20 bits, for the collector to tell ports apart."),
      direction: oneOf("ingress", "egress")
        .default("ingress")
        .describe("Version 2: whether the mirrored packets came in or went out."),
      hardwareId: integer(0, 63)
        .default(0)
        .describe("Version 2: identifier of the mirroring engine within its system, 6 bits."),
    },
    create: words,
    change: words,
    read: (link) => {
      const version = numberAt(link, "erspan_ver");
      return {
        version,
        index: version === 1 ? numberAt(link, "erspan_index") || undefined : undefined,
        direction: textAt(link, "erspan_dir"),
        hardwareId: numberAt(link, "erspan_hwid"),
      };
    },
    // There is no word for an index of 0, which is what "none" is; and an index from before another version returns
    replaces: (before, after) => {
      if (after.version !== 1 || after.index !== undefined) return [];
      return [...(before.version === 1 ? [] : ["version"]), ...(before.index === undefined ? [] : ["index"])];
    },
    overhead: ({ version }) => ETHERNET + (HEADERS[Number(version)] ?? 0),
  } satisfies Attribute;
};

/** For the docs. */
export const VERSION_NOTE =
  "Back to version 1 goes in place along with an `index`; without one it makes another device, for iproute2 has no word for no index.";

/** ERSPAN's key is the session id. Versions 1 and 2 have one in each packet, whether or not a header counts it. */
export const sessionKeys = () =>
  keys({
    max: 1023,
    why: " (ERSPAN's session id has 10 bits)",
    counted: false,
    description: "Session id, 0 to 1023, in both directions. Versions 1 and 2 need one.",
  });

const isNumbered = ({ version, external }: Args) => version !== 0 && external !== true;

/** On by itself for versions 1 and 2, which need it. */
export const sessionSeq = () => seq({ implied: isNumbered, counted: false });

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
  const unsaid: Args = { direction: "ingress", hardwareId: 0 };
  return names.map((name) => ({
    over: [name, "version"],
    fault: (args) =>
      args.version === version || args[name] === unsaid[name]
        ? undefined
        : `needs version ${version}: version ${args.version} has no such field`,
  }));
}
