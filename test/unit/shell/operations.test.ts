import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { lines, newHost, SHELL_TABLE, type ShellForm } from "./run-shell.ts";

const OURS = "pulumi-iproute2:1:0123456789ab:p/s/ours";

/** A fake ip that prints at "show", fails at each line with "fail" in it, and ends without a line number at "die". */
const FAKE_IP = `
echo "$*" >>"$log.calls"
case $* in *-force*) force=y;; esac
count=0
while read -r line; do
  count=$((count + 1))
  echo "$line" >>"$log.lines"
  case $line in
  *fail*) echo "Error: no." >&2; [ "$force" = y ] || { echo "Command failed -:$count" >&2; exit 1; };;
  *die*) echo "Garbage" >&2; exit 255;;
  *show*) echo "[\\"\${line##* }\\"]" >&1;;
  esac
done`;

/** A record of pi_each: see provider/host/shell/operations.sh. */
interface Operation {
  readonly index: number;
  readonly checks?: string;
  readonly lines: readonly string[];
  readonly undoChecks?: string;
  readonly undo?: string;
  readonly marker?: string;
  readonly shows?: number;
  readonly file?: string;
}

const quoted = (text: string) => `'${text}'`;
const text = (all: readonly string[]) => all.map((line) => `${line}\n`).join("");
const recordOf = ({
  index,
  checks = "",
  lines: all,
  undoChecks = "",
  undo = "",
  marker = "",
  shows = 0,
  file = "",
}: Operation) =>
  [`${index}`, checks, `${all.length}`, text(all), undoChecks, undo, marker, `${shows}`, file]
    .map(quoted)
    .join(" ");

interface Case {
  readonly title: string;
  readonly operations: readonly Operation[];
  /** All lines in one text. */
  readonly isOneText?: boolean;
  /** The output: events, each followed by its text. */
  readonly prints: readonly string[];
  /** The lines that ip received, in order. */
  readonly lines: readonly string[];
}

const undo = { undo: "link del dev made\n", undoChecks: `made y ${OURS}` };
const CASES: readonly Case[] = [
  {
    title: "runs all operations in one ip and reports which are done",
    operations: [
      { index: 0, lines: ["a 1", "show x"], shows: 1 },
      { index: 2, lines: ["b 1"] },
    ],
    prints: ["N run", '["x"]', "N done 0 2"],
    lines: ["a 1", "show x", "b 1"],
  },
  {
    title: "reports a range when all lines are one text",
    operations: [
      { index: 3, lines: ["a"] },
      { index: 4, lines: ["b"] },
      { index: 5, lines: ["c"] },
    ],
    isOneText: true,
    prints: ["N run", "N done 3-5"],
    lines: ["a", "b", "c"],
  },
  {
    title: "continues after a failing operation, also when all lines are one text",
    operations: [
      { index: 0, lines: ["a", "a2"] },
      { index: 1, lines: ["b", "fail b", "b3"] },
      { index: 2, lines: ["c"] },
      { index: 3, lines: ["d"] },
    ],
    isOneText: true,
    prints: ["N run", "N done 0", "N failed 1 2", "Error: no.", "Command failed -:4", "N run", "N done 2-3"],
    lines: ["a", "a2", "b", "fail b", "c", "d"],
  },
  {
    title: "undoes an operation whose second line fails, if that operation made the device",
    operations: [
      { index: 0, lines: ["link add made", "fail"], ...undo },
      { index: 1, lines: ["c"] },
    ],
    prints: ["N run", "N failed 0 2", "Error: no.", "Command failed -:2", "N run", "N done 1"],
    lines: ["link add made", "fail", "link del dev made", "c"],
  },
  ...[true, false].map((isOneText) => ({
    title: `takes the alias of an undo from the operation's own lines, ${isOneText ? "in one text" : "in its record"}`,
    operations: [
      { index: 0, lines: ["link add made", `link set dev made alias ${OURS}`] },
      {
        index: 1,
        lines: ["link add ours", `link set dev ours alias ${OURS} up`, "fail"],
        undo: "link del dev ours\n",
        undoChecks: "ours y =",
      },
      {
        index: 2,
        lines: ["link add theirs", `link set dev theirs alias ${OURS}`, "fail"],
        ...undo,
        undoChecks: "theirs y =",
      },
      {
        index: 3,
        lines: ["link add ours", "link set dev ours alias other:alias", "fail"],
        ...undo,
        undoChecks: "ours y =",
      },
      { index: 4, lines: ["c"] },
    ],
    isOneText,
    prints: [
      ...["N run", "N done 0", "N failed 1 3", "Error: no.", "Command failed -:5"],
      ...["N run", "N failed 2 3", "Error: no.", "Command failed -:3"],
      ...["N run", "N failed 3 3", "Error: no.", "Command failed -:3"],
      ...["N run", isOneText ? "N done 4-4" : "N done 4"],
    ],
    lines: [
      ...["link add made", `link set dev made alias ${OURS}`],
      ...["link add ours", `link set dev ours alias ${OURS} up`, "fail", "link del dev ours"],
      ...["link add theirs", `link set dev theirs alias ${OURS}`, "fail"],
      ...["link add ours", "link set dev ours alias other:alias", "fail", "c"],
    ],
  })),
  {
    title: "does not undo an operation whose first line fails",
    operations: [{ index: 0, lines: ["fail", "b"], ...undo }],
    prints: ["N run", "N failed 0 1", "Error: no.", "Command failed -:1"],
    lines: ["fail"],
  },
  {
    title: "does not undo changes of a foreign device",
    operations: [{ index: 0, lines: ["a", "fail"], ...undo, undoChecks: `theirs y ${OURS}` }],
    prints: ["N run", "N failed 0 2", "Error: no.", "Command failed -:2"],
    lines: ["a", "fail"],
  },
  {
    title: "reports lost when the program names no line, and which operations may be done",
    operations: [
      { index: 0, lines: ["show x"], shows: 1 },
      { index: 1, lines: ["die"] },
      { index: 2, lines: ["c"] },
    ],
    prints: ["N run", '["x"]', "N lost 255 0 1 2", "Garbage"],
    lines: ["show x", "die"],
  },
  {
    title: "leaves out an operation whose guard refuses",
    operations: [
      { index: 0, checks: `theirs n ${OURS}`, lines: ["a"] },
      { index: 1, checks: `none n ${OURS}`, lines: ["b"] },
      { index: 2, checks: `ours n ${OURS}`, lines: ["c"] },
    ],
    prints: ["N foreign 0 theirs", "N gone 1 gone", "N run", "N done 2"],
    lines: ["c"],
  },
  {
    title: "counts only the lines of operations that were not left out",
    operations: [
      { index: 0, checks: `none n ${OURS}`, lines: ["a", "a2", "a3"] },
      { index: 1, checks: `ours n ${OURS}`, lines: ["b"] },
      { index: 2, checks: `ours n ${OURS}`, lines: ["c", "fail c"] },
    ],
    prints: ["N gone 0 gone", "N run", "N done 1", "N failed 2 2", "Error: no.", "Command failed -:3"],
    lines: ["b", "c", "fail c"],
  },
];

function hostWith(ip: string) {
  const host = newHost();
  host.device("ours", { alias: OURS });
  host.device("made", { group: 26992 });
  host.device("theirs", { alias: "theirs" });
  host.program("ip", ip);
  return host;
}

function runBatch(shell: ShellForm, { operations, isOneText = false }: Case, more = "") {
  const host = hostWith(FAKE_IP);
  host.write("log.lines", "");
  const isPlain = operations.every(({ checks, marker }) => checks === undefined && marker === undefined);
  const all = isOneText ? text(operations.flatMap((one) => one.lines)) : "";
  const records = operations.map((one) => recordOf(isOneText ? { ...one, lines: one.lines } : one));
  const printed = host.run(
    shell,
    `pi_failed=\n${more}pi_run_batch 'ip -d' ${isPlain ? "y" : "n"} '${all}' ${more ? "y" : "n"} ${records.join(" ")}`,
  );
  const given = readFileSync(`${host.root}/log.lines`, "utf8");
  return { host, printed: lines(printed), given: lines(given) };
}

describe.each(SHELL_TABLE)("operations in %s", (_title, shell) => {
  test.each(CASES.map((one) => [one.title, one] as const))("pi_run_batch %s", (_case, one) => {
    const { printed, given } = runBatch(shell, one);
    expect(printed).toEqual(one.prints);
    expect(given).toEqual(one.lines);
  });

  test("pi_run_batch reports lost when the line that failed is not one of its own", () => {
    const host = hostWith('cat >/dev/null; echo "Command failed -:7" >&2; exit 1');
    const operations = [
      { index: 0, lines: ["a", "b"], ...undo },
      { index: 1, lines: ["c", "d"], ...undo },
    ].map(recordOf);
    const printed = host.run(shell, `pi_run_batch ip y '' n ${operations.join(" ")}`);
    expect(lines(printed)).toEqual(["N run", "N lost 1 0 1", "Command failed -:7"]);
  });

  test("pi_run_batch places the markers of operations that are done, and removes the others", () => {
    const host = hostWith(FAKE_IP);
    const operations = [
      { index: 0, lines: ["a"], marker: `one ${OURS} note` },
      { index: 1, lines: ["fail"], marker: `two ${OURS}` },
      { index: 2, lines: ["c"], marker: "old" },
    ].map(recordOf);
    host.write("run/markers/old", "x");
    host.run(shell, `pi_run_batch ip n '' n ${operations.join(" ")}`);
    const listed = host.run(
      shell,
      'for pi_word in "$pi_marker_dir"/* "$pi_marker_dir"/.[a-z]*; do [ ! -f "$pi_word" ] || echo "$(basename "$pi_word") $(cat "$pi_word")"; done',
    );
    expect(lines(listed)).toEqual([`one ${OURS} note`]);
  });

  test("pi_run_batch leaves out an operation whose marker it cannot write", () => {
    const host = hostWith(FAKE_IP);
    host.write("run/markers", "a file in its way");
    const printed = host.run(
      shell,
      `pi_run_batch ip n '' n ${recordOf({ index: 4, lines: ["a"], marker: `one ${OURS}` })}`,
    );
    expect(lines(printed)[0]).toBe("N unmarked 4");
    expect(lines(printed)[1]).toMatch(/^mkdir: .*markers/);
  });

  test("pi_run_singly runs a process for each line and reports which are done", () => {
    const host = hostWith(FAKE_IP);
    const operations = [
      { index: 0, lines: ["a", "b"] },
      { index: 1, lines: ["c", "fail", "d"], undo: "undone\n" },
      { index: 3, lines: ["e"] },
    ].map(recordOf);
    const printed = host.run(shell, `pi_run_singly ip ${operations.join(" ")}`);
    expect(lines(printed)).toEqual([
      "N done 0",
      "N failed 1 2",
      "Error: no.",
      "Command failed -:1",
      "N done 3",
    ]);
    expect(lines(readFileSync(`${host.root}/log.lines`, "utf8"))).toEqual([
      "a",
      "b",
      "c",
      "fail",
      "undone",
      "e",
    ]);
  });

  test("pi_load_module runs modprobe for a missing module, and reports a module that it cannot load", () => {
    const host = newHost();
    host.write("module/fou/x", "");
    host.program("modprobe", 'echo "$*" >>"$log"; [ "$2" != fou6 ]');
    const printed = host.run(shell, "pi_load_module fou; pi_load_module ipip; pi_load_module fou6");
    expect(lines(printed)).toEqual(["N no-module fou6"]);
    expect(lines(readFileSync(`${host.root}/log`, "utf8"))).toEqual(["-q ipip", "-q fou6"]);
  });
});
