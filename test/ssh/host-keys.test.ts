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

describe.skipIf(!haveSshd)("host keys, against a real sshd", () => {
  let dir: string;
  let sshd: Sshd;
  let rsaOnly: Sshd;
  let stranger: { ed25519: string; rsa: string; ecdsa: string };
  const home = process.env.HOME;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "keys-"));
    sshd = await startSshd({ hostKeys: ["ed25519", "rsa", "ecdsa"] });
    rsaOnly = await startSshd({ hostKeys: ["rsa"] });
    stranger = {
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

  /** Refused because of the host key, at the first attempt, and before anything was offered. */
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
    // As the server tells it: who was connected ended without a word of who it is.
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

  const authority = () => `@cert-authority ${name()} ${stranger.ed25519}`;
  type Case = [title: string, attempt: () => Promise<Shell>, words: RegExp];

  const strict: Case[] = [
    [
      "no key is known",
      () => connect(),
      /unknown: the host's key is ssh-ed25519 SHA256:.*connection\.hostKey: "ssh-/,
    ],
    ["an empty known_hosts", () => connect({ knownHostsFile: file() }), /unknown/],
    ["the pin is another key", () => connect({}, stranger.ed25519), /not the expected one/],
    [
      "the pin is of a type the host lacks",
      () => connect({}, stranger.ed25519, rsaOnly),
      /not the expected one/,
    ],
    ["none of several pins", () => connect({}, `${stranger.ed25519}\n${stranger.rsa}`), / or ssh-rsa SHA256/],
    ["the pin is no key", () => connect({}, "SHA256:abcdef"), /not a public key/],
    ["the pin is cut short", () => connect({}, own().slice(0, 40)), /not a public key|not the expected/],
    ["the pin is empty", () => connect({}, "  \n# none\n"), /holds no key/],
    [
      "the pin's type is not its bytes'",
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
      "another key, plain",
      () => connect({ knownHostsFile: file(`${name()} ${stranger.ed25519}`) }),
      /has changed/,
    ],
    [
      "another key, hashed",
      () => connect({ knownHostsFile: file(`${hashed(name())} ${stranger.ed25519}`) }),
      /has changed/,
    ],
    [
      "another key, by pattern",
      () => connect({ knownHostsFile: file(`[127.0.0.?]:* ${stranger.rsa}`) }),
      /has changed/,
    ],
    [
      "only a key of a type the host lacks",
      () =>
        connect(
          { knownHostsFile: file(`[127.0.0.1]:${rsaOnly.port} ${stranger.ecdsa}`) },
          undefined,
          rsaOnly,
        ),
      /has changed/,
    ],
    [
      "the right key, for another host",
      () => connect({ knownHostsFile: file(`[127.0.0.2]:22 ${own()}`) }),
      /unknown/,
    ],
    [
      "the right key, for another port",
      () => connect({ knownHostsFile: file(`[127.0.0.1]:1 ${own()}`) }),
      /unknown/,
    ],
    [
      "the right key, hashed for another host",
      () => connect({ knownHostsFile: file(`${hashed("x")} ${own()}`) }),
      /unknown/,
    ],
    ["the right key, negated", () => connect({ knownHostsFile: file(`*,!${name()} ${own()}`) }), /unknown/],
    [
      "the right key, revoked",
      () => connect({ knownHostsFile: file(`${name()} ${own()}`, `@revoked * ${own()}`) }),
      /marks as revoked/,
    ],
    [
      "the pinned key, revoked",
      () => connect({ knownHostsFile: file(`@revoked * ${own()}`) }, own()),
      /as revoked/,
    ],
    [
      "a certificate authority",
      () => connect({ knownHostsFile: file(authority()) }),
      /certificate authority/,
    ],
    [
      "a broken line for this host",
      () => connect({ knownHostsFile: file(`${name()} ssh-ed25519 AAAA`) }),
      /line 1 speaks/,
    ],
    [
      "an unknown marker",
      () => connect({ knownHostsFile: file(`@trusted ${name()} ${own()}`) }),
      /unknown marker/,
    ],
    [
      "the right key, commented out",
      () => connect({ knownHostsFile: file(`#${name()} ${own()}`) }),
      /unknown/,
    ],
  ];
  test.each(strict)("strict refuses: %s", (_title, attempt, words) => refused(attempt, words));

  const policy = "accept-new";
  const acceptNew: Case[] = [
    [
      "a changed key",
      () => connect({ hostKeyPolicy: policy, knownHostsFile: file(`${name()} ${stranger.ed25519}`) }),
      /changed/,
    ],
    ["another pin", () => connect({ hostKeyPolicy: policy }, stranger.ed25519), /not the expected/],
    [
      "another key than was recorded",
      () => connect({ hostKeyPolicy: policy, recordedHostKey: stranger.rsa }),
      /recorded host key/,
    ],
    [
      "a record that is no key",
      () => connect({ hostKeyPolicy: policy, recordedHostKey: "?" }),
      /not a public key/,
    ],
    [
      "a revoked key",
      () => connect({ hostKeyPolicy: policy, knownHostsFile: file(`@revoked * ${own()}`) }),
      /as revoked/,
    ],
    ["an unreadable file", () => connect({ hostKeyPolicy: policy, knownHostsFile: dir }), /cannot be read/],
    [
      "a certificate authority",
      () => connect({ hostKeyPolicy: policy, knownHostsFile: file(authority()) }),
      /authority/,
    ],
  ];
  test.each(acceptNew)("accept-new refuses: %s", (_title, attempt, words) => refused(attempt, words));

  test("an unreadable default file is a failure, a missing one is not", async () => {
    mkdirSync(join(process.env.HOME ?? "", ".ssh", "known_hosts"), { recursive: true });
    await refused(() => connect(), /cannot be read \(EISDIR\)/);
    rmSync(join(process.env.HOME ?? "", ".ssh", "known_hosts"), { recursive: true });
    symlinkSync("known_hosts", join(process.env.HOME ?? "", ".ssh", "known_hosts"));
    await refused(() => connect({ hostKeyPolicy: policy }), /cannot be read \(ELOOP\)/);
  });

  test.each([
    ["plain", () => `${name()} ${own()}`],
    ["hashed", () => `${hashed(name())} ${own()}`],
    ["by pattern", () => `[127.*]:*,!other ${own()} a comment`],
    ["beside an authority", () => `${authority()}\n${name()} ${own()}`],
    ["without a port", () => `127.0.0.1 ${own()}`],
    ["beside a stranger's broken line", () => `other ssh-rsa broken\n${name()} ${own()}`],
  ])("known_hosts accepts: %s", async (_title, text) => {
    await accepted(connect({ knownHostsFile: file(text()) }));
  });

  test("known_hosts accepts and refuses: hashed by ssh-keygen", async () => {
    const right = file(`${name()} ${own()}`, `[127.0.0.1]:${rsaOnly.port} ${stranger.rsa}`);
    execFileSync("ssh-keygen", ["-q", "-H", "-f", right], { stdio: "ignore" });
    const text = readFileSync(right, "utf8");
    expect(text).toMatch(/^\|1\|\S+ ssh-ed25519 .*\n\|1\|\S+ ssh-rsa /);
    expect(text).not.toContain("127.0.0.1");
    await accepted(connect({ knownHostsFile: right }));
    await refused(() => connect({ knownHostsFile: right }, undefined, rsaOnly), /has changed: .*line 2/);
  });

  test("known_hosts in the home directory is found", async () => {
    const ssh = join(process.env.HOME ?? "", ".ssh");
    mkdirSync(ssh);
    writeFileSync(join(ssh, "known_hosts"), `${name()} ${own()}\n`);
    await accepted(connect());
  });

  test("a recorded key that a default known_hosts file revokes is refused; a pin without a named file is not", async () => {
    const recordedHostKey = (await connect({ hostKeyPolicy: policy })).hostKey;
    await closeAll();
    const ssh = join(process.env.HOME ?? "", ".ssh");
    mkdirSync(ssh);
    writeFileSync(join(ssh, "known_hosts"), `@revoked * ${own()}\n`);
    await refused(() => connect({ hostKeyPolicy: policy, recordedHostKey }), /as revoked/);
    await accepted(connect({ hostKeyPolicy: policy, recordedHostKey }, own()));
    writeFileSync(
      join(ssh, "known_hosts"),
      `@revoked * ${stranger.ed25519}\n${name()} ${stranger.ed25519}\n`,
    );
    await closeAll();
    await accepted(connect({ hostKeyPolicy: policy, recordedHostKey }));
  });

  test.each(["ed25519", "rsa", "ecdsa"] as const)("asks for the type that is pinned: %s", async (type) => {
    await accepted(connect({}, own(type)), own(type));
    await accepted(connect({ knownHostsFile: file(`${name()} ${own(type)}`) }), own(type));
  });

  test("one of several pins is enough", async () => {
    await accepted(connect({}, `# old\n${stranger.ed25519} old\n${own()} new\n`));
  });

  test("accept-new records the first key and pins it from then on", async () => {
    const first = await connect({ hostKeyPolicy: policy });
    expect(first.hostKey).toBe(own());
    const recordedHostKey = first.hostKey;
    const before = stats.connections;
    await accepted(connect({ hostKeyPolicy: policy, recordedHostKey }));
    expect(stats.connections).toBe(before);
    await refused(
      () => connect({ hostKeyPolicy: policy, recordedHostKey: stranger.ed25519 }),
      /recorded host key/,
    );
    await closeAll();
    await refused(
      () => connect({ hostKeyPolicy: policy, recordedHostKey: stranger.ed25519 }),
      /recorded host key/,
    );
    await accepted(connect({ hostKeyPolicy: policy, recordedHostKey }));
  });

  test("a key known for the host's usual port says nothing against another on this one", async () => {
    const knownHostsFile = file(`127.0.0.1 ${stranger.ed25519}`);
    await refused(() => connect({ knownHostsFile }), /unknown/);
    await accepted(connect({ hostKeyPolicy: policy, knownHostsFile }));
  });

  test("a strict target never profits from what another took on trust", async () => {
    await connect({ hostKeyPolicy: policy });
    await refused(() => connect(), /unknown/);
  });
});
