import { type Family, familyOf } from "../iproute2/address.ts";
import type { TableNames } from "../iproute2/table-names.ts";
import type { Args } from "../schema/declaration.ts";
import type { DumpSection, HostSnapshot } from "./host-snapshot.ts";

/** A device of a host, for the first global address of a family that is not deprecated. */
export interface DeviceAddress {
  readonly dev: string;
  readonly family: Family;
}

/** A part of the arguments that the host gives a value: the name of a routing table, or a device for its address. */
export type Reference = {
  /** the argument that contains it: `routes` */
  readonly argument: string;
  /** its place in the arguments, for messages: `routes[0].table` */
  readonly property: string;
} & ({ readonly table: string } | { readonly address: DeviceAddress });

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

/** The key of the address of a device. */
export const hostAddressKey = ({ dev, family }: DeviceAddress): string => `address:${family}:${dev}`;

export const keyOf = (one: Reference): string =>
  "table" in one ? tableKey(one.table) : hostAddressKey(one.address);

/** The sections of a dump that have the values. */
export const referenceSections = (references: readonly Reference[]): readonly DumpSection[] => [
  ...new Set(references.map((one) => ("table" in one ? "tables" : "links"))),
];

/** A value of the host, or why it has none. */
type HostValue = { readonly value: string | number } | { readonly obstacle: string };

/** The value of a reference, or why the host has none. */
export const hostValueOf = (snapshot: HostSnapshot, one: Reference): HostValue =>
  "table" in one
    ? numberOfTable(snapshot, one.property, one.table)
    : addressOfDevice(snapshot, one.property, one.address);

function numberOfTable({ sections }: HostSnapshot, property: string, table: string): HostValue {
  const names = sections.tables ?? {};
  const value = names[table];
  return value === undefined ? { obstacle: unknownTable(property, table, names) } : { value };
}

function addressOfDevice(
  { links }: HostSnapshot,
  property: string,
  { dev, family }: DeviceAddress,
): HostValue {
  const device = links.find(({ name }) => name === dev);
  if (device === undefined) {
    const names = links.map(({ name }) => name).join(", ");
    return { obstacle: `${property}: the host has no device ${dev}. It has ${names}` };
  }
  const value = device.sources.find((one) => familyOf(one) === family);
  if (value !== undefined) return { value };
  const version = family === "inet" ? "IPv4" : "IPv6";
  return {
    obstacle: `${property}: ${dev} has no global ${version} address that is in use. Give it one first, or declare the address`,
  };
}

function unknownTable(property: string, table: string, names: TableNames): string {
  const known = Object.keys(names);
  const has = known.length === 0 ? "The host names no table" : `The host knows ${known.join(", ")}`;
  return `${property}: the host has no routing table with the name ${table}. ${has}. Add the line "NUMBER ${table}" to /etc/iproute2/rt_tables there, or declare the number`;
}
