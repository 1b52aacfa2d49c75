import { access, writeFile } from "node:fs/promises";
import { Command, Option } from "commander";
import { closeAll, SshError } from "../../provider/ssh/index.ts";
import { connectionAdvice } from "../shared/connection-advice.ts";
import { CommandError, EXIT, exitCodesText } from "../shared/exit-codes.ts";
import { parseNetns } from "../shared/host-address.ts";
import { note, print, printJson, withProgress } from "../shared/output.ts";
import { importFileOf } from "./import-file.ts";
import { type Inventory, inventoryOf } from "./inventory.ts";
import { type Place, type PlaceOptions, placesIn } from "./place.ts";
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
agent, or --identity. The environment variable PULUMI_IPROUTE2_PASSPHRASE has the passphrase of the
key. The hosts' keys must be in known_hosts. An import of a host that does not answer writes nothing.

${exitCodesText([EXIT.done, EXIT.failed, EXIT.usage])}`;

/** `pulumi-iproute2 import` */
export const importCommand = (): Command =>
  new Command("import")
    .summary("writes a program and an import file for tunnels that hosts have already")
    .description("Writes a program and an import file for tunnels that hosts have already.")
    .argument("<hosts...>", "hosts: [LABEL=][USER@]HOST[:PORT]")
    .option(
      "--out <file>",
      "write the program to FILE.ts, and the import file to FILE.import.json; none may exist",
    )
    .addOption(
      new Option("--json", "print what was found, the program and the import file as JSON").conflicts("out"),
    )
    .option("--import-options", "let the program import by itself, in place of the import file")
    .option("--sudo", "run everything by sudo, which must need no password")
    .option("--netns <name>", "read this network namespace of the hosts", parseNetns)
    .option("--identity <file>", "a private key, in place of the SSH agent")
    .option("--known-hosts <file>", "a known_hosts file, in place of ~/.ssh/known_hosts")
    .addHelpText("after", HELP)
    .action(run);

async function run(hosts: string[], options: Options): Promise<void> {
  const places = placesIn(hosts, options);
  const files = options.out === undefined ? undefined : filesOf(options.out, options);
  if (files !== undefined) await refuseExisting(Object.values(files));
  try {
    const inventories = await withProgress(`reading ${hosts.join(", ")}`, readAll(places));
    const resources = resourcesOf(inventories);
    const importOptions = options.importOptions === true;
    const program = programOf(places, resources, { importOptions });
    if (options.json === true) printJson(reportOf(inventories, resources, program));
    else await deliver(inventories, resources, program, files);
  } finally {
    await closeAll();
  }
}

async function readAll(places: readonly Place[]): Promise<readonly Inventory[]> {
  try {
    return await Promise.all(places.map((place) => inventoryOf(place)));
  } catch (error) {
    if (error instanceof SshError) throw new CommandError(`${error.message}\n→ ${connectionAdvice(error)}`);
    throw error;
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

/** The files of `--out`. */
interface Files {
  readonly program: string;
  /** undefined if the program imports by itself */
  readonly importFile?: string;
}

/** The files of `--out net.ts` or `--out net`: `net.ts` and `net.import.json`. */
function filesOf(out: string, { importOptions }: Options): Files {
  const stem = out.replace(/\.[cm]?ts$/, "");
  const program = stem === out ? `${out}.ts` : out;
  return importOptions === true ? { program } : { program, importFile: `${stem}.import.json` };
}

const existsAlready = (file: string) =>
  new CommandError(`${file} exists already: choose another name for --out`);

/** Refuses files that exist before any host is asked, because a program may be the work of the user. */
async function refuseExisting(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const exists = await access(file).then(
      () => true,
      () => false,
    );
    if (exists) throw existsAlready(file);
  }
}

async function deliver(
  inventories: readonly Inventory[],
  resources: Resources,
  program: string,
  files: Files | undefined,
): Promise<void> {
  for (const { host, name, reason } of inventories.flatMap(({ leftOut }) => leftOut))
    note(`left out: ${name} on ${host}: ${reason}`);
  if (files === undefined) return print(program);
  const { importFile } = files;
  if (importFile !== undefined)
    await writeNew(importFile, `${JSON.stringify(importFileOf(resources), null, 2)}\n`);
  await writeNew(files.program, program);
  note(
    importFile === undefined
      ? `wrote ${files.program}. Next: NODE_OPTIONS="--require pulumi-iproute2/import" pulumi up --diff`
      : `wrote ${files.program} and ${importFile}. Next: pulumi import --file ${importFile} --generate-code=false --protect=false, then pulumi up --diff`,
  );
}

/** Writes a file that does not exist yet. */
async function writeNew(file: string, text: string): Promise<void> {
  await writeFile(file, text, { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EEXIST"
      ? existsAlready(file)
      : new CommandError(`${file} cannot be written (${error.code ?? error.message})`);
  });
}
