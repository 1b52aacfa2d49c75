import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { closeAll } from "../../provider/ssh/index.ts";
import { note, print, printJson, withProgress } from "../shared/output.ts";
import { importFileOf } from "./import-file.ts";
import { type Inventory, inventoryOf } from "./inventory.ts";
import { type PlaceOptions, placesIn } from "./place.ts";
import { programOf } from "./program.ts";
import { type Resources, resourcesOf } from "./resources.ts";

interface Options extends PlaceOptions {
  readonly out?: string;
  readonly json?: boolean;
  readonly importOptions?: boolean;
}

const HELP = `
Reads tunnels that exist already, and writes a Pulumi program that declares them, and a file for
pulumi import. It changes nothing on the hosts.

Examples:
  $ npx pulumi-iproute2 import root@198.51.100.1
  $ npx pulumi-iproute2 import ams=ops@198.51.100.1 fra=ops@203.0.113.7 --sudo --out index.ts
  $ pulumi import --file index.import.json --generate-code=false --protect=false
  $ pulumi preview --diff    # shows the ownership mark, which the next pulumi up sets

Of two hosts, ends that belong together become one TunnelPair. The credentials are those of the SSH
agent, or --identity. The hosts' keys must be in known_hosts.`;

/** `pulumi-iproute2 import` */
export const importCommand = (): Command =>
  new Command("import")
    .summary("writes a program and an import file for tunnels that hosts have already")
    .description("Writes a program and an import file for tunnels that hosts have already.")
    .argument("<hosts...>", "hosts: [LABEL=][USER@]HOST[:PORT]")
    .option("--out <file>", "write the program to FILE.ts, and the import file to FILE.import.json")
    .option("--json", "print what was found, the program and the import file as JSON")
    .option("--import-options", "let the program import by itself, in place of the import file")
    .option("--sudo", "run everything by sudo, which must need no password")
    .option("--netns <name>", "read this network namespace of the hosts")
    .option("--identity <file>", "a private key, in place of the SSH agent")
    .option("--known-hosts <file>", "a known_hosts file, in place of ~/.ssh/known_hosts")
    .addHelpText("after", HELP)
    .action(run);

async function run(hosts: string[], options: Options): Promise<void> {
  const places = placesIn(hosts, options);
  try {
    const inventories = await withProgress(
      `reading ${hosts.join(", ")}`,
      Promise.all(places.map((place) => inventoryOf(place))),
    );
    const resources = resourcesOf(inventories);
    const importOptions = options.importOptions === true;
    const program = programOf(places, resources, { importOptions });
    if (options.json === true) printJson(reportOf(inventories, resources, program));
    else await deliver(inventories, resources, program, options);
  } finally {
    await closeAll();
  }
}

/** What `--json` prints. */
function reportOf(inventories: readonly Inventory[], resources: Resources, program: string): object {
  const { pairs, singles, implied } = resources;
  return {
    hosts: inventories.map(({ place: { label, host } }) => ({ label, host })),
    resources: [
      ...pairs.map(({ name }) => ({ type: "TunnelPair", name })),
      ...[...implied, ...singles].map(({ object, ...rest }) => {
        const { type, id, inputs, unreadable } = object;
        return { type, ...rest, id, arguments: inputs, unreadable };
      }),
    ],
    leftOut: inventories.flatMap(({ leftOut }) => leftOut),
    program,
    importFile: importFileOf(resources),
  };
}

async function deliver(
  inventories: readonly Inventory[],
  resources: Resources,
  program: string,
  { out, importOptions }: Options,
): Promise<void> {
  for (const { host, name, reason } of inventories.flatMap(({ leftOut }) => leftOut))
    note(`left out: ${name} on ${host}: ${reason}`);
  if (out === undefined) return print(program);
  const file = `${out.replace(/\.[cm]?ts$/, "")}.import.json`;
  await writeNew(out, program);
  if (importOptions !== true) await writeNew(file, `${JSON.stringify(importFileOf(resources), null, 2)}\n`);
  note(
    importOptions === true
      ? `wrote ${out}. Next: NODE_OPTIONS="--require pulumi-iproute2/import" pulumi up --diff`
      : `wrote ${out} and ${file}. Next: pulumi import --file ${file} --generate-code=false --protect=false, then pulumi up --diff`,
  );
}

/** Writes a file that does not exist yet, because a program may be the work of the user. */
async function writeNew(file: string, text: string): Promise<void> {
  await writeFile(file, text, { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EEXIST"
      ? new Error(`${file} exists already: choose another name for --out`)
      : error;
  });
}
