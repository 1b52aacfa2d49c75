import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { checkClones } from "../../../../cli/doctor/checks/clones.ts";
import { diagnose, worst } from "../../../../cli/doctor/diagnose.ts";
import { examinationOf } from "../../../../cli/doctor/examine-hosts.ts";
import { readHostFacts } from "../../../../cli/doctor/host/facts.ts";
import type { Sections } from "../../../../cli/doctor/host/sections.ts";
import type { Finding } from "../../../../cli/doctor/model/finding.ts";
import { text } from "../../../../cli/doctor/report.ts";
import { plain } from "../../../../cli/shared/output.ts";

/** What Debian 12 reported, with the modules that its kernel has. */
const recorded = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "recorded/debian-12.json"), "utf8"),
) as Sections;

interface Options {
  readonly wanted?: readonly string[];
  readonly netns?: string;
  readonly usesSudo?: boolean;
  readonly peer?: string;
}

/** The findings about the recorded host with other facts. */
function findings(
  changed: Sections,
  { wanted = [], netns, peer = "10.0.2.12" }: Options = {},
): readonly Finding[] {
  const sections = { ...recorded, ...changed };
  const facts = readHostFacts(sections);
  const [sent, received] = [Number(recorded.clock) - 1, Number(recorded["clock-end"]) + 1];
  const connection = netns === undefined ? {} : { netns };
  const examination = examinationOf(
    { sections, facts, sent, received },
    { connection, wanted, udpPorts: [], peer },
  );
  const host = { label: "root@192.0.2.1", machineId: facts.machineId };
  return diagnose(examination, host, [host]);
}

const line = ({ level, check, text: what, advice }: Finding) =>
  `${level} ${check}: ${what}${advice === undefined ? "" : ` → ${advice}`}`;
const lines = (changed: Sections, options?: Options) => findings(changed, options).map(line);

/** Lines with another state for some modules. */
const modules = (states: Readonly<Record<string, string>>) =>
  (recorded.modules ?? "").replace(/^(\S+) \S+$/gm, (all, name: string) =>
    states[name] === undefined ? all : `${name} ${states[name]}`,
  );
const links = (...devices: readonly object[]) =>
  JSON.stringify(
    devices.map((one, index) => ({ ifindex: index + 10, flags: [], mtu: 1476, group: "0", ...one })),
  );

type Row = readonly [name: string, facts: Sections, line: RegExp, options?: Options];

const ROWS: readonly Row[] = [
  [
    "an old kernel",
    { kernel: "4.19.0\nx86_64" },
    /^problem kernel: the kernel is 4\.19\.0 → install a kernel from 5\.10 on$/,
  ],
  ["an old iproute2", { ip: "ip utility, iproute2-ss190708" }, /^ok iproute2: iproute2 190708$/],
  ["an iproute2 of 5.9", { ip: "ip utility, iproute2-5.9.0" }, /^problem iproute2: iproute2 is 5\.9\.0/],
  [
    "the ip of busybox",
    { ip: "BusyBox v1.36 multi-call binary" },
    /^problem iproute2: ip is that of busybox.* → run `apt install iproute2`$/,
  ],
  [
    "no tc on Fedora",
    { os: "ID=fedora", tools: "ip\nss\nflock\nmodprobe\ncksum\nawk" },
    /^warning tools: tc is missing.* → run `dnf install iproute-tc`$/,
  ],
  [
    "no ping of iputils on Alpine",
    { os: "ID=alpine", ping: "BusyBox v1.36" },
    /^warning tools: there is no ping of iputils.* → run `apk add iputils`$/,
  ],
  ["an unknown distribution", { os: "ID=other", ping: "" }, /→ install the package iputils$/],
  [
    "a user with sudo",
    { user: "ops\n1000\nsudo" },
    /^problem root: ops is not root.* → set `sudo: true` for this host/,
  ],
  [
    "a user without sudo",
    { user: "ops\n1000" },
    /^problem root: .* → allow sudo without a password: `ops ALL=\(root\) NOPASSWD: ALL`/,
  ],
  [
    "a user who cannot read the firewall",
    { user: "ops\n1000" },
    /^ok firewall: not examined: only root reads it$/,
  ],
  ["no nft", { nft: "unread" }, /^ok firewall: not examined: there is no nft/],
  [
    "a missing module on Ubuntu",
    {
      os: 'ID=ubuntu\nID_LIKE="debian"',
      modules: modules({ geneve: "missing" }),
      kernel: "6.8.0-45-generic\nx86_64",
    },
    /^warning modules: the kernel lacks geneve \(module geneve\) → run `apt install linux-modules-extra-6\.8\.0-45-generic`/,
  ],
  [
    "a missing module that is wanted",
    { modules: modules({ geneve: "missing" }) },
    /^problem modules: the kernel lacks geneve/,
    { wanted: ["geneve"] },
  ],
  [
    "no FOU on Red Hat",
    { os: 'ID=rocky\nID_LIKE="rhel centos fedora"', modules: modules({ fou: "missing", fou6: "missing" }) },
    /^warning modules: the kernel lacks fou, fou6.* → use another encapsulation/,
  ],
  [
    "another module on Red Hat",
    { os: 'ID=rocky\nID_LIKE="rhel centos fedora"', modules: modules({ ip_vti: "missing" }) },
    /→ run `dnf install kernel-modules-extra-/,
  ],
  [
    "a module in a container",
    { container: "lxc", modules: modules({ geneve: "missing" }) },
    /→ load geneve on the machine that runs this container \(lxc\)$/,
  ],
  [
    "modules of another kernel",
    { "module-tree": "0", modules: modules({ geneve: "missing" }) },
    /→ reboot: \/lib\/modules has no modules of the running kernel/,
  ],
  [
    "a blocked module",
    { modules: modules({ vxlan: "blocked" }) },
    /^warning modules: modprobe does not load vxlan, so vxlan cannot be made/,
  ],
  [
    "a kernel that loads no modules",
    { "module-tree": "present\n1", modules: modules({ geneve: "loadable" }) },
    /^warning modules: the kernel loads no more modules.*geneve/,
  ],
  [
    "neither systemd nor OpenRC",
    { init: "" },
    /^warning persistence: the host runs neither systemd nor OpenRC/,
  ],
  ["systemd", { init: "systemd 252 (252.5-2)" }, /^ok persistence: systemd restores tunnels at boot$/],
  [
    "a read-only /etc",
    { init: "systemd 252", writable: "/run yes\n/etc no\n/etc/systemd/system no" },
    /^warning persistence: \/etc and \/etc\/systemd\/system cannot be written/,
  ],
  [
    "a network namespace",
    { init: "systemd 252" },
    /^warning persistence: nothing restores the tunnels of a network namespace/,
    { netns: "edge" },
  ],
  [
    "a failed service",
    { init: "systemd 252", "boot-service": "ActiveState=failed" },
    /^warning persistence: pulumi-iproute2\.service has failed/,
  ],
  [
    "a disabled service",
    {
      init: "systemd 252",
      "boot-service": "UnitFileState=disabled",
      "boot-files": recorded["machine-id"] ?? "",
    },
    /^warning persistence: pulumi-iproute2\.service is disabled/,
  ],
  [
    "files of another machine",
    { init: "systemd 252", "boot-files": "0123\n4567" },
    /^warning clone: 2 of 2 files in .* are of another machine id/,
  ],
  [
    "a full disk",
    {
      disk: "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vda 1000 1000 12 99% /\ntmpfs 9000 1 8999 1% /run",
    },
    /^problem disk: the file system of \/etc is full/,
  ],
  [
    "no inodes",
    {
      inodes:
        "Filesystem Inodes IUsed IFree IUse% Mounted on\n/dev/vda 1000 1000 0 100% /\ntmpfs 9000 1 8999 1% /run",
    },
    /^problem disk: the file system of \/etc has no free inodes/,
  ],
  ["an empty machine id", { "machine-id": "" }, /^warning machine-id: \/etc\/machine-id is empty or missing/],
  [
    "a machine id of an image",
    { "machine-id": "uninitialized" },
    /^warning machine-id: \/etc\/machine-id is "uninitialized", which is no id/,
  ],
  [
    "strict filters on new devices",
    { sysctl: "/proc/sys/net/ipv4/conf/all/rp_filter:0\n/proc/sys/net/ipv4/conf/default/rp_filter:1" },
    /^warning rp_filter: net\.ipv4\.conf\.default\.rp_filter is 1/,
  ],
  [
    "a strict filter on one device",
    { sysctl: "/proc/sys/net/ipv4/conf/all/rp_filter:0\n/proc/sys/net/ipv4/conf/eth0/rp_filter:1" },
    /^warning rp_filter: rp_filter is 1 \(strict\) on eth0 → set net\.ipv4\.conf\.eth0/,
  ],
  [
    "a strict filter under a loose one",
    { sysctl: "/proc/sys/net/ipv4/conf/all/rp_filter:2\n/proc/sys/net/ipv4/conf/eth0/rp_filter:1" },
    /^ok rp_filter/,
  ],
  [
    "no IPv6 on new devices",
    { sysctl: "/proc/sys/net/ipv6/conf/all/disable_ipv6:0\n/proc/sys/net/ipv6/conf/default/disable_ipv6:1" },
    /^warning ipv6: net\.ipv6\.conf\.default\.disable_ipv6 is 1/,
  ],
  [
    "a kernel without IPv6",
    { sysctl: "/proc/sys/net/ipv4/ip_forward:0" },
    /^warning ipv6: the kernel runs without IPv6/,
  ],
  [
    "NetworkManager beside systemd",
    { init: "systemd 252", processes: "NetworkManager" },
    /^ok managers: NetworkManager manages devices$/,
  ],
  [
    "NetworkManager, and no udev rule",
    { init: "", processes: "NetworkManager" },
    /^warning managers: NetworkManager may take over tunnels/,
  ],
  ["FRR", { processes: "zebra\nbgpd" }, /^ok managers: FRR manages routes$/],
  ["Cilium", { processes: "cilium-agent" }, /^warning managers: Cilium may attach/],
  ["strongSwan", { processes: "charon" }, /^warning managers: strongSwan manages IPsec states/],
  [
    "netplan",
    { netplan: "/etc/netplan/50-cloud-init.yaml" },
    /^ok managers: netplan writes .*50-cloud-init\.yaml/,
  ],
  [
    "ifupdown",
    { ifupdown: "iface lo inet loopback\niface eth0 inet dhcp" },
    /^ok managers: ifupdown manages eth0$/,
  ],
  [
    "systemd-networkd as it comes",
    { processes: "systemd-network" },
    /^warning networkd: a restart .* removes foreign policy rules and foreign routes through devices that it manages/,
  ],
  [
    "systemd-networkd that leaves rules and routes",
    {
      processes: "systemd-network",
      networkd:
        "/etc/systemd/networkd.conf:ManageForeignRoutes=no\n/etc/systemd/networkd.conf.d/a.conf:ManageForeignRoutingPolicyRules = No",
    },
    /^ok networkd: systemd-networkd leaves/,
  ],
  [
    "a drop-in that a later one overrides",
    {
      processes: "systemd-network",
      networkd:
        "/run/systemd/networkd.conf.d/90-a.conf:ManageForeignRoutes=yes\n/etc/systemd/networkd.conf.d/10-b.conf:ManageForeignRoutes=no\n/etc/systemd/networkd.conf:ManageForeignRoutingPolicyRules=no",
    },
    /manages \(ManageForeignRoutes: yes\)/,
  ],
  [
    "a drop-in of /usr that /etc hides",
    {
      processes: "systemd-network",
      networkd:
        "/etc/systemd/networkd.conf.d/a.conf:ManageForeignRoutes=no\n/usr/lib/systemd/networkd.conf.d/a.conf:ManageForeignRoutes=yes\n/etc/systemd/networkd.conf:ManageForeignRoutingPolicyRules=no",
    },
    /^ok networkd/,
  ],
  [
    "tunnels",
    {
      links: links(
        { ifname: "own0", group: "26992", linkinfo: { info_kind: "gre" } },
        { ifname: "tun9", linkinfo: { info_kind: "vxlan" } },
        { ifname: "gre0", linkinfo: { info_kind: "gre" } },
      ),
    },
    /^ok tunnels: 1 tunnel of others, which stay as they are: tun9 \(vxlan\)$/,
  ],
  [
    "a path that reports large packets",
    {
      peer: "route 10.0.2.12 dev eth0 src 10.0.2.11\nmtu 1500\nerror From 10.0.2.1 icmp_seq=1 Frag needed and DF set (mtu = 1400)\nsize 1400",
    },
    /^warning path: only packets up to 1400 bytes pass.*Larger ones are reported \(From 10\.0\.2\.1/,
  ],
  [
    "a path that drops large packets",
    { peer: "route 10.0.2.12 dev eth0\nmtu 1500\nerror \nsize 1400" },
    /^warning path: .*Larger ones get lost without a report/,
  ],
  [
    "a peer that does not answer",
    { peer: "route 10.0.2.12 dev eth0\nmtu 1500\nsilent" },
    /^warning path: 10\.0\.2\.12 does not answer pings by eth0/,
  ],
  [
    "no route",
    { peer: "route RTNETLINK answers: Network is unreachable" },
    /^problem path: there is no route to 10\.0\.2\.12/,
  ],
  [
    "a clock ahead",
    { clock: String(Number(recorded.clock) + 100), "clock-end": String(Number(recorded["clock-end"]) + 100) },
    /^warning clock: the clock is (?:9[6-9]|100) s ahead of/,
  ],
  [
    "a clock behind",
    { clock: String(Number(recorded.clock) - 100), "clock-end": String(Number(recorded["clock-end"]) - 100) },
    /^warning clock: the clock is (?:9[6-9]|100) s behind/,
  ],
  [
    "a firewall",
    { iptables: "*filter\n:INPUT DROP [0:0]\n-A INPUT -p udp -j ACCEPT\nCOMMIT" },
    /^warning firewall: the firewall drops incoming IP protocol 47 of gre, gretap, erspan: chain INPUT of the table iptables filter \(its policy\) → add a rule before it: `iptables -t filter -I INPUT -p 47 -s PEER -j ACCEPT`$/,
  ],
  [
    "a firewall that decides by addresses",
    { iptables: "*filter\n:INPUT DROP [0:0]\n-A INPUT -s 192.0.2.1/32 -j ACCEPT\nCOMMIT" },
    /^ok firewall: addresses, devices or marks decide about ipip, .*iptables filter INPUT/,
  ],
];

describe("diagnose", () => {
  test.each(ROWS.map(([name, changed, expected, options = {}]) => ({ name, changed, expected, options })))(
    "reports $name",
    ({ changed, expected, options }) => {
      expect(lines(changed, options)).toContainEqual(expect.stringMatching(expected));
    },
  );

  test("finds no problem on the recorded host, whose init is neither systemd nor OpenRC", () => {
    expect(
      findings({})
        .filter(({ level }) => level !== "ok")
        .map(({ check }) => check),
    ).toEqual(["persistence"]);
    expect(worst(findings({}))).toBe("warning");
    expect(worst(findings({ init: "systemd 252" }))).toBe("ok");
  });

  test("gives an advice with each finding that is not ok", () => {
    for (const [, changed, , options] of ROWS)
      for (const { level, advice } of findings(changed, options))
        expect([level, advice === undefined]).toEqual([level, level === "ok"]);
  });
});

test("checkClones names the other hosts with the same machine id, and no hosts without one", () => {
  const [a, b, c] = ["a", "b", "c"].map((label) => ({ label, machineId: label === "c" ? "2" : "1" }));
  if (a === undefined || b === undefined || c === undefined) throw new Error("three hosts");
  expect(checkClones(a, [a, b, c])).toMatchObject([{ check: "clone", text: "b has the same machine id" }]);
  expect(checkClones(c, [a, b, c])).toEqual([]);
  const unknown = ["x", "y"].map((label) => ({ label, machineId: "" }));
  expect(unknown.flatMap((one) => checkClones(one, unknown))).toEqual([]);
});

test("text puts problems before warnings, each with its advice", () => {
  const report = { host: "root@192.0.2.1", system: "Debian", level: "problem" as const };
  const all: Finding[] = [
    { level: "ok", check: "root", text: "fine" },
    { level: "warning", check: "clock", text: "late", advice: "set it" },
    { level: "problem", check: "kernel", text: "old", advice: "update it" },
  ];
  expect(text([{ ...report, findings: all }], plain)).toBe(`root@192.0.2.1  Debian
  ✗ kernel  old
            → update it
  ! clock   late
            → set it
  ✓ root    fine
  1 problem, 1 warning.`);
});
