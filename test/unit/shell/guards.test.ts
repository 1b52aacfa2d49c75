import { describe, expect, test } from "vitest";
import { newHost, SHELL_TABLE } from "./run-shell.ts";

const OURS = "pulumi-iproute2:1:0123456789ab:p/s/ours";
const THEIRS = "pulumi-iproute2:1:ba9876543210:p/s/theirs";

/** The answer of pi_guard: "yes", or its verdict. */
const GUARDS: readonly [title: string, arguments_: string, answer: string][] = [
  ["accepts a device with the alias", `ours n ${OURS}`, "yes"],
  ["accepts a device with one of several aliases", `ours n ${THEIRS} ${OURS}`, "yes"],
  ["refuses a device of another owner and names the alias", `theirs n ${OURS}`, `foreign ${THEIRS}`],
  ["refuses a device whose alias only begins alike", `longer n ${OURS}`, `foreign ${OURS}x`],
  ["refuses a device without an alias", `bare n ${OURS}`, "foreign "],
  ["refuses a half-made device unless that is requested", `half n ${OURS}`, "foreign "],
  ["accepts a half-made device if that is requested", `half y ${OURS}`, "yes"],
  ["refuses a device without alias in another group", `bare y ${OURS}`, "foreign "],
  ["refuses a device in our group with a foreign alias", `theirs y ${OURS}`, `foreign ${THEIRS}`],
  ["answers gone for a device that does not exist", `none n ${OURS}`, "gone"],
  ["accepts a marker with the alias and a note", `@port:1 n ${OURS}`, "yes"],
  ["refuses a marker of another owner", `@port:2 n ${OURS}`, `foreign ${THEIRS}`],
  ["refuses an object without a marker", `@port:3 n ${OURS}`, "foreign "],
];

describe.each(SHELL_TABLE)("pi_guard in %s", (_title, shell) => {
  const host = newHost();
  host.device("ours", { alias: OURS, group: 26992 });
  host.device("theirs", { alias: THEIRS, group: 26992 });
  host.device("longer", { alias: `${OURS}x` });
  host.device("bare");
  host.device("half", { group: 26992 });
  host.write("run/markers/port:1", `${OURS} note\n`);
  host.write("run/markers/port:2", `${THEIRS}\n`);

  test.each(GUARDS)("%s", (_case, words, answer) => {
    const asked = `if pi_guard ${words}; then echo yes; else echo "$pi_verdict"; fi`;
    expect(host.run(shell, asked)).toBe(`${answer}\n`);
  });
});
