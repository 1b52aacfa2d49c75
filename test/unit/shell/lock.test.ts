// The lock of a host, with the flock of util-linux, and with one that has no -w, as in busybox.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type FakeHost, lines, newHost, SHELL_TABLE } from "./run-shell.ts";

vi.setConfig({ testTimeout: 60_000 });

/** With busybox's messages: -w is a usage error, and --version does not exist. */
const BUSYBOX_FLOCK = `
case $1 in -n | -u) exec /usr/bin/flock "$@";; *) echo "Usage: flock [-sxun] FD" >&2; exit 1;; esac`;
/** Makes seconds pass quickly. */
const SHORT_SLEEP = 'echo sleep >>"$log"; exec /bin/sleep 0.005';
const FLOCKS = { "util-linux": undefined, busybox: BUSYBOX_FLOCK };

const holders: ChildProcess[] = [];
afterEach(() => {
  for (const holder of holders.splice(0)) holder.kill("SIGKILL");
});

const lockFile = (host: FakeHost) => path.join(host.root, "run/pulumi-iproute2.lock");

/** A shell that holds the lock and writes that into the file, as a run of the provider does. Then it runs a command. */
async function holder(host: FakeHost, then: string): Promise<ChildProcess> {
  const file = lockFile(host);
  const script = `exec 9>>${file}; flock 9; echo "$$ nonce " >${file}; echo held; ${then}`;
  const child = spawn("dash", ["-c", script], { stdio: ["pipe", "pipe", "inherit"] });
  holders.push(child);
  await new Promise((resolve) => child.stdout?.once("data", resolve));
  return child;
}

function hostWith(flock: string | undefined): FakeHost {
  const host = newHost();
  host.write("log", "");
  if (flock !== undefined) {
    host.program("flock", flock);
    host.program("sleep", SHORT_SLEEP);
  }
  return host;
}

describe.each(SHELL_TABLE)("lock in %s", (_title, shell) => {
  describe.each(Object.entries(FLOCKS))("with the flock of %s", (_name, flock) => {
    test("is taken by pi_take_lock, which writes pid and nonce if the shell keeps it", () => {
      const host = hostWith(flock);
      const printed = host.run(
        shell,
        `pi_ip_pid=4711; (pi_take_lock y; echo $?; flock -n ${lockFile(host)} true || echo held)
        echo "$$" >${host.root}/pid; cat ${lockFile(host)}`,
      );
      const pid = readFileSync(path.join(host.root, "pid"), "utf8").trim();
      expect(lines(printed)).toEqual(["0", "held", `${pid} N 4711`]);
    });

    test("is released by pi_release_lock if the shell keeps it", () => {
      const host = hostWith(flock);
      const printed = host.run(
        shell,
        `(pi_take_lock y); pi_release_lock; flock -n ${lockFile(host)} true && echo free; cat ${lockFile(host)}`,
      );
      expect(lines(printed)).toEqual(["free"]);
    });

    test("makes pi_take_lock wait for another run", async () => {
      const host = hostWith(flock);
      await holder(host, "sleep 0.1; :");
      expect(lines(host.run(shell, "pi_take_lock n; echo $?"))).toEqual(["0"]);
      expect(existsSync(`${lockFile(host)}.wanted`)).toBe(false);
    });
  });

  // The flock of util-linux waits in real seconds. test/faults tests it on a host.
  describe("with a flock that cannot wait", () => {
    test("makes pi_take_lock answer busy after 30 s of another run's work, and that run continues", async () => {
      const host = hostWith(BUSYBOX_FLOCK);
      const child = await holder(host, "/bin/sleep 30; :");
      expect(lines(host.run(shell, "pi_take_lock n; echo $?"))).toEqual(["N busy", "1"]);
      expect(child.exitCode ?? child.signalCode).toBeNull();
      const seconds = lines(readFileSync(path.join(host.root, "log"), "utf8")).length;
      expect(seconds).toBe(30);
    });

    test("is taken by pi_take_lock from a shell that keeps it and does nothing, and that shell ends", async () => {
      const host = hostWith(BUSYBOX_FLOCK);
      const child = await holder(host, "read -r line");
      expect(lines(host.run(shell, "pi_take_lock n; echo $?"))).toEqual(["0"]);
      await vi.waitFor(() => expect(child.signalCode).toBe("SIGTERM"), 10_000);
    });

    test("is not taken by pi_take_lock from a shell that takes it again meanwhile", async () => {
      const host = hostWith(BUSYBOX_FLOCK);
      const child = await holder(host, "read -r line");
      // The holder writes another nonce each time that the file is read.
      host.program("sleep", `echo "${child.pid} $(wc -l <"$log") " >${lockFile(host)}; ${SHORT_SLEEP}`);
      expect(lines(host.run(shell, "pi_take_lock n; echo $?"))).toEqual(["N busy", "1"]);
      expect(child.exitCode ?? child.signalCode).toBeNull();
    });
  });

  test("makes pi_take_lock answer lock-failed when flock fails for another reason", () => {
    const host = hostWith('echo "flock: 3: No locks available" >&2; exit 71');
    expect(lines(host.run(shell, "pi_take_lock y; echo $?"))).toEqual([
      "N lock-failed",
      "flock: 3: No locks available",
      "1",
    ]);
  });

  test("is left by pi_take_lock to a run that polls for it", () => {
    const host = hostWith(BUSYBOX_FLOCK);
    host.write("run/pulumi-iproute2.lock.wanted", "");
    expect(lines(host.run(shell, "pi_take_lock n; echo $?"))).toEqual(["0"]);
    expect(readFileSync(path.join(host.root, "log"), "utf8")).toBe("sleep\n");
    expect(existsSync(`${lockFile(host)}.wanted`)).toBe(false);
  });
});
