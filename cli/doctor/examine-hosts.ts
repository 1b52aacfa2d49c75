import { SshError } from "../../provider/ssh/index.ts";
import { diagnose, worst } from "./diagnose.ts";
import { readIptables } from "./firewall/iptables.ts";
import { readNft } from "./firewall/nft.ts";
import type { Chain } from "./firewall/rule.ts";
import { type Examined, examine } from "./host/examine.ts";
import { type HostFacts, readHostFacts } from "./host/facts.ts";
import type { Sections } from "./host/sections.ts";
import { type Finding, problem } from "./model/finding.ts";
import type { Report } from "./report.ts";
import { type Address, type ConnectionOptions, targetOf } from "./target.ts";

export interface DoctorOptions {
  readonly connection: ConnectionOptions;
  readonly wanted: readonly string[];
  readonly udpPorts: readonly number[];
  readonly peer: string | undefined;
}

/** What a host answered. */
export interface Answer extends Examined {
  readonly facts: HostFacts;
}

/** Examines hosts, all at the same time, and compares their machine ids. A host that does not answer is a problem. */
export async function reportsOn(hosts: readonly Address[], options: DoctorOptions): Promise<Report[]> {
  const answers = await Promise.all(
    hosts.map(async (address): Promise<Answer | SshError> => {
      try {
        const examined = await examine(targetOf(address, options.connection), options.peer);
        return { ...examined, facts: readHostFacts(examined.sections) };
      } catch (error) {
        if (error instanceof SshError) return error;
        throw error;
      }
    }),
  );
  const identified = hosts.map((address, index) => {
    const answer = answers[index];
    const machineId = answer === undefined || answer instanceof SshError ? "" : answer.facts.machineId;
    return { label: labelOf(address), machineId };
  });
  return answers.flatMap((answer, index): Report[] => {
    const host = identified[index];
    if (host === undefined) return [];
    if (answer instanceof SshError) return [unreachable(host.label, answer)];
    const findings = diagnose({ ...examinationOf(answer, options) }, host, identified);
    return [{ host: host.label, system: systemOf(answer.facts), level: worst(findings), findings }];
  });
}

/** What the checks read of an answer. */
export const examinationOf = ({ facts, sections, sent, received }: Answer, options: DoctorOptions) => {
  const { wanted, udpPorts, peer, connection } = options;
  return {
    ...{ facts, firewall: chainsIn(sections, facts), wanted, udpPorts, peer, sent, received },
    usesSudo: connection.sudo === true,
    netns: connection.netns,
  };
};

/** The chains of a host's firewall; undefined if they cannot be read. */
function chainsIn(
  { nft = "", iptables = "", ip6tables = "" }: Sections,
  { isRoot }: HostFacts,
): Chain[] | undefined {
  const chains = readNft(nft);
  if (!isRoot || chains === undefined) return undefined;
  return [...chains, ...readIptables(iptables, "inet"), ...readIptables(ip6tables, "inet6")];
}

const labelOf = ({ user = "root", host, port }: Address): string =>
  `${user}@${host.includes(":") ? `[${host}]` : host}${port === undefined ? "" : `:${port}`}`;

const systemOf = ({ os, kernel, architecture }: HostFacts): string =>
  [os.PRETTY_NAME, `Linux ${kernel}`, architecture]
    .filter((one) => one !== undefined && one !== "")
    .join(", ");

/** What to do about a connection that fails, by the code of the error. Its message names the host and the reason. */
const ADVICE: Readonly<Record<string, string>> = {
  "host-key": "compare the key with /etc/ssh/ssh_host_ed25519_key.pub of the host, and add it to known_hosts",
  auth: "give --identity or run an SSH agent, and check authorized_keys of the user",
  sudo: "allow sudo without a password: `USER ALL=(root) NOPASSWD: ALL` by visudo",
};

function unreachable(host: string, error: SshError): Report {
  const advice = ADVICE[error.code] ?? "check the address, the port, and the firewall before the host's sshd";
  const findings: readonly Finding[] = [problem("connection", error.message, advice)];
  return { host, level: worst(findings), findings };
}
