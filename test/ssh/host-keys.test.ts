import { execFileSync } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { closeAll, type Shell, SshError, shellOn, stats, type Target } from "../../provider/ssh/index.ts";
import { haveSshd, keygen, type Sshd, startSshd } from "./sshd.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe.skipIf(!haveSshd)("host keys of a real sshd", () => {
  let dir: string;
  let sshd: Sshd;
  let rsaOnly: Sshd;
  let otherKeys: { ed25519: string; rsa: string; ecdsa: string };
  const home = process.env.HOME;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "keys-"));
    sshd = await startSshd({ hostKeys: ["ed25519", "rsa", "ecdsa"] });
    rsaOnly = await startSshd({ hostKeys: ["rsa"] });
    otherKeys = {
      ed25519: keygen(dir, "s1").public,
      rsa: keygen(dir, "s2", "rsa").public,
      ecdsa: keygen(dir, "s3", "ecdsa").public,
    };
  });
  afterAll(async () => {
    await sshd?.stop();
    await rsaOnly?.stop();
    rmSync(dir, { recursive: true, force: true });
  });
  beforeEach(() => {
    process.env.HOME = mkdtempSync(join(dir, "home-"));
  });
  afterEach(async () => {
    process.env.HOME = home;
    await closeAll();
    for (const server of [sshd, rsaOnly]) await server.asked(server.tally().begun);
  });

  const own = (type: "ed25519" | "rsa" | "ecdsa" = "ed25519") => sshd.hostKeys[type] ?? "";
  const name = () => `[127.0.0.1]:${sshd.port}`;

  function hashed(host: string): string {
    const salt = randomBytes(20);
    return `|1|${salt.toString("base64")}|${createHmac("sha1", salt).update(host).digest("base64")}`;
  }

  function file(...lines: string[]): string {
    const path = join(mkdtempSync(join(dir, "kh-")), "known_hosts");
    writeFileSync(path, `${lines.join("\n")}\n`);
    return path;
  }

  function connect(more: Partial<Target> = {}, hostKey?: string, server = sshd): Promise<Shell> {
    const connection = { host: "127.0.0.1", port: server.port, privateKey: server.userKey };
    return shellOn({ connection: hostKey === undefined ? connection : { ...connection, hostKey }, ...more });
  }

  /** Expects that the host key is refused at the first attempt, before any credential is offered. */
  async function refused(attempt: () => Promise<Shell>, words: RegExp): Promise<void> {
    const before = { ...stats };
    const tallies = [sshd, rsaOnly].map((server) => ({ server, ...server.tally() }));
    const error: unknown = await attempt().then(
      () => undefined,
      (thrown) => thrown,
    );
    expect(error).toBeInstanceOf(SshError);
    expect(error).toMatchObject({ code: "host-key", outcome: "not-run" });
    expect((error as SshError).message).toMatch(words);
    expect(stats.authentications).toBe(before.authentications);
    const dials = stats.dials - before.dials;
    expect(dials).toBeLessThanOrEqual(1);
    // The server's log proves it: the connection ended before a user was named.
    const begun = () => tallies.map(({ server, begun }) => server.tally().begun - begun);
    while (begun().reduce((sum, one) => sum + one) < dials) await sleep(5);
    for (const [n, { server, ended, asked }] of tallies.entries())
      expect(await server.asked(ended + (begun()[n] ?? 0))).toBe(asked);
  }

  async function accepted(attempt: Promise<Shell>, key = own()): Promise<void> {
    const shell = await attempt;
    expect((await shell.run("echo in")).stdout).toBe("in\n");
    expect(shell.hostKey).toBe(key);
  }

  const authority = () => `@cert-authority ${name()} ${otherKeys.ed25519}`;
  type Case = [title: string, attempt: () => Promise<Shell>, words: RegExp];

  const strict: Case[] = [
    [
      "no key is known",
      () => connect(),
      /unknown: the host's key is ssh-ed25519 SHA256:.*connection\.hostKey: "ssh-/,
    ],
    ["known_hosts is empty", () => connect({ knownHostsFile: file() }), /unknown/],
    ["the pin is another key", () => connect({}, otherKeys.ed25519), /not the expected one/],
    [
      "the pin is of a type that the host lacks",
      () => connect({}, otherKeys.ed25519, rsaOnly),
      /not the expected one/,
    ],
    [
      "none of several pins matches",
      () => connect({}, `${otherKeys.ed25519}\n${otherKeys.rsa}`),
      / or ssh-rsa SHA256/,
    ],
    ["the pin is no key", () => connect({}, "SHA256:abcdef"), /not a public key/],
    ["the pin is incomplete", () => connect({}, own().slice(0, 40)), /not a public key|not the expected/],
    ["the pin is empty", () => connect({}, "  \n# none\n"), /holds no key/],
    [
      "the pin's type differs from the type in its bytes",
      () => connect({}, own().replace("ed25519", "rsa")),
      /not a public key/,
    ],
    [
      "the pin is a certificate",
      () => connect({}, own().replace("ssh-ed25519", "ssh-ed25519-cert-v01@openssh.com")),
      /certificates are not supported/,
    ],
    [
      "known_hosts is missing",
      () => connect({ knownHostsFile: join(dir, "none") }),
      /cannot be read \(ENOENT\)/,
    ],
    ["known_hosts is a directory", () => connect({ knownHostsFile: dir }), /cannot be read \(EISDIR\)/],
    [
      "known_hosts has another key, plain",
      () => connect({ knownHostsFile: file(`${name()} ${otherKeys.ed25519}`) }),
      /has changed/,
    ],
    [
      "known_hosts has another key, hashed",
      () => connect({ knownHostsFile: file(`${hashed(name())} ${otherKeys.ed25519}`) }),
      /has changed/,
    ],
    [
      "known_hosts has another key, by pattern",
      () => connect({ knownHostsFile: file(`[127.0.0.?]:* ${otherKeys.rsa}`) }),
      /has changed/,
    ],
    [
      "known_hosts has only a key of a type that the host lacks",
      () =>
        connect(
          { knownHostsFile: file(`[127.0.0.1]:${rsaOnly.port} ${otherKeys.ecdsa}`) },
          undefined,
          rsaOnly,
        ),
      /has changed/,
    ],
    [
      "known_hosts has the right key, for another host",
      () => connect({ knownHostsFile: file(`[127.0.0.2]:22 ${own()}`) }),
      /unknown/,
    ],
    [
      "known_hosts has the right key, for another port",
      () => connect({ knownHostsFile: file(`[127.0.0.1]:1 ${own()}`) }),
      /unknown/,
    ],
    [
      "known_hosts has the right key, hashed for another host",
      () => connect({ knownHostsFile: file(`${hashed("x")} ${own()}`) }),
      /unknown/,
    ],
    [
      "known_hosts has the right key, negated",
      () => connect({ knownHostsFile: file(`*,!${name()} ${own()}`) }),
      /unknown/,
    ],
    [
      "known_hosts revokes the right key",
      () => connect({ knownHostsFile: file(`${name()} ${own()}`, `@revoked * ${own()}`) }),
      /marks as revoked/,
    ],
    [
      "known_hosts revokes the pinned key",
      () => connect({ knownHostsFile: file(`@revoked * ${own()}`) }, own()),
      /as revoked/,
    ],
    [
      "known_hosts has a certificate authority",
      () => connect({ knownHostsFile: file(authority()) }),
      /certificate authority/,
    ],
    [
      "known_hosts has a broken line for this host",
      () => connect({ knownHostsFile: file(`${name()} ssh-ed25519 AAAA`) }),
      /line 1 names this host/,
    ],
    [
      "known_hosts has an unknown marker",
      () => connect({ knownHostsFile: file(`@trusted ${name()} ${own()}`) }),
      /unknown marker/,
    ],
    [
      "known_hosts has the right key in a comment",
      () => connect({ knownHostsFile: file(`#${name()} ${own()}`) }),
      /unknown/,
    ],
  ];
  test.each(strict)("strict refuses the host when %s", (_title, attempt, words) => refused(attempt, words));

  const policy = "accept-new";
  const acceptNew: Case[] = [
    [
      "known_hosts has another key",
      () => connect({ hostKeyPolicy: policy, knownHostsFile: file(`${name()} ${otherKeys.ed25519}`) }),
      /changed/,
    ],
    [
      "the pin is another key",
      () => connect({ hostKeyPolicy: policy }, otherKeys.ed25519),
      /not the expected/,
    ],
    [
      "the recorded key is another one",
      () => connect({ hostKeyPolicy: policy, recordedHostKey: otherKeys.rsa }),
      /recorded host key/,
    ],
    [
      "the recorded key is not a key",
      () => connect({ hostKeyPolicy: policy, recordedHostKey: "?" }),
      /not a public key/,
    ],
    [
      "known_hosts revokes the key",
      () => connect({ hostKeyPolicy: policy, knownHostsFile: file(`@revoked * ${own()}`) }),
      /as revoked/,
    ],
    [
      "known_hosts cannot be read",
      () => connect({ hostKeyPolicy: policy, knownHostsFile: dir }),
      /cannot be read/,
    ],
    [
      "known_hosts has a certificate authority",
      () => connect({ hostKeyPolicy: policy, knownHostsFile: file(authority()) }),
      /authority/,
    ],
  ];
  test.each(acceptNew)("accept-new refuses the host when %s", (_title, attempt, words) =>
    refused(attempt, words),
  );

  test("an unreadable default known_hosts file fails, and a missing one does not", async () => {
    mkdirSync(join(process.env.HOME ?? "", ".ssh", "known_hosts"), { recursive: true });
    await refused(() => connect(), /cannot be read \(EISDIR\)/);
    rmSync(join(process.env.HOME ?? "", ".ssh", "known_hosts"), { recursive: true });
    symlinkSync("known_hosts", join(process.env.HOME ?? "", ".ssh", "known_hosts"));
    await refused(() => connect({ hostKeyPolicy: policy }), /cannot be read \(ELOOP\)/);
  });

  test.each([
    ["in plain text", () => `${name()} ${own()}`],
    ["with a hashed name", () => `${hashed(name())} ${own()}`],
    ["with a pattern", () => `[127.*]:*,!other ${own()} a comment`],
    ["next to a certificate authority", () => `${authority()}\n${name()} ${own()}`],
    ["without a port", () => `127.0.0.1 ${own()}`],
    ["next to a broken line of another host", () => `other ssh-rsa broken\n${name()} ${own()}`],
  ])("known_hosts accepts an entry %s", async (_title, text) => {
    await accepted(connect({ knownHostsFile: file(text()) }));
  });

  test("known_hosts accepts and refuses entries that ssh-keygen hashed", async () => {
    const right = file(`${name()} ${own()}`, `[127.0.0.1]:${rsaOnly.port} ${otherKeys.rsa}`);
    execFileSync("ssh-keygen", ["-q", "-H", "-f", right], { stdio: "ignore" });
    const text = readFileSync(right, "utf8");
    expect(text).toMatch(/^\|1\|\S+ ssh-ed25519 .*\n\|1\|\S+ ssh-rsa /);
    expect(text).not.toContain("127.0.0.1");
    await accepted(connect({ knownHostsFile: right }));
    await refused(() => connect({ knownHostsFile: right }, undefined, rsaOnly), /has changed: .*line 2/);
  });

  test("known_hosts is read from the home directory", async () => {
    const ssh = join(process.env.HOME ?? "", ".ssh");
    mkdirSync(ssh);
    writeFileSync(join(ssh, "known_hosts"), `${name()} ${own()}\n`);
    await accepted(connect());
  });

  test("a default known_hosts file revokes a recorded key, and not a pinned one", async () => {
    const recordedHostKey = (await connect({ hostKeyPolicy: policy })).hostKey;
    await closeAll();
    const ssh = join(process.env.HOME ?? "", ".ssh");
    mkdirSync(ssh);
    writeFileSync(join(ssh, "known_hosts"), `@revoked * ${own()}\n`);
    await refused(() => connect({ hostKeyPolicy: policy, recordedHostKey }), /as revoked/);
    await accepted(connect({ hostKeyPolicy: policy, recordedHostKey }, own()));
    writeFileSync(
      join(ssh, "known_hosts"),
      `@revoked * ${otherKeys.ed25519}\n${name()} ${otherKeys.ed25519}\n`,
    );
    await closeAll();
    await accepted(connect({ hostKeyPolicy: policy, recordedHostKey }));
  });

  test.each(["ed25519", "rsa", "ecdsa"] as const)(
    "the connection asks for the pinned type of key: %s",
    async (type) => {
      await accepted(connect({}, own(type)), own(type));
      await accepted(connect({ knownHostsFile: file(`${name()} ${own(type)}`) }), own(type));
    },
  );

  test("one of several pins is enough", async () => {
    await accepted(connect({}, `# old\n${otherKeys.ed25519} old\n${own()} new\n`));
  });

  test("accept-new records the first key and requires it from then on", async () => {
    const first = await connect({ hostKeyPolicy: policy });
    expect(first.hostKey).toBe(own());
    const recordedHostKey = first.hostKey;
    const before = stats.connections;
    await accepted(connect({ hostKeyPolicy: policy, recordedHostKey }));
    expect(stats.connections).toBe(before);
    await refused(
      () => connect({ hostKeyPolicy: policy, recordedHostKey: otherKeys.ed25519 }),
      /recorded host key/,
    );
    await closeAll();
    await refused(
      () => connect({ hostKeyPolicy: policy, recordedHostKey: otherKeys.ed25519 }),
      /recorded host key/,
    );
    await accepted(connect({ hostKeyPolicy: policy, recordedHostKey }));
  });

  test("an entry for the host's usual port does not count as a changed key of another port", async () => {
    const knownHostsFile = file(`127.0.0.1 ${otherKeys.ed25519}`);
    await refused(() => connect({ knownHostsFile }), /unknown/);
    await accepted(connect({ hostKeyPolicy: policy, knownHostsFile }));
  });

  test("strict does not use a key that another connection accepted as new", async () => {
    await connect({ hostKeyPolicy: policy });
    await refused(() => connect(), /unknown/);
  });
});
