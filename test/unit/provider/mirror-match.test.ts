// What a mirror selects: the check of `match`, its tc filters, and how they are read back.
import { describe, expect, test } from "vitest";
import type { LiveFilter } from "../../../provider/iproute2/tc-json.ts";
import { type Match, match, matchFault, type Selection } from "../../../provider/kinds/mirrors/match.ts";
import {
  liveSelections,
  matchInDeclaredSpelling,
  selectorsOf,
} from "../../../provider/kinds/mirrors/match-filters.ts";

const parsed = (given: object): Match => match.parse(given);
const shown = (given: object) =>
  selectorsOf(parsed(given)).map(({ protocol, kind, keys }) => [protocol, kind, ...keys].join(" "));

/** A filter as tc prints it, after the words that made it. */
function asPrinted(words: string): LiveFilter {
  const [protocol = "", kind = "", ...keys] = words.split(" ");
  const pairs = keys.flatMap((key, index) => (index % 2 === 0 ? [[key, keys[index + 1]]] : []));
  return {
    ...{ protocol, kind, pref: 1, handle: "0x1", indev: undefined, skipHw: true, actions: [] },
    keys: Object.fromEntries(
      pairs.map(([key, value]) => [key, /^\d+$/.test(value ?? "") ? Number(value) : value]),
    ),
  };
}

const MAC = "02:00:00:00:00:0a";

describe("match of a mirror", () => {
  test.each<[object, string[]]>([
    [{}, ["all matchall"]],
    [{ protocol: "ip" }, ["ip flower", "802.1Q flower vlan_ethtype ip"]],
    [{ protocol: "arp", vlan: "untagged" }, ["arp flower"]],
    [{ protocol: "ip", vlan: "tagged" }, ["802.1Q flower vlan_ethtype ip"]],
    [{ vlan: 5 }, ["802.1Q flower vlan_id 5"]],
    [{ vlan: "tagged" }, ["802.1Q flower"]],
    [{ vlan: 0, source: "10.0.0.0/8" }, ["802.1Q flower vlan_id 0 vlan_ethtype ip src_ip 10.0.0.0/8"]],
    [{ sourceMac: "02:00:00:00:00:0A", destinationMac: MAC }, [`all flower src_mac ${MAC} dst_mac ${MAC}`]],
    [
      { protocol: "ipv6", ipProto: "udp", sourcePort: "1000-2000", destinationPort: 53 },
      [
        "ipv6 flower ip_proto udp src_port 1000-2000 dst_port 53",
        "802.1Q flower vlan_ethtype ipv6 ip_proto udp src_port 1000-2000 dst_port 53",
      ],
    ],
  ])("%j has the filters %j, and they are read back as declared", (given, filters) => {
    expect(shown(given)).toEqual(filters);
    const live = liveSelections(filters.map(asPrinted));
    expect(live).toHaveLength(1);
    const declared = parsed(given);
    expect(matchInDeclaredSpelling(declared, live[0] ?? {})).toBe(declared);
  });

  test("reads a port range that tc prints as an object", () => {
    const filter = asPrinted("ip flower ip_proto udp");
    const keys = { ...filter.keys, dst_port: { start: 1000, end: 2000 } };
    expect(liveSelections([{ ...filter, keys }])).toMatchObject([{ destinationPort: "1000-2000" }]);
  });

  test("shows which frames are missing when an operator removed one of two filters", () => {
    const [untagged = "", tagged = ""] = shown({ protocol: "ip" });
    expect(liveSelections([asPrinted(untagged)])).toEqual([{ protocol: "ip", vlan: "untagged" }]);
    expect(liveSelections([asPrinted(tagged)])).toEqual([{ protocol: "ip", vlan: "tagged" }]);
  });

  test("keeps selections apart that are not two halves of one", () => {
    const all = ["ip flower src_ip 10.1.0.0/16", "802.1Q flower vlan_ethtype ip", "arp flower"].map(
      asPrinted,
    );
    expect(liveSelections(all)).toHaveLength(3);
  });

  test.each<[object, object]>([
    [{ sourcePort: "53-53" }, { sourcePort: 53 }],
    [{ sourceMac: "02:00:00:00:00:0A" }, { sourceMac: MAC }],
    [{ sourcePort: "0053-00100" }, { sourcePort: "53-100" }],
  ])("takes %j for %j", (given, canonical) => {
    expect(match.parse(given)).toEqual(canonical);
  });

  test.each<[object, RegExp]>([
    [{ sourcePort: "2000-1000" }, /must be a whole number from 1 to 65535, or a range such as "1000-2000"/],
    [{ sourcePort: "http" }, /must be a whole number from 1 to 65535, or a range/],
    [{ destinationPort: 0 }, /must be a whole number from 1 to 65535, or a range/],
    [{ vlan: 4095 }, /must be a whole number from 0 to 4094, "tagged" or "untagged"/],
    [{ sourceMac: "02:00" }, /must be an Ethernet address such as/],
    [{ except: {} }, /must be a list of objects/],
    [{ except: [{ except: [] }] }, /Unrecognized key|is not a property/],
  ])("refuses %j", (given, words) => {
    const issues = match.safeParse(given).error?.issues ?? [];
    expect(issues.map(({ message }) => message).join()).toMatch(words);
  });

  test.each<[object, RegExp]>([
    [{ vlan: "untagged" }, /^has vlan "untagged", which needs a protocol/],
    [{ protocol: "arp", sourcePort: 5 }, /^has sourcePort, which ARP lacks$/],
    [{ except: [{ vlan: 5 }, {}] }, /^has except\[1\], which is empty: no packet would be copied$/],
    [{ except: [{ ipProto: "tcp" }] }, /^has except\[0\], which needs protocol "ip" or "ipv6"/],
  ])("has a fault: %j", (given, words) => {
    expect(matchFault(parsed(given))).toMatch(words);
  });

  test.each<Selection>([{ sourceMac: MAC }, { vlan: "tagged" }, { vlan: 7, destinationMac: MAC }])(
    "needs no protocol for %j",
    (given) => {
      expect(matchFault(parsed(given))).toBeUndefined();
    },
  );
});
