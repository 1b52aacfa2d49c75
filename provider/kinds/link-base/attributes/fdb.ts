import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { type Family, familyOf, isLinkLocal } from "../../../iproute2/address.ts";
import type { Args, Rule } from "../../../schema/declaration.ts";
import { canonical, deviceName, form, integer, object } from "../../../schema/values.ts";
import type { Attribute } from "../attribute.ts";
import { firstDuplicate } from "../common-args.ts";
import { declaredIn, entriesOf, fdbTable, hasSeveral, keyOf } from "./fdb-table.ts";
import { unicast } from "./udp-tunnel.ts";

const macAddress = () =>
  canonical(
    (text) => (/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text) ? text.toLowerCase() : undefined),
    "a MAC address of six pairs of hexadecimal digits, such as 02:00:5e:00:53:01",
  ).meta(form("MAC address"));

const entry = object({
  mac: macAddress().describe(
    "MAC address behind the far end; all zeros for frames to unknown addresses and broadcasts.",
  ),
  dst: unicast().describe("Underlay address of the far end."),
  via: deviceName().optional().describe("Underlay device of the packets; by default that of the link."),
  vni: integer(0, 16_777_215).optional().describe("VNI of the packets; by default that of the link."),
});

/** The arguments `remotes` and `fdb`. `familyOfArgs` is the family of the underlay, which the kernel fixes at creation. */
export const forwarding = (familyOfArgs: (args: Args) => Family) =>
  ({
    shape: {
      remotes: z
        .array(unicast())
        .default([])
        .describe(
          "Underlay addresses of several other ends: each gets the frames to unknown addresses and the broadcasts.",
        ),
      fdb: z
        .array(entry)
        .default([])
        .describe("Forwarding entries: which far end has which MAC address. Other entries stay as they are."),
    },
    create: () => [],
    change: () => [],
    read: () => ({}),
    replaces: (before, after) =>
      familyOfArgs(before) === familyOfArgs(after)
        ? []
        : ["remotes", "fdb"].filter((name) => !isDeepStrictEqual(before[name], after[name])),
    rules: forwardingRules,
    table: fdbTable,
  }) satisfies Attribute;

/** The underlay address that decides the family of the entries. */
const ownAddress = ({ local, remote, group }: Args, entries: readonly string[]): string | undefined =>
  [remote, group, local, ...entries].find((one) => typeof one === "string") as string | undefined;

const forwardingRules: readonly Rule[] = [
  {
    over: ["remotes", "remote", "group", "local"],
    fault(args) {
      const { remotes } = declaredIn(args);
      const [first] = remotes;
      if (first === undefined) return undefined;
      if (args.remote !== undefined) return "excludes remote: name all far ends in remotes";
      if (args.group !== undefined) return "excludes group: the group has all far ends as its members";
      const linkLocal = remotes.find(isLinkLocal);
      if (linkLocal !== undefined)
        return `has ${linkLocal}, which is link-local: declare it in fdb with \`via\``;
      if (typeof args.local === "string" && remotes.includes(args.local))
        return `has ${args.local}, which is local: a link does not send to itself`;
      const twice = firstDuplicate(remotes);
      return twice === undefined ? otherFamily(remotes, ownAddress(args, remotes)) : `names ${twice} twice`;
    },
  },
  {
    over: ["fdb", "remotes", "remote", "group", "local", "vni"],
    fault(args) {
      const { remotes, fdb, vni } = declaredIn(args);
      const bound = fdb.find(({ dst, via }) => isLinkLocal(dst) && via === undefined);
      if (bound !== undefined) return `has ${bound.dst}, which is link-local and needs \`via\``;
      const keys = entriesOf({ ...args, remotes: [...remotes, ...addressIn(args.remote)] }).map((one) =>
        keyOf(one, vni),
      );
      const twice = firstDuplicate(keys)?.split(" ");
      if (twice !== undefined)
        return `names ${twice[0]} with ${twice[1]} twice, or remote or remotes has it already`;
      const single = firstDuplicate(fdb.map(({ mac }) => mac).filter((mac) => !hasSeveral(mac)));
      if (single !== undefined)
        return `names ${single} twice: the kernel keeps one destination for a MAC address, except for groups and all zeros`;
      const destinations = fdb.map(({ dst }) => dst);
      return otherFamily(destinations, ownAddress(args, [...remotes, ...destinations]));
    },
  },
];

const addressIn = (value: unknown): string[] => (typeof value === "string" ? [value] : []);

/** The fault of addresses that are not of one family with another address. */
function otherFamily(addresses: readonly string[], other: string | undefined): string | undefined {
  const odd = addresses.find((one) => other !== undefined && familyOf(one) !== familyOf(other));
  return odd === undefined ? undefined : `has ${odd}, which is of another family than ${other}`;
}
