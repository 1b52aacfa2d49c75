import type { Command } from "../../iproute2/command.ts";
import type { LiveLink } from "../../iproute2/ip-json.ts";
import type { DumpSection, HostSnapshot } from "../../model/host-snapshot.ts";
import type { Args } from "../../schema/declaration.ts";
import type { DeviceTable, TableChanges, TableImport } from "./attribute.ts";
import { bridgePortTable } from "./bridge-port-table.ts";
import { common } from "./common-args.ts";
import { nftTableOfDevice } from "./device-nft-table.ts";
import type { LinkKind } from "./link-kind.ts";
import { settingsTable } from "./settings.ts";

const tablesOf = (link: LinkKind): readonly DeviceTable[] => [
  ...link.attributes.flatMap(({ table }) => (table === undefined ? [] : [table])),
  settingsTable,
  bridgePortTable,
  nftTableOfDevice(link),
];

const declaredTables = (link: LinkKind, args: Args): readonly DeviceTable[] =>
  tablesOf(link).filter((table) => table.isDeclared(args));

/** The commands that change the tables of a device. */
export function tableChanges(
  link: LinkKind,
  before: Args,
  after: Args,
  snapshot: HostSnapshot | undefined,
): Required<TableChanges> {
  const all = tablesOf(link).map((table) => table.changes(common(after).name, before, after, snapshot));
  return {
    removals: all.flatMap(({ removals }) => removals),
    additions: all.flatMap(({ additions }) => additions),
    asPort: all.flatMap(({ asPort = [] }) => asPort),
  };
}

/** The commands that print the tables in which the arguments declare entries. */
export const tableShows = (link: LinkKind, args: Args): Command[] =>
  declaredTables(link, args).flatMap((table) => table.shows(common(args).name, args));

/** The sections of a dump that have these tables. */
export const tableSections = (link: LinkKind, args: Args): DumpSection[] =>
  declaredTables(link, args).flatMap((table) => table.sections(common(args).name, args));

/** Splits the values that an operation printed: those of the tables are the last ones. */
export function splitShown(
  link: LinkKind,
  shown: readonly unknown[],
  args: Args,
): { readonly others: readonly unknown[]; readonly sections: HostSnapshot["sections"] } {
  const { name } = common(args);
  const tables = declaredTables(link, args).map((table) => ({
    table,
    count: table.shows(name, args).length,
  }));
  let end = shown.length - tables.reduce((sum, { count }) => sum + count, 0);
  const others = shown.slice(0, end);
  const sections = tables.map(({ table, count }) => {
    end += count;
    return table.parse(name, shown.slice(end - count, end));
  });
  return { others, sections: Object.assign({}, ...sections) };
}

/** The live entries of the tables, by their arguments. Entries that the program does not declare are left out. */
export const liveTables = (link: LinkKind, snapshot: HostSnapshot, declared: Args): Args =>
  Object.assign(
    {},
    ...tablesOf(link).map((table) =>
      table.isDeclared(declared) ? table.read(common(declared).name, snapshot, declared) : table.byDefault,
    ),
  );

const importsOf = (link: LinkKind): readonly TableImport[] =>
  tablesOf(link).flatMap(({ importing }) => (importing === undefined ? [] : [importing]));

/** The sections of a dump by which an import reads the tables of a device. */
export const importSections = (link: LinkKind, live: LiveLink): DumpSection[] =>
  importsOf(link).flatMap((table) => table.sections(live));

/** The arguments for entries of a device that a new one would not have. */
export const importedTables = (link: LinkKind, live: LiveLink, snapshot: HostSnapshot): Args =>
  Object.assign({}, ...importsOf(link).map((table) => table.args(live, snapshot)));

/** What no program can declare of the tables of a device. */
export const partsWithoutArgument = (link: LinkKind, live: LiveLink, snapshot: HostSnapshot): string[] =>
  importsOf(link).flatMap((table) => table.without?.(live, snapshot) ?? []);
