// Many hosts at a time: SSH servers inside this process, with a delaying network in front of each.
import { execFile } from "node:child_process";
import { connect, createServer, type Server, type Socket } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { startServer, type TestServer } from "../unit/ssh/server.ts";
import { grid } from "./table.ts";

export interface ManyHostsRow {
  readonly hosts: number;
  /** round trip in milliseconds */
  readonly delay: number;
  /** operations on each host, requested at once */
  readonly operations: number;
  /** seconds from no connection to the last reply */
  readonly seconds: number;
  /** seconds when all connections exist */
  readonly connectedSeconds: number;
  /** connections of all hosts, as the servers count them */
  readonly connections: number;
  /** the largest number of simultaneous handshakes */
  readonly handshakes: number;
  /** largest memory (RSS) of the client's process, including Node, in MiB */
  readonly memory: number;
}

/** The child's output. */
export type ManyHostsReport = Pick<ManyHostsRow, "seconds" | "connectedSeconds" | "handshakes" | "memory">;

/** Passes bytes on, each half a round trip later. */
function delayed(port: number, delay: number): Promise<Server> {
  const later = (from: Socket, to: Socket) => {
    from.on("data", (piece) => setTimeout(() => to.write(piece), delay / 2));
    from.on("close", () => setTimeout(() => to.destroy(), delay / 2)).on("error", () => undefined);
  };
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port, host: "127.0.0.1", noDelay: true });
    later(near, far);
    later(far, near);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

const portOf = (server: Server) => {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
};

export async function measureManyHosts(
  hosts: number,
  delay: number,
  operations: number,
  tell: (text: string) => void,
): Promise<ManyHostsRow> {
  const servers: TestServer[] = [];
  const networks: Server[] = [];
  try {
    for (let n = 0; n < hosts; n += 1) {
      const server = await startServer();
      servers.push(server);
      networks.push(await delayed(server.port, delay));
    }
    const targets = servers.map(({ connection }, n) => ({
      ...connection,
      port: portOf(networks[n] ?? expectNetwork()),
    }));
    const running = promisify(execFile)(process.execPath, [
      path.join(import.meta.dirname, "many-hosts-child.ts"),
      String(operations),
    ]);
    running.child.stdin?.end(JSON.stringify(targets));
    const report = JSON.parse((await running).stdout) as ManyHostsReport;
    const connections = servers.reduce((sum, { seen }) => sum + seen.connections, 0);
    tell(
      `${hosts} hosts, ${delay} ms, ${operations} operations each: ${report.seconds.toFixed(2)} s, ${connections} connections`,
    );
    return { hosts, delay, operations, connections, ...report };
  } finally {
    for (const network of networks) network.close();
    await Promise.all(servers.map((server) => server.stop()));
  }
}

const expectNetwork = (): never => {
  throw new Error("a server without a network");
};

export function manyHostsTable(rows: readonly ManyHostsRow[]): string {
  const cells = rows.map((row) => [
    String(row.hosts),
    `${row.delay} ms`,
    String(row.operations),
    row.seconds.toFixed(2),
    row.connectedSeconds.toFixed(2),
    String(row.connections),
    String(row.handshakes),
    `${row.memory.toFixed(0)} MiB`,
  ]);
  const head = [
    "hosts",
    "delay",
    "operations each",
    "seconds",
    "once connected",
    "connections",
    "handshakes at a time",
    "memory",
  ];
  return grid([head, ...cells]);
}
