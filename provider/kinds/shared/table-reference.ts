import { type ReferenceSupport, tableKey } from "../../model/reference.ts";

/** The argument `table` of a type, which may be the name of a routing table of the host. */
export const tableReference: ReferenceSupport = {
  of: ({ table }) => (typeof table === "string" ? [{ argument: "table", property: "table", table }] : []),
  withValues: (args, values) =>
    typeof args.table === "string" ? { ...args, table: values[tableKey(args.table)] ?? args.table } : args,
};
