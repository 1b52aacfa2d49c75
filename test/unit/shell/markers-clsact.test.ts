import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { type FakeHost, lines, newHost, SHELL_TABLE } from "./run-shell.ts";

const OURS = "pulumi-iproute2:1:0123456789ab:p/s/ours";
const THEIRS = "pulumi-iproute2:1:ba9876543210:p/s/theirs";

/** The markers of a host with their content, by name. */
function markersOf(host: FakeHost): Record<string, string> {
  const folder = path.join(host.root, "run/markers");
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(path.join(folder, name), "utf8").trim()]),
  );
}
const logOf = (host: FakeHost) => lines(readFileSync(path.join(host.root, "log"), "utf8"));

describe.each(SHELL_TABLE)("markers in %s", (_title, shell) => {
  test("pi_find_marker_dir names a directory for the network namespace", () => {
    const printed = newHost().run(shell, 'pi_marker_dir=; pi_find_marker_dir; echo "$pi_marker_dir"');
    expect(printed).toMatch(/\/run\/pulumi-iproute2\/\d+\n$/);
  });

  test.each([
    [
      "prepared is not in its final place yet",
      `pi_prepare_marker port:1 ${OURS} note`,
      { ".port:1": `${OURS} note` },
    ],
    [
      "prepared and placed is in its final place",
      `pi_prepare_marker port:1 ${OURS}; pi_place_marker port:1 ${OURS}`,
      { "port:1": OURS },
    ],
    [
      "prepared and forgotten no longer exists",
      `pi_prepare_marker port:1 ${OURS}; pi_forget_marker port:1 ${OURS}`,
      {},
    ],
    ["placed without an alias is removed", "pi_prepare_marker old; pi_place_marker old", {}],
    [
      "named by no words changes nothing",
      "pi_prepare_marker; pi_place_marker; pi_forget_marker",
      { old: THEIRS },
    ],
  ])("a marker that is %s", (_case, statements, expected) => {
    const host = newHost();
    host.write("run/markers/old", THEIRS);
    host.run(shell, statements);
    const { old, ...rest } = markersOf(host);
    const wanted = { ...expected } as Record<string, string>;
    if (statements.includes("old")) expect(old).toBeUndefined();
    else expect(old).toBe(THEIRS);
    delete wanted.old;
    expect(rest).toEqual(wanted);
  });
});

/** A tc with a qdisc or a filter if the test sets one. It records its changes. */
const FAKE_TC = `
case $* in
"qdisc show"*) cat "$log.qdisc" 2>/dev/null;;
"filter show"*) cat "$log.filter" 2>/dev/null;;
*) echo "$*" >>"$log";;
esac
exit 0`;

function hostWithTc() {
  const host = newHost();
  host.write("log", "");
  host.device("eth0", { ifindex: 7 });
  host.program("tc", FAKE_TC);
  return host;
}

describe.each(SHELL_TABLE)("clsact in %s", (_title, shell) => {
  test("pi_add_clsact adds the qdisc with a note of the device's index", () => {
    const host = hostWithTc();
    host.run(shell, "pi_add_clsact eth0");
    expect([logOf(host), markersOf(host)]).toEqual([["qdisc add dev eth0 clsact"], { "clsact.eth0": "7" }]);
  });

  test.each(["qdisc clsact ffff: parent ffff:fff1", "qdisc ingress ffff: parent ffff:fff1"])(
    "pi_add_clsact leaves a device alone that has %s",
    (qdisc) => {
      const host = hostWithTc();
      host.write("log.qdisc", `${qdisc}\n`);
      host.run(shell, "pi_add_clsact eth0");
      expect([logOf(host), markersOf(host)]).toEqual([[], {}]);
    },
  );

  test.each([
    ["removes a qdisc that it added when no filter is left", "7", "", ["qdisc del dev eth0 clsact"], {}],
    ["keeps the qdisc while a filter is left", "7", "filter protocol all", [], { "clsact.eth0": "7" }],
    ["removes a note about another device of the same name", "6", "", [], {}],
  ])("pi_remove_clsact %s", (_case, note, filter, log, markers) => {
    const host = hostWithTc();
    host.write("run/markers/clsact.eth0", `${note}\n`);
    host.write("log.filter", filter);
    host.run(shell, "pi_remove_clsact eth0");
    expect([logOf(host), markersOf(host)]).toEqual([log, markers]);
  });

  test("pi_remove_clsact leaves a qdisc alone that the provider did not add", () => {
    const host = hostWithTc();
    host.run(shell, "pi_remove_clsact eth0");
    expect(logOf(host)).toEqual([]);
  });
});
