// `npm run bench`. README.md describes what this file measures.
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { ensureLab, on, type Remote } from "../lab/index.ts";
import { addStandInSystemd, removeStandInSystemd } from "../lab/stand-in-systemd.ts";
import { type AgainstRow, againstTable, measureAgainst } from "./against.ts";
import { type LinksRow, linksTable, measureLinks } from "./links.ts";
import { machine } from "./machine.ts";
import { type ManyHostsRow, manyHostsTable, measureManyHosts } from "./many-hosts.ts";
import { measure, type Row } from "./measure.ts";
import { type MeshSitesRow, measureMeshSites, meshSitesTable } from "./mesh-sites.ts";
import { batch } from "./systems/batch.ts";
import { command } from "./systems/command.ts";
import { floor } from "./systems/floor.ts";
import { linkSet } from "./systems/link-set.ts";
import { provider } from "./systems/provider.ts";
import { ssh } from "./systems/ssh.ts";
import { tableOf } from "./table.ts";

/** Measures the engine's floor and the package at the same time, and the others one after another. */
const GROUPS = [[floor, provider], [linkSet], [command], [ssh], [batch]];

const usage = `usage: npm run bench -- [--pairs N]… [--links N]… [--hosts N]… [--mesh N]… [--against DIRECTORY [--rounds N]] [--persist] [--system NAME]… [--json FILE]
  --preamble bytes of the shell texts that are sent; measures nothing else
  --pairs    pairs of links under the engine; default 20 and 100, 0 for none
  --links    links on one host without the engine; default 100, 300 and 1000, 0 for none
  --hosts    hosts at a time, simulated; default 500, 0 for none
  --mesh     sites of a full mesh under the engine, simulated; default none
  --against  a built checkout of another commit: measures only links, by both in alternation
  --rounds   of --against; default 10
  --persist  the hosts write files for a reboot
  --system   ${GROUPS.flat()
    .map(({ name, what }) => `${name} (${what})`)
    .join("\n             ")}`;

const { values } = parseArgs({
  options: {
    pairs: { type: "string", multiple: true },
    links: { type: "string", multiple: true },
    hosts: { type: "string", multiple: true },
    mesh: { type: "string", multiple: true },
    system: { type: "string", multiple: true },
    against: { type: "string" },
    rounds: { type: "string" },
    json: { type: "string" },
    persist: { type: "boolean" },
    help: { type: "boolean" },
  },
});

const numbers = (given: readonly string[] | undefined, usual: readonly number[]) =>
  (given ?? usual).map(Number).filter((one) => one > 0);

const MODULES = "modprobe ipip || true";

async function prepare(host: Remote): Promise<void> {
  await host.must(MODULES);
  if (values.persist) await addStandInSystemd(host);
}

const tell = (text: string) => console.error(text);

/** Measures links by this checkout and by another one. */
async function benchAgainst(directory: string): Promise<void> {
  const { stop } = await ensureLab();
  try {
    await on("alpha").must(MODULES);
    const rows: AgainstRow[] = [];
    for (const count of numbers(values.links, [1000]))
      rows.push(...(await measureAgainst(directory, count, Number(values.rounds ?? 10), tell)));
    console.log(`\n${await machine()}\n\nLinks on one host, in seconds\n\n${againstTable(rows)}\n`);
  } finally {
    await stop();
  }
}

export async function bench(): Promise<void> {
  if (values.help) return console.log(usage);
  if (values.against !== undefined) return benchAgainst(values.against);
  // A number of pairs in the arguments limits the run to that number.
  const chosen = [values.pairs, values.links, values.hosts, values.mesh].some((one) => one !== undefined);
  const pairs = numbers(values.pairs, chosen ? [] : [20, 100]);
  const links = numbers(values.links, chosen ? [] : [100, 300, 1000]);
  const hosts = numbers(values.hosts, chosen ? [] : [500]);
  const meshes = numbers(values.mesh, []);
  const groups = GROUPS.map((group) => group.filter(({ name }) => values.system?.includes(name) ?? true));
  const onHosts = pairs.length + links.length > 0;
  const { stop } = onHosts ? await ensureLab() : { stop: async () => undefined };
  try {
    if (onHosts) await Promise.all((["alpha", "beta"] as const).map(on).map(prepare));
    const rows: Row[] = [];
    const linkRows: LinksRow[] = [];
    for (const count of pairs) rows.push(...(await measure(groups, count, tell)));
    for (const count of links) linkRows.push(...(await measureLinks(count, values.persist ?? false, tell)));
    const manyHostsRows: ManyHostsRow[] = [];
    for (const count of hosts)
      for (const delay of [20, 100])
        for (const operations of [1, 4])
          manyHostsRows.push(await measureManyHosts(count, delay, operations, tell));
    const meshRows: MeshSitesRow[] = [];
    for (const count of meshes) meshRows.push(...((await measureMeshSites(count, tell)) ?? []));
    const what = await machine();
    console.log(`\n${what}\n`);
    if (rows.length > 0) console.log(`Seconds, and the factor to the floor\n\n${tableOf(rows)}\n`);
    if (linkRows.length > 0)
      console.log(`Links on one host, without the engine\n\n${linksTable(linkRows)}\n`);
    if (manyHostsRows.length > 0)
      console.log(`Many hosts at a time, simulated\n\n${manyHostsTable(manyHostsRows)}\n`);
    if (meshRows.length > 0) console.log(`A full mesh, simulated\n\n${meshSitesTable(meshRows)}\n`);
    if (values.json) {
      const report = { machine: what, rows, links: linkRows, manyHosts: manyHostsRows, meshes: meshRows };
      await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
    }
  } finally {
    if (onHosts && values.persist)
      await Promise.all((["alpha", "beta"] as const).map(on).map(removeStandInSystemd));
    await stop();
  }
}
