import type { Row } from "./measure.ts";
import { OPERATIONS } from "./system.ts";

const seconds = (value: number) => (value < 10 ? value.toFixed(2) : value.toFixed(1));

/**
 * A line for each system and number of pairs, and a column for each operation: seconds, and the factor to the floor.
 */
export function tableOf(rows: readonly Row[]): string {
  const keys = [...new Set(rows.map(({ pairs, system }) => `${pairs} ${system}`))];
  const lines = keys.map((key) => {
    const rowsOfKey = rows.filter(({ pairs, system }) => `${pairs} ${system}` === key);
    const cells = OPERATIONS.map((operation) => {
      const row = rowsOfKey.find((one) => one.operation === operation);
      if (row === undefined) return "–";
      const ratio =
        row.system === "floor" || row.ratioToFloor === null ? "" : ` (${row.ratioToFloor.toFixed(2)} ×)`;
      return `${seconds(row.seconds)}${ratio}`;
    });
    return [String(rowsOfKey[0]?.pairs), rowsOfKey[0]?.system ?? "", ...cells];
  });
  return grid([["pairs", "system", ...OPERATIONS], ...lines]);
}

/** Markdown with aligned columns. */
export function grid([head = [], ...lines]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...lines].map((line) => (line[column] ?? "").length)),
  );
  const print = (line: readonly string[]) =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [
    print(head),
    `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`,
    ...lines.map(print),
  ].join("\n");
}
