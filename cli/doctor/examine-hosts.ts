import { SshError } from "../../provider/ssh/index.ts";
import { connectionAdvice } from "../shared/connection-advice.ts";
import type { HostAddress } from "../shared/host-address.ts";
import { diagnose, worst } from "./diagnose.ts";
import { readIptables } from "./firewall/iptables.ts";
import { readNft } from "./firewall/nft.ts";
import type { Chain } from "./firewall/rule.ts";
import { type Examined, examine } from "./host/examine.ts";
import { type HostFacts, readHostFacts } from "./host/facts.ts";
import type { Sections } from "./host/sections.ts";
import { type Finding, problem } from "./model/finding.ts";
import type { Report } from "./report.ts";
import { type ConnectionOptions, targetOf } from "./target.ts";

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
export async function reportsOn(hosts: readonly HostAddress[], options: DoctorOptions): Promise<Report[]> {
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

const labelOf = ({ user = "root", host, port }: HostAddress): string =>
  `${user}@${host.includes(":") ? `[${host}]` : host}${port === undefined ? "" : `:${port}`}`;

const systemOf = ({ os, kernel, architecture }: HostFacts): string =>
  [os.PRETTY_NAME, `Linux ${kernel}`, architecture]
    .filter((one) => one !== undefined && one !== "")
    .join(", ");

function unreachable(host: string, error: SshError): Report {
  const findings: readonly Finding[] = [problem("connection", error.message, connectionAdvice(error))];
  return { host, level: worst(findings), findings };
}
