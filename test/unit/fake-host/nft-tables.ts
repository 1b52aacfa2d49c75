// Our tables of nft, in memory.
import { Refused } from "./link-words.ts";

const PREFIX = "pulumi_iproute2_";

export class NftTables {
  /** the text of each table by its name */
  readonly tables = new Map<string, string>();
  /** Whether the host has nft. */
  isInstalled = true;

  /** As `nft` runs a command, and as the frame shows the table of a device. */
  run(text: string): unknown {
    const [verb = "", ...words] = text.split(" ");
    if (verb === "show") return this.shown(words[0] ?? "");
    if (!this.isInstalled)
      throw new Refused("there is no program nft on the host: install the package nftables");
    const name = verb === "table" ? (words[1] ?? "") : (words[2] ?? "");
    if (verb === "add") this.tables.set(name, this.tables.get(name) ?? "");
    else if (verb === "delete") this.tables.delete(name);
    else this.tables.set(name, text);
    return undefined;
  }

  /** As `nft -j list table inet NAME`. */
  shown(device: string): unknown {
    const text = this.tables.get(PREFIX + device);
    if (text === undefined) return { nftables: [] };
    const clamps = [...text.matchAll(/(iifname|oifname) "([^"]+)" tcp flags syn [^;]* set (rt mtu|\d+);/g)];
    const drops = [...text.matchAll(DROP)];
    const rules = [...clamps.map(clampJson), ...drops.map(dropJson)];
    return { nftables: [{ metainfo: {} }, { table: {} }, chain, ...rules] };
  }
}

const chain = { chain: { family: "inet", type: "filter", hook: "forward", prio: -150, policy: "accept" } };

const clampJson = ([, key, device, size]: RegExpMatchArray) => ({
  rule: {
    expr: [
      { match: { op: "==", left: { meta: { key } }, right: device } },
      { match: { op: "in", left: { payload: { protocol: "tcp", field: "flags" } }, right: "syn" } },
      {
        mangle: {
          key: { "tcp option": { name: "maxseg", field: "size" } },
          value: size === "rt mtu" ? { rt: { key: "mtu" } } : Number(size),
        },
      },
    ],
  },
});

const DROP =
  /(ip6?) saddr (\S+)(?: ip6? daddr (\S+))? (?:meta l4proto (\d+)|udp dport (\d+)) meta ipsec missing drop;/g;
const NAMES: Readonly<Record<string, string>> = { 4: "ipencap", 41: "ipv6", 47: "gre", 137: "mpls-in-ip" };
const equal = (left: object, right: unknown) => ({ match: { op: "==", left, right } });

const dropJson = ([, protocol, source, destination, number, port]: RegExpMatchArray) => ({
  rule: {
    expr: [
      equal({ payload: { protocol, field: "saddr" } }, source),
      ...(destination === undefined ? [] : [equal({ payload: { protocol, field: "daddr" } }, destination)]),
      number === undefined
        ? equal({ payload: { protocol: "udp", field: "dport" } }, Number(port))
        : equal({ meta: { key: "l4proto" } }, NAMES[number] ?? Number(number)),
      equal({ meta: { key: "ipsec" } }, false),
      { drop: null },
    ],
  },
});
