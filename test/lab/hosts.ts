// .lab/hosts.json contains the addresses and keys of the hosts, for tests, examples and people.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Identity } from "./identity.ts";
import { filesOf, MACHINES, machineNames } from "./machines/topology.ts";
import { currentLab, type Lab, labOf } from "./paths.ts";
import { liveState } from "./state.ts";
import { HOSTS, type HostName } from "./topology.ts";

export interface LabConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** The key itself, in OpenSSH's format. */
  readonly privateKey: string;
  /** "ssh-ed25519 AAAA…": the host's only key. */
  readonly hostKey: string;
}

export interface LabHost {
  readonly connection: LabConnection;
  readonly underlay4: string;
  readonly underlay6: string;
}

export type LabHosts = Readonly<Record<HostName, LabHost>>;

export function writeHosts(lab: Lab, identity: Identity, ports: Readonly<Record<string, number>>): void {
  const hosts = Object.fromEntries(
    HOSTS.map(({ name, underlay4, underlay6 }) => {
      const connection: LabConnection = {
        host: "127.0.0.1",
        port: ports[name] ?? 0,
        user: "root",
        privateKey: identity.client.private,
        hostKey: identity.hosts[name].public.split(" ").slice(0, 2).join(" "),
      };
      return [name, name === "wire" ? { connection } : { connection, underlay4, underlay6 }];
    }),
  );
  const known = HOSTS.map(({ name }) => `[127.0.0.1]:${ports[name]} ${hosts[name]?.connection.hostKey}\n`);
  writeFileSync(lab.knownHosts, known.join(""), { mode: 0o600 });
  writeFileSync(lab.key, identity.client.private, { mode: 0o600 });
  writeFileSync(lab.hosts, `${JSON.stringify(hosts, null, 2)}\n`, { mode: 0o600 });
  if (lab.number === 1) publish();
}

/** Adds the machines that run to `.lab/hosts.json`, and removes those that do not. */
export function publish(): void {
  const { hosts: file } = labOf(1);
  const isLabUp = liveState(labOf(1)) !== undefined;
  const own = Object.entries(isLabUp ? readHosts(file) : {}).filter(([name]) => !(name in MACHINES));
  const machines = machineNames.flatMap((name) => {
    const files = filesOf(name);
    return liveState(files) === undefined ? [] : Object.entries(readHosts(files.hosts));
  });
  const all = Object.fromEntries([...own, ...machines]);
  if (Object.keys(all).length > 0) writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
  else rmSync(file, { force: true });
}

/** The hosts in a file. None without the file. */
export function readHosts(file: string): Readonly<Record<string, LabHost>> {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, LabHost>;
  } catch {
    return {};
  }
}

/** The running lab's hosts. Without a lab it throws an error with the command that starts one. */
export function labHosts(lab = currentLab()): LabHosts {
  if (liveState(lab)?.phase !== "ready") {
    throw new Error(`no lab is running for this checkout (${lab.hosts}): start one with \`npm run lab up\``);
  }
  return JSON.parse(readFileSync(lab.hosts, "utf8")) as LabHosts;
}
