import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { NEIGHBOR_PROTOCOL } from "../../../provider/iproute2/neighbor-json.ts";
import { HOST_FUNCTIONS, REPLACED_OBJECT_FUNCTIONS, readShell } from "../../../scripts/build/shell.ts";
import { newHost, SHELL_TABLE, type ShellForm } from "./run-shell.ts";

const OURS = "pulumi-iproute2:2:k3x9q2bc.7fh20d:ac1f7f7b4ec9:p/s/ours";
const POLICY = "xfrm-policy:out:10.1.0.0_16:10.2.0.0_16";
const NEIGHBOR = "neigh:eth0:10.9.0.2";

const NEW_POLICY =
  "xfrm policy add src 10.1.0.0/16 dst 10.2.0.0/16 dir out mark 0x5 mask 0xff action allow priority 5\n";
const OLD_POLICY = "xfrm policy delete src 10.1.0.0/16 dst 10.2.0.0/16 dir out mark 0x5 mask 0xff\n";
const OLD_NEIGHBOR = "neigh del 10.9.0.2 dev eth0\n";

/** A host whose `ip` prints a text, and its functions. */
function hostThatPrints(text: string) {
  const host = newHost();
  host.program("ip", `echo "$*" >>$log\n${text === "" ? "exit 2" : `printf '%s\\n' '${text}'`}`);
  const run = (shell: ShellForm, statements: string) =>
    host.run(shell, statements, { files: [...HOST_FUNCTIONS, ...REPLACED_OBJECT_FUNCTIONS] });
  const markerOf = (name: string) => {
    const file = path.join(host.root, "run/markers", name);
    return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
  };
  return { host, run, markerOf };
}

const shownPolicy = (index: number) =>
  `src 10.1.0.0/16 dst 10.2.0.0/16 uid 0
	dir out action allow index ${index} priority 5 ptype main share any flag  (0x00000000)`;

describe.each(SHELL_TABLE)("a marked object that may be replaced, in %s", (_title, shell) => {
  test("a policy has its index in the marker", () => {
    const { host, run, markerOf } = hostThatPrints(shownPolicy(129));
    const words = `pi_lines='${NEW_POLICY}' pi_marker='${POLICY} ${OURS}'`;
    const output = run(shell, `${words}; pi_prepare_marker $pi_marker; pi_place_marker $pi_marker`);
    expect(output).toBe("");
    expect(markerOf(POLICY)).toBe(`${OURS} 129`);
    expect(readFileSync(path.join(host.root, "log"), "utf8")).toBe(
      "-s xfrm policy get src 10.1.0.0/16 dst 10.2.0.0/16 dir out mark 0x5 mask 0xff\n",
    );
  });

  test("the marker of a policy that ip does not show has only the owner alias", () => {
    const { run, markerOf } = hostThatPrints("");
    const words = `pi_lines='${NEW_POLICY}' pi_marker='${POLICY} ${OURS}'`;
    run(shell, `${words}; pi_prepare_marker $pi_marker; pi_place_marker $pi_marker`);
    expect(markerOf(POLICY)).toBe(OURS);
  });

  test.each([
    ["with the index of the marker is ours", OLD_POLICY, POLICY, `${OURS} 129`, shownPolicy(129), "yes"],
    ["with another index is of another program", OLD_POLICY, POLICY, `${OURS} 12`, shownPolicy(129), "gone"],
    ["whose marker has no index is ours", OLD_POLICY, POLICY, OURS, shownPolicy(129), "yes"],
    ["that does not exist is left to ip", OLD_POLICY, POLICY, `${OURS} 129`, "", "yes"],
    ["without commands is left to its marker", "", POLICY, `${OURS} 12`, shownPolicy(129), "yes"],
  ])("a policy %s", (_case, lines, name, marker, shown, answer) => {
    const { host, run, markerOf } = hostThatPrints(shown);
    host.write(`run/markers/${name}`, `${marker}\n`);
    const asked = `pi_lines='${lines}'; if pi_guard @${name} n ${OURS}; then echo yes; else echo "$pi_verdict"; fi`;
    expect(run(shell, asked)).toBe(`${answer}\n`);
    expect(markerOf(name)).toBe(answer === "yes" ? marker : undefined);
  });

  test.each([
    [
      "with our protocol is ours",
      `10.9.0.2 lladdr 02:00:00:00:00:02 PERMANENT proto ${NEIGHBOR_PROTOCOL} `,
      "yes",
    ],
    ["without a protocol is of another program", "10.9.0.2 lladdr 02:00:00:00:00:02 PERMANENT ", "gone"],
    [
      "with another protocol is of another program",
      "10.9.0.2 lladdr 02:00:00:00:00:02 PERMANENT proto 16 ",
      "gone",
    ],
    ["that does not exist is left to ip", "", "yes"],
  ])("a neighbour %s", (_case, shown, answer) => {
    const { host, run } = hostThatPrints(shown);
    host.write(`run/markers/${NEIGHBOR}`, `${OURS}\n`);
    const asked = `pi_lines='${OLD_NEIGHBOR}'; if pi_guard @${NEIGHBOR} n ${OURS}; then echo yes; else echo "$pi_verdict"; fi`;
    expect(run(shell, asked)).toBe(`${answer}\n`);
    expect(readFileSync(path.join(host.root, "log"), "utf8")).toBe(
      "-N neigh show to 10.9.0.2 dev eth0 nud permanent\n",
    );
  });
});

test("pi_neighbor_protocol is the protocol of neighbor-json.ts", () => {
  expect(readShell(REPLACED_OBJECT_FUNCTIONS)).toContain(`\npi_neighbor_protocol=${NEIGHBOR_PROTOCOL}\n`);
});
