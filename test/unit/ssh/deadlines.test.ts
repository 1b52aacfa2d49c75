import { rmSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { closeAll, resetStats, SshError, shellOn, stats } from "../../../provider/ssh/index.ts";
import { listen, type ServerOptions, startServer, type TestServer } from "./server.ts";

/*
 * A host stops answering, at each step of a connection. A test moves the clock of the timers itself, so that a slow
 * machine changes no result. Network traffic takes real time.
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

/** Accepts connections and sends nothing. */
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

/** Waits until all events that are due have run. */
async function allDueEvents(): Promise<void> {
  for (let n = 0; n < 20; n += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Records from now on how a promise ends. */
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

const passSeconds = (count: number) => vi.advanceTimersByTime(count * 1000);

describe("deadline of an attempt to connect", () => {
  test("ends an attempt when the host sends no greeting", async () => {
    const mute = await startMute();
    const { connection } = await start();
    const attempt = watch(shellOn({ connection: { ...connection, port: mute.port, dialErrorLimit: 1 } }));
    await until(() => mute.connections() === 1);
    passSeconds(14.9);
    await allDueEvents();
    expect(attempt.done).toBe(false);
    passSeconds(0.1);
    await until(() => attempt.done);
    expect(attempt.error).toMatchObject({ code: "timeout", outcome: "not-run" });
    expect(attempt.error?.message).toContain("handshake was not done within 15 s");
  });

  test("includes the time of the way through a proxy", async () => {
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
    passSeconds(10);
    answer();
    await until(() => mute.connections() === 1);
    await allDueEvents();
    passSeconds(4.9);
    await allDueEvents();
    expect(attempt.done).toBe(false);
    passSeconds(0.1);
    await until(() => attempt.done);
    expect(attempt.error).toMatchObject({ code: "timeout", target: `root@127.0.0.1:${mute.port}` });
    expect(attempt.error?.message).toContain(`through the proxy root@127.0.0.1:${proxy.port} within 15 s`);
  });

  test("keeps the connection to a proxy whose host does not answer", async () => {
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
    passSeconds(15);
    await allDueEvents();
    passSeconds(1); // the pause before the second attempt, which the proxy answers
    await until(() => attempt.done);
    expect(attempt.error).toBeUndefined();
    expect(held.slice(0, 2)).toEqual(["forward", "forward"]);
    expect(proxy.seen.connections).toBe(1);
  });

  test("ends at once when all connections are closed", async () => {
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

describe("shellOn", () => {
  test("offers credentials once to a host that stops answering during authentication", async () => {
    const offers: string[] = [];
    const server = await start({ authenticate: (context) => offers.push(context.method) });
    const connection = { ...server.connection, password: "hunter2-secret" };
    const attempt = watch(shellOn({ connection }));
    await until(() => offers.length === 1);
    passSeconds(15);
    await until(() => attempt.done);
    expect(attempt.error).toMatchObject({ code: "auth", outcome: "not-run" });
    expect(attempt.error?.message).toMatch(/authentication did not end within 15 s: private key ssh-ed25519/);
    expect(attempt.error?.message).not.toContain("hunter2");
    expect(stats).toMatchObject({ dials: 1, authentications: 1, retries: 0 });
  });

  test("offers credentials once to a host that closes the connection during authentication", async () => {
    const server = await start({ authenticate: () => server.cut() });
    const attempt = watch(shellOn(server));
    await until(() => attempt.done);
    expect(attempt.error).toMatchObject({ code: "auth" });
    expect(attempt.error?.message).toContain("the connection ended during authentication");
    expect(stats).toMatchObject({ dials: 1, authentications: 1, retries: 0 });
  });
});

describe("connection that stops answering", () => {
  test("fails with the host's name when it stops during authentication, and keeps the connection to the proxy", async () => {
    const offers: string[] = [];
    const [proxy, host] = [await start(), await start({ authenticate: ({ method }) => offers.push(method) })];
    const attempt = watch(shellOn({ connection: { ...host.connection, proxy: proxy.connection } }));
    await until(() => offers.length === 1);
    passSeconds(15);
    await until(() => attempt.done);
    expect(attempt.error).toMatchObject({ code: "auth", target: `root@127.0.0.1:${host.port}` });
    expect(attempt.error?.message).toContain(`through the proxy root@127.0.0.1:${proxy.port} within 15 s`);
    expect(stats).toMatchObject({ dials: 2, connections: 1, authentications: 2, retries: 0 });
    await (await shellOn(proxy)).run("x");
    expect(proxy.seen.connections).toBe(1);
  });

  /** Answers all requests for a channel except those with these numbers. */
  function holding(...which: number[]) {
    const seen = { requests: 0 };
    const hold: ServerOptions["hold"] = (_request, answer) => {
      seen.requests += 1;
      if (!which.includes(seen.requests)) answer();
    };
    return { seen, hold };
  }

  test("is replaced for a shell when it answers no request for a channel and runs nothing", async () => {
    const { seen, hold } = holding(1);
    const server = await start({ hold });
    const attempt = watch(shellOn(server));
    await until(() => seen.requests === 1);
    passSeconds(14.9);
    await allDueEvents();
    expect(attempt.done).toBe(false);
    passSeconds(0.1);
    await until(() => attempt.done);
    expect(attempt.error).toBeUndefined();
    expect(server.seen.connections).toBe(2);
  });

  test("fails without having run anything when no request for a channel is answered", async () => {
    const { seen, hold } = holding(1, 2);
    const server = await start({ hold });
    const attempt = watch(shellOn(server));
    for (const request of [1, 2]) {
      await until(() => seen.requests === request);
      passSeconds(15);
    }
    await until(() => attempt.done);
    expect(attempt.error).toMatchObject({ code: "timeout", outcome: "not-run" });
    expect(attempt.error?.message).toContain("a request for a channel was not answered");
    expect(stats.authentications).toBe(2);
  });

  test("finishes a running script although it answers no request for a channel", async () => {
    const { seen, hold } = holding(2);
    const server = await start({ hold, shell: "sh" });
    const main = await shellOn(server);
    const flag = join(tmpdir(), `silent-${process.pid}`);
    const script = main.run(`until [ -e ${flag} ]; do sleep 0.05; done; echo whole`);
    const slow = watch(shellOn(server, { lane: "slow" }));
    await until(() => seen.requests === 2);
    passSeconds(15);
    await until(() => slow.done);
    expect(slow.error).toMatchObject({ code: "timeout", outcome: "not-run" });
    writeFileSync(flag, "");
    expect((await script).stdout).toBe("whole\n");
    rmSync(flag);
    expect(server.seen.connections).toBe(1);
  });

  test("fails when its shell sends no reply", async () => {
    const received: string[] = [];
    const server = await start({
      shell: (channel) => {
        channel.on("data", (piece: Buffer) => received.push(piece.toString()));
      },
    });
    const attempt = watch(shellOn(server));
    await until(() => received.length > 0);
    passSeconds(29.9);
    await allDueEvents();
    expect(attempt.done).toBe(false);
    passSeconds(0.1);
    await until(() => attempt.done);
    expect(attempt.error).toMatchObject({ code: "shell", outcome: "not-run" });
    expect(attempt.error?.message).toContain("no shell answered within 30 s");
    expect(stats).toMatchObject({ shells: 0, frames: 0 });
  });
});

describe("backoff between two attempts", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test.each([
    ["the longest waits", 1, [100, 150, 225, 337.5]],
    ["the shortest waits", 0, [50, 75, 112.5, 168.75]],
    ["waits in the middle", 0.5, [75, 112.5, 168.75, 253.125]],
  ])("follows the random number: %s", async (_title, chance, waits) => {
    const server = await start({ drop: waits.length });
    vi.spyOn(Math, "random").mockReturnValue(chance);
    const attempt = watch(shellOn(server));
    for (const [n, wait] of waits.entries()) {
      await until(() => stats.retries === n + 1);
      await allDueEvents();
      vi.advanceTimersByTime(Math.ceil(wait) - 2);
      await allDueEvents();
      expect(stats.dials).toBe(n + 1);
      vi.advanceTimersByTime(2);
      await until(() => stats.dials === n + 2);
    }
    await until(() => attempt.done);
    expect(attempt.error).toBeUndefined();
    expect(server.seen.connections).toBe(waits.length + 1);
  });
});
