import { type ChildProcess, spawn } from "node:child_process";
import { connect, createServer, type Server as NetServer, type Socket } from "node:net";
import { PassThrough } from "node:stream";
import ssh2, { type AuthContext, type Connection, type ServerChannel } from "ssh2";
import type { ConnectionArgs } from "../../../provider/ssh/index.ts";
import { type KeyPair, keyPair } from "../../lab/key-pair.ts";

/** SSH servers inside the test's process. A test can count, delay and break each of their steps. */
export interface ServerOptions {
  /**
   * "sh" or a command runs a real shell. A function replaces the shell. The default answers every frame at once with
   * "ok".
   */
  shell?: "sh" | readonly string[] | ((channel: ServerChannel, command: string) => void);
  /** Decides about credentials. The default accepts only the user's key. */
  authenticate?: (context: AuthContext) => void;
  /** How many connections are dropped before the handshake. */
  drop?: number;
  /** How long the handshake waits. */
  handshakeDelayMs?: number;
  /** How many sessions a connection may open. */
  maxSessions?: number;
  /** The host's key. By default all servers have the same key. */
  key?: KeyPair;
  /** Called for each request for a channel. The server answers the request when this function calls back. */
  hold?: (request: "session" | "forward", answer: () => void) => void;
}

export interface TestServer {
  port: number;
  connection: ConnectionArgs;
  /** How many TCP connections were accepted, how many authentications succeeded, and which commands were executed. */
  readonly seen: { connections: number; authentications: number; commands: string[] };
  /** Cuts every connection. */
  cut(): void;
  /** How many sockets are open now. */
  open(): number;
  stop(): Promise<void>;
}

const host = keyPair();
const user = keyPair();
export const userKey = user.private;
const userBlob = Buffer.from(user.public.split(" ")[1] ?? "", "base64");

/** Answers each frame with "ok" when it has arrived completely. */
function obliging(channel: ServerChannel): void {
  let text = "";
  channel.on("data", (piece: Buffer) => {
    text += piece.toString();
    const first = /\nN=([0-9a-f]{32})\ngr '.*'\n\}\n/s.exec(text);
    const frame = /\{ fr ([0-9a-f]{32}) [01] '.*'\n\}\n/s.exec(text);
    const match = first ?? frame;
    if (!match) return;
    text = "";
    channel.write(first ? `\n${match[1]}{\n\n${match[1]}} 0\n` : `\n${match[1]}{\nok\n\n${match[1]}} 0\n`);
  });
  channel.on("end", () => channel.end());
}

function realShell(
  channel: ServerChannel,
  children: Set<ChildProcess>,
  [program = "sh", ...args]: readonly string[],
): void {
  const child = spawn(program, args, { env: { PATH: process.env.PATH ?? "" } });
  children.add(child);
  child.on("exit", (code) => {
    children.delete(child);
    channel.exit(code ?? 1);
    channel.end();
  });
  child.stdin.on("error", () => {});
  channel.pipe(child.stdin);
  child.stdout.pipe(channel);
  child.stderr.pipe(channel.stderr);
  channel.on("close", () => child.stdin.end());
}

export function takeKey(context: AuthContext): void {
  if (context.method === "publickey" && context.key.data.equals(userBlob)) context.accept();
  else context.reject(["publickey"]);
}

export function listen(server: NetServer, port = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("no port"));
      else resolve(address.port);
    });
  });
}

export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const seen: TestServer["seen"] = { connections: 0, authentications: 0, commands: [] };
  const sockets = new Set<Socket>();
  const children = new Set<ChildProcess>();
  let toDrop = options.drop ?? 0;
  const key = options.key ?? host;

  const ssh = new ssh2.Server({ hostKeys: [key.private] }, (client: Connection) => {
    let sessions = 0;
    client.on("error", () => {});
    client.on("authentication", (context) => (options.authenticate ?? takeKey)(context));
    client.on("ready", () => {
      seen.authentications += 1;
    });
    const hold = options.hold ?? ((_request, answer) => answer());
    client.on("tcpip", (accept, reject, info) =>
      hold("forward", () => {
        const onward = connect(info.destPort, info.destIP);
        onward.on("error", () => reject());
        onward.on("connect", () => {
          const stream = accept();
          stream.on("error", () => {});
          onward.pipe(stream).pipe(onward);
          onward.on("error", () => stream.end());
        });
      }),
    );
    client.on("session", (accept, reject) =>
      hold("session", () => {
        sessions += 1;
        if (sessions > (options.maxSessions ?? 10)) {
          reject();
          return;
        }
        accept().on("exec", (acceptExec, _reject, info) => {
          seen.commands.push(info.command);
          const channel = acceptExec();
          channel.on("error", () => {});
          const { shell = obliging } = options;
          if (typeof shell === "function") shell(channel, info.command);
          else realShell(channel, children, typeof shell === "string" ? [shell] : shell);
        });
      }),
    );
  });

  const server = createServer((socket) => {
    seen.connections += 1;
    socket.on("error", () => {});
    if (toDrop > 0) {
      toDrop -= 1;
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.setNoDelay(true);
    const start = () => ssh.injectSocket(socket);
    if (options.handshakeDelayMs) setTimeout(start, options.handshakeDelayMs);
    else start();
  });
  const port = await listen(server);
  return {
    port,
    connection: { host: "127.0.0.1", port, privateKey: userKey, hostKey: key.public.trim() },
    seen,
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    open: () => sockets.size,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      for (const child of children) child.kill("SIGKILL");
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface Wire {
  port: number;
  /** From now on drops all data, and closes no connection. */
  silence(): void;
  /** How often the direction of transfer changed. A round trip is two turns. */
  turns(): number;
  stop(): Promise<void>;
}

/** A piece of network in front of a server. It delays each direction by `delayMs`. */
export async function startWire(to: number, delayMs: number): Promise<Wire> {
  const sockets = new Set<Socket>();
  let silent = false;
  let talking: Socket | undefined;
  let turns = 0;
  const relay = (from: Socket, into: Socket) => {
    const queue = new PassThrough();
    queue.on("data", (piece: Buffer) => {
      setTimeout(() => {
        if (!silent && into.writable) into.write(piece);
      }, delayMs);
    });
    from.on("data", (piece) => {
      if (talking !== from) turns += 1;
      talking = from;
      queue.write(piece);
    });
    from.on("error", () => {});
    from.on("close", () => setTimeout(() => silent || into.destroy(), delayMs));
    from.setNoDelay(true);
    sockets.add(from);
  };
  const server = createServer((near) => {
    const far = connect(to, "127.0.0.1");
    relay(near, far);
    relay(far, near);
  });
  return {
    port: await listen(server),
    silence: () => {
      silent = true;
    },
    turns: () => turns,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
