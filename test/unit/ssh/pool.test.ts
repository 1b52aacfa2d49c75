import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { closeAll, resetStats, SshError, shellOn, stats } from "../../../provider/ssh/index.ts";
import { FAILURE_LASTS_MS } from "../../../provider/ssh/pool.ts";
import {
  listen,
  type ServerOptions,
  startServer,
  startWire,
  type TestServer,
  takeKey,
  type Wire,
} from "./server.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const running: { stop(): Promise<void> }[] = [];
beforeEach(() => resetStats());
afterEach(async () => {
  await closeAll();
  for (const server of running.splice(0)) await server.stop();
});

async function start(options: ServerOptions = {}): Promise<TestServer> {
  const server = await startServer(options);
  running.push(server);
  return server;
}

async function wire(
  server: TestServer,
  delayMs = 0,
): Promise<Wire & { connection: TestServer["connection"] }> {
  const piece = await startWire(server.port, delayMs);
  running.unshift(piece);
  return { ...piece, connection: { ...server.connection, port: piece.port } };
}

async function failure(promise: Promise<unknown>): Promise<SshError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(SshError);
  return error as SshError;
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("connection", () => {
  test("runs 200 scripts that are sent at once, each with its own outcome", async () => {
    const { connection, seen } = await start({ shell: "sh" });
    const replies = await Promise.all(
      Array.from({ length: 200 }, async (_, n) =>
        (await shellOn({ connection })).run(`echo ${n}; exit ${n % 7}`),
      ),
    );
    expect(replies.map((reply) => reply.stdout)).toEqual(Array.from({ length: 200 }, (_, n) => `${n}\n`));
    expect(replies.map((reply) => reply.exitCode)).toEqual(Array.from({ length: 200 }, (_, n) => n % 7));
    expect(seen).toMatchObject({ connections: 1, authentications: 1 });
    expect(seen.commands).toHaveLength(1);
    expect(new Set(replies.map((reply) => reply.nonce)).size).toBe(200);
  });

  test("carries shells of root, sudo and namespaces, whose commands contain only constants", async () => {
    const { connection, seen } = await start();
    await shellOn({ connection });
    await shellOn({ connection }, { lane: "slow" });
    await shellOn({ connection, sudo: true });
    await shellOn({ connection, netns: "edge" });
    await shellOn({ connection, sudo: true, netns: "edge" });
    expect(seen.connections).toBe(1);
    const path = "LC_ALL=C PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin$";
    const env = `${path}{PATH:+:$PATH}; export LC_ALL PATH`;
    const inner = env.replaceAll("$", "\\$");
    expect(seen.commands).toEqual([
      "exec /bin/sh",
      "exec /bin/sh",
      `exec /bin/sh -c '${env}; exec sudo -n -- /bin/sh'`,
      `exec /bin/sh -c '${env}; exec ip netns exec edge /bin/sh'`,
      `exec /bin/sh -c '${env}; exec sudo -n -- /bin/sh -c "${inner}; exec ip netns exec edge /bin/sh"'`,
    ]);
  });

  test("is not shared between different users, credentials, keys or policies", async () => {
    const { connection, seen } = await start({ authenticate: (context) => context.accept() });
    await shellOn({ connection });
    await shellOn({ connection: { ...connection, user: "other" } });
    await shellOn({ connection: { ...connection, password: "x" } });
    await shellOn({ connection: { ...connection, hostKey: `${connection.hostKey} again` } });
    await shellOn({ connection, hostKeyPolicy: "accept-new" });
    expect(seen.connections).toBe(5);
  });

  test("takes one round trip for a script", async () => {
    const far = await wire(await start({ shell: "sh" }), 50);
    const shell = await shellOn({ connection: far.connection });
    await sleep(300);
    for (let n = 0; n < 3; n += 1) {
      const before = far.turns();
      await shell.run("echo hello");
      expect(far.turns() - before).toBe(2); // one turn there, one turn back
    }
  });

  test("transfers a script of 500 KB while the script prints", async () => {
    const { connection } = await start({ shell: "sh" });
    const shell = await shellOn({ connection });
    const body = `${"echo 0123456789012345678901234567890123456789\n".repeat(11_000)}`;
    expect((await shell.run(body)).stdout.length).toBe(41 * 11_000);
  });
});

describe("script whose connection or shell fails", () => {
  test("runs on a new connection if it was not sent yet", async () => {
    const server = await start({ shell: "sh" });
    const shell = await shellOn(server);
    expect((await shell.run("echo 1")).stdout).toBe("1\n");
    server.cut();
    await sleep(50);
    expect((await shell.run("echo 2")).stdout).toBe("2\n");
    expect(server.seen.connections).toBe(2);
  });

  test("has an unknown outcome if it was running, and waiting scripts run on a new connection", async () => {
    const server = await start({ shell: "sh" });
    const shell = await shellOn(server);
    const lost = failure(shell.run("sleep 0.5"));
    const next = shell.run("echo next");
    await sleep(100);
    server.cut();
    expect(await lost).toMatchObject({ code: "closed", outcome: "unknown" });
    expect((await next).stdout).toBe("next\n");
  });

  test("is not run when no server is left", async () => {
    const server = await startServer({ shell: "sh" });
    const shell = await shellOn({ connection: { ...server.connection, dialErrorLimit: 2 } });
    await server.stop();
    await sleep(50);
    expect(await failure(shell.run("echo"))).toMatchObject({ code: "refused", outcome: "not-run" });
  });

  test("has an unknown outcome at its deadline, and the next script runs in a new shell", async () => {
    const server = await start({ shell: "sh" });
    const shell = await shellOn(server);
    const error = await failure(shell.run("sleep 2", { deadlineSeconds: 0.2 }));
    expect(error).toMatchObject({ code: "deadline", outcome: "unknown" });
    expect(error.message).toContain("within 0.2 s");
    expect((await shell.run("echo on")).stdout).toBe("on\n");
    expect(server.seen.connections).toBe(1);
    expect(server.seen.commands).toHaveLength(2);
  });

  test("is killed at its deadline on the slow lane", async () => {
    const server = await start({ shell: "sh" });
    const shell = await shellOn(server, { lane: "slow" });
    const flag = `/tmp/${process.pid}.late`;
    await failure(shell.run(`sleep 0.7; echo >${flag}`, { deadlineSeconds: 0.2 }));
    await sleep(1000);
    expect((await shell.run(`ls ${flag} 2>&1; rm -f ${flag}`)).stdout).toMatch(/No such file/);
  });

  test("does not take the reply to another frame as its own", async () => {
    let asked = 0;
    const { connection } = await start({
      shell: (channel) => {
        channel.on("data", (piece: Buffer) => {
          const nonce = /N=([0-9a-f]{32})|fr ([0-9a-f]{32})/.exec(piece.toString())?.slice(1).join("") ?? "";
          const replyNonce = asked === 0 ? nonce : "0".repeat(32);
          asked += 1;
          channel.write(`\n${replyNonce}{\nlie\n${replyNonce}} 0\n`);
        });
      },
    });
    const shell = await shellOn({ connection });
    expect(await failure(shell.run("echo", { deadlineSeconds: 0.3 }))).toMatchObject({ code: "deadline" });
  });

  test("has an unknown outcome when the shell dies", async () => {
    const { connection } = await start({ shell: "sh" });
    const shell = await shellOn({ connection });
    const error = await failure(shell.run("echo s3cret >&2; kill -9 $$; sleep 0.1"));
    expect(error).toMatchObject({ code: "shell", outcome: "unknown" });
    expect(error.message).not.toContain("s3cret");
  });

  test("fails at its deadline when the network drops all packets", async () => {
    const server = await start({ shell: "sh" });
    const line = await wire(server);
    const shell = await shellOn(line);
    line.silence();
    const before = performance.now();
    expect(await failure(shell.run("echo", { deadlineSeconds: 1 }))).toMatchObject({ code: "deadline" });
    expect(performance.now() - before).toBeLessThan(2000);
  });

  test("has an unknown outcome after closeAll if it was running, and is not run if it was waiting", async () => {
    const server = await start({ shell: "sh" });
    const shell = await shellOn(server);
    const first = failure(shell.run("sleep 0.3"));
    const second = failure(shell.run("echo"));
    await sleep(50);
    await closeAll();
    expect(await first).toMatchObject({ code: "closed", outcome: "unknown" });
    expect(await second).toMatchObject({ code: "closed", outcome: "not-run" });
    await sleep(50);
    expect(server.open()).toBe(0);
    expect((await shell.run("echo back")).stdout).toBe("back\n");
  });

  test("is not run after closeAll if its shell was being opened, not even on another connection", async () => {
    let requests = 0;
    const server = await start({
      shell: "sh",
      hold: (_request, answer) => {
        requests += 1;
        if (requests !== 2) answer();
      },
    });
    const shell = await shellOn(server);
    await failure(shell.run("kill -9 $$; sleep 0.1"));
    const flag = `/tmp/${process.pid}.closed`;
    const lost = failure(shell.run(`echo >${flag}`));
    while (requests < 2) await sleep(5);
    await Promise.all([
      closeAll(),
      // A script that is sent later is not refused because of an earlier closeAll.
      shell.run("echo later").then((reply) => expect(reply.stdout).toBe("later\n")),
    ]);
    expect(await lost).toMatchObject({ code: "closed", outcome: "not-run" });
    expect((await shell.run(`ls ${flag} 2>&1; rm -f ${flag}`)).stdout).toMatch(/No such file/);
    expect(server.seen.connections).toBe(2);
  });
});

describe("connecting", () => {
  test("is tried again when the server drops the connection before the handshake", async () => {
    const server = await start({ drop: 3 });
    expect((await (await shellOn(server)).run("x")).stdout).toBe("ok\n");
    expect(server.seen.connections).toBe(4);
    expect(stats).toMatchObject({ dials: 4, connections: 1, authentications: 1, retries: 3 });
  });

  test("fails after dialErrorLimit failures", async () => {
    const server = await start({ drop: 100 });
    const error = await failure(shellOn({ connection: { ...server.connection, dialErrorLimit: 3 } }));
    expect(error).toMatchObject({ code: "unreachable", outcome: "not-run" });
    expect(error.message).toMatch(/lost before authentication began; stopped after 3 attempts/);
    expect(server.seen.connections).toBe(3);
  });

  test("fails once for all that wait or ask within a minute, and is tried again after that", async () => {
    const server = await start({ drop: 2 });
    const connection = { ...server.connection, dialErrorLimit: 2 };
    const errors = await Promise.all(Array.from({ length: 50 }, () => failure(shellOn({ connection }))));
    expect(new Set(errors.map((error) => error.code))).toEqual(new Set(["unreachable"]));
    expect((await failure(shellOn({ connection }))).code).toBe("unreachable");
    expect(server.seen.connections).toBe(2);
    const now = performance.now();
    const clock = vi.spyOn(performance, "now").mockReturnValue(now + FAILURE_LASTS_MS);
    await shellOn({ connection }).finally(() => clock.mockRestore());
    expect(server.seen.connections).toBe(3);
  });

  test("never repeats an authentication that failed", async () => {
    let offers = 0;
    const server = await start({
      authenticate: (context) => {
        offers += 1;
        context.reject(["publickey", "password"]);
      },
    });
    const connection = { ...server.connection, password: "hunter2-secret" };
    const error = await failure(shellOn({ connection }));
    expect(error.code).toBe("auth");
    expect(error.message).toContain("password");
    expect(error.message).not.toContain("hunter2");
    expect(server.seen.connections).toBe(1);
    expect(offers).toBe(2);
  });

  test("offers private key, password, keyboard-interactive, in this order", async () => {
    const methods: string[] = [];
    const server = await start({
      authenticate: (context) => {
        methods.push(context.method);
        if (context.method === "keyboard-interactive") {
          context.prompt(
            [
              { prompt: "Password: ", echo: false },
              { prompt: "Name: ", echo: true },
            ],
            (answers) => {
              methods.push(...answers);
              context.accept();
            },
          );
        } else context.reject(["publickey", "password", "keyboard-interactive"]);
      },
    });
    await shellOn({ connection: { ...server.connection, password: "pw" } });
    expect(methods).toEqual(["publickey", "password", "keyboard-interactive", "pw", ""]);
  });

  test("fails at its deadline when the host sends no greeting", async () => {
    const mute = createServer(() => {});
    const port = await listen(mute);
    const connection = { host: "127.0.0.1", port, privateKey: (await start()).connection.privateKey ?? "" };
    const before = performance.now();
    const error = await failure(
      shellOn({
        connection: { ...connection, perDialTimeout: 0.3, dialErrorLimit: 2 },
        hostKeyPolicy: "accept-new",
      }),
    );
    expect(error).toMatchObject({ code: "timeout", outcome: "not-run" });
    expect(performance.now() - before).toBeLessThan(2000);
    mute.close();
  });

  test("reports a name that has no address", async () => {
    const { connection } = await start();
    const error = await failure(
      shellOn({ connection: { ...connection, host: "no-such-host.invalid", dialErrorLimit: 1 } }),
    );
    expect(error).toMatchObject({ code: "unreachable" });
    expect(error.message).toContain("the name no-such-host.invalid has no address");
  });

  test("ends at once on closeAll", async () => {
    const server = await start({ drop: 1000 });
    const waiting = failure(shellOn({ connection: { ...server.connection, dialErrorLimit: -1 } }));
    await sleep(300);
    await closeAll();
    expect(await waiting).toMatchObject({ code: "closed", outcome: "not-run" });
  });

  test("begins no further connection on closeAll", async () => {
    const server = await start({ handshakeDelayMs: 100_000, authenticate: (context) => context.accept() });
    const users = ["a", "b", "c", "d", "e", "f"];
    const waiting = users.map((user) =>
      failure(shellOn({ connection: { ...server.connection, user, dialErrorLimit: 1 } })),
    );
    while (server.seen.connections < 4) await sleep(5);
    await closeAll();
    expect((await Promise.all(waiting)).map((error) => error.code)).toEqual(users.map(() => "closed"));
    await sleep(50);
    // A server has four handshakes at a time, so two requests still wait.
    expect(server.seen.connections).toBe(4);
    expect(stats.dials).toBe(4);
  });

  test("offers no credential to a host with another key", async () => {
    let offers = 0;
    const server = await start({
      authenticate: (context) => {
        offers += 1;
        takeKey(context);
      },
    });
    const other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBf2C7bsN0wTTQ1t3pbzuOWSm2RZL4dVFtqCsk0oJs1n";
    const error = await failure(
      shellOn({ connection: { ...server.connection, hostKey: other, password: "pw" } }),
    );
    expect(error.code).toBe("host-key");
    expect(offers).toBe(0);
    expect(server.seen.connections).toBe(1);
  });

  test("goes through two proxies, which all hosts share", async () => {
    const [first, second, ...hosts] = [
      await start(),
      await start(),
      await start(),
      await start(),
      await start(),
    ];
    if (!first || !second) throw new Error("unreachable");
    const proxy = { ...second.connection, proxy: first.connection };
    await Promise.all(hosts.map((host) => shellOn({ connection: { ...host.connection, proxy } })));
    expect([first, second, ...hosts].map((host) => host.seen.authentications)).toEqual([1, 1, 1, 1, 1]);
    await closeAll();
    await sleep(50);
    expect([first, second, ...hosts].map((host) => host.open())).toEqual([0, 0, 0, 0, 0]);
  });
});
