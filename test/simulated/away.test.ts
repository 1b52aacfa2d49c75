// Runs of the real engine with a host that does not answer.
import { createServer, type Server, type Socket } from "node:net";
import { VxlanTunnel } from "pulumi-iproute2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectFailure, openStack } from "../engine/stack.ts";
import { missing } from "../model/host.ts";
import { look } from "../model/look.ts";
import { UNDERLAY } from "../model/world.ts";
import { listen } from "../unit/ssh/server.ts";
import { simulatedHosts } from "./hosts.ts";

const LINKS = 10;
const ATTEMPTS = 2;
const hosts = simulatedHosts();

/** A server that accepts connections and sends nothing. */
let silent: { readonly server: Server; readonly port: number; readonly sockets: Socket[] };
beforeAll(async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on("error", () => {}));
  });
  silent = { server, sockets, port: await listen(server) };
});
afterAll(() => {
  for (const socket of silent.sockets) socket.destroy();
  silent.server.close();
});

/** A program with ten links on each host. It reaches alpha at `port`. */
const program =
  (port: number, hostArgs: object = {}) =>
  async () => {
    for (const name of ["alpha", "beta"] as const) {
      const { connection } = hosts().servers[name];
      const viaPort = { ...connection, port, perDialTimeout: 1, dialErrorLimit: ATTEMPTS };
      for (let index = 0; index < LINKS; index += 1)
        new VxlanTunnel(`${name}${index}`, {
          host: name === "alpha" ? { connection: viaPort, ...hostArgs } : { connection },
          local: UNDERLAY[name],
          remote: UNDERLAY[name === "alpha" ? "beta" : "alpha"],
          dev: "eth0",
          vni: 10 + index,
        });
    }
  };

/** How many devices of this package a host has. */
const deviceCount = async (name: "alpha" | "beta") =>
  (await look(hosts().world.hosts[name])).devices.filter(({ group }) => group === "26992").length;

describe.skipIf(missing() !== undefined)("Host that does not answer", () => {
  test("fails all its links after one set of attempts, and the links of the other host are created", async () => {
    const stack = await openStack({ name: "away", program: program(silent.port) });
    try {
      const message = await expectFailure(stack.up({ continueOnError: true }));
      expect(message).toMatch(/root@127\.0\.0\.1.*stopped after 2 attempts/s);
      expect(silent.sockets).toHaveLength(ATTEMPTS);
      expect(await deviceCount("beta")).toBe(LINKS);
      // The host answers again
      stack.use(program(hosts().servers.alpha.port));
      expect(Object.keys((await stack.up()).changed)).toHaveLength(LINKS);
      expect(await deviceCount("alpha")).toBe(LINKS);
    } finally {
      await stack.destroy();
      await stack.dispose();
    }
  });

  test('is skipped by destroy with onUnreachable: "forget", and a warning lists the objects that stay on it', async () => {
    const { port } = hosts().servers.alpha;
    const stack = await openStack({ name: "gone", program: program(port) });
    try {
      await stack.up();
      stack.use(program(port, { onUnreachable: "forget" }));
      await stack.up();
      await hosts().servers.alpha.stop();
      const { diagnostics, stdout } = await stack.destroy();
      const text = `${stdout}${diagnostics.map(({ message }) => message).join("\n")}`;
      expect(text).toMatch(/alpha0 stays on root@127\.0\.0\.1.*To remove it there: ip link del dev alpha0/s);
      expect(await deviceCount("beta")).toBe(0);
      expect(await deviceCount("alpha")).toBe(LINKS);
    } finally {
      await stack.dispose();
    }
  });
});
