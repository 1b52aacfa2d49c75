// The tables of nft that clamp segment sizes, in memory.
import { Refused } from "./link-words.ts";

const PREFIX = "pulumi_iproute2_";

export class Clamps {
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
    const rules = [...text.matchAll(/(iifname|oifname) "([^"]+)" tcp flags syn [^;]* set (rt mtu|\d+);/g)];
    return { nftables: [{ metainfo: {} }, { table: {} }, chain, ...rules.map(ruleJson)] };
  }
}

const chain = { chain: { family: "inet", type: "filter", hook: "forward", prio: -150, policy: "accept" } };

const ruleJson = ([, key, device, size]: RegExpMatchArray) => ({
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
