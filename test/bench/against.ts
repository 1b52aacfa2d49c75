// Links on one host by this checkout and by another one, in alternation within one lab. Single runs scatter by a fifth, so
// only the means of several rounds show a difference of a few percent.
import path from "node:path";
import { byBatch, byHandlers, type ChildReport } from "./links.ts";
import { grid } from "./table.ts";

const OPERATIONS = ["create", "read", "change", "delete"] as const;

/** The mean of several rounds, in seconds, and its standard error. */
interface Mean {
  readonly seconds: number;
  readonly error: number;
}

export interface AgainstRow {
  readonly links: number;
  readonly operation: (typeof OPERATIONS)[number];
  readonly here: Mean;
  readonly there: Mean;
}

/** `directory` is a checkout of another commit that is built and has its packages. */
export async function measureAgainst(
  directory: string,
  links: number,
  rounds: number,
  tell: (text: string) => void,
): Promise<AgainstRow[]> {
  // The kernel takes longer the first time
  await byBatch(links);
  const reports: { here: ChildReport[]; there: ChildReport[] } = { here: [], there: [] };
  const provider = path.resolve(directory, "dist/provider/index.js");
  const measureHere = async () => reports.here.push(await byHandlers(links, false));
  const measureThere = async () => reports.there.push(await byHandlers(links, false, provider));
  for (let round = 0; round < rounds; round += 1) {
    for (const measureOne of round % 2 === 0 ? [measureHere, measureThere] : [measureThere, measureHere])
      await measureOne();
    tell(`round ${round + 1} of ${rounds}`);
  }
  return OPERATIONS.map((operation) => {
    const meanOf = (side: readonly ChildReport[]) => mean(side.map(({ seconds }) => seconds[operation] ?? 0));
    return { links, operation, here: meanOf(reports.here), there: meanOf(reports.there) };
  });
}

function mean(values: readonly number[]): Mean {
  const seconds = values.reduce((sum, one) => sum + one, 0) / values.length;
  const squares = values.reduce((sum, one) => sum + (one - seconds) ** 2, 0);
  return { seconds, error: Math.sqrt(squares / Math.max(1, values.length - 1) / values.length) };
}

export function againstTable(rows: readonly AgainstRow[]): string {
  const text = ({ seconds, error }: Mean) => `${seconds.toFixed(3)} ± ${error.toFixed(3)}`;
  const cells = rows.map(({ links, operation, here, there }) => [
    String(links),
    operation,
    text(here),
    text(there),
    `${((here.seconds / there.seconds - 1) * 100).toFixed(1)} %`,
  ]);
  return grid([["links", "operation", "here", "there", "difference"], ...cells]);
}
