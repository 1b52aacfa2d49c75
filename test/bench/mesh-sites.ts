// A full mesh of many sites under the engine, with a resource for each end and with a set for each site. The hosts are
// network namespaces of this machine, each with an SSH server in this process.
import { Mesh, type MeshSiteArgs } from "pulumi-iproute2";
import type { ServerChannel } from "ssh2";
import { openStack } from "../engine/stack.ts";
import { missing, SimulatedHost } from "../model/host.ts";
import { startServer, type TestServer } from "../unit/ssh/server.ts";
import { grid } from "./table.ts";
import { timed } from "./timed.ts";

export interface MeshSitesRow {
  readonly sites: number;
  readonly as: "single" | "grouped";
  /** seconds of `pulumi up`, of another one that changes nothing, and of `pulumi destroy` */
  readonly up: number;
  readonly again: number;
  readonly destroy: number;
}

interface Site {
  readonly host: SimulatedHost;
  readonly server: TestServer;
  readonly underlay: string;
}

/** Starts a shell on the host for each SSH session. */
const loginsOf =
  (host: SimulatedHost) =>
  (channel: ServerChannel, command: string): void => {
    const socket = host.login(command);
    channel.pipe(socket).pipe(channel);
    channel.on("close", () => socket.destroy());
    socket.on("close", () => channel.end());
  };

async function startSite(index: number): Promise<Site> {
  const host = await SimulatedHost.start({ machineId: String(index).padStart(32, "0") });
  const underlay = `198.51.100.${index + 1}`;
  await host.must(
    `ip link add eth0 type veth peer name eth1 && ip addr add ${underlay}/24 dev eth0 && ip link set eth1 up && ip link set eth0 up`,
  );
  return { host, underlay, server: await startServer({ shell: loginsOf(host) }) };
}

const stopSite = async ({ host, server }: Site): Promise<void> => {
  await server.stop();
  await host.stop();
};

const program = (sites: readonly Site[], grouped: boolean) => async () => {
  const all = sites.map(({ server, underlay }, id): [string, MeshSiteArgs] => [
    `site${id}`,
    { host: { connection: { ...server.connection } }, underlay, dev: "eth0", id },
  ]);
  new Mesh("m", { kind: "vxlan", block: "10.64.0.0/10", sites: Object.fromEntries(all), grouped });
};

/** Measures a mesh both ways; undefined if this machine cannot simulate hosts. */
export async function measureMeshSites(
  count: number,
  tell: (text: string) => void,
  ways: readonly MeshSitesRow["as"][] = ["grouped", "single"],
): Promise<MeshSitesRow[] | undefined> {
  if (missing() !== undefined) return undefined;
  const rows: MeshSitesRow[] = [];
  for (const as of ways) {
    const sites = await Promise.all(Array.from({ length: count }, (_, index) => startSite(index)));
    const stack = await openStack({ name: `bench-mesh-${as}`, program: program(sites, as === "grouped") });
    try {
      const up = await timed(() => stack.up());
      tell(`${count} sites, ${as}: up ${up.toFixed(1)} s`);
      const again = await timed(() => stack.up());
      const destroy = await timed(() => stack.destroy());
      tell(`${count} sites, ${as}: again ${again.toFixed(1)} s, destroy ${destroy.toFixed(1)} s`);
      rows.push({ sites: count, as, up, again, destroy });
    } finally {
      await stack.dispose();
      await Promise.all(sites.map(stopSite));
    }
  }
  return rows;
}

export function meshSitesTable(rows: readonly MeshSitesRow[]): string {
  const cells = rows.map(({ sites, as, up, again, destroy }) => [
    String(sites),
    String(sites * (sites - 1)),
    as,
    ...[up, again, destroy].map((seconds) => seconds.toFixed(1)),
  ]);
  return grid([["sites", "ends", "as", "up", "again", "destroy"], ...cells]);
}
