import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readDependents } from "../../../provider/iproute2/dependents-text.ts";
import { dumpFile, WATCH_FUNCTIONS } from "../../../scripts/build/shell.ts";
import { lines, newHost, SHELL_TABLE } from "./run-shell.ts";

/** The arguments with which each dump runs its program, and what the dump prints. */
const DUMPS: readonly [name: string, program: string, script: string, prints: readonly string[]][] = [
  ["links", "ip", 'echo "[$*]"', ["[-d -j -N addr show]"]],
  ["fou", "ip", 'echo "[$*]"', ["[-j fou show]"]],
  ["xfrm-state", "ip", 'echo "[$*]"', ["[xfrm state list nokeys]"]],
  ["xfrm-policy", "ip", 'echo "[$*]"', ["[-s xfrm policy list]"]],
  ["udp", "ss", 'echo "[$*]"', ["[-Hulnp]"]],
  ["routes", "ip", "cat", ["route show table all proto boot", "route show table all proto static"]],
  [
    "links-routes",
    "ip",
    "cat",
    ["addr show", "route show table all proto boot", "route show table all proto static"],
  ],
];

const TC = `case $* in
"qdisc show dev lo") printf 'qdisc noqueue 0: root refcnt 2\\n';;
"qdisc show dev eth0") printf 'qdisc noqueue 0: root refcnt 2\\nqdisc clsact ffff: parent ffff:fff1\\n';;
"qdisc show dev eth1") printf 'qdisc ingress ffff: parent ffff:fff1 \\n';;
"qdisc show dev gone") echo 'Cannot find device "gone"' >&2; exit 1;;
*) while read -r line; do echo "[\\"$line\\"]"; done;;
esac`;

/** A ping that prints this version. The remote answers from the second packet on. */
const PING = `case $1 in -V) echo "ping from iputils 20221126"; exit;; esac
echo "$*" >>"$log"
[ "$(wc -l <"$log")" -gt 1 ] || exit 1
case $* in *" -q "*) echo "3 packets transmitted, 3 received, 0% packet loss, time 2ms";; esac`;

/** An ip that reads its lines. Otherwise the shell may report a broken pipe. */
const READ_LINES = "case $* in *-batch*) cat >/dev/null;; esac";

describe.each(SHELL_TABLE)("dumps and pings in %s", (_title, shell) => {
  test.each(DUMPS)("dump %s runs %s and prints its output", (name, program, script, prints) => {
    const host = newHost();
    host.program(program, script);
    expect(lines(host.run(shell, "", { files: [...WATCH_FUNCTIONS, dumpFile(name)] }))).toEqual(prints);
  });

  test.each(["links", "routes", "links-routes", "fou", "xfrm-state", "xfrm-policy"])(
    "dump %s reports a failure when ip fails",
    (name) => {
      const host = newHost();
      host.program("ip", `${READ_LINES}\nexit 1`);
      const files = [...WATCH_FUNCTIONS, dumpFile(name)];
      const printed = host.run(shell, 'echo "failed $pi_failed"', { files });
      expect(lines(printed)).toEqual(["failed y"]);
    },
  );

  test.each(["links", "routes", "links-routes", "fou", "xfrm-state", "xfrm-policy"])(
    "dump %s reports that the kernel's list changed while ip read it",
    (name) => {
      const host = newHost();
      host.program(
        "ip",
        `${READ_LINES}\necho '[1]'; echo 'Dump was interrupted and may be inconsistent.' >&2`,
      );
      const files = [...WATCH_FUNCTIONS, dumpFile(name)];
      const printed = host.run(shell, 'echo "failed $pi_failed"', { files });
      expect(lines(printed)).toEqual(["[1]", "N interrupted", "failed "]);
    },
  );

  test("dump vlan prints the VLANs of a port and their VNIs, and nothing about a device that does not exist", () => {
    const host = newHost();
    host.program(
      "bridge",
      'case $* in *gone*) echo "Cannot find device" >&2; exit 255;; esac; echo "[\\"$*\\"]"',
    );
    const files = [...WATCH_FUNCTIONS, dumpFile("vlan")];
    expect(lines(host.run(shell, "", { files, args: ["eth0"] }))).toEqual([
      '["-j vlan show dev eth0"]',
      '["-j vlan tunnelshow dev eth0"]',
    ]);
    expect(lines(host.run(shell, "", { files, args: ["gone"] }))).toEqual([]);
  });

  test.each([
    ["clsact", "eth0"],
    ["ingress", "eth1"],
  ])("dump tc names the %s qdisc of a device, and lists the filters of both directions", (qdisc, name) => {
    const host = newHost();
    host.program("tc", TC);
    expect(lines(host.run(shell, "", { files: [dumpFile("tc")], args: [name] }))).toEqual([
      `["${qdisc}","${name}"]`,
      `["filter show dev ${name} ingress"]`,
      `["filter show dev ${name} egress"]`,
    ]);
  });

  test.each(["lo", "gone"])(
    "dump tc prints nothing about the device %s, which has no qdisc for filters",
    (name) => {
      const host = newHost();
      host.program("tc", TC);
      expect(lines(host.run(shell, "", { files: [dumpFile("tc")], args: [name] }))).toEqual([]);
    },
  );

  test("dump dependents prints five routes that neither the kernel nor a network manager made, and their number", () => {
    const host = newHost();
    const ipv4 = ["kernel", "static", "bird", "boot", "bgp", "ospf"].map(
      (protocol, index) => `unicast 10.${index}.0.0/16 proto ${protocol} scope link `,
    );
    const ipv6 = ["ra", "bird", "zebra"].map(
      (protocol, index) => `unicast fd0${index}::/48 proto ${protocol} metric 9 `,
    );
    host.program("ip", `case $1 in -4) echo '${ipv4.join("\n")}';; -6) echo '${ipv6.join("\n")}';; esac`);
    const printed = lines(host.run(shell, "", { files: [dumpFile("dependents")], args: ["gone0"] }));
    expect(printed).toEqual([...ipv4.slice(2), ...ipv6.slice(1, 2), "6"]);
    expect(readDependents(printed.join("\n"))).toEqual({
      ...{ master: undefined, uppers: [], lowers: [], routeCount: 6 },
      routes: [
        "10.2.0.0/16 (bird)",
        "10.3.0.0/16 (boot)",
        "10.4.0.0/16 (bgp)",
        "10.5.0.0/16 (ospf)",
        "fd01::/48 (bird)",
      ],
    });
  });

  test("dump identity prints the SSH connection and the route to the client, after three facts about the host", () => {
    const host = newHost();
    host.program("ip", 'echo "route: $*"');
    const env = { SSH_CONNECTION: "::ffff:192.0.2.7 51722 ::ffff:192.0.2.1 22" };
    const printed = host.run(shell, "", { files: [dumpFile("identity")], env }).split("\n");
    expect(printed[1]).toMatch(/^\d+\.\d+/);
    expect(printed[2]).toMatch(/^(systemd|openrc|none)$/);
    expect(printed.slice(4)).toEqual([
      "::ffff:192.0.2.7 51722 ::ffff:192.0.2.1 22",
      "route: -o route get 192.0.2.7",
      "",
    ]);
  });

  test("dump identity prints an empty line if no process before it knows an SSH connection", () => {
    const host = newHost();
    host.program("ip", "echo called");
    const printed = host.run(shell, "", { files: [dumpFile("identity")], env: { SSH_CONNECTION: "" } });
    expect(printed.split("\n").slice(4)).toEqual(["", ""]);
  });

  test("dump facts names the modules that the kernel has or can load", () => {
    const host = newHost();
    host.program("modprobe", '[ "$*" = "-n -q loadable_of_test" ]');
    const args = ["loadable_of_test", "absent_of_test"];
    const printed = host.run(shell, "", { files: [dumpFile("facts")], args });
    expect(lines(printed).filter((line) => line.startsWith("module "))).toEqual(["module loadable_of_test"]);
  });

  test("dump markers prints the name and the content of each marker", () => {
    const host = newHost();
    host.write("run/markers/fou:inet:5555", "alias-1 note\n");
    host.write("run/markers/.fou:inet:5556", "prepared\n");
    host.write("run/markers/state:7", "alias-2\n");
    expect(lines(host.run(shell, "", { files: [dumpFile("markers")] }))).toEqual([
      "fou:inet:5555 alias-1 note",
      "state:7 alias-2",
    ]);
  });

  test("dump markers prints nothing if there is no directory of markers", () => {
    expect(newHost().run(shell, "", { files: [dumpFile("markers")] })).toBe("");
  });

  test("dump sysctl prints each setting of Forwarding with its value", () => {
    const printed = lines(newHost().run(shell, "", { files: [dumpFile("sysctl")] }));
    expect(printed[0]).toMatch(/^net\.ipv4\.ip_forward [01]$/);
    for (const line of printed)
      expect(line).toMatch(/^net\.ipv(4\.ip_forward|6\.conf\.all\.forwarding) [01]$/);
  });

  const ping = ["provider/kinds/link-check/ping.sh"];
  test("pi_ping pings until the remote answers, then sends the requested number of packets", () => {
    const host = newHost();
    host.write("log", "");
    host.program("ping", PING);
    host.program("sleep", "exit 0");
    const printed = host.run(shell, "pi_ping 0 20 0 3 -s 56 192.0.2.7 & wait", { files: ping });
    expect(lines(printed)).toEqual([
      "N pinged 0",
      "3 packets transmitted, 3 received, 0% packet loss, time 2ms",
    ]);
    const log = lines(readFileSync(path.join(host.root, "log"), "utf8"));
    expect(log.slice(0, 2)).toEqual(["-n -c 1 -W 1 -s 56 192.0.2.7", "-n -c 1 -W 1 -s 56 192.0.2.7"]);
    expect(log[2]).toBe("-n -q -i 0.2 -W 2 -c 3 -s 56 192.0.2.7");
  });

  test("pi_ping ends after its time although the wall clock of the host jumps back", () => {
    const host = newHost();
    host.program("ping", '[ "$1" != -V ] || echo iputils; exit 1');
    host.program("date", "echo 0");
    const printed = host.run(shell, "pi_ping 0 1 0 3 192.0.2.7 & wait", { files: ping });
    expect(lines(printed)).toEqual(["N pinged 0"]);
  });

  test("the ping script prints no-ping and ends when ping is not from iputils", () => {
    const host = newHost();
    host.program("ping", "echo BusyBox");
    expect(lines(host.run(shell, "echo on", { files: ping }))).toEqual(["N no-ping"]);
  });
});
