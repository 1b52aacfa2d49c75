import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { type ConnectionArgs, closeAll, SshError, shellOn, stats } from "../../provider/ssh/index.ts";
import { freePort, haveSshd, keygen, type Sshd, startSshd } from "./sshd.ts";
import { canAddUsers, type TemporaryUser, temporaryUser } from "./users.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

async function failure(connection: ConnectionArgs): Promise<SshError> {
  const error: unknown = await shellOn({ connection }).then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(SshError);
  return error as SshError;
}

async function greet(connection: ConnectionArgs): Promise<string> {
  const shell = await shellOn({ connection });
  return (await shell.run("id -un")).stdout.trim();
}

describe.skipIf(!haveSshd)("authentication with a real sshd", () => {
  let dir: string;
  let sshd: Sshd;
  let base: ConnectionArgs;
  const agents: ChildProcess[] = [];

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "auth-"));
    sshd = await startSshd();
    base = { host: "127.0.0.1", port: sshd.port, hostKey: sshd.hostKeys.ed25519 ?? "" };
  });
  afterAll(async () => {
    for (const agent of agents) agent.kill();
    await sshd?.stop();
    rmSync(dir, { recursive: true, force: true });
  });
  afterEach(() => closeAll());

  function authorize(key: string): void {
    writeFileSync(join(sshd.dir, "authorized_keys"), `${key}\n`, { flag: "a" });
  }

  async function startAgent(name: string, ...keys: ReturnType<typeof keygen>[]) {
    const socket = join(dir, name);
    const agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: ["ignore", "pipe", "ignore"] });
    agents.push(agent);
    if (agent.stdout) await once(agent.stdout, "data");
    const env = { ...process.env, SSH_AUTH_SOCK: socket };
    for (const { file } of keys) execFileSync("ssh-add", ["-q", file], { env });
    return socket;
  }

  test.each(["ed25519", "rsa", "ecdsa"] as const)("accepts a private key: %s", async (type) => {
    const key = keygen(dir, `plain-${type}`, type);
    authorize(key.public);
    expect(await greet({ ...base, privateKey: key.secret })).toBe("root");
  });

  test.each(["ed25519", "rsa"] as const)("accepts a private key with a passphrase: %s", async (type) => {
    const key = keygen(dir, `locked-${type}`, type, "open sesame");
    authorize(key.public);
    expect(await greet({ ...base, privateKey: key.secret, privateKeyPassword: "open sesame" })).toBe("root");
    await closeAll();
    const dials = stats.dials;
    const missing = await failure({ ...base, privateKey: key.secret });
    expect(missing).toMatchObject({ code: "bad-key", outcome: "not-run" });
    expect(missing.message).toContain("set connection.privateKeyPassword");
    const wrong = await failure({ ...base, privateKey: key.secret, privateKeyPassword: "open barley" });
    expect(wrong.code).toBe("bad-key");
    expect(wrong.message).toContain("connection.privateKeyPassword does not open");
    expect(wrong.message).not.toContain("barley");
    expect(stats.dials).toBe(dials);
  });

  test.each([
    ["ed25519", ["-algorithm", "ed25519"]],
    ["rsa", ["-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:2048"]],
    ["ec", ["-algorithm", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]],
  ])("accepts a private key in PKCS#8: %s", async (_type, args) => {
    const file = join(dir, `pkcs8-${_type}`);
    execFileSync("openssl", ["genpkey", ...args, "-out", file], { stdio: "ignore" });
    const locked = execFileSync("openssl", [
      "pkcs8",
      "-topk8",
      "-in",
      file,
      "-passout",
      "pass:sesame",
    ]).toString();
    const { readPrivateKey } = await import("../../provider/ssh/private-key.ts");
    const plain = readFileSync(file, "utf8");
    const parsed = readPrivateKey(plain);
    if (typeof parsed === "string") throw new Error(parsed);
    authorize(`${parsed.type} ${parsed.getPublicSSH().toString("base64")}`);
    expect(await greet({ ...base, privateKey: plain })).toBe("root");
    expect(await greet({ ...base, privateKey: locked, privateKeyPassword: "sesame" })).toBe("root");
    expect(readPrivateKey(locked, "barley")).toBe("wrong passphrase");
    expect(readPrivateKey(locked)).toBe("encrypted");
  });

  test.each([
    ["text", "-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0\n-----END OPENSSH PRIVATE KEY-----\n"],
    ["nonsense", "s3cr3t nonsense"],
    ["a public key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBf2C7bsN0wTTQ1t3pbzuOWSm2RZL4dVFtqCsk0oJs1n"],
  ])("names connection.privateKey in the error when it is %s", async (_title, privateKey) => {
    const error = await failure({ ...base, privateKey });
    expect(error.code).toBe("bad-key");
    expect(error.message).toContain("connection.privateKey ");
    for (const word of privateKey
      .split(/\s+/)
      .filter((text) => text.length > 8 && !text.startsWith("-----"))) {
      expect(error.message).not.toContain(word);
    }
  });

  test("reports a refused key without a retry", async () => {
    const key = keygen(dir, "stranger");
    const before = { ...stats };
    const error = await failure({ ...base, privateKey: key.secret });
    expect(error).toMatchObject({ code: "auth", outcome: "not-run" });
    expect(error.message).toMatch(
      /refused every credential: private key ssh-ed25519 SHA256:.*takes publickey/,
    );
    expect(stats.dials - before.dials).toBe(1);
    expect(stats.authentications - before.authentications).toBe(1);
  });

  test("reports that the connection has no credential", async () => {
    const agent = process.env.SSH_AUTH_SOCK;
    delete process.env.SSH_AUTH_SOCK;
    expect((await failure(base)).message).toContain("no credential is given");
    if (agent !== undefined) process.env.SSH_AUTH_SOCK = agent;
  });

  describe("agent", () => {
    let socket: string;

    let key: ReturnType<typeof keygen>;

    beforeAll(async () => {
      key = keygen(dir, "in-agent");
      authorize(key.public);
      socket = await startAgent("agent", keygen(dir, "useless"), key);
    });

    test("is the one that agentSocketPath names", async () => {
      expect(await greet({ ...base, agentSocketPath: socket })).toBe("root");
    });

    test("is the user's own when the connection has no other credential", async () => {
      const before = process.env.SSH_AUTH_SOCK;
      process.env.SSH_AUTH_SOCK = socket;
      try {
        expect(await greet(base)).toBe("root");
        const key = keygen(dir, "no-agent");
        const error = await failure({ ...base, privateKey: key.secret });
        expect(error.message).not.toContain("agent");
      } finally {
        delete process.env.SSH_AUTH_SOCK;
        if (before !== undefined) process.env.SSH_AUTH_SOCK = before;
      }
    });

    test("is used after a private key", async () => {
      const key = keygen(dir, "first-stranger");
      expect(await greet({ ...base, privateKey: key.secret, agentSocketPath: socket })).toBe("root");
    });

    test("does not offer the private key a second time", async () => {
      const useless = readFileSync(join(dir, "useless"), "utf8");
      const none = await startSshd({ config: ["AuthorizedKeysFile none"] });
      const error = await failure({
        host: "127.0.0.1",
        port: none.port,
        hostKey: none.hostKeys.ed25519 ?? "",
        privateKey: useless,
        agentSocketPath: socket,
      });
      await none.stop();
      const offered = error.message.match(/SHA256:\S{43}/g) ?? [];
      expect(offered).toHaveLength(2);
      expect(new Set(offered).size).toBe(2);
      expect(error.message).toMatch(/private key ssh-ed25519 SHA256:.*, the agent's ssh-ed25519 SHA256:/);
    });

    test("is named in the error when it does not answer", async () => {
      const error = await failure({ ...base, agentSocketPath: join(dir, "no-such-agent") });
      expect(error.code).toBe("auth");
      expect(error.message).toContain("the agent failed");
    });
  });

  describe.skipIf(!canAddUsers)("password", () => {
    let user: TemporaryUser;
    const servers: Sshd[] = [];

    beforeAll(() => {
      user = temporaryUser();
    });
    afterAll(async () => {
      for (const server of servers) await server.stop();
      user?.remove();
    });

    async function serve(config: string[]): Promise<{ sshd: Sshd; connection: ConnectionArgs }> {
      const sshd = await startSshd({ config });
      servers.push(sshd);
      const hostKey = sshd.hostKeys.ed25519 ?? "";
      return { sshd, connection: { host: "127.0.0.1", port: sshd.port, user: user.name, hostKey } };
    }

    test.each([
      ["password", ["PasswordAuthentication yes"]],
      ["keyboard-interactive", ["UsePAM yes", "KbdInteractiveAuthentication yes"]],
    ])("is accepted by the method %s", async (method, config) => {
      const { connection } = await serve(config);
      expect(await greet({ ...connection, password: user.password })).toBe(user.name);
      const before = { ...stats };
      const error = await failure({ ...connection, password: "wr0ng-pass" });
      expect(error.code).toBe("auth");
      expect(error.message).toContain(method);
      expect(error.message).not.toContain("wr0ng-pass");
      expect(stats.dials - before.dials).toBe(1);
    });

    type KeyType = "ed25519" | "rsa";
    const both: [wanted: string, holder: "key" | "agent", type: KeyType, offers: string[]][] = [
      ["publickey,password", "key", "ed25519", ["publickey", "password"]],
      ["publickey,password", "key", "rsa", ["publickey", "password"]],
      ["password,publickey", "key", "ed25519", ["password", "publickey"]],
      ["password,publickey", "key", "rsa", ["password", "publickey"]],
      ["publickey,password", "agent", "ed25519", ["publickey", "password"]],
      ["publickey,password", "agent", "rsa", ["publickey", "password"]],
      ["password,publickey", "agent", "ed25519", ["password", "publickey"]],
      ["keyboard-interactive,publickey", "key", "ed25519", ["keyboard-interactive/pam", "publickey"]],
      ["publickey,keyboard-interactive", "agent", "ed25519", ["publickey", "keyboard-interactive/pam"]],
    ];
    test.each(both)(
      "is accepted together with a key when the host requires %s: %s, %s",
      async (wanted, holder, type, taken) => {
        const server = await serve([
          "PasswordAuthentication yes",
          "UsePAM yes",
          "KbdInteractiveAuthentication yes",
          `AuthenticationMethods ${wanted}`,
          // One try for the first offer, before the host has sent its methods, and one for the wrong key.
          "MaxAuthTries 4",
        ]);
        const key = keygen(dir, `both-${holder}-${type}-${wanted.replace(/\W/g, "")}`, type);
        writeFileSync(join(server.sshd.dir, "authorized_keys"), `${key.public}\n`);
        const connection = { ...server.connection, password: user.password };
        if (holder === "key") {
          expect(await greet({ ...connection, privateKey: key.secret })).toBe(user.name);
        } else {
          const others = ["x", "y", "z"].map((name) =>
            keygen(dir, `${name}${wanted}${type}`.replace(",", "")),
          );
          const [first, ...rest] = others;
          if (!first) throw new Error("no key");
          // Keys after the right one would use up the remaining tries.
          const socket = await startAgent(`a-${type}-${wanted}`, first, key, ...rest);
          expect(await greet({ ...connection, agentSocketPath: socket })).toBe(user.name);
        }
        const log = server.sshd.log();
        const [partial, full] = [/Partial (\S+) for/, /Accepted (\S+) for/].map((one) => one.exec(log)?.[1]);
        expect([partial, full]).toEqual(taken);
        expect(log.match(/Failed (password|keyboard\S*) for/g)?.length ?? 0).toBeLessThanOrEqual(1);
      },
    );

    test("is not tried again when it is wrong, even if the host accepts other credentials", async () => {
      const server = await serve(["PasswordAuthentication yes", "AuthenticationMethods publickey,password"]);
      const before = { ...stats };
      const error = await failure({
        ...server.connection,
        password: "wr0ng-pass",
        privateKey: server.sshd.userKey,
      });
      expect(error.code).toBe("auth");
      expect(error.message).toMatch(/private key ssh-ed25519 \S+, password; the host takes password/);
      expect(server.sshd.log().match(/Failed password/g)).toHaveLength(1);
      expect(stats.dials - before.dials).toBe(1);
    });
  });

  test("two keys of the agent are accepted when the host requires two", async () => {
    const server = await startSshd({ config: ["AuthenticationMethods publickey,publickey"] });
    const keys = ["one", "two", "three"].map((name) => keygen(dir, `of-two-${name}`));
    writeFileSync(
      join(server.dir, "authorized_keys"),
      keys
        .slice(1)
        .map((key) => `${key.public}\n`)
        .join(""),
    );
    const socket = await startAgent("two", ...keys);
    const connection = {
      host: "127.0.0.1",
      port: server.port,
      hostKey: server.hostKeys.ed25519 ?? "",
      agentSocketPath: socket,
    };
    expect(await greet(connection)).toBe("root");
    await server.stop();
  });

  test("a refused connection is retried dialErrorLimit times before it fails", async () => {
    const before = { ...stats };
    const port = await freePort();
    const error = await failure({ ...base, port, privateKey: sshd.userKey, dialErrorLimit: 4 });
    expect(error).toMatchObject({ code: "refused", outcome: "not-run", target: `root@127.0.0.1:${port}` });
    expect(error.message).toContain("stopped after 4 attempts");
    expect(stats.dials - before.dials).toBe(4);
  });

  test("shellOn waits for a host that is still starting", async () => {
    const port = await freePort();
    const key = keygen(dir, "late");
    const shell = shellOn({
      connection: { ...base, port, privateKey: key.secret, dialErrorLimit: -1 },
      hostKeyPolicy: "accept-new",
    });
    void shell.catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 500));
    const late = await startSshd({ port });
    const error: unknown = await shell.catch((thrown: unknown) => thrown);
    // The error about the pinned key proves that the connection reached the host.
    expect(error).toMatchObject({ code: "host-key" });
    await late.stop();
  });
});
