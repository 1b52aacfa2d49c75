import { z } from "zod";
import { readPortVlans } from "../iproute2/bridge-port-json.ts";
import { readDependents } from "../iproute2/dependents-text.ts";
import { readFdb, readVnis } from "../iproute2/fdb-json.ts";
import { type LiveFibRoute, ROUTE_PROTOCOL, readFib } from "../iproute2/fib-json.ts";
import { type RouteThrough, readLinks, readRoutes } from "../iproute2/ip-json.ts";
import { jsonValues } from "../iproute2/json-text.ts";
import { readNeighbors } from "../iproute2/neighbor-json.ts";
import { readNetns } from "../iproute2/netns-json.ts";
import { readNftTable } from "../iproute2/nft-table.ts";
import { type LiveRule, readRules } from "../iproute2/rule-json.ts";
import { readSettings } from "../iproute2/settings-json.ts";
import { readTableNames } from "../iproute2/table-names.ts";
import { readFilterQdiscs } from "../iproute2/tc-json.ts";
import type { DumpSection, HostSnapshot, MarkerText, OfDevice } from "../model/host-snapshot.ts";
import type { SectionTexts } from "./reply.ts";

const list = z.array(z.unknown());

/** The snapshots of dumps that were parsed before. */
const parsed = new WeakMap<SectionTexts, HostSnapshot>();

/** The snapshot of a dump. It is parsed once for all callers that share the dump. */
export function snapshotOf(sections: SectionTexts): HostSnapshot {
  const snapshot = parsed.get(sections) ?? parseSnapshot(sections);
  parsed.set(sections, snapshot);
  return snapshot;
}

/** The error if a section of a dump cannot be parsed. */
export class UnreadableSection extends Error {
  override readonly name = "UnreadableSection";
  readonly section: DumpSection;
  constructor(section: DumpSection, cause: unknown) {
    super(cause instanceof z.ZodError ? z.prettifyError(cause) : String((cause as Error).message), { cause });
    this.section = section;
  }
}

/**
 * Parses the sections of a dump.
 *
 * @throws UnreadableSection
 */
function parseSnapshot(texts: SectionTexts): HostSnapshot {
  const read = <T>(section: DumpSection, parse: (text: string) => T): T | undefined => {
    const text = texts[section];
    if (text === undefined) return undefined;
    try {
      return parse(text);
    } catch (error) {
      throw new UnreadableSection(section, error);
    }
  };
  const { links: _1, routes: _2, fou: _3, markers: _4, files: _5, rules: _6, ...rest } = texts;
  const { fib: _7, neighbors: _8, netns: _9, tables: _10, ...others } = rest;
  const [fou, markers, files] = [
    read("fou", flatValues),
    read("markers", markersIn),
    read("files", checksumsIn),
  ];
  const netns = read("netns", (text) => readNetns(flatValues(text)));
  const [rules, fib, neighbors, tables] = [
    read("rules", rulesIn),
    read("fib", fibIn),
    read("neighbors", (text) => readNeighbors(flatValues(text))),
    read("tables", readTableNames),
  ];
  const holder = Object.keys(texts)
    .filter((name): name is `holder:${number}:${string}` => name.startsWith("holder:"))
    .flatMap((name) => read(name, (text) => readFib(flatValues(text))) ?? []);
  const ofDevices = <What extends OfDevice, T>(what: What, parse: (text: string) => T) =>
    Object.keys(texts)
      .filter((name): name is `${What}:${string}` => name.startsWith(`${what}:`))
      .map((name) => [name.slice(what.length + 1), read(name, parse) as T] as const);
  const tc = ofDevices("tc", (text) => readFilterQdiscs(jsonValues(text))).flatMap(([, qdiscs]) => qdiscs);
  const fdb = Object.fromEntries(ofDevices("fdb", (text) => readFdb(flatValues(text))));
  const settings = Object.fromEntries(ofDevices("settings", (text) => readSettings(JSON.parse(text))));
  const nft = Object.fromEntries(ofDevices("nft", (text) => readNftTable(JSON.parse(text))));
  const vni = Object.fromEntries(ofDevices("vni", (text) => readVnis(flatValues(text))));
  const vlan = Object.fromEntries(ofDevices("vlan", (text) => readPortVlans(flatValues(text))));
  const dependents = Object.fromEntries(ofDevices("dependents", readDependents));
  return {
    links: read("links", (text) => readLinks(flatValues(text))) ?? [],
    routes: read("routes", (text) => routesIn(text)) ?? [],
    sections: {
      ...{ ...others, tc, fdb, vni, settings, vlan, nft, dependents, holder },
      ...{ ...(fou && { fou }), ...(markers && { markers }), ...(files && { files }) },
      ...{ ...(rules && { rules }), ...(fib && { fib }), ...(neighbors && { neighbors }) },
      ...{ ...(netns && { netns }), ...(tables && { tables }) },
    },
  };
}

/** The entries of all JSON lists that a program printed, in one list. */
const flatValues = (text: string): unknown[] => jsonValues(text).flatMap((value) => list.parse(value));

/** The JSON values of a section. Throws if it does not have this number of them, because a program failed then. */
function valuesIn(text: string, count: number): unknown[] {
  const values = jsonValues(text);
  if (values.length !== count) throw new Error(`${values.length} lists instead of ${count}`);
  return values;
}

function rulesIn(text: string): LiveRule[] {
  const [ipv4, ipv6] = valuesIn(text, 2);
  return [...readRules("inet", ipv4), ...readRules("inet6", ipv6)];
}

/** The protocols of the lists in the section `routes`. (./shell/dump/routes.sh) */
const ROUTE_PROTOCOLS = ["boot", "static"] as const;

const routesIn = (text: string): RouteThrough[] =>
  jsonValues(text).flatMap((json, index) => readRoutes(json, ROUTE_PROTOCOLS[index]));

/** The protocols of the lists in the section `fib`. (./shell/dump/fib.sh) */
const FIB_PROTOCOLS = [3, 4, ROUTE_PROTOCOL] as const;

const fibIn = (text: string): LiveFibRoute[] =>
  valuesIn(text, FIB_PROTOCOLS.length).flatMap((json, index) => readFib(json, FIB_PROTOCOLS[index]));

/** Reads lines of the form "NAME ALIAS NOTE". */
const markersIn = (text: string): Record<string, MarkerText> =>
  Object.fromEntries(
    text.split("\n").flatMap((line) => {
      const [name = "", alias = "", note] = line.split(" ");
      return name === "" ? [] : [[name, { alias, note }]];
    }),
  );

/** Reads lines of the form "CHECKSUM BYTES NAME". */
const checksumsIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split("\n").flatMap((line) => {
      const [sum, bytes, name] = line.split(" ");
      return name === undefined ? [] : [[name, `${sum} ${bytes}`]];
    }),
  );
