// Links on one host without the engine: by the provider's handlers in a process of their own, and by `ip`.
import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { GROUP as OUR_GROUP } from "../../provider/iproute2/owner-alias.ts";
import { on } from "../lab/index.ts";
import { argsOf, createLines, endsOf, OTHER_TTL, TTL } from "./pairs.ts";
import { grid } from "./table.ts";
import { timed } from "./timed.ts";

export interface LinksRow {
  readonly links: number;
  /** `boot`: the script of a reboot makes the links from their files */
  readonly operation: "create" | "read" | "change" | "boot" | "delete";
  readonly seconds: number;
  /** the same by `ip -batch`, and a deletion by `ip link del group` */
  readonly batchSeconds: number | null;
  readonly ratioToBatch: number | null;
  /** largest memory (RSS) of the process, including Node, in MiB */
  readonly memory: number;
}

/** The child's last message. */
export interface ChildReport {
  readonly seconds: Readonly<Partial<Record<LinksRow["operation"], number>>>;
  readonly memory: number;
}

const GROUP = 4712;

export async function measureLinks(
  links: number,
  persists: boolean,
  tell: (text: string) => void,
): Promise<LinksRow[]> {
  // Each operation runs once before the measurement, because the kernel takes longer the first time.
  const batchTimes = [await byBatch(links), await byBatch(links)];
  const report = await byHandlers(links, persists);
  batchTimes.push(await byBatch(links));
  const batchOf = (operation: LinksRow["operation"]) => {
    if (operation === "read" || operation === "change") return null;
    const times = batchTimes.slice(1).map((one) => one[operation === "boot" ? "create" : operation]);
    return times.reduce((sum, one) => sum + one, 0) / times.length;
  };
  return (["create", "read", "change", "boot", "delete"] as const).flatMap((operation) => {
    const seconds = report.seconds[operation];
    if (seconds === undefined) return [];
    const batchSeconds = batchOf(operation);
    tell(
      `${links} links, ${operation}: ${seconds.toFixed(2)} s${batchSeconds ? `, by ip ${batchSeconds.toFixed(2)} s` : ""}`,
    );
    const ratioToBatch = batchSeconds === null ? null : seconds / batchSeconds;
    return [{ links, operation, seconds, batchSeconds, ratioToBatch, memory: report.memory }];
  });
}

export async function byBatch(links: number): Promise<{ create: number; delete: number }> {
  const ends = endsOf(links).filter((end) => end.side === "alpha");
  const lines = ends.flatMap((end) => createLines(end, TTL, GROUP));
  const create = await timed(() =>
    on("alpha").must("ip -batch -", { stdin: lines.map((line) => `${line}\n`).join("") }),
  );
  return { create, delete: await timed(() => on("alpha").must(`ip link del group ${GROUP}`)) };
}

/** `provider` is the module of another checkout. Default: this package. */
export async function byHandlers(links: number, persists: boolean, provider?: string): Promise<ChildReport> {
  const ends = endsOf(links).filter((end) => end.side === "alpha");
  const inputsOf = (ttl: number) => ends.map((end) => ({ owner: `bench/${end.name}`, ...argsOf(end, ttl) }));
  const inputs = inputsOf(TTL);
  const child = fork(path.join(import.meta.dirname, "links-child.mjs"), {
    env: { ...process.env, ...(provider === undefined ? {} : { PROVIDER: provider }) },
  });
  const first = { ...inputs[0], name: "absent" };
  child.send({ first, inputs, others: inputsOf(OTHER_TTL) });
  await once(child, "message");
  const boot = persists ? { boot: await bootSeconds() } : {};
  child.send("delete");
  const [report] = (await once(child, "message")) as [ChildReport];
  return { ...report, seconds: { ...report.seconds, ...boot } };
}

/** Removes the devices, as a reboot does, and runs the script that restores them. */
async function bootSeconds(): Promise<number> {
  await on("alpha").must(`ip link del group ${OUR_GROUP}`);
  return timed(() => on("alpha").must("sh /etc/pulumi-iproute2/boot"));
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
