import { describe, expect, test } from "vitest";
import { type Fate, fateOf } from "../../../../cli/doctor/firewall/evaluate.ts";
import { readIptables } from "../../../../cli/doctor/firewall/iptables.ts";
import { readNft } from "../../../../cli/doctor/firewall/nft.ts";
import type { Packet } from "../../../../cli/doctor/firewall/rule.ts";

const GRE: Packet = { family: "inet", protocol: 47 };
const GRE6: Packet = { family: "inet6", protocol: 47 };
const GENEVE: Packet = { family: "inet", protocol: 17, port: 6081 };

const of = (table: { family: string; table: string }, chain: string, ...expr: object[]) => ({
  rule: { ...table, chain, handle: 1, expr },
});
const l4 = (right: unknown, op = "==") => ({ match: { op, left: { meta: { key: "l4proto" } }, right } });
const field = (protocol: string, name: string, right: unknown) => ({
  match: { op: "==", left: { payload: { protocol, field: name } }, right },
});
const STATE = { match: { op: "in", left: { ct: { key: "state" } }, right: ["established", "related"] } };
const DROP = { drop: null };
const ACCEPT = { accept: null };

/** What a chain `in` of `inet filter` does with a packet that comes in. */
function nft(
  packet: Packet,
  policy: "accept" | "drop",
  rules: readonly (readonly object[])[],
  more: object[] = [],
): string {
  const table = { family: "inet", table: "filter" };
  const chain = {
    chain: {
      ...{ family: "inet", table: "filter", name: "in", handle: 1 },
      type: "filter",
      hook: "input",
      prio: 0,
      policy,
    },
  };
  const text = JSON.stringify({
    nftables: [{ metainfo: {} }, chain, ...rules.map((expr) => of(table, "in", ...expr)), ...more],
  });
  return words(fateOf(packet, "in", readNft(text) ?? []));
}

const words = (fate: Fate) => (fate.type === "dropped" ? `dropped by ${fate.by}` : fate.type);

describe("fateOf with nft", () => {
  test.each([
    ["passes without rules", nft(GRE, "accept", []), "passes"],
    ["is dropped by the policy", nft(GRE, "drop", []), "dropped by policy"],
    ["is dropped by its protocol", nft(GRE, "accept", [[l4("gre"), DROP]]), "dropped by rule"],
    ["is dropped by the number of its protocol", nft(GRE, "accept", [[l4(47), DROP]]), "dropped by rule"],
    ["is dropped by a set", nft(GRE, "accept", [[l4({ set: ["esp", "gre"] }), DROP]]), "dropped by rule"],
    ["is rejected", nft(GRE, "accept", [[l4("gre"), { counter: {} }, { reject: {} }]]), "dropped by rule"],
    [
      "is accepted before the policy",
      nft(GRE, "drop", [
        [STATE, ACCEPT],
        [l4("gre"), ACCEPT],
      ]),
      "passes",
    ],
    ["is no part of a known connection", nft(GRE, "drop", [[STATE, ACCEPT]]), "dropped by policy"],
    [
      "does not come by lo",
      nft(GRE, "drop", [[{ match: { op: "==", left: { meta: { key: "iifname" } }, right: "lo" } }, ACCEPT]]),
      "dropped by policy",
    ],
    ["depends on an address", nft(GRE, "drop", [[field("ip", "saddr", "192.0.2.1"), ACCEPT]]), "depends"],
    [
      "does not depend on an address of the other family",
      nft(GRE6, "drop", [[field("ip", "saddr", "192.0.2.1"), ACCEPT]]),
      "dropped by policy",
    ],
    ["depends on a named set", nft(GRE, "drop", [[l4("@allowed"), ACCEPT]]), "depends"],
    [
      "depends on what iptables-nft does not translate",
      nft(GRE, "drop", [[{ xt: null }, ACCEPT]]),
      "depends",
    ],
    ["is not all but itself", nft(GRE, "accept", [[l4("tcp", "!="), DROP]]), "dropped by rule"],
    ["is not of another protocol", nft(GRE, "accept", [[field("tcp", "dport", 22), DROP]]), "passes"],
    [
      "has its UDP port in a range",
      nft(GENEVE, "drop", [[field("udp", "dport", { set: [53, { range: [6000, 7000] }] }), ACCEPT]]),
      "passes",
    ],
    [
      "has another UDP port",
      nft(GENEVE, "drop", [[field("udp", "dport", 4789), ACCEPT]]),
      "dropped by policy",
    ],
    [
      "is chosen by a verdict map",
      nft(GRE, "accept", [
        [
          {
            vmap: {
              key: { ct: { key: "state" } },
              data: {
                set: [
                  ["established", ACCEPT],
                  ["new", DROP],
                ],
              },
            },
          },
        ],
      ]),
      "dropped by rule",
    ],
  ])("a packet %s", (_what, fate, expected) => {
    expect(fate).toBe(expected);
  });

  test("follows jumps, and returns from them", () => {
    const table = { family: "inet", table: "filter" };
    const sub = { chain: { family: "inet", table: "filter", name: "sub" } };
    const jump = [[{ jump: { target: "sub" } }], [l4("gre"), ACCEPT]];
    expect(nft(GRE, "drop", jump, [sub])).toBe("passes");
    expect(nft(GRE, "drop", jump, [sub, of(table, "sub", l4("gre"), DROP)])).toBe("dropped by rule");
    expect(nft(GRE, "drop", jump, [sub, of(table, "sub", { return: null }), of(table, "sub", DROP)])).toBe(
      "passes",
    );
    const goto = [[{ goto: { target: "sub" } }], [l4("gre"), ACCEPT]];
    expect(nft(GRE, "drop", goto, [sub])).toBe("dropped by policy");
    expect(nft(GRE, "accept", [[{ jump: { target: "in" } }]])).toBe("depends");
  });
});

test.each(["{", "unread", "[]"])("readNft finds no rules in %j", (text) => {
  expect(readNft(text)).toBeUndefined();
});

describe("fateOf with iptables", () => {
  const saved = (...lines: readonly string[]) =>
    ["*filter", ":INPUT ACCEPT [0:0]", ":OUTPUT DROP [0:0]", ":sub - [0:0]", ...lines, "COMMIT"].join("\n");
  const input = (packet: Packet, ...lines: readonly string[]) =>
    words(fateOf(packet, "in", readIptables(saved(...lines), "inet")));
  test.each([
    ["passes without rules", input(GRE), "passes"],
    ["is dropped by its protocol", input(GRE, "-A INPUT -p gre -j DROP"), "dropped by rule"],
    [
      "is dropped by its number",
      input(
        GRE,
        '-A INPUT -p 47 -m comment --comment "no tunnels" -j REJECT --reject-with icmp-port-unreachable',
      ),
      "dropped by rule",
    ],
    ["passes all but itself", input(GRE, "-A INPUT ! -p gre -j DROP"), "passes"],
    ["depends on its source", input(GRE, "-A INPUT ! -s 192.0.2.1/32 -p gre -j DROP"), "depends"],
    [
      "is dropped by its port",
      input(GENEVE, "-A INPUT -p udp -m multiport --dports 53,6000:7000 -j DROP"),
      "dropped by rule",
    ],
    [
      "is no part of a known connection",
      input(
        GRE,
        "-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        "-A INPUT -i lo -j ACCEPT",
        "-A INPUT -j DROP",
      ),
      "dropped by rule",
    ],
    [
      "is only counted and logged",
      input(GRE, '-A INPUT -p gre -j LOG --log-prefix "gre "', "-A INPUT -p gre"),
      "passes",
    ],
    [
      "is dropped in another chain",
      input(GRE, "-A INPUT -j sub", "-A sub -p tcp -j RETURN", "-A sub -j DROP"),
      "dropped by rule",
    ],
  ])("a packet %s", (_what, fate, expected) => {
    expect(fate).toBe(expected);
  });

  test("reads the policy of the way out, and only for its family", () => {
    const chains = readIptables(saved(), "inet");
    expect(words(fateOf(GRE, "out", chains))).toBe("dropped by policy");
    expect(words(fateOf(GRE6, "out", chains))).toBe("passes");
  });
});
