import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { closeAll, SshError, shellOn, stats, type Target } from "../../provider/ssh/index.ts";
import { counted } from "../faults/counts.ts";
import { haveSshd, type Sshd, startSshd } from "./sshd.ts";
import { canAddUsers, found, type TemporaryUser, temporaryUser } from "./users.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

async function failure(promise: Promise<unknown>): Promise<SshError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(SshError);
  return error as SshError;
}

describe.skipIf(!haveSshd)("shell on a real sshd", () => {
  let sshd: Sshd;
  const users: TemporaryUser[] = [];

  beforeAll(async () => {
    sshd = await startSshd({ config: ["Banner /etc/services"] });
  });
  afterAll(async () => {
    await sshd?.stop();
    for (const user of users) user.remove();
  });
  afterEach(() => closeAll());

  function target(more: Partial<Target> = {}, user = "root"): Target {
    const hostKey = sshd.hostKeys.ed25519 ?? "";
    return {
      connection: { host: "127.0.0.1", port: sshd.port, user, privateKey: sshd.userKey, hostKey },
      ...more,
    };
  }

  function addUser(options: Parameters<typeof temporaryUser>[0]): TemporaryUser {
    const user = temporaryUser(options);
    users.push(user);
    return user;
  }

  test("returns a script's output byte for byte, and its exit code", async () => {
    const shell = await shellOn(target());
    expect(await shell.run("printf 'a\\n\\nb'; exit 7")).toMatchObject({ stdout: "a\n\nb", exitCode: 7 });
    expect(await shell.run("")).toMatchObject({ stdout: "", exitCode: 0 });
    expect((await shell.run("printf 'größe → ✓'")).stdout).toBe("größe → ✓");
    expect((await shell.run("cat <<'X'\nit's \"here\" $N \\\nX")).stdout).toBe('it\'s "here" $N \\\n');
    const marked = await shell.run('echo "$N mark"');
    expect(marked.stdout).toBe(`${marked.nonce} mark\n`);
    expect(marked.nonce).toMatch(/^[0-9a-f]{32}$/);
  });

  test("runs the greeting in the exchange that opens the shell, also after sudo, and keeps its output", async () => {
    const greeting = "cat; printf 'it'\\''s\\n'; echo message >&2; exit 3";
    const shell = await shellOn(target(), { greeting });
    expect(shell.instance?.greeting).toBe("it's");
    expect((await shell.run("echo on")).stdout).toBe("on\n");
    await closeAll();
    expect((await shellOn(target())).instance?.greeting).toBe("");
  });

  test("sends a reply at once, without waiting for an acknowledgement of its first part", async () => {
    const shell = await shellOn(target());
    const times: number[] = [];
    for (let n = 0; n < 21; n += 1)
      times.push((await shell.run("echo a; sleep 0.01; echo b; sleep 0.01")).durationMs);
    expect(times.sort((a, b) => a - b)[10]).toBeLessThan(45);
  });

  test("keeps scripts independent of each other", async () => {
    const shell = await shellOn(target());
    await shell.run("cd /; x=1; set -e; set -f; trap 'echo no' EXIT; exec 2>&1; false");
    expect((await shell.run('echo "[$x]" "$-"; false; echo on; read -r y; echo "[$y]"')).stdout).not.toMatch(
      /1|e\n.*f/,
    );
    expect((await shell.run("if then )")).exitCode).toBe(2);
    expect(await failure(shell.run("kill $$; echo after"))).toMatchObject({ outcome: "unknown" });
  });

  test("discards one megabyte on standard error", async () => {
    counted("noise on the standard streams", 1);
    const shell = await shellOn(target());
    const reply = await shell.run("head -c 1000000 /dev/zero | tr '\\0' e >&2; echo done");
    expect(reply.stdout).toBe("done\n");
  });

  test("transfers a script of 500 KB and a reply of 5 MB", async () => {
    const shell = await shellOn(target());
    const script = `x='${"it is long ".repeat(45_000)}'\necho \${#x}; head -c 5000000 /dev/zero | tr '\\0' a`;
    const reply = await shell.run(script);
    expect(reply.stdout.length).toBe("495000\n".length + 5_000_000);
  });

  test("runs in the C locale, with the system's programs first on PATH", async () => {
    const shell = await shellOn(target());
    expect((await shell.run("echo $LC_ALL; command -v ip; LC=x ls /none 2>&1")).stdout).toMatch(
      /^C\n\/usr\/sbin\/ip\n.*No such file/s,
    );
  });

  describe.skipIf(!canAddUsers)("login shell", () => {
    const shells = ["bash", "dash", "fish", "tcsh", "zsh"].flatMap((name) => found(name) ?? []);
    test.each(shells)("%s may print text before and after the commands", async (path) => {
      counted("login shell", 1);
      const user = addUser({ shell: path });
      const home = `/home/${user.name}`;
      for (const file of [".bashrc", ".profile", ".cshrc", ".zshenv"]) {
        writeFileSync(`${home}/${file}`, "echo WELCOME\necho OOPS | cat\n");
      }
      execFileSync("mkdir", ["-p", `${home}/.config/fish`]);
      writeFileSync(`${home}/.config/fish/config.fish`, "echo WELCOME; echo OOPS >&2\n");
      execFileSync("chown", ["-R", user.name, home]);
      const shell = await shellOn(target({}, user.name));
      expect((await shell.run("echo one; id -un")).stdout).toBe(`one\n${user.name}\n`);
      expect((await shell.run("echo two")).stdout).toBe("two\n");
    });
  });

  describe("shell in a network namespace", () => {
    const netns = `t${randomBytes(4).toString("hex")}`;
    const able = spawnSync("/usr/sbin/ip", ["netns", "add", netns]).status === 0;
    afterAll(() => {
      if (able) execFileSync("/usr/sbin/ip", ["netns", "del", netns]);
    });

    test.skipIf(!able)("sees the links of that namespace, over the same connection", async () => {
      const before = stats.connections;
      const outside = await shellOn(target());
      const inside = await shellOn(target({ netns }));
      const names = "ip -o link | cut -d: -f2 | tr -d ' \\n'";
      expect((await inside.run(names)).stdout).toBe("lo");
      const here = (await outside.run("readlink /proc/self/ns/net")).stdout;
      expect((await inside.run("readlink /proc/self/ns/net")).stdout).not.toBe(here);
      expect(stats.connections - before).toBe(1);
    });

    test.skipIf(!able || !canAddUsers)(
      "fails with a hint when the user may not enter the namespace",
      async () => {
        const error = await failure(shellOn(target({ netns }, addUser({}).name)));
        expect(error).toMatchObject({ code: "netns", outcome: "not-run" });
        expect(error.message).toContain("connect as root or set `sudo`");
      },
    );

    test("fails with a hint when no namespace has that name", async () => {
      const error = await failure(shellOn(target({ netns: "no-such-one" })));
      expect(error).toMatchObject({ code: "netns", outcome: "not-run" });
      expect(error.message).toContain("ip netns add no-such-one");
    });

    test.each(["-x", "a b", "a;id", "..", "a/b", "", "$(id)", "a\n"])("refuses the name %j", async (bad) => {
      expect(await failure(shellOn(target({ netns: bad })))).toMatchObject({ code: "netns" });
    });
  });

  describe.skipIf(!canAddUsers || !found("sudo"))("shell through sudo", () => {
    test("is root, in another namespace too", async () => {
      const user = addUser({ sudoers: "ALL=(root) NOPASSWD: ALL" });
      const shell = await shellOn(target({ sudo: true }, user.name));
      expect((await shell.run("id -un; echo $LC_ALL")).stdout).toBe("root\nC\n");
      const plain = await shellOn(target({}, user.name));
      expect((await plain.run("id -un")).stdout).toBe(`${user.name}\n`);
      const error = await failure(shellOn(target({ sudo: true, netns: "no-such-one" }, user.name)));
      expect(error.code).toBe("netns");
    });

    test.each([
      ["a missing rule", undefined, /may not use sudo|wants a password/, "NOPASSWD: ALL"],
      ["a rule with a password", "ALL=(root) ALL", /wants a password/, "NOPASSWD: ALL"],
      ["a rule for something else", "ALL=(root) NOPASSWD: /bin/true", /sudo/, "NOPASSWD: ALL"],
    ])("fails with the required sudoers line after %s", async (_title, sudoers, words, line) => {
      const user = addUser(sudoers === undefined ? {} : { sudoers });
      const error = await failure(shellOn(target({ sudo: true }, user.name)));
      expect(error).toMatchObject({ code: "sudo", outcome: "not-run" });
      expect(error.message).toMatch(words);
      expect(error.message).toContain(`${user.name} ALL=(root) ${line}`);
    });

    test("fails with the line against requiretty", async () => {
      counted("host that lacks something", 1);
      const user = addUser({ sudoers: "ALL=(root) NOPASSWD: ALL\nDefaults requiretty" });
      const error = await failure(shellOn(target({ sudo: true }, user.name)));
      expect(error.code).toBe("sudo");
      expect(error.message).toContain(`Defaults:${user.name} !requiretty`);
    });
  });

  test.skipIf(!canAddUsers || found("nologin") === undefined)(
    "nologin fails, and the error has its message",
    async () => {
      counted("login shell", 1);
      const user = addUser({ shell: found("nologin") ?? "" });
      const error = await failure(shellOn(target({}, user.name)));
      expect(error).toMatchObject({ code: "shell", outcome: "not-run" });
      expect(error.message).toContain("not available");
    },
  );

  test("error contains the output of a host without a shell", async () => {
    counted("login shell", 1);
    const server = await startSshd({ config: ["ForceCommand /bin/echo go away >&2"] });
    const connection = { ...target().connection, port: server.port, privateKey: server.userKey };
    const error = await failure(
      shellOn({ connection: { ...connection, hostKey: server.hostKeys.ed25519 ?? "" } }),
    );
    expect(error).toMatchObject({ code: "shell", outcome: "not-run" });
    expect(error.message).toContain("go away");
    await server.stop();
  });
});
