/** Arguments of one direction: what one end sends with, the other end expects. */
const CROSSED: Readonly<Record<string, string>> = {
  ikey: "okey",
  okey: "ikey",
  iseq: "oseq",
  oseq: "iseq",
  icsum: "ocsum",
  ocsum: "icsum",
};

/** The arguments of a link as its other end has them. */
export const crossed = <Own extends object>(own: Own): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(own).map(([key, value]) => [CROSSED[key] ?? key, value]));
