// The first simulated host as an import names it: without the private key, which is in a file.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import { printObjectAddress } from "../../provider/schema/object-address.ts";
import { missing } from "../model/host.ts";
import type { SimulatedHosts } from "./hosts.ts";

export interface ImportPlace {
  /** the argument `host` of a resource, with the private key */
  withKey(): ReturnType<typeof placeOf> & { connection: { privateKey: string } };
  /** the id of an object for an import */
  idOf(name: string): string;
}

const placeOf = (hosts: SimulatedHosts, knownHostsFile: string) => {
  const { host, port = 22, user = "root" } = hosts.servers.alpha.connection;
  return { connection: { host, port, user }, knownHostsFile };
};

/** Writes the files before the tests of a file, and removes them after. */
export function importPlace(hosts: () => SimulatedHosts): ImportPlace {
  const directory = mkdtempSync(path.join(tmpdir(), "import-"));
  const [identity, knownHosts] = ["key", "known"].map((name) => path.join(directory, name)) as [
    string,
    string,
  ];
  const key = () => hosts().servers.alpha.connection.privateKey ?? "";
  beforeAll(() => {
    if (missing() !== undefined) return;
    const { host, port, hostKey } = hosts().servers.alpha.connection;
    writeFileSync(identity, key(), { mode: 0o600 });
    writeFileSync(knownHosts, `[${host}]:${port} ${hostKey}\n`);
  });
  afterAll(() => rmSync(directory, { recursive: true }));
  const place = () => placeOf(hosts(), knownHosts);
  return {
    withKey: () => ({ ...place(), connection: { ...place().connection, privateKey: key() } }),
    idOf: (name) => printObjectAddress({ host: place(), identity, name }),
  };
}
