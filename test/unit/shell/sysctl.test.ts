import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { HOST_FUNCTIONS, SYSCTL_FUNCTIONS } from "../../../scripts/build/shell.ts";
import { type FakeHost, newHost, SHELL_TABLE, type ShellForm } from "./run-shell.ts";

const GROUP = 26992;
const files = [...HOST_FUNCTIONS, ...SYSCTL_FUNCTIONS];
const KEYS = { ipv4: "net.ipv4.ip_forward", ipv6: "net.ipv6.conf.all.forwarding" } as const;
type Family = keyof typeof KEYS;
const INET = { ipv4: "inet", ipv6: "inet6" } as const;

const hold = (family: Family, owner: string, value: 0 | 1 = 1) =>
  `${KEYS[family]}=${value} forwarding:${INET[family]}:${owner} alias-${owner}`;
const release = (family: Family, owner: string) => `${KEYS[family]} forwarding:${INET[family]}:${owner}`;

/** A host with eth0, whose settings are files. */
function hostWith(settings: Readonly<Record<string, string>> = {}): FakeHost {
  const host = newHost();
  host.device("eth0", { ifindex: 2 });
  const all = {
    "net/ipv4/ip_forward": "0",
    "net/ipv4/conf/all/accept_redirects": "0",
    "net/ipv4/conf/all/forwarding": "0",
    "net/ipv4/conf/eth0/forwarding": "0",
    "net/ipv6/conf/all/forwarding": "0",
    "net/ipv6/conf/eth0/forwarding": "0",
    "net/ipv6/conf/eth0/accept_ra": "1",
    ...settings,
  };
  for (const [file, value] of Object.entries(all)) host.write(`sysctl/${file}`, `${value}\n`);
  host.program("ip", 'case $* in *"proto ra") echo "default via fe80::1 dev eth0 metric 1024";; esac');
  return host;
}

const setting = (host: FakeHost, file: string) =>
  readFileSync(path.join(host.root, "sysctl", file), "utf8").trim();
const forwarding = (host: FakeHost, family: Family) =>
  setting(host, family === "ipv4" ? "net/ipv4/ip_forward" : "net/ipv6/conf/all/forwarding");
const markers = (host: FakeHost): string[] => {
  const folder = path.join(host.root, "run/markers");
  return existsSync(folder) ? readdirSync(folder).sort() : [];
};
const run = (host: FakeHost, shell: ShellForm, ...all: readonly string[]) =>
  host.run(shell, `pi_set_sysctls <<END\n${all.join("\n")}\nEND`, { files });

describe.each(SHELL_TABLE)("pi_set_sysctls in %s", (_title, shell) => {
  test.each(["ipv4", "ipv6"] as const)("sets %s forwarding and its devices back", (family) => {
    const host = hostWith();
    expect(run(host, shell, hold(family, "one"), hold(family, "two"))).toBe("");
    expect(forwarding(host, family)).toBe("1");
    expect(run(host, shell, release(family, "one"))).toBe("");
    expect(forwarding(host, family)).toBe("1");
    // as the kernel does
    host.write("sysctl/net/ipv4/conf/all/accept_redirects", "1\n");
    expect(run(host, shell, release(family, "two"))).toBe("");
    expect(forwarding(host, family)).toBe("0");
    if (family === "ipv4") expect(setting(host, "net/ipv4/conf/all/accept_redirects")).toBe("0");
    expect(markers(host)).toEqual([]);
  });

  test("keeps settings on that were on before", () => {
    const host = hostWith({ "net/ipv4/ip_forward": "1" });
    run(host, shell, hold("ipv4", "one"));
    expect(readFileSync(path.join(host.root, "run/markers/forwarding:inet:one"), "utf8")).toBe(
      "alias-one 1\n",
    );
    run(host, shell, release("ipv4", "one"));
    expect([forwarding(host, "ipv4"), markers(host)]).toEqual(["1", []]);
  });

  test("writes a new alias into a marker and keeps the value from before", () => {
    const host = hostWith();
    run(host, shell, hold("ipv4", "one"));
    run(host, shell, `${hold("ipv4", "one")}-again`);
    const marker = path.join(host.root, "run/markers/forwarding:inet:one");
    expect(readFileSync(marker, "utf8")).toBe("alias-one-again 0\n");
  });

  test("accepts router advertisements while a host forwards, and restores the setting afterwards", () => {
    const host = hostWith();
    run(host, shell, hold("ipv6", "one"));
    expect(setting(host, "net/ipv6/conf/eth0/accept_ra")).toBe("2");
    run(host, shell, release("ipv6", "one"));
    expect(setting(host, "net/ipv6/conf/eth0/accept_ra")).toBe("1");
  });

  test("leaves accept_ra alone if it has another value, if the device is not affected, or if an operator set it", () => {
    const host = hostWith({ "net/ipv6/conf/eth0/accept_ra": "0", "net/ipv6/conf/eth1/accept_ra": "1" });
    run(host, shell, hold("ipv6", "one"));
    const [eth0, eth1] = ["eth0", "eth1"].map((name) => setting(host, `net/ipv6/conf/${name}/accept_ra`));
    expect([eth0, eth1]).toEqual(["0", "1"]);
    const changed = hostWith();
    run(changed, shell, hold("ipv6", "one"));
    changed.write("sysctl/net/ipv6/conf/eth0/accept_ra", "0\n");
    run(changed, shell, release("ipv6", "one"));
    expect(setting(changed, "net/ipv6/conf/eth0/accept_ra")).toBe("0");
  });

  test("changes nothing when accept_ra cannot be written", () => {
    const host = hostWith();
    const locked = `cat() { case $1 in */accept_ra) echo 1;; *) command cat "$@";; esac; }
rm -r "$pi_sysctl_dir/net/ipv6/conf/eth0/accept_ra"; mkdir "$pi_sysctl_dir/net/ipv6/conf/eth0/accept_ra"`;
    const output = host.run(shell, `${locked}\npi_set_sysctls <<END\n${hold("ipv6", "one")}\nEND`, { files });
    expect(output).toContain("Command failed -:1");
    expect([forwarding(host, "ipv6"), markers(host)]).toEqual(["0", []]);
  });

  test("restores the forwarding that a device had by itself", () => {
    const host = hostWith({ "net/ipv4/conf/eth0/forwarding": "1" });
    run(host, shell, hold("ipv4", "one"));
    host.write("sysctl/net/ipv4/conf/eth0/forwarding", "0\n");
    run(host, shell, release("ipv4", "one"));
    expect(setting(host, "net/ipv4/conf/eth0/forwarding")).toBe("1");
  });

  test("leaves a device alone that was made again", () => {
    const host = hostWith();
    run(host, shell, hold("ipv6", "one"));
    host.device("eth0", { ifindex: 9, flags: "0x1002" });
    run(host, shell, release("ipv6", "one"));
    expect(setting(host, "net/ipv6/conf/eth0/accept_ra")).toBe("2");
  });

  test.each<[string, (host: FakeHost) => void]>([
    ["an added bridge is up", (host) => host.device("docker0", { ifindex: 3 })],
    [
      "sysctl.d sets it",
      (host) => host.write("config/etc/sysctl.d/60-router.conf", "# ours\nnet.ipv4.ip_forward = 1\n"),
    ],
    [
      "sysctl.conf sets it",
      (host) => host.write("config/etc/sysctl.conf", "net/ipv4/conf/eth1/forwarding=1\n"),
    ],
    [
      "packets are translated",
      (host) => {
        host.write("module/nf_tables/refcnt", "1\n");
        host.program("nft", 'echo "  oifname eth0 masquerade"');
      },
    ],
    ["release 0.1.0 wrote the marker", (host) => host.write("run/markers/devices:ipv4", "")],
  ])("leaves forwarding on when %s", (what, change) => {
    const host = hostWith();
    run(host, shell, hold("ipv4", "one"));
    change(host);
    if (what.startsWith("release")) host.run(shell, 'rm "$pi_marker_dir/devices:ipv4"');
    expect(run(host, shell, release("ipv4", "one"))).toBe("");
    expect([forwarding(host, "ipv4"), markers(host)]).toEqual(["1", []]);
  });

  test("sets forwarding back when only links of ours and devices that are down were added", () => {
    const host = hostWith();
    run(host, shell, hold("ipv4", "one"));
    host.device("gre1", { ifindex: 3, group: GROUP });
    host.device("tunl0", { ifindex: 4, flags: "0x80" });
    host.write("config/etc/sysctl.conf", "#net.ipv4.ip_forward=1\nnet.ipv6.conf.all.forwarding=1\n");
    host.write("config/etc/sysctl.d/x.conf", "net.ipv4.conf.all.mc_forwarding=1\nnet.ipv4.ip_forward=0\n");
    run(host, shell, release("ipv4", "one"));
    expect(forwarding(host, "ipv4")).toBe("0");
  });

  test("reports which line failed and leaves no marker of it", () => {
    const host = hostWith();
    const missing = hold("ipv4", "two").replace("ip_forward", "ip_forwards");
    const output = run(host, shell, hold("ipv4", "one"), missing, hold("ipv6", "one"));
    expect(output).toContain("Command failed -:2");
    expect(markers(host).filter((name) => name.startsWith("forwarding"))).toEqual(["forwarding:inet:one"]);
    expect(forwarding(host, "ipv6")).toBe("0");
  });
});
