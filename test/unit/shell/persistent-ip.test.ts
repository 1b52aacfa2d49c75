import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { lines, newHost, SHELL_TABLE } from "./run-shell.ts";

/** A fake ip that prints a line for each `show`, and ends with an error at "fail". */
const FAKE_IP = `
while read -r line; do
  echo "$line" >>"$log"
  case $line in *show*) echo "[\\"\${line##* }\\"]";; fail) echo "Error: no."; echo "Command failed -:1"; exit 1;; esac
done`;

describe.each(SHELL_TABLE)("persistent ip in %s", (_title, shell) => {
  const start = (statements: string) => {
    const host = newHost();
    host.write("log", "");
    host.program("ip", FAKE_IP);
    const text = `pi_start_ip
      if [ -z "$pi_ip_pid" ]; then echo none; exit; fi
      ${statements}`;
    const printed = lines(host.run(shell, text));
    return { printed, log: lines(readFileSync(`${host.root}/log`, "utf8")) };
  };
  // Old bash, mksh and zsh put a here-document into a file, so they have no persistent ip.
  const expectRun = (printed: readonly string[], wanted: readonly string[]) =>
    expect([["none"], wanted]).toContainEqual(printed);

  test("prints to pi_read_ip the expected values, in order", () => {
    const { printed } = start(
      "printf 'a\\nshow x\\nshow y\\n' >&6; pi_due=2; pi_read_ip; echo \"$?$pi_error\"",
    );
    expectRun(printed, ['["x"]', '["y"]', "0"]);
  });

  test("makes pi_read_ip return 1 with its error message when it ended", () => {
    const { printed } = start(
      'printf "fail\\nshow y\\n" >&6; pi_due=1; pi_read_ip; echo "$?"; printf %s "$pi_error"',
    );
    expectRun(printed, ["1", "Error: no.", "Command failed -:1"]);
  });

  test("receives lines that pi_run_batch counts across frames", () => {
    const record = (index: number, name: string) => `${index} '' 2 'a\nshow ${name}\n' '' '' '' 1 ''`;
    const { printed } = start(`pi_ip_lines=5
      (pi_run_batch ip y '' y ${record(0, "x")} ${record(1, "y")}; echo "$pi_ip_lines")`);
    expectRun(printed, ["N run", '["x"]', '["y"]', "N done 0 1", "9"]);
  });

  test("lets pi_run_batch find the failing operation after the lines of earlier frames", () => {
    const { printed } = start(`printf 'show one\\n' >&6; pi_due=1; pi_read_ip; pi_ip_lines=1
      ip() { cat >/dev/null; }
      pi_run_batch ip y '' y 0 '' 1 'show x
' '' '' '' 1 '' 1 '' 1 'fail
' '' '' '' 1 ''`);
    // The fake ip counts its lines from 1. A line of no operation of this frame is lost.
    if (printed[0] !== "none")
      expect(printed.slice(0, 4)).toEqual(['["one"]', "N run", '["x"]', "N lost 1 0 1"]);
  });

  test("runs the lines of pi_run_unshown, which reports them as done", () => {
    const { printed, log } = start(
      'pi_ip_lines=3; pi_run_unshown 1 "link del dev x$pi_newline"; echo "$? $pi_ip_lines"',
    );
    expectRun(printed, ["0 5"]);
    if (printed[0] !== "none") expect(log).toEqual(["link del dev x", "addr show dev lo"]);
  });
});
