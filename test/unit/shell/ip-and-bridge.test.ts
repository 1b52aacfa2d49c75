import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { BRIDGE_FUNCTIONS, HOST_FUNCTIONS } from "../../../scripts/build/shell.ts";
import { type FakeHost, newHost, SHELL_TABLE, type ShellForm } from "./run-shell.ts";

const files = [...HOST_FUNCTIONS, ...BRIDGE_FUNCTIONS];

/** A program that prints its name for each line, and fails at a line with "bad". */
const PROGRAM = `
echo "\${0##*/} $*" >>$log
number=0 rc=0
while IFS= read -r line; do
  number=$((number + 1))
  case $line in
  *bad*)
    echo "\${0##*/}: $line" >&2
    echo "Command failed -:$number" >&2
    rc=2
    case $* in *-force*) ;; *) exit 2;; esac;;
  *) echo "[\\"\${0##*/} $line\\"]";;
  esac
done
exit $rc`;

function hostWith(...programs: readonly string[]): FakeHost {
  const host = newHost();
  for (const name of programs) host.program(name, PROGRAM);
  return host;
}

const run = (host: FakeHost, shell: ShellForm, options: string, ...lines: readonly string[]) =>
  host.run(shell, `pi_ip_and_bridge ${options} 2>&1 <<END || echo "failed: $?"\n${lines.join("\n")}\nEND`, {
    files,
  });

describe.each(SHELL_TABLE)("pi_ip_and_bridge in %s", (_title, shell) => {
  test("runs the lines in their order, successive ones of a program by one process", () => {
    const host = hostWith("ip", "bridge");
    expect(
      run(host, shell, "-batch -", "link add a", "bridge fdb append x", "bridge fdb append y", "addr show"),
    ).toBe('["ip link add a"]\n["bridge fdb append x"]\n["bridge fdb append y"]\n["ip addr show"]\n');
    expect(readFileSync(path.join(host.root, "log"), "utf8")).toBe(
      "ip -d -j -N -batch -\nbridge -j -batch -\nip -d -j -N -batch -\n",
    );
  });

  test("ends at the first line that fails, and prints its number among all lines", () => {
    const output = run(
      hostWith("ip", "bridge"),
      ...([shell, "-batch -", "link add a", "bridge fdb append x", "bridge fdb bad", "addr show"] as const),
    );
    expect(output).toBe(
      '["ip link add a"]\n["bridge fdb append x"]\nbridge: fdb bad\n\nCommand failed -:3\nfailed: 2\n',
    );
  });

  test("runs the lines after a failing one too with -force", () => {
    const output = run(hostWith("ip", "bridge"), shell, "-force -batch -", "bridge fdb bad", "link del a");
    expect(output).toBe('["ip link del a"]\n');
  });

  test("names the line of a program that the host lacks", () => {
    const host = hostWith("ip");
    host.program("bridge", 'echo "sh: bridge: not found" >&2; exit 127');
    expect(run(host, shell, "-batch -", "link add a", "bridge fdb append x")).toBe(
      '["ip link add a"]\nsh: bridge: not found\nCommand failed -:2\nfailed: 127\n',
    );
  });

  test("prints no number if a program was killed", () => {
    const host = hostWith("ip");
    host.program("bridge", "kill -9 $$");
    expect(run(host, shell, "-batch -", "link add a", "bridge fdb append x")).not.toContain("Command failed");
  });
});
