import { z } from "zod";
import { isMulticast, parseAddress, quadToNumber } from "../../../iproute2/address.ts";
import type { LiveLink } from "../../../iproute2/ip-json.ts";
import type { Args, Rule } from "../../../schema/declaration.ts";
import { flag, form, U32 } from "../../../schema/values.ts";
import { type Attribute, scalarAttribute, type Tokens } from "../attribute.ts";
import { addressAt, endpoints, keyAt } from "./ip-tunnel.ts";

/** Bytes of each optional field of a GRE header. (linux: gre_calc_hlen) */
const FIELD = 4;

/** A GRE or VTI key: a number, or a dotted quad, as `ip` prints it. The value becomes a number. */
const keySchema = (min: number, max: number, why: string) => {
  const message = `must be a whole number from ${min} to ${max}${why}, or the same as a dotted quad`;
  const keys = z.union([z.number(), z.string()], { error: message }).transform((value, context) => {
    const quad = typeof value === "string" ? parseAddress(value, "inet") : undefined;
    const number = quad === undefined ? value : quadToNumber(quad);
    if (typeof number === "number" && Number.isInteger(number) && number >= min && number <= max)
      return number;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });
  return keys.meta(form(`${min} to ${max} or a dotted quad`));
};

interface Keys {
  readonly input: number | undefined;
  readonly output: number | undefined;
}

/** The key that `ip` sets by itself for a tunnel to an IPv4 group: the group's address. (iproute2: ip/link_gre.c) */
const keyOfGroup = (remote: unknown): number | undefined =>
  typeof remote === "string" && parseAddress(remote, "inet") !== undefined && isMulticast(remote)
    ? quadToNumber(remote)
    : undefined;

/** The key of each direction, from the arguments. */
export const keysOf = ({ key, ikey, okey, remote }: Args): Keys => {
  const group = keyOfGroup(remote);
  const one = (value: unknown) => (typeof value === "number" ? value : group);
  return { input: one(ikey ?? key), output: one(okey ?? key) };
};

interface KeyOptions {
  /** how a command clears a key: by the words `noikey` and `nookey`, or by the value 0 (vti) */
  readonly cleared?: "by word" | "by zero";
  readonly max?: number;
  /** the reason for the range, for its message */
  readonly why?: string;
  /** whether a key adds bytes to the header; default: true */
  readonly counted?: boolean;
  readonly description?: string;
}

/** `key` for both directions, or `ikey` and `okey`. */
export function keys({
  cleared = "by word",
  max = U32,
  why = "",
  counted = true,
  description = "Key of the packets in both directions: a number, or a dotted quad. The far end must have the same.",
}: KeyOptions = {}): Attribute<Record<"key" | "ikey" | "okey", z.ZodOptional<ReturnType<typeof keySchema>>>> {
  const schema = () => keySchema(cleared === "by zero" ? 1 : 0, max, why).optional();
  const word = (name: "ikey" | "okey", value: number | undefined): Tokens =>
    value !== undefined ? [name, String(value)] : cleared === "by zero" ? [name, "0"] : [`no${name}`];
  const live = (link: LiveLink, name: string) => {
    const value = keyAt(link, name);
    return cleared === "by zero" && value === 0 ? undefined : value;
  };
  return {
    shape: {
      key: schema().describe(description),
      ikey: schema().describe("Key of incoming packets only; excludes `key`."),
      okey: schema().describe("Key of outgoing packets only; excludes `key`."),
    },
    create: ({ key, ikey, okey }) => [
      ...(key === undefined ? [] : ["key", String(key)]),
      ...(ikey === undefined ? [] : ["ikey", String(ikey)]),
      ...(okey === undefined ? [] : ["okey", String(okey)]),
    ],
    change: (args) => [...word("ikey", keysOf(args).input), ...word("okey", keysOf(args).output)],
    // In the declared spelling, if that can express the live values
    read: (link, declared) => {
      const group = keyOfGroup(addressAt(link, "remote"));
      const spelled = (name: "ikey" | "okey") =>
        live(link, name) === group && declared[name] === undefined ? undefined : live(link, name);
      const [input, output] = [live(link, "ikey"), live(link, "okey")];
      const isSeparate = declared.ikey !== undefined || declared.okey !== undefined;
      if (isSeparate || input !== output) return { ikey: spelled("ikey"), okey: spelled("okey") };
      return input === group && declared.key === undefined ? {} : { key: input };
    },
    rules: [excludes("key", ["ikey", "okey"])],
    ...(counted ? { overhead: (args: Args) => (keysOf(args).output === undefined ? 0 : FIELD) } : {}),
  };
}

/** A rule: an argument for both directions excludes the arguments for one direction. */
const excludes = (both: string, each: readonly [string, string]): Rule => ({
  over: [both, ...each],
  fault: (args) => {
    const given = each.filter((name) => args[name] !== undefined);
    return args[both] === undefined || args[both] === false || given.length === 0
      ? undefined
      : `excludes ${given.join(" and ")}: ${both} is for both directions, ${each.join(" and ")} are for one each`;
  },
});

type FlagName = "seq" | "csum";

interface FlagOptions {
  /** the directions that have the flag if no argument sets it; default: none */
  readonly implied?: (args: Args) => Flags;
  readonly counted?: boolean;
}

interface Flags {
  readonly input: boolean;
  readonly output: boolean;
}

/** A flag of the GRE header for both directions, or for one. */
function flags<Name extends FlagName>(
  name: Name,
  words: readonly [both: string, input: string, output: string],
  { implied, counted = true }: FlagOptions = {},
): Attribute<Record<Name | `i${Name}` | `o${Name}`, z.ZodOptional<z.ZodBoolean>>> {
  const [input, output] = [`i${name}`, `o${name}`] as const;
  const isSeparate = (args: Args) => args[input] !== undefined || args[output] !== undefined;
  const flagsOf = (args: Args): Flags => {
    const both = args[name];
    if (isSeparate(args)) return { input: args[input] === true, output: args[output] === true };
    if (both === undefined && implied !== undefined) return implied(args);
    return { input: both === true, output: both === true };
  };
  const shape = {
    [name]: (implied ? flag().optional() : flag().default(false)).describe(words[0]),
    [input]: flag().optional().describe(words[1]),
    [output]: flag().optional().describe(words[2]),
  };
  return {
    shape: shape as unknown as Record<Name | `i${Name}` | `o${Name}`, z.ZodOptional<z.ZodBoolean>>,
    create: (args) => {
      const on = flagsOf(args);
      if (on.input && on.output) return [name];
      return [...(on.input ? [input] : []), ...(on.output ? [output] : [])];
    },
    change: (args) => {
      const on = flagsOf(args);
      return [on.input ? input : `no${input}`, on.output ? output : `no${output}`];
    },
    read: (link, declared) => {
      const [isIn, isOut] = [link.info[input] === true, link.info[output] === true];
      const expected = flagsOf(declared);
      if (isIn === expected.input && isOut === expected.output)
        return Object.fromEntries([name, input, output].map((key) => [key, declared[key]]));
      // A flag that is off is `false` if the program declared it, else it is absent
      const spelled = (on: boolean, key: string) =>
        on ? true : declared[key] === undefined ? undefined : false;
      if (isSeparate(declared) || isIn !== isOut)
        return { [input]: spelled(isIn, input), [output]: spelled(isOut, output) };
      return { [name]: isIn };
    },
    rules: [excludes(name, [input, output])],
    ...(counted ? { overhead: (args: Args) => (flagsOf(args).output ? FIELD : 0) } : {}),
  };
}

export const seq = (options: FlagOptions = {}) =>
  flags(
    "seq",
    [
      "Sequence numbers in both directions. Outgoing packets carry one, and the kernel drops incoming packets out of order.",
      "Incoming packets must carry a sequence number and come in order; excludes `seq`.",
      "Outgoing packets carry a sequence number; excludes `seq`.",
    ],
    options,
  );

export const csum = () =>
  flags("csum", [
    "Checksums in both directions.",
    "Incoming packets must carry a checksum; excludes `csum`.",
    "Outgoing packets carry a checksum; excludes `csum`.",
  ]);

export const ignoreDf = () => ({
  ...scalarAttribute("ignoreDf", {
    schema: flag()
      .default(false)
      .describe("Fragment packets although they carry DF. Needs `pmtudisc: false`."),
    print: (value) => [value ? "ignore-df" : "noignore-df"],
    read: (link) => link.info.ignore_df === true,
  }),
  // The kernel compares the new pmtudisc with the old ignoreDf, so ignoreDf changes first (linux: ipgre_netlink_parms)
  intermediate: (before: Args, after: Args) =>
    before.ignoreDf === true && after.pmtudisc === true ? { ignoreDf: false, pmtudisc: false } : undefined,
});

export const ignoreDfNeedsNoPmtudisc: Rule = {
  over: ["ignoreDf", "pmtudisc"],
  fault: ({ ignoreDf: ignored, pmtudisc }) =>
    ignored === true && pmtudisc !== false
      ? "needs `pmtudisc: false`: path MTU discovery sets DF, which ignoreDf would have ignored"
      : undefined,
};

/** A tunnel needs an endpoint or a key of incoming packets, because the fallback device of the kernel has neither. */
export const needsEndpointOrKey: Rule = {
  over: ["remote", "local", "key", "ikey", "external"],
  fault: ({ local, remote, key, ikey, external }) =>
    local === undefined &&
    remote === undefined &&
    key === undefined &&
    ikey === undefined &&
    external !== true
      ? "local, remote or a key is needed: a tunnel from any to any without a key is the kernel's own fallback device"
      : undefined,
};

/** `ip` refuses it: "A broadcast tunnel requires a source address". */
export const groupNeedsLocal: Rule = {
  over: ["local", "remote"],
  fault: ({ local, remote }) =>
    local === undefined && keyOfGroup(remote) !== undefined
      ? `is needed where remote is a group (${String(remote)}): packets to it need a source address`
      : undefined,
};

/** The identity of a GRE tunnel: its endpoints and the key of incoming packets. */
export const keyedEndpoints = (args: Args): string => {
  if (args.external === true) return endpoints(args);
  const { input } = keysOf(args);
  return `${endpoints(args)} and ${input === undefined ? "no key" : `key ${input}`}`;
};
