/** The numbers of routing tables by their names on a host. */
export type TableNames = Readonly<Record<string, number>>;

/** A line of rt_tables: a number, decimal or hexadecimal, and a name. A comment may follow. (iproute2: lib/rt_names.c) */
const LINE = /^\s*(0x[0-9a-fA-F]+|\d+)\s+([^\s#]+)/;

/** Reads lines of the host's files of table names. 0 is no table. */
export const readTableNames = (text: string): TableNames =>
  Object.fromEntries(
    text.split("\n").flatMap((line) => {
      const [, number, name] = LINE.exec(line) ?? [];
      return name === undefined || Number(number) === 0 ? [] : [[name, Number(number)]];
    }),
  );
