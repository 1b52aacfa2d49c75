// A network between the provider and the sshd of a simulated host. It cuts, drops and delays packets.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { vi } from "vitest";
import type { SimulatedHost } from "../../model/host.ts";
import type { Reached, Target } from "../../model/provider.ts";
import { Connections, type Wire } from "../../model/wire.ts";

export const SSHD = ["/usr/sbin/sshd", "/usr/local/sbin/sshd"].find(existsSync);

/** The payload of a TCP packet on an Ethernet. */
const PACKET = 1448;
/** How long TCP waits before it sends a lost packet again, in milliseconds. */
const RETRANSMISSION_MS = 200;

/**
 * What happens to packet number `n` of a line, counted from 1 over both directions and all connections. "cut" breaks
 * the connection. "leave" also refuses all later connections. "silence" drops this and all later packets of the
 * connection, which stays open.
 */
export interface Network {
  readonly fate?: (n: number) => "pass" | "cut" | "leave" | "silence";
  /** how long a packet needs in one direction, in milliseconds */
  readonly delayMs?: number;
  /** Whether a packet is lost. TCP sends it again, so the stream is delayed. */
  readonly loses?: () => boolean;
}

/** The configuration and keys of an sshd that accepts one key. */
export interface Keys {
  readonly directory: string;
  readonly hostKey: string;
  readonly privateKey: string;
}

export function makeKeys(): Keys {
  const directory = mkdtempSync(path.join(tmpdir(), "line-"));
  const file = (name: string) => path.join(directory, name);
  for (const name of ["host", "user"])
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file(name)]);
  const config = [
    ...[`HostKey ${file("host")}`, `AuthorizedKeysFile ${file("user.pub")}`, "PidFile none"],
    ...["PermitRootLogin yes", "StrictModes no", "UsePAM no", "PasswordAuthentication no", "UseDNS no"],
  ];
  writeFileSync(file("sshd_config"), `${config.join("\n")}\n`);
  const read = (name: string) => readFileSync(file(name), "utf8").trim();
  return { directory, hostKey: read("host.pub"), privateKey: readFileSync(file("user"), "utf8") };
}

export const removeKeys = ({ directory }: Keys) => rmSync(directory, { recursive: true, force: true });

/** The packets of one direction. They arrive in their order, each after its delay. */
class Queue {
  readonly #into: Duplex;
  #last: Promise<unknown> = Promise.resolve();

  constructor(into: Duplex) {
    this.#into = into;
  }

  add(piece: Buffer, delayMs: number): void {
    const arrival = delayMs === 0 ? Promise.resolve() : sleep(delayMs);
    this.#last = Promise.all([this.#last, arrival]).then(
      () => this.#into.writable && this.#into.write(piece),
    );
  }

  end(): void {
    void this.#last.then(() => this.#into.destroy());
  }
}

/** A line to one host. An sshd in the host's namespaces serves each of its connections. */
export class Line {
  readonly #server: Server;
  readonly #network: Network;
  readonly #sockets = new Set<Duplex>();
  readonly port: number;
  packets = 0;
  #isAway = false;

  private constructor(server: Server, network: Network) {
    this.#server = server;
    this.#network = network;
    this.port = (server.address() as AddressInfo).port;
  }

  static async open(host: SimulatedHost, { directory }: Keys, network: Network): Promise<Line> {
    await host.must("mkdir -p /run/sshd");
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const line = new Line(server, network);
    server.on("connection", (near) =>
      line.#connect(near, host.login(`exec ${SSHD} -i -f ${directory}/sshd_config`)),
    );
    return line;
  }

  #connect(near: Socket, far: Duplex): void {
    near.setNoDelay(true);
    const connection = { isSilent: false, end: () => [near, far].map((socket) => socket.destroy()) };
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      const queue = new Queue(into);
      this.#sockets.add(from);
      from.on("error", () => {});
      from.on("close", () => {
        this.#sockets.delete(from);
        if (!connection.isSilent) queue.end();
      });
      from.on("data", (data: Buffer) => {
        for (let at = 0; at < data.length && !connection.isSilent; at += PACKET)
          this.#packet(data.subarray(at, at + PACKET), queue, connection);
      });
    }
  }

  #packet(piece: Buffer, queue: Queue, connection: { isSilent: boolean; end(): void }): void {
    this.packets += 1;
    const fate = this.#isAway ? "cut" : (this.#network.fate?.(this.packets) ?? "pass");
    if (fate === "leave") this.#isAway = true;
    if (fate === "silence") connection.isSilent = true;
    else if (fate !== "pass") connection.end();
    else {
      const { delayMs = 0, loses } = this.#network;
      queue.add(piece, delayMs + (loses?.() === true ? RETRANSMISSION_MS : 0));
    }
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

let processes = 0;

/** The connections of one provider process by real SSH, over lines. */
export class SshConnections extends Connections {
  readonly #keys: Keys;
  readonly #network: Network;
  readonly #lines = new Map<string, Promise<Line>>();
  readonly #open = new Set<Reached["connection"]>();
  readonly #number: number;

  constructor(hosts: Readonly<Record<string, SimulatedHost>>, keys: Keys, network: Network = {}) {
    super(hosts);
    this.#keys = keys;
    this.#network = network;
    this.#number = processes += 1;
  }

  override async reach(target: Target, { name }: { name: string }): Promise<Reached> {
    const host = this.hosts[name];
    if (host === undefined) throw new Error(`there is no host ${name}`);
    const line = this.#lines.get(name) ?? Line.open(host, this.#keys, this.#network);
    this.#lines.set(name, line);
    const { port } = await line;
    const pool = await vi.importActual<typeof import("../../../provider/ssh/pool.ts")>(
      "../../../provider/ssh/pool.ts",
    );
    // The comment of the key makes the connection differ from those of other processes
    const hostKey = `${this.#keys.hostKey} ${this.#number}`;
    const { privateKey } = this.#keys;
    const connection = { host: "127.0.0.1", port, privateKey, hostKey, dialErrorLimit: 3 };
    const reached = await pool.reach({ ...target, connection });
    this.#open.add(reached.connection);
    return reached;
  }

  /** The number of packets of all lines. */
  async packets(): Promise<number> {
    const lines = await Promise.all(this.#lines.values());
    return lines.reduce((sum, line) => sum + line.packets, 0);
  }

  override open(): Wire {
    throw new Error("these connections use SSH");
  }

  override async end(): Promise<void> {
    await super.end();
    await Promise.all([...this.#open].map((connection) => connection.close()));
    await Promise.all([...this.#lines.values()].map(async (line) => (await line).close()));
  }
}
