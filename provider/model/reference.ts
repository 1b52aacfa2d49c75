import type { TableNames } from "../iproute2/table-names.ts";
import type { Args } from "../schema/declaration.ts";
import type { DumpSection, HostSnapshot } from "./host-snapshot.ts";

/** A part of the arguments that the host gives a value, such as the name of a routing table. */
export type Reference = {
  /** the argument that contains it: `routes` */
  readonly argument: string;
  /** its place in the arguments, for messages: `routes[0].table` */
  readonly property: string;
} & { readonly table: string };

/** The values of references on a host, by the keys of the references. */
export type HostValues = Readonly<Record<string, string | number>>;

/** How a type refers to values of its host. All other functions of the type get arguments with the values. */
export interface ReferenceSupport {
  /** the references in the arguments */
  of(args: Args): readonly Reference[];
  /** The arguments with the values. A reference without a value stays. */
  withValues(args: Args, values: HostValues): Args;
}

/** The key of a reference in `HostValues`. */
export const tableKey = (name: string): string => `table:${name}`;

export const keyOf = ({ table }: Reference): string => tableKey(table);

/** The sections of a dump that have the values. */
export const referenceSections = (references: readonly Reference[]): readonly DumpSection[] =>
  references.length === 0 ? [] : ["tables"];

/** The value of a reference, or why the host has none. */
export function hostValueOf(
  { sections }: HostSnapshot,
  { table, property }: Reference,
): { readonly value: string | number } | { readonly obstacle: string } {
  const names = sections.tables ?? {};
  const value = names[table];
  return value === undefined ? { obstacle: unknownTable(property, table, names) } : { value };
}

function unknownTable(property: string, table: string, names: TableNames): string {
  const known = Object.keys(names);
  const has = known.length === 0 ? "The host names no table" : `The host knows ${known.join(", ")}`;
  return `${property}: the host has no routing table with the name ${table}. ${has}. Add the line "NUMBER ${table}" to /etc/iproute2/rt_tables there, or declare the number`;
}
