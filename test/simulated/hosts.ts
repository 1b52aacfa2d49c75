// Simulated hosts for the real engine. Each is a network namespace of this machine, with an SSH server in this process.
// A run takes seconds, because no virtual machine is needed.
import type { ServerChannel } from "ssh2";
import { afterAll, beforeAll } from "vitest";
import { missing, type SimulatedHost } from "../model/host.ts";
import { type HostName, World } from "../model/world.ts";
import { startServer, type TestServer } from "../unit/ssh/server.ts";

export interface SimulatedHosts {
  readonly world: World;
  readonly servers: Readonly<Record<HostName, TestServer>>;
}

/** Receives what a host gets on the standard input of its shells. */
export type OnInput = (host: HostName, text: string) => void;

/** Starts a shell on the host for each SSH session. */
const loginsOf =
  (name: HostName, host: SimulatedHost, onInput: OnInput) =>
  (channel: ServerChannel, command: string): void => {
    const socket = host.login(command);
    channel.on("data", (piece: Buffer) => onInput(name, piece.toString()));
    channel.pipe(socket).pipe(channel);
    channel.on("close", () => socket.destroy());
    socket.on("close", () => channel.end());
  };

/** Starts the hosts before the tests of a file, unless this machine cannot simulate hosts, and stops them after. */
export function simulatedHosts(onInput: OnInput = () => {}): () => SimulatedHosts {
  let hosts: SimulatedHosts | undefined;
  beforeAll(async () => {
    if (missing() !== undefined) return;
    const world = await World.make();
    const [alpha, beta] = await Promise.all(
      (["alpha", "beta"] as const).map((name) =>
        startServer({ shell: loginsOf(name, world[name], onInput) }),
      ),
    );
    if (alpha === undefined || beta === undefined) throw new Error("two servers are needed");
    hosts = { world, servers: { alpha, beta } };
  });
  afterAll(async () => {
    await Promise.all(Object.values(hosts?.servers ?? {}).map((server) => server.stop()));
    await hosts?.world.stop();
  });
  return () => {
    if (hosts === undefined) throw new Error("the hosts were not started");
    return hosts;
  };
}
