// Policy rules, routes of Routes and neighbours in memory, as ip makes and prints them.
import { type Family, familyOf } from "../../../provider/iproute2/address.ts";
import { Refused } from "./link-words.ts";

type Words = Partial<Record<string, string>>;
type Json = Record<string, unknown>;

/** Words in pairs, and those of `flags` alone: `not from 10.1.0.0/16 table 5`. */
function pairs(words: readonly string[], flags: readonly string[] = []): Words {
  const found: Words = {};
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    if (flags.includes(word)) found[word] = "";
    else {
      index += 1;
      found[word] = words[index] ?? "";
    }
  }
  return found;
}

const without = (json: Json): Json =>
  Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined));

const exists = () => new Refused("RTNETLINK answers: File exists");
const missing = () => new Refused("RTNETLINK answers: No such file or directory");

interface Rule {
  readonly family: Family;
  readonly words: Words;
}

interface FibRoute {
  readonly text: string;
  readonly type: string;
  readonly to: string;
  readonly words: Words;
  readonly hops: readonly Words[];
}

const TYPES: Readonly<Record<string, string>> = { blackhole: "6", unreachable: "7", prohibit: "8" };

export class Routing {
  #rules: Rule[] = [];
  #routes: FibRoute[] = [];
  readonly #neighbors = new Map<string, { lladdr: string; protocol: string | undefined }>();

  /** As `ip rule` and `ip -6 rule`. */
  rule(family: Family, verb: string, rest: readonly string[]): void {
    const words = pairs(rest, ["not"]);
    const text = JSON.stringify(words);
    const same = this.#rules.find((one) => one.family === family && JSON.stringify(one.words) === text);
    if (verb === "add" && same !== undefined) throw exists();
    if (verb === "del" && same === undefined) throw missing();
    if (verb === "del") this.#rules = this.#rules.filter((one) => one !== same);
    else this.#rules.push({ family, words });
  }

  /** As `ip -d -j -N rule show` of one family. */
  shownRules(family: Family): Json[] {
    const shown = this.#rules.filter((one) => one.family === family).map(({ words }) => ruleJson(words));
    const main = { priority: 32_766, src: "all", table: "254", protocol: "2" };
    return [...shown, main].sort((one, other) => Number(one.priority) - Number(other.priority));
  }

  /** As `ip route` for routes with a protocol of their own. */
  route(verb: string, rest: readonly string[]): void {
    const [first = ""] = rest;
    const type = first in TYPES ? first : "unicast";
    const [to = "", ...words] = type === "unicast" ? rest : rest.slice(1);
    const [own = [], ...hops] = split(words, "nexthop");
    const one = { text: rest.join(" "), type, to, words: pairs(own, ["onlink"]) };
    const route: FibRoute = { ...one, hops: hops.map((hop) => pairs(hop, ["onlink"])) };
    const key = ({ to: prefix, words: { metric = "0", table = "254" } }: FibRoute) =>
      `${prefix} ${metric} ${table}`;
    const same = this.#routes.find(({ text }) => text === route.text);
    const rival = this.#routes.find((other) => key(other) === key(route));
    if (verb === "del" && same === undefined) throw new Refused("RTNETLINK answers: No such process");
    if ((verb === "add" && rival !== undefined) || (verb === "append" && same !== undefined)) throw exists();
    if (verb === "del") this.#routes = this.#routes.filter((other) => other !== same);
    else if (verb === "replace" && rival !== undefined)
      this.#routes = this.#routes.map((other) => (other === rival ? route : other));
    else this.#routes.push(route);
  }

  /** As `ip -d -j -N route show table all`. */
  shownFib(): Json[] {
    return this.#routes.map(({ type, to, words, hops }) => {
      const { metric, table = "254", src, mtu, advmss, via, dev, proto } = words;
      const isDropped = type !== "unicast";
      const sizes = without({ mtu: mtu && Number(mtu), advmss: advmss && Number(advmss) });
      return without({
        ...{ type: TYPES[type] ?? "1", dst: to, table, protocol: proto, prefsrc: src, gateway: via },
        dev:
          isDropped && familyOf(to) === "inet6"
            ? "lo"
            : hops.length > 0
              ? undefined
              : (dev ?? deviceOf(isDropped)),
        metric: metric === undefined ? undefined : Number(metric),
        metrics: Object.keys(sizes).length === 0 ? undefined : [sizes],
        flags: "onlink" in words ? ["onlink"] : [],
        nexthops: hops.length === 0 ? undefined : hops.map(hopJson),
      });
    });
  }

  /** As `ip neigh`. */
  neigh(verb: string, [address = "", ...rest]: readonly string[]): void {
    const { dev = "", lladdr = "", protocol } = pairs(rest);
    const key = `${address} ${dev}`;
    if (verb === "add" && this.#neighbors.has(key)) throw exists();
    if (verb === "del" && !this.#neighbors.delete(key)) throw missing();
    // The kernel keeps the protocol of a neighbour that is replaced without one
    const kept = protocol ?? this.#neighbors.get(key)?.protocol;
    if (verb !== "del") this.#neighbors.set(key, { lladdr, protocol: kept });
  }

  /** As `ip -d -j -N neigh show nud permanent`. */
  shownNeighbors(): Json[] {
    return [...this.#neighbors].map(([key, { lladdr, protocol }]) => {
      const [dst, dev] = key.split(" ");
      return without({ dst, dev, lladdr, state: ["PERMANENT"], protocol });
    });
  }
}

/** The device that the kernel finds for a gateway. */
const deviceOf = (isDropped: boolean) => (isDropped ? undefined : "under0");

const hopJson = ({ via, dev, weight, ...flags }: Words): Json =>
  without({
    ...{ gateway: via, dev: dev ?? "under0", weight: Number(weight) },
    flags: "onlink" in flags ? ["onlink"] : [],
  });

function ruleJson({ priority, from, to, not, table, type, protocol, ...words }: Words): Json {
  const [fwmark, fwmask] = words.fwmark?.split("/") ?? [];
  const [first, last] = words.uidrange?.split("-") ?? [];
  return without({
    priority: Number(priority),
    ...(not === undefined ? {} : { not: null }),
    ...prefixJson("src", from ?? "all"),
    ...(to === undefined ? {} : prefixJson("dst", to)),
    ...{ iif: words.iif, oif: words.oif, tos: words.tos, fwmark },
    fwmask: fwmask === "0xffffffff" ? undefined : fwmask,
    ...(first === undefined ? {} : { uid_start: Number(first), uid_end: Number(last) }),
    ipproto: words.ipproto === undefined ? undefined : `ipproto-${words.ipproto}`,
    ...portJson("sport", words.sport),
    ...portJson("dport", words.dport),
    table,
    suppress_prefixlen:
      words.suppress_prefixlength === undefined ? undefined : Number(words.suppress_prefixlength),
    ...{ protocol, action: type === undefined ? undefined : TYPES[type] },
  });
}

function prefixJson(key: string, text: string): Json {
  const [address, length] = text.split("/");
  const isWhole = length === (text.includes(":") ? "128" : "32");
  return { [key]: address, ...(length === undefined || isWhole ? {} : { [`${key}len`]: Number(length) }) };
}

function portJson(key: string, text: string | undefined): Json {
  const [first, last] = text?.split("-") ?? [];
  if (first === undefined) return {};
  return last === undefined
    ? { [key]: Number(first) }
    : { [`${key}_start`]: Number(first), [`${key}_end`]: Number(last) };
}

/** The words before and between each `separator`. */
function split(words: readonly string[], separator: string): string[][] {
  const parts: string[][] = [[]];
  for (const word of words) {
    if (word === separator) parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return parts;
}
