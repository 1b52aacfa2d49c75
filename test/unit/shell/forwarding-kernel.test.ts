// The functions as they are sent change forwarding of a real kernel, in a network namespace of its own.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, test } from "vitest";
import {
  allNames,
  HOST_FUNCTIONS,
  packed,
  readShell,
  SYSCTL_FUNCTIONS,
} from "../../../scripts/build/shell.ts";

const names = allNames();
const advertisement = path.join(import.meta.dirname, "router-advertisement.py");

const inNamespace = (script: string) => {
  const user = process.getuid?.() === 0 ? [] : ["-Ur"];
  return spawnSync("unshare", [...user, "-n", "-m", "sh", "-c", script], { encoding: "utf8" });
};

/**
 * A host with up0, to which a router sent an advertisement. /run is a separate directory, so that locks and markers
 * are not those of the machine.
 */
const HOST = `
mount -t sysfs sysfs /sys && mount -t tmpfs tmpfs /run || exit 9
unshare -n sleep 30 >/dev/null 2>&1 & router=$!
sleep 0.3
conf=/proc/sys/net/ipv6/conf
echo 0 >$conf/default/accept_dad; echo 0 >$conf/all/accept_dad
ip link add name up0 type veth peer name up1 netns $router || exit 9
ip link set lo up; ip link set up0 up
nsenter -t $router -n sh -c 'for all in all up1; do echo 0 >/proc/sys/net/ipv6/conf/$all/accept_dad; done; ip link set up1 up'
sleep 0.5
nsenter -t $router -n python3 ${advertisement} up1 || exit 9
for tried in 1 2 3 4 5 6 7 8 9; do [ -n "$(ip -6 route show proto ra)" ] && break; sleep 0.2; done
routes() { ip -6 route show proto ra | sed 's/ metric.*//; s/fe80[^ ]*/ROUTER/'; }
`;
const FUNCTIONS = `${packed(`pi_nonce=n\n${readShell([...HOST_FUNCTIONS, ...SYSCTL_FUNCTIONS])}`, names)}\n`;
const call = (...all: readonly string[]) =>
  `${packed(`pi_find_marker_dir\npi_set_sysctls <<END\n${all.join("\n")}\nEND`, names)}\n`;
const KEYS = { inet: "net.ipv4.ip_forward", inet6: "net.ipv6.conf.all.forwarding" } as const;
const hold = (family: keyof typeof KEYS) => call(`${KEYS[family]}=1 forwarding:${family}:one alias`);
const release = (family: keyof typeof KEYS) => call(`${KEYS[family]} forwarding:${family}:one`);

/** The lines that statements print on the host. */
const onHost = (statements: string): string[] => {
  const { stdout, stderr, status } = inNamespace(`${HOST}\n${FUNCTIONS}\n${statements}\nkill $router`);
  if (status !== 0) expect.fail(`${status}: ${stderr}`);
  return stdout.split("\n").filter((line) => line !== "");
};

/** Whether this machine lets a test make namespaces and devices. Other failures are failures of the test. */
const able =
  inNamespace(
    "mount -t sysfs sysfs /sys && mount -t tmpfs tmpfs /run && ip link add name up0 type veth && python3 -V && echo 1 >/proc/sys/net/ipv6/conf/all/forwarding",
  ).status === 0;
const ROUTE = "default via ROUTER dev up0";

describe.skipIf(!able)("kernel", () => {
  test("removes the default route of an advertisement when a host begins to forward", () => {
    expect(onHost("routes; echo 1 >$conf/all/forwarding; routes; echo end")).toEqual([ROUTE, "end"]);
  });

  test("keeps that route with pi_set_sysctls, which restores accept_ra afterwards", () => {
    const state = "cat $conf/all/forwarding $conf/up0/accept_ra; routes";
    expect(
      onHost(`${hold("inet6")}${state}\n${release("inet6")}${state}; ls -A /run/pulumi-iproute2/*`),
    ).toEqual([...["1", "2", ROUTE], ...["0", "1", ROUTE]]);
  });

  test("accepts later advertisements while the host forwards", () => {
    const again = `ip -6 route flush proto ra; nsenter -t $router -n python3 ${advertisement} up1; sleep 0.3`;
    expect(onHost(`${hold("inet6")}${again}; routes`)).toEqual([ROUTE]);
  });

  test("has the same settings of devices after pi_set_sysctls set forwarding and set it back", () => {
    const settings =
      "grep -H . /proc/sys/net/ipv[46]/conf/*/* /proc/sys/net/ipv4/ip_forward 2>/dev/null | grep -v -e stable_secret -e mtu";
    const before =
      "echo 0 >/proc/sys/net/ipv4/conf/all/accept_redirects; echo 1 >/proc/sys/net/ipv4/conf/up0/forwarding";
    const output = onHost(
      `${before}; ${settings} >/run/before\n${hold("inet")}${hold("inet6")}${settings} >/run/held\n${release("inet")}${release("inet6")}${settings} >/run/after
cmp -s /run/before /run/held || echo changed\ndiff /run/before /run/after && echo same`,
    );
    expect(output).toEqual(["changed", "same"]);
  });

  test("still forwards after pi_set_sysctls if a bridge was added meanwhile", () => {
    const bridge = "ip link add name docker0 type bridge; ip link set docker0 up";
    const value = "cat /proc/sys/net/ipv4/ip_forward";
    expect(onHost(`${hold("inet")}${bridge}\n${release("inet")}${value}`)).toEqual(["1"]);
    expect(onHost(`${hold("inet")}${release("inet")}${value}`)).toEqual(["0"]);
  });
});
