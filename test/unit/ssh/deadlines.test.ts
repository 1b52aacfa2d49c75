import { rmSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
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
  test("for a host that does not greet", async () => {
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

  test("of which the way through a proxy is a part", async () => {
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

  test("for a host that a proxy gets no answer from, which says nothing against the proxy", async () => {
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

  test("that is not waited for when everything is closed", async () => {
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
  test("to a host that falls silent during authentication", async () => {
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

  test("to a host that hangs up during authentication", async () => {
    const server = await start({ authenticate: () => server.cut() });
    const attempt = watch(shellOn(server));
    await until(() => attempt.done);
    expect(attempt.error).toMatchObject({ code: "auth" });
    expect(attempt.error?.message).toContain("the connection ended during authentication");
    expect(stats).toMatchObject({ dials: 1, authentications: 1, retries: 0 });
  });
});

describe("a connection that falls silent", () => {
  test("behind a proxy during authentication: the host is named, and the proxy stays", async () => {
    const offers: string[] = [];
    const [proxy, host] = [await start(), await start({ authenticate: ({ method }) => offers.push(method) })];
    const attempt = watch(shellOn({ connection: { ...host.connection, proxy: proxy.connection } }));
    await until(() => offers.length === 1);
    seconds(15);
    await until(() => attempt.done);
    expect(attempt.error).toMatchObject({ code: "auth", target: `root@127.0.0.1:${host.port}` });
    expect(attempt.error?.message).toContain(`through the proxy root@127.0.0.1:${proxy.port} within 15 s`);
    expect(stats).toMatchObject({ dials: 2, connections: 1, authentications: 2, retries: 0 });
    await (await shellOn(proxy)).run("x");
    expect(proxy.seen.connections).toBe(1);
  });

  /** Answers requests for a channel but the ones that are counted here. */
  function holding(...which: number[]) {
    const seen = { requests: 0 };
    const hold: ServerOptions["hold"] = (_request, answer) => {
      seen.requests += 1;
      if (!which.includes(seen.requests)) answer();
    };
    return { seen, hold };
  }

  test("when it is asked for a channel and has nothing else to do: the shell gets another connection", async () => {
    const { seen, hold } = holding(1);
    const server = await start({ hold });
    const attempt = watch(shellOn(server));
    await until(() => seen.requests === 1);
    seconds(14.9);
    await settled();
    expect(attempt.done).toBe(false);
    seconds(0.1);
    await until(() => attempt.done);
    expect(attempt.error).toBeUndefined();
    expect(server.seen.connections).toBe(2);
  });

  test("whenever it is asked for a channel: that is said, and nothing was run", async () => {
    const { seen, hold } = holding(1, 2);
    const server = await start({ hold });
    const attempt = watch(shellOn(server));
    for (const request of [1, 2]) {
      await until(() => seen.requests === request);
      seconds(15);
    }
    await until(() => attempt.done);
    expect(attempt.error).toMatchObject({ code: "timeout", outcome: "not-run" });
    expect(attempt.error?.message).toContain("a request for a channel was not answered");
    expect(stats.authentications).toBe(2);
  });

  test("when it is asked for a channel while a script runs: the script is not cut off", async () => {
    const { seen, hold } = holding(2);
    const server = await start({ hold, shell: "sh" });
    const main = await shellOn(server);
    const flag = join(tmpdir(), `silent-${process.pid}`);
    const script = main.run(`until [ -e ${flag} ]; do sleep 0.05; done; echo whole`);
    const slow = watch(shellOn(server, "slow"));
    await until(() => seen.requests === 2);
    seconds(15);
    await until(() => slow.done);
    expect(slow.error).toMatchObject({ code: "timeout", outcome: "not-run" });
    writeFileSync(flag, "");
    expect((await script).stdout).toBe("whole\n");
    rmSync(flag);
    expect(server.seen.connections).toBe(1);
  });

  test("when its shell is to answer", async () => {
    const heard: string[] = [];
    const server = await start({
      shell: (channel) => {
        channel.on("data", (piece: Buffer) => heard.push(piece.toString()));
      },
    });
    const attempt = watch(shellOn(server));
    await until(() => heard.length > 0);
    seconds(29.9);
    await settled();
    expect(attempt.done).toBe(false);
    seconds(0.1);
    await until(() => attempt.done);
    expect(attempt.error).toMatchObject({ code: "shell", outcome: "not-run" });
    expect(attempt.error?.message).toContain("no shell answered within 30 s");
    expect(stats).toMatchObject({ shells: 0, frames: 0 });
  });
});

describe("between two attempts to connect", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test.each([
    ["the longest", 1, [100, 150, 225, 337.5]],
    ["the shortest", 0, [50, 75, 112.5, 168.75]],
    ["in the middle", 0.5, [75, 112.5, 168.75, 253.125]],
  ])("it is waited as chance will have it: %s", async (_title, chance, waits) => {
    const server = await start({ drop: waits.length });
    vi.spyOn(Math, "random").mockReturnValue(chance);
    const attempt = watch(shellOn(server));
    for (const [n, wait] of waits.entries()) {
      await until(() => stats.retries === n + 1);
      await settled();
      vi.advanceTimersByTime(Math.ceil(wait) - 2);
      await settled();
      expect(stats.dials).toBe(n + 1);
      vi.advanceTimersByTime(2);
      await until(() => stats.dials === n + 2);
    }
    await until(() => attempt.done);
    expect(attempt.error).toBeUndefined();
    expect(server.seen.connections).toBe(waits.length + 1);
  });
});
