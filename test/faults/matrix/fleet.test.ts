// One of 50 hosts is dead, and the run changes the others.
import { spawnSync } from "node:child_process";
import { createServer, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { handlers } from "../../../provider/index.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import { closeAll } from "../../../provider/ssh/index.ts";
import { missing } from "../../model/host.ts";
import { listen, startServer, type TestServer } from "../../unit/ssh/server.ts";
import { counted, hasAll } from "../counts.ts";

const HOSTS = 50;
const DEAD = 17;
/** The shell of a host is in a network namespace of its own. */
const SHELL = ["unshare", "-n", "sh"];

const servers: TestServer[] = [];
afterEach(async () => {
  await closeAll();
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

const argsOf = ({ connection }: Pick<TestServer, "connection">, index: number): Args => ({
  host: { connection: { ...connection, dialErrorLimit: 2, perDialTimeout: 5 } },
  owner: `project/stack/x${index}`,
  name: `x${index}`,
  vni: 7,
  local: "198.51.100.1",
  remote: "198.51.100.2",
  mtu: 1400,
  addresses: ["10.9.0.1/30"],
});

/** The handlers of VxlanTunnel. */
const vxlan = () => handlers.VxlanTunnel ?? expect.fail("there is no VxlanTunnel");

async function create(args: Args) {
  const { inputs, failures } = await vxlan().check({}, args);
  expect(failures).toEqual([]);
  return vxlan().create(inputs);
}

/** A port that does not lead to a shell. */
const DEATHS: Readonly<Record<string, () => Promise<{ port: number; stop: () => void }>>> = {
  "refuses connections": async () => {
    const server = createServer();
    const port = await listen(server);
    server.close();
    return { port, stop: () => {} };
  },
  "accepts connections and is silent": async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket.on("error", () => {})));
    const stop = () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    };
    return { port: await listen(server), stop };
  },
  "has a shell that does not answer": async () => {
    const server = await startServer({ shell: () => {} });
    return { port: server.port, stop: () => void server.stop() };
  },
};

const ALL = Object.keys(DEATHS);
const SOME = hasAll ? ALL : ALL.slice(1, 2);

test.each(SOME)(
  "one of 50 hosts %s: the others get their links, and that host gets its link when it answers again",
  async (how) => {
    const reason =
      missing() ?? (spawnSync("unshare", ["-n", "true"]).status === 0 ? undefined : "no unshare -n");
    if (reason !== undefined) expect.fail(reason);
    counted("dead host among 50", 1, ALL.length / SOME.length);
    for (let index = 0; index < HOSTS; index += 1) servers.push(await startServer({ shell: SHELL }));
    const dead = await (DEATHS[how]?.() ?? expect.fail("there is no such death"));
    const argumentsOf = servers.map((server, index) => {
      const { connection } = server;
      return argsOf({ connection: index === DEAD ? { ...connection, port: dead.port } : connection }, index);
    });
    const results = await Promise.allSettled(argumentsOf.map(create));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(HOSTS - 1);
    const failed = results[DEAD];
    expect(String(failed?.status === "rejected" && failed.reason)).toContain(`root@127.0.0.1:${dead.port}`);
    const [server] = servers.slice(DEAD);
    if (server === undefined) expect.fail("there is no such host");
    await create(argsOf(server, DEAD));
    dead.stop();
  },
  120_000,
);
