import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Target } from "../../provider/ssh/index.ts";
import { haveSshd, type Sshd, startSshd } from "./sshd.ts";
import { canAddUsers, found, temporaryUser } from "./users.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

function readOr(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

describe.skipIf(!haveSshd)("cancelled run", () => {
  let dir: string;
  let sshd: Sshd;

  beforeAll(async () => {
    dir = mkdtempSync("/tmp/cancel-");
    execFileSync("chmod", ["777", dir]);
    sshd = await startSshd();
  });
  afterAll(async () => {
    await sshd?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  function target(more: Partial<Target> = {}, user = "root"): Target {
    const hostKey = sshd.hostKeys.ed25519 ?? "";
    return {
      connection: { host: "127.0.0.1", port: sshd.port, user, privateKey: sshd.userKey, hostKey },
      ...more,
    };
  }

  /** A number that is in no other process's arguments. */
  const newMark = () => String(Math.floor(1e8 + Math.random() * 9e8));

  async function start(
    mode: string,
    mark: string,
    to = target(),
  ): Promise<{ child: ChildProcess; printed: string[] }> {
    const task = JSON.stringify({ mark: mark, mode, target: to });
    const script = join(import.meta.dirname, "cancel-child.ts");
    const child = spawn(process.execPath, [script], {
      cwd: dir,
      env: { ...process.env, TASK: task, NODE_NO_WARNINGS: "1" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const printed: string[] = [];
    child.stdout?.on("data", (piece: Buffer) => printed.push(...piece.toString().trim().split("\n")));
    while (printed.length === 0 && child.exitCode === null) await sleep(20);
    return { child, printed };
  }

  const processesWith = (mark: string) =>
    spawnSync("pgrep", ["-f", `sleep (1\\.)?${mark}`])
      .stdout.toString()
      .trim();

  async function untilNoneIsLeft(mark: string): Promise<void> {
    for (let n = 0; n < 200 && processesWith(mark) !== ""; n += 1) await sleep(25);
    expect(processesWith(mark)).toBe("");
  }

  async function cancelled(signal: NodeJS.Signals, to = target()): Promise<void> {
    const mark = newMark();
    const { child, printed } = await start("run", mark, to);
    expect(printed).toEqual(["busy"]);
    expect(processesWith(mark).split("\n").length).toBeGreaterThanOrEqual(2);
    const home = execFileSync("pgrep", ["-f", `sleep ${mark}1`])
      .toString()
      .trim()
      .split("\n")[0];
    const directory = execFileSync("readlink", [`/proc/${home}/cwd`])
      .toString()
      .trim();
    child.kill(signal);
    await once(child, "exit");
    await untilNoneIsLeft(mark);
    // The shell on the slow lane is killed, and the script on the main lane finishes.
    expect(existsSync(join(directory, `${mark}.slow`))).toBe(false);
    expect(existsSync(join(directory, `${mark}.main`))).toBe(true);
    rmSync(join(directory, `${mark}.main`));
  }

  test.each(["SIGINT", "SIGTERM", "SIGKILL"] as const)("leaves no process on the host after %s", (signal) =>
    cancelled(signal),
  );

  test.skipIf(!canAddUsers || !found("sudo"))("leaves no process under sudo after SIGKILL", async () => {
    const user = temporaryUser({ sudoers: "ALL=(root) NOPASSWD: ALL" });
    try {
      await cancelled("SIGKILL", target({ sudo: true }, user.name));
    } finally {
      user.remove();
    }
  });

  test("reports unknown outcomes after closeAll", async () => {
    const mark = newMark();
    const { child, printed } = await start("closeAll", mark);
    if (child.exitCode === null) await once(child, "exit");
    expect(printed).toEqual(["busy", "unknown unknown"]);
    await untilNoneIsLeft(mark);
    rmSync(join(process.env.HOME ?? "/root", `${mark}.main`), { force: true });
  });

  test("a process without work exits although connections are open", async () => {
    const before = performance.now();
    const { child, printed } = await start("idle", newMark());
    if (child.exitCode === null) await once(child, "exit");
    expect(printed).toEqual(["idle"]);
    expect(child.exitCode).toBe(0);
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  test("a script is in no process's arguments or environment", async () => {
    const mark = newMark();
    const { closeAll, shellOn } = await import("../../provider/ssh/index.ts");
    const shell = await shellOn(target());
    const running = shell.run(`secret=XX${mark}; sleep 1; echo "$secret"`);
    await sleep(200);
    const places = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`]);
    const read = places.map((place) => readOr(place));
    expect(read.some((text) => text.includes("sshd"))).toBe(true);
    expect(read.filter((text) => text.includes(mark))).toEqual([]);
    expect((await running).stdout).toBe(`XX${mark}\n`);
    await closeAll();
  });
});
