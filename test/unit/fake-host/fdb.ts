// The forwarding entries of a VXLAN device. Only commands that this package sends are known.
import { Refused } from "./link-words.ts";

export interface Forward {
  readonly mac: string;
  readonly dst: string;
  readonly vni?: number;
  readonly via?: string;
}

/** Whether the kernel keeps several destinations for a MAC address: all zeros, and groups. */
const hasSeveral = (mac: string) => mac === "00:00:00:00:00:00" || /^.[13579bdf]/.test(mac);
const answer = (text: string) => new Refused(`RTNETLINK answers: ${text}`);

/** The entries after `bridge fdb VERB MAC dev NAME dst ADDRESS [vni VNI] [via DEVICE]`. */
export function changedFdb(fdb: readonly Forward[], verb: string, words: readonly string[], own: unknown) {
  const [mac = "", ...rest] = words;
  const at = (word: string) => rest[rest.indexOf(word) + 1] ?? "";
  const has = (word: string) => rest.includes(word);
  const one: Forward = {
    ...{ mac, dst: at("dst") },
    ...(has("vni") && Number(at("vni")) !== own ? { vni: Number(at("vni")) } : {}),
    ...(has("via") ? { via: at("via") } : {}),
  };
  const isSame = (other: Forward) => JSON.stringify(other) === JSON.stringify(one);
  if (verb === "del") {
    if (!fdb.some(isSame)) throw answer("No such file or directory");
    return fdb.filter((other) => !isSame(other));
  }
  if (verb === "append" && fdb.some(isSame)) return fdb;
  if (verb === "add" && fdb.some((other) => other.mac === mac)) throw answer("File exists");
  if (verb === "replace" && hasSeveral(mac)) throw answer("Operation not supported");
  return [...(verb === "replace" ? fdb.filter((other) => other.mac !== mac) : fdb), one];
}

/** The VNIs after `bridge vni VERB dev NAME vni VNI` or `… vni LOW-HIGH`. */
export function changedVnis(vnis: readonly number[], verb: string, words: readonly string[]): number[] {
  const [low = 0, high = low] = (words.at(-1) ?? "").split("-").map(Number);
  const range = Array.from({ length: high - low + 1 }, (_, offset) => low + offset);
  if (verb === "add") return [...new Set([...vnis, ...range])].sort((one, other) => one - other);
  if (range.some((one) => !vnis.includes(one))) throw answer("No such file or directory");
  return vnis.filter((one) => !range.includes(one));
}

/** As `bridge -j vni show dev NAME`. The kernel joins successive VNIs to a range. */
export function shownVnis(vnis: readonly number[]): unknown[] {
  const ranges: { vni: number; vniEnd?: number }[] = [];
  for (const vni of vnis) {
    const last = ranges.at(-1);
    if (last !== undefined && (last.vniEnd ?? last.vni) === vni - 1) last.vniEnd = vni;
    else ranges.push({ vni });
  }
  return vnis.length === 0 ? [] : [{ ifname: "any", vnis: ranges }];
}

/** As `bridge -j fdb show dev NAME`. */
export const shownFdb = (fdb: readonly Forward[]): unknown[] =>
  fdb.map(({ via, ...one }) => ({
    ...one,
    ...(via === undefined ? {} : { viaIf: via }),
    flags: ["self"],
    state: "permanent",
  }));
