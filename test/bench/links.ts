// Links on one host without the engine: by the provider's handlers in a process of their own, and by `ip`.
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { on } from "../lab/index.ts";
import { argsOf, createLines, endsOf, OTHER_TTL, TTL } from "./pairs.ts";
import { grid } from "./table.ts";
import { timed } from "./timed.ts";

export interface LinksRow {
  readonly links: number;
  readonly operation: "create" | "read" | "change" | "delete";
  readonly seconds: number;
  /** the same by `ip -batch`, and a deletion by `ip link del group` */
  readonly batchSeconds: number | null;
  readonly ratioToBatch: number | null;
  /** largest memory (RSS) of the process, including Node, in MiB */
  readonly memory: number;
}

/** The child's output. */
export interface ChildReport {
  readonly seconds: Readonly<Record<LinksRow["operation"], number>>;
  readonly memory: number;
}

const GROUP = 4712;

export async function measureLinks(links: number, tell: (text: string) => void): Promise<LinksRow[]> {
  // Each operation runs once before the measurement, because the kernel takes longer the first time.
  const batchTimes = [await byBatch(links), await byBatch(links)];
  const report = await byHandlers(links);
  batchTimes.push(await byBatch(links));
  const batchOf = (operation: LinksRow["operation"]) => {
    if (operation !== "create" && operation !== "delete") return null;
    const times = batchTimes.slice(1).map((one) => one[operation]);
    return times.reduce((sum, one) => sum + one, 0) / times.length;
  };
  return (["create", "read", "change", "delete"] as const).map((operation) => {
    const seconds = report.seconds[operation];
    const batchSeconds = batchOf(operation);
    tell(
      `${links} links, ${operation}: ${seconds.toFixed(2)} s${batchSeconds ? `, by ip ${batchSeconds.toFixed(2)} s` : ""}`,
    );
    const ratioToBatch = batchSeconds === null ? null : seconds / batchSeconds;
    return { links, operation, seconds, batchSeconds, ratioToBatch, memory: report.memory };
  });
}

async function byBatch(links: number): Promise<{ create: number; delete: number }> {
  const ends = endsOf(links).filter((end) => end.side === "alpha");
  const lines = ends.flatMap((end) => createLines(end, TTL, GROUP));
  const create = await timed(() =>
    on("alpha").must("ip -batch -", { stdin: lines.map((line) => `${line}\n`).join("") }),
  );
  return { create, delete: await timed(() => on("alpha").must(`ip link del group ${GROUP}`)) };
}

async function byHandlers(links: number): Promise<ChildReport> {
  const ends = endsOf(links).filter((end) => end.side === "alpha");
  const inputsOf = (ttl: number) => ends.map((end) => ({ owner: `bench/${end.name}`, ...argsOf(end, ttl) }));
  const inputs = inputsOf(TTL);
  const running = promisify(execFile)(process.execPath, [path.join(import.meta.dirname, "links-child.mjs")], {
    maxBuffer: 1 << 24,
  });
  const first = { ...inputs[0], name: "absent" };
  running.child.stdin?.end(JSON.stringify({ first, inputs, others: inputsOf(OTHER_TTL) }));
  return JSON.parse((await running).stdout) as ChildReport;
}

export function linksTable(rows: readonly LinksRow[]): string {
  const cells = rows.map(({ links, operation, seconds, batchSeconds, ratioToBatch, memory }) => [
    String(links),
    operation,
    seconds.toFixed(2),
    batchSeconds === null ? "–" : batchSeconds.toFixed(2),
    ratioToBatch === null ? "–" : `${ratioToBatch.toFixed(2)} ×`,
    `${memory.toFixed(0)} MiB`,
  ]);
  return grid([["links", "operation", "seconds", "by ip", "ratio", "memory"], ...cells]);
}
