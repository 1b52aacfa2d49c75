import type { KindRow } from "./row.ts";
import { ipip } from "./rows/ipip.ts";

/** Every kind of link that the package builds, one row each. */
export const table: readonly KindRow[] = [ipip];
