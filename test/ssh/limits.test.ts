import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  type ConnectionArgs,
  closeAll,
  resetStats,
  SshError,
  shellOn,
  stats,
  type Target,
} from "../../provider/ssh/index.ts";
import { haveSshd, keygen, type Sshd, startSshd } from "./sshd.ts";
import { canAddUsers, found, temporaryUser } from "./users.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe.skipIf(!haveSshd)("limits of a real sshd", () => {
  const running: Sshd[] = [];
  afterEach(async () => {
    await closeAll();
    for (const sshd of running.splice(0)) await sshd.stop();
  });

  async function start(...config: string[]): Promise<Sshd> {
    const sshd = await startSshd({ config });
    running.push(sshd);
    return sshd;
  }

  function to(sshd: Sshd, proxy?: ConnectionArgs): ConnectionArgs {
    const hostKey = sshd.hostKeys.ed25519 ?? "";
    const connection = { host: "127.0.0.1", port: sshd.port, privateKey: sshd.userKey, hostKey };
    return proxy ? { ...connection, proxy } : connection;
  }

  test("200 scripts share one connection with MaxSessions 1 and MaxStartups 2", async () => {
    const connection = to(await start("MaxSessions 1", "MaxStartups 2"));
    resetStats();
    const replies = await Promise.all(
      Array.from({ length: 200 }, async (_, n) => (await shellOn({ connection })).run(`echo ${n}`)),
    );
    expect(replies.map((reply) => reply.stdout)).toEqual(Array.from({ length: 200 }, (_, n) => `${n}\n`));
    expect(stats).toMatchObject({ dials: 1, connections: 1, authentications: 1, shells: 1, frames: 200 });
  });

  test("the slow lane is a second shell, or the first one if MaxSessions allows no second", async () => {
    for (const [sessions, shells] of [
      [10, 2],
      [1, 1],
    ]) {
      const connection = to(await start(`MaxSessions ${sessions}`));
      resetStats();
      const slow = await shellOn({ connection }, { lane: "slow" });
      const main = await shellOn({ connection });
      const order: string[] = [];
      await Promise.all([
        slow.run("sleep 0.5; echo slow").then((reply) => order.push(reply.stdout)),
        main.run("echo main").then((reply) => order.push(reply.stdout)),
      ]);
      expect(stats).toMatchObject({ connections: 1, shells });
      if (shells === 2) expect(order).toEqual(["main\n", "slow\n"]);
      await closeAll();
    }
  });

  test.skipIf(!found("sudo"))("sudo gets a connection of its own only when MaxSessions is 1", async () => {
    const connection = to(await start("MaxSessions 1"));
    resetStats();
    const rootShell = await shellOn({ connection });
    const sudoShell = await shellOn({ connection, sudo: true });
    expect((await rootShell.run("echo 1")).stdout + (await sudoShell.run("echo 2")).stdout).toBe("1\n2\n");
    expect(stats.connections).toBe(2);
  });

  test("a connection that sshd drops (MaxStartups) is tried again", async () => {
    // Four handshakes begin at once, because that is the limit for one server. While one has not finished, sshd drops
    // the others.
    const sshd = await start("MaxStartups 1:100:1", "LoginGraceTime 30");
    resetStats();
    const names = ["a", "b", "c", "d", "e", "f"].map((name) => `/nowhere/${name}`);
    const shells = await Promise.all(
      // Different agents are different credentials, so each needs a connection.
      names.map((agentSocketPath) => shellOn({ connection: { ...to(sshd), agentSocketPath } })),
    );
    expect((await Promise.all(shells.map((shell) => shell.run("echo in")))).length).toBe(6);
    expect(stats.connections).toBe(6);
    expect(stats.authentications).toBe(6);
    expect(stats.retries).toBeGreaterThan(0);
    expect(stats.dials).toBe(6 + stats.retries);
    expect(sshd.log()).toMatch(/drop connection #\d|MaxStartups throttling/);
  });

  test("a chain of two proxies accepts a key for each host", async () => {
    const [first, second, last] = [await start(), await start("MaxSessions 1"), await start()];
    if (!first || !second || !last) throw new Error("unreachable");
    const connection = to(last, to(second, to(first)));
    resetStats();
    const shells = await Promise.all(Array.from({ length: 20 }, () => shellOn({ connection })));
    const replies = await Promise.all(shells.map((shell) => shell.run("echo $SSH_CONNECTION")));
    expect(replies[0]?.stdout).toContain(` 127.0.0.1 ${last.port}`);
    expect(stats).toMatchObject({ connections: 3, authentications: 3, shells: 1 });
    expect(last.log()).toContain("Accepted publickey");

    // Another host behind the same proxies shares their connections.
    const neighbour = await start();
    await shellOn({ connection: to(neighbour, to(second, to(first))) });
    expect(stats.connections).toBe(4);
  });

  test("a wrong host key in a chain fails, and no host behind it is contacted", async () => {
    const [first, second, last] = [await start(), await start(), await start()];
    if (!first || !second || !last) throw new Error("unreachable");
    const wrong = keygen(first.dir, "wrong").public;
    const asks = 2; // one request with the key, and one with a signature by it
    const all = [first, second, last];
    let before = all.map((sshd) => sshd.tally());
    for (const bad of [0, 1, 2]) {
      resetStats();
      const hops = [first, second, last].map((sshd, n) =>
        n === bad ? { ...to(sshd), hostKey: wrong } : to(sshd),
      );
      const [a, b, c] = hops as [ConnectionArgs, ConnectionArgs, ConnectionArgs];
      const connection = { ...c, proxy: { ...b, proxy: a } };
      const error: unknown = await shellOn({ connection }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(SshError);
      expect(error).toMatchObject({ code: "host-key", target: `root@127.0.0.1:${hops[bad]?.port}` });
      expect(stats.authentications).toBe(bad);
      await closeAll();
      // The hosts before it authenticate, it does not, and the hosts behind it get no connection.
      for (const [n, sshd] of all.entries()) {
        const { ended = 0, asked = 0 } = before[n] ?? {};
        const reached = n <= bad ? 1 : 0;
        expect((await sshd.asked(ended + reached)) - asked).toBe(n < bad ? asks : 0);
        expect(sshd.tally().begun).toBe(ended + reached);
      }
      before = all.map((sshd) => sshd.tally());
    }
  });

  describe("known_hosts with a proxy's key", () => {
    async function throughProxy(lines: (name: string, key: string) => string[]) {
      const [proxy, last] = [await start(), await start()];
      const { hostKey, ...hop } = to(proxy);
      const knownHostsFile = join(proxy.dir, "known_hosts");
      writeFileSync(knownHostsFile, `${lines(`[127.0.0.1]:${proxy.port}`, hostKey ?? "").join("\n")}\n`);
      return { proxy, last, target: { connection: to(last, hop), knownHostsFile } };
    }

    test("accepts the right key", async () => {
      const { target } = await throughProxy((name, key) => [`${name} ${key}`]);
      expect((await (await shellOn(target)).run("echo in")).stdout).toBe("in\n");
    });

    const other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBf2C7bsN0wTTQ1t3pbzuOWSm2RZL4dVFtqCsk0oJs1n";
    test.each<
      [string, (name: string, key: string) => string[], RegExp, NonNullable<Target["hostKeyPolicy"]>]
    >([
      ["unknown", () => [], /the host key is unknown/, "strict"],
      ["another", (name) => [`${name} ${other}`], /the host key has changed/, "strict"],
      ["another, under accept-new", (name) => [`${name} ${other}`], /the host key has changed/, "accept-new"],
      ["revoked", (name, key) => [`${name} ${key}`, `@revoked * ${key}`], /marks as revoked/, "strict"],
      ["revoked, under accept-new", (_name, key) => [`@revoked * ${key}`], /marks as revoked/, "accept-new"],
    ])("refuses the proxy when the key is %s", async (_title, lines, words, hostKeyPolicy) => {
      const { proxy, last, target } = await throughProxy(lines);
      const error: unknown = await shellOn({ ...target, hostKeyPolicy }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "host-key", target: `root@127.0.0.1:${proxy.port}` });
      expect(String(error)).toMatch(words);
      expect(await proxy.asked(1)).toBe(0);
      expect(last.tally().begun).toBe(0);
    });
  });

  test.skipIf(!canAddUsers)("a proxy accepts a password, and a wrong one is tried once", async () => {
    const user = temporaryUser();
    try {
      const [proxy, last] = [await start("PasswordAuthentication yes"), await start()];
      const { privateKey: _, ...hop } = { ...to(proxy), user: user.name, password: user.password };
      const shell = await shellOn({ connection: to(last, hop) });
      expect((await shell.run("id -un")).stdout).toBe("root\n");
      expect(proxy.log()).toContain(`Accepted password for ${user.name}`);
      const wrong = to(last, { ...hop, password: "wr0ng-pass" });
      const error: unknown = await shellOn({ connection: wrong }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "auth", target: `${user.name}@127.0.0.1:${proxy.port}` });
      expect(String(error)).not.toContain("wr0ng-pass");
      expect(proxy.log().match(/Failed password for/g)).toHaveLength(1);
      expect(last.tally().begun).toBe(1);
    } finally {
      await closeAll();
      user.remove();
    }
  });

  test("accept-new records the keys of the whole chain and requires them afterwards", async () => {
    const [first, last] = [await start(), await start()];
    if (!first || !last) throw new Error("unreachable");
    const { hostKey: _1, ...proxy } = to(first);
    const { hostKey: _2, ...end } = to(last);
    const target = {
      connection: { ...end, proxy },
      hostKeyPolicy: "accept-new",
      knownHostsFile: "/dev/null",
    } as const;
    const recordedHostKey = (await shellOn(target)).hostKey;
    expect(recordedHostKey).toBe(
      `${last.hostKeys.ed25519}\n${first.hostKeys.ed25519} hop=[127.0.0.1]:${first.port}`,
    );
    await closeAll();
    expect((await shellOn({ ...target, recordedHostKey })).hostKey).toBe(recordedHostKey);
    await closeAll();
    const wrong = keygen(first.dir, "wrong").public;
    for (const swapped of [
      recordedHostKey.replace(first.hostKeys.ed25519 ?? "", wrong),
      recordedHostKey.replace(last.hostKeys.ed25519 ?? "", wrong),
    ]) {
      const error: unknown = await shellOn({ ...target, recordedHostKey: swapped }).catch((thrown) => thrown);
      expect(error).toMatchObject({ code: "host-key" });
      await closeAll();
    }
  });

  test("an error names a proxy that does not forward, or a host that the proxy cannot reach", async () => {
    const [closed, open, last] = [await start("AllowTcpForwarding no"), await start(), await start()];
    if (!closed || !open || !last) throw new Error("unreachable");
    const denied: unknown = await shellOn({ connection: to(last, to(closed)) }).catch((thrown) => thrown);
    expect(denied).toMatchObject({ code: "channel", outcome: "not-run" });
    expect(String(denied)).toContain("AllowTcpForwarding");
    const unreachable = { ...to(last, to(open)), port: 1, dialErrorLimit: 2 };
    const refused: unknown = await shellOn({ connection: unreachable }).catch((thrown) => thrown);
    expect(refused).toMatchObject({ code: "unreachable", outcome: "not-run" });
    expect(String(refused)).toMatch(/the proxy root@127.0.0.1:\d+ cannot reach port 1 .*after 2 attempts/);
  });
});
