import { readFile } from "node:fs/promises";
import { Command, InvalidArgumentError } from "commander";
import { parseAddress } from "../../provider/iproute2/address.ts";
import { closeAll } from "../../provider/ssh/index.ts";
import { CommandError, EXIT, exitCodesText } from "../shared/exit-codes.ts";
import { type HostAddress, parseNetns } from "../shared/host-address.ts";
import { paintForStdout, print, printJson, withProgress } from "../shared/output.ts";
import { KINDS } from "./checks/firewall.ts";
import { worst } from "./diagnose.ts";
import { reportsOn } from "./examine-hosts.ts";
import type { Level } from "./model/finding.ts";
import { text } from "./report.ts";
import { parseHost } from "./target.ts";

interface Options {
  readonly peer?: string;
  readonly kind?: readonly string[];
  readonly udpPort?: readonly number[];
  readonly sudo?: true;
  readonly netns?: string;
  readonly identity?: string;
  readonly knownHosts?: string;
  readonly json?: true;
}

const HELP = `
doctor connects once to each host, reads, and changes nothing. It reports the kernel and its modules,
programs, what restores tunnels at boot, machine ids, other managers of the network, the firewall,
reverse path filters, the clock, and with --peer the largest packet that passes.

A problem is what cannot work, a warning is what may not work or not for long. With --kind, what a
kind lacks is a problem; without it, all kinds are checked, and it is a warning.

Examples:
  $ npx pulumi-iproute2 doctor root@198.51.100.1
  $ npx pulumi-iproute2 doctor --sudo ops@198.51.100.1 ops@203.0.113.7    compares both machine ids
  $ npx pulumi-iproute2 doctor root@198.51.100.1 --kind gre --peer 203.0.113.7
  $ npx pulumi-iproute2 doctor root@198.51.100.1 --json | jq '.hosts[].findings[] | select(.level != "ok")'

The SSH agent (SSH_AUTH_SOCK) or --identity signs in. The passphrase of the key is read from the
environment variable PULUMI_IPROUTE2_PASSPHRASE. known_hosts must have the key of each host.

${exitCodesText([EXIT.done, EXIT.failed, EXIT.usage, EXIT.trouble, EXIT.warning])}`;

/** Shows what a host can do, and what would go wrong. */
export const doctorCommand = (): Command =>
  new Command("doctor")
    .summary("examine hosts for what would go wrong")
    .description("Shows what a host can do, what would go wrong, and what to do about it.")
    .argument("<host...>", "[user@]host[:port]; the user is root by default", collectHost)
    .option("--peer <address>", "measure the largest packet that passes to this address", parsePeer)
    .option("--kind <kind>", "a kind of link that you want; repeat it for several", collectKind)
    .option(
      "--udp-port <port>",
      "a UDP port of FOU or GUE to look for in the firewall; repeatable",
      collectPort,
    )
    .option("--sudo", "run commands by `sudo -n`")
    .option("--netns <name>", "examine this network namespace", parseNetns)
    .option("--identity <file>", "private key (default: the SSH agent)")
    .option("--known-hosts <file>", "known_hosts file (default: yours and the system's)")
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action(run);

const collectHost = (value: string, before: readonly HostAddress[] = []): HostAddress[] => [
  ...before,
  parseHost(value),
];

function parsePeer(value: string): string {
  const address = parseAddress(value);
  if (address === undefined) throw new InvalidArgumentError("It must be an IPv4 or IPv6 address.");
  return address;
}

function collectKind(value: string, before: readonly string[] = []): string[] {
  const kinds = [...KINDS, "fou", "fou6"];
  if (!kinds.includes(value)) throw new InvalidArgumentError(`It must be one of ${kinds.join(", ")}.`);
  return [...before, value];
}

function collectPort(value: string, before: readonly number[] = []): number[] {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new InvalidArgumentError("It must be a number from 1 to 65535.");
  return [...before, port];
}

/** The version of the form of `--json`. It grows when a field changes its meaning. */
const JSON_VERSION = 1;

const EXITS: Readonly<Record<Level, number>> = {
  ok: EXIT.done,
  warning: EXIT.warning,
  problem: EXIT.trouble,
};

async function run(hosts: readonly HostAddress[], options: Options): Promise<void> {
  const { identity, kind = [], udpPort = [], peer, json, sudo, netns, knownHosts } = options;
  const privateKey = identity === undefined ? undefined : await readKey(identity);
  const privateKeyPassword = process.env.PULUMI_IPROUTE2_PASSPHRASE;
  const connection = {
    ...(sudo === undefined ? {} : { sudo }),
    ...(netns === undefined ? {} : { netns }),
    ...(knownHosts === undefined ? {} : { knownHosts }),
    ...(privateKey === undefined ? {} : { privateKey }),
    ...(privateKeyPassword === undefined ? {} : { privateKeyPassword }),
  };
  try {
    const work = reportsOn(hosts, { connection, wanted: kind, udpPorts: udpPort, peer });
    const reports = await withProgress(`Examining ${hosts.map(({ host }) => host).join(", ")}`, work);
    const level = worst(reports.flatMap(({ findings }) => findings));
    if (json === true) printJson({ version: JSON_VERSION, level, hosts: reports });
    else print(text(reports, paintForStdout));
    process.exitCode = EXITS[level];
  } finally {
    await closeAll();
  }
}

const readKey = (file: string): Promise<string> =>
  readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`the key ${file} cannot be read (${error.code ?? error.message})`);
  });
