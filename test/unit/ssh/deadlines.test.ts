import { createServer, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { closeAll, resetStats, SshError, shellOn, stats } from "../../../provider/ssh/index.ts";
import { listen, type ServerOptions, startServer, type TestServer } from "./server.ts";

/*
 * What happens when a host falls silent, step by step. The clock of the timers stands still until a test moves it, so
 * that no machine is too slow for a test; what goes over the network takes its time.
 */
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const running: { stop(): Promise<void> }[] = [];
beforeEach(() => {
  resetStats();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(async () => {
  vi.useRealTimers();
  await closeAll();
  for (const server of running.splice(0)) await server.stop();
});

async function start(options: ServerOptions = {}): Promise<TestServer> {
  const server = await startServer(options);
  running.push(server);
  return server;
}

/** Takes connections and says nothing. */
async function startMute(): Promise<{ port: number; connections(): number }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on("error", () => {}));
  });
  const port = await listen(server);
  running.push({
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  });
  return { port, connections: () => sockets.length };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

/** Every turn that is due has happened. */
async function settled(): Promise<void> {
  for (let n = 0; n < 20; n += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** How a promise ended; it is watched from the start. */
function watch(promise: Promise<unknown>): { error: SshError | undefined; done: boolean } {
  const seen: ReturnType<typeof watch> = { error: undefined, done: false };
  promise.then(
    () => {
      seen.done = true;
    },
    (thrown) => {
      expect(thrown).toBeInstanceOf(SshError);
      seen.error = thrown as SshError;
      seen.done = true;
    },
  );
  return seen;
}

const seconds = (count: number) => vi.advanceTimersByTime(count * 1000);

describe("one attempt to connect has one deadline", () => {
  it("for a host that does not greet", async () => {
    const mute = await startMute();
    const { connection } = await start();
    const attempt = watch(shellOn({ connection: { ...connection, port: mute.port, dialErrorLimit: 1 } }));
    await until(() => mute.connections() === 1);
    seconds(14.9);
    await settled();
    expect(attempt.done).toBe(false);
    seconds(0.1);
    await until(() => attempt.done);
    expect(attempt.error).toMatchObject({ code: "timeout", outcome: "not-run" });
    expect(attempt.error?.message).toContain("handshake was not done within 15 s");
  });

  it("of which the way through a proxy is a part", async () => {
    let answer = () => {};
    const proxy = await start({
      hold: (_request, go) => {
        answer = go;
      },
    });
    const mute = await startMute();
    const host = { ...proxy.connection, port: mute.port, dialErrorLimit: 1 };
    const before = answer;
    const attempt = watch(shellOn({ connection: { ...host, proxy: proxy.connection } }));
    await until(() => answer !== before);
    seconds(10);
    answer();
    await until(() => mute.connections() === 1);
    await settled();
    seconds(4.9);
    await settled();
    expect(attempt.done).toBe(false);
    seconds(0.1);
    await until(() => attempt.done);
    expect(attempt.error).toMatchObject({ code: "timeout", target: `root@127.0.0.1:${mute.port}` });
    expect(attempt.error?.message).toContain(`through the proxy root@127.0.0.1:${proxy.port} within 15 s`);
  });

  it("for a host that a proxy gets no answer from, which says nothing against the proxy", async () => {
    const held: string[] = [];
    const proxy = await start({
      hold: (request, go) => {
        if (held.push(request) > 1) go();
      },
    });
    const host = await start();
    const connection = { ...host.connection, proxy: proxy.connection, dialErrorLimit: 2 };
    const attempt = watch(shellOn({ connection }));
    await until(() => held.length === 1);
    seconds(15);
    await settled();
    seconds(1); // the pause before the second attempt, to which the proxy answers
    await until(() => attempt.done);
    expect(attempt.error).toBeUndefined();
    expect(held.slice(0, 2)).toEqual(["forward", "forward"]);
    expect(proxy.seen.connections).toBe(1);
  });

  it("that is not waited for when everything is closed", async () => {
    const held: string[] = [];
    const proxy = await start({ hold: (request) => held.push(request) });
    const host = await start();
    const attempt = watch(shellOn({ connection: { ...host.connection, proxy: proxy.connection } }));
    await until(() => held.length === 1);
    await closeAll();
    await until(() => attempt.done);
    expect(attempt.error).toMatchObject({ code: "closed", outcome: "not-run" });
  });
});

describe("credentials are offered once", () => {
  it("to a host that falls silent during authentication", async () => {
    const offers: string[] = [];
    const server = await start({ authenticate: (context) => offers.push(context.method) });
    const connection = { ...server.connection, password: "hunter2-secret" };
    const attempt = watch(shellOn({ connection }));
    await until(() => offers.length === 1);
    seconds(15);
    await until(() => attempt.done);
    expect(attempt.error).toMatchObject({ code: "auth", outcome: "not-run" });
    expect(attempt.error?.message).toMatch(/authentication did not end within 15 s: private key ssh-ed25519/);
    expect(attempt.error?.message).not.toContain("hunter2");
    expect(stats).toMatchObject({ dials: 1, authentications: 1, retries: 0 });
  });

  it("to a host that hangs up during authentication", async () => {
    const server = await start({ authenticate: () => server.cut() });
    const attempt = watch(shellOn(server));
    await until(() => attempt.done);
    expect(attempt.error).toMatchObject({ code: "auth" });
    expect(attempt.error?.message).toContain("the connection ended during authentication");
    expect(stats).toMatchObject({ dials: 1, authentications: 1, retries: 0 });
  });
});
