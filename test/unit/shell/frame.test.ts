import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { lines, newHost, SHELL_TABLE } from "./run-shell.ts";

/** The functions of provider/ssh/shell/frame.sh, which `run` always defines. */
const only = { files: [] };

describe.each(SHELL_TABLE)("in %s", (_title, shell) => {
  test("pi_event prints the nonce and the words on a line of their own", () => {
    expect(newHost().run(shell, "printf before; pi_event done 1 2; echo after", only)).toBe(
      "before\nN done 1 2\nafter\n",
    );
  });

  test("pi_kill_tree ends a process and its children", () => {
    const host = newHost();
    const child = path.join(host.root, "child");
    const statements = `
sh -c 'sleep 60 & echo "$!" >${child}; wait' &
pi_word=$!
until [ -s ${child} ]; do sleep 0.01; done
pi_kill_tree "$pi_word"
wait "$pi_word" 2>/dev/null
kill -0 "$pi_word" 2>/dev/null || echo parent gone
read -r pi_child <${child}
until ! kill -0 "$pi_child" 2>/dev/null; do sleep 0.01; done
echo child gone`;
    expect(lines(host.run(shell, statements, only))).toEqual(["parent gone", "child gone"]);
    expect(readFileSync(child, "utf8")).toMatch(/^\d+\n$/);
  });

  test.each([0, 1])("pi_run_frame prints a reply with the exit code, killable %i", (killable) => {
    const statements = `pi_run_frame n1 ${killable} 'echo "$pi_line"; (exit 3)' 'pi_line=set' <<.
ok
.
echo "after $pi_line"`;
    expect(newHost().run(shell, statements, only)).toBe("\nn1{\nset\n\nn1} 3\nafter set\n");
  });

  test("pi_run_frame ends the shell if the client does not acknowledge the reply", () => {
    const statements = `pi_run_frame n1 0 'echo hello' '' <<.
gone
.
echo after`;
    expect(newHost().run(shell, statements, only)).toBe("\nn1{\nhello\n\nn1} 0\n");
  });

  test("pi_run_frame ends a killable script when the client is gone", () => {
    const host = newHost();
    const input = path.join(host.root, "input");
    const statements = `mkfifo ${input}
{ sleep 0.3; echo gone; } >${input} &
pi_run_frame n1 1 'sleep 60; echo late' '' <${input}
echo after`;
    expect(host.run(shell, statements, only)).not.toMatch(/late|after/);
  });
});
