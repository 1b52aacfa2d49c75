import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../scripts/setup/paths.ts";

/** Groups of files that do no I/O. */
export const PURE = [
  "provider/iproute2",
  "provider/schema",
  "provider/model",
  "provider/conflicts",
  "provider/kinds/shared",
  "provider/kinds/link-base",
  "provider/kinds/links",
  "provider/kinds/shared",
  "provider/kinds/ipsec",
  "provider/kinds/mirrors",
  "provider/kinds/ports",
];

/** What pure files may import of Node: one file uses `node:net`, because it needs isIP. */
export const PURE_OF_NODE = / node:(crypto|util)$|^provider\/iproute2\/address\.ts node:net$/;

/** The files of the provider that the SDK shares: pure functions of addresses and device names. */
export const SHARED_WITH_SDK = ["provider/iproute2/address.ts"];

const namesIn = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);

/**
 * The table in CONTRIBUTING's Layout: what each group of files imports of the others. A path belongs to the longest
 * group that it begins with. So `provider/index` is the file, and `sdk` is every file of `sdk/` that belongs to no
 * other group.
 */
export function readArrows(): Readonly<Record<string, readonly string[]>> {
  const text = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
  const layout = text.split(/^## /m).find((section) => section.startsWith("Layout\n")) ?? "";
  const rows = layout.matchAll(/^\| (`(?:cli|provider|sdk)[^|]*) \|[^|]*\| ([^|]*) \|$/gm);
  const cells = [...rows].map(([, files = "", imports = ""]) => [namesIn(files), namesIn(imports)] as const);
  const groups = new Set(cells.flatMap(([files]) => files));
  const whole = (name: string, group: string) => (groups.has(name) ? name : `${group.split("/")[0]}/${name}`);
  return Object.fromEntries(
    cells.flatMap(([files, imports]) =>
      files.map((group) => [group, imports.map((name) => whole(name, group))]),
    ),
  );
}
