import { readFile, writeFile } from "node:fs/promises";
import { Command, Option } from "commander";
import { closeAll } from "../../provider/ssh/index.ts";
import { CommandError, EXIT, exitCodesText } from "../shared/exit-codes.ts";
import { paintForStdout, plain, print, withProgress } from "../shared/output.ts";
import { readTopology } from "./model/read-topology.ts";
import { readState } from "./model/state.ts";
import type { Topology } from "./model/topology.ts";
import { pingAll } from "./ping.ts";
import { readInput } from "./read-input.ts";
import { mermaid } from "./render/mermaid.ts";
import { svg } from "./render/svg/svg.ts";
import { text } from "./render/text.ts";

interface Options {
  readonly file?: string;
  readonly stack?: string;
  readonly cwd?: string;
  readonly mermaid?: true;
  readonly svg?: true;
  readonly json?: true;
  readonly out?: string;
  readonly ping?: true;
  readonly identity?: string;
}

const HELP = `
Both ends of a tunnel are one link. A link is up or down by the last run of its check (\`check\` of a
pair, or a LinkCheck), or by --ping. A link without either is "not checked".

Examples:
  $ npx pulumi-iproute2 topology                                  the stack of this directory
  $ npx pulumi-iproute2 topology --stack prod --mermaid           text that GitHub draws
  $ npx pulumi-iproute2 topology --stack prod --svg --out net.svg
  $ npx pulumi-iproute2 topology --stack prod --ping              asks the hosts
  $ pulumi stack export | npx pulumi-iproute2 topology --json

--ping connects to the hosts by the connections of the state, and checks their host keys. A state
from --file or standard input has encrypted credentials: then give --identity, or run an SSH agent.

${exitCodesText([EXIT.done, EXIT.failed, EXIT.usage, EXIT.trouble])}
  (${EXIT.trouble} only with --ping: a link is down)`;

/** The version of the form of `--json`. It grows when a field changes its meaning. */
const JSON_VERSION = 1;

/** Shows the sites and links of a stack. */
export const topologyCommand = (): Command =>
  new Command("topology")
    .summary("draw the hosts and tunnels of a stack")
    .description("Draws the hosts and tunnels of a stack: as a table, Mermaid text, an SVG picture or JSON.")
    .addOption(
      new Option("-f, --file <file>", "the output of `pulumi stack export`; - is standard input").conflicts([
        "stack",
        "cwd",
      ]),
    )
    .option("-s, --stack <stack>", "run `pulumi stack export` for this stack")
    .option("-C, --cwd <directory>", "the directory of the Pulumi project (default: this one)")
    .addOption(new Option("--mermaid", "print Mermaid text").conflicts(["svg", "json"]))
    .addOption(new Option("--svg", "print an SVG picture").conflicts("json"))
    .option("--json", "print JSON")
    .option("--out <file>", "write to a file in place of standard output")
    .option("--ping", "ping through each link now")
    .option("--identity <file>", "private key for hosts whose credentials the state does not show")
    .addHelpText("after", HELP)
    .action(run);

async function run(options: Options): Promise<void> {
  const { file, stack, cwd, ping, out } = options;
  const input = readInput({
    ...(file === undefined ? {} : { file }),
    ...(stack === undefined ? {} : { stack }),
    ...(cwd === undefined ? {} : { cwd }),
    secrets: ping === true,
  });
  const state = readState(await withProgress("Reading the state", input));
  const recorded = readTopology(state);
  const topology = ping === true ? await pinged(options) : recorded;
  const result = render(topology, options);
  if (out === undefined) print(result);
  else await write(out, result.endsWith("\n") ? result : `${result}\n`);
  if (ping === true && topology.links.some(({ health }) => health.status === "down"))
    process.exitCode = EXIT.trouble;

  async function pinged({ identity }: Options): Promise<Topology> {
    const key = identity === undefined ? undefined : await readKey(identity);
    try {
      return await withProgress(
        `Pinging through ${recorded.links.length} links`,
        pingAll(state, recorded, key),
      );
    } finally {
      await closeAll();
    }
  }
}

const write = (file: string, result: string): Promise<void> =>
  writeFile(file, result).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`${file} cannot be written (${error.code ?? error.message})`);
  });

const readKey = (file: string): Promise<string> =>
  readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`the key ${file} cannot be read (${error.code ?? error.message})`);
  });

function render(topology: Topology, { mermaid: asMermaid, svg: asSvg, json, out }: Options): string {
  if (json === true) return JSON.stringify({ version: JSON_VERSION, ...topology }, null, 2);
  if (asMermaid === true) return mermaid(topology);
  return asSvg === true ? svg(topology) : text(topology, out === undefined ? paintForStdout : plain);
}
