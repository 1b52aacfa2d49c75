// The command doctor on a host with one trouble after another, each made by hand.
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { type DoctorOptions, reportsOn } from "../../cli/doctor/examine-hosts.ts";
import { examine } from "../../cli/doctor/host/examine.ts";
import type { Finding } from "../../cli/doctor/model/finding.ts";
import { targetOf } from "../../cli/doctor/target.ts";
import { closeAll } from "../../provider/ssh/index.ts";
import { root } from "../../scripts/setup/paths.ts";
import { type HostName, labHosts, on } from "../lab/index.ts";
import { currentLab } from "../lab/paths.ts";
import { sample } from "../sample.ts";

afterAll(closeAll);

const address = (host: HostName, user = "root") => ({
  user,
  host: "127.0.0.1",
  port: labHosts()[host].connection.port,
});

type Options = Partial<Omit<DoctorOptions, "connection">> & { readonly sudo?: true };

/** The findings about alpha that are not "ok". */
async function troubles(options: Options = {}, user = "root"): Promise<Finding[]> {
  const { sudo, ...rest } = options;
  const { privateKey } = labHosts().alpha.connection;
  const connection = { privateKey, knownHosts: currentLab().knownHosts, ...(sudo && { sudo }) };
  const [report] = await reportsOn([address("alpha", user)], {
    ...{ connection, wanted: [], udpPorts: [], peer: undefined },
    ...rest,
  });
  return (report?.findings ?? []).filter(({ level }) => level !== "ok");
}

interface Trouble {
  readonly name: string;
  readonly make: string;
  readonly undo: string;
  readonly options?: Options;
  readonly finding: Pick<Finding, "level" | "check"> & { readonly text: RegExp; readonly advice: RegExp };
}

const UUID = "0123456789abcdef0123456789abcdef";

const TROUBLES: readonly Trouble[] = [
  {
    name: "a strict reverse path filter",
    make: "sysctl -qw net.ipv4.conf.all.rp_filter=1",
    undo: "sysctl -qw net.ipv4.conf.all.rp_filter=0",
    finding: {
      ...{ level: "warning", check: "rp_filter" },
      ...{ text: /^net\.ipv4\.conf\.all\.rp_filter is 1 \(strict\)/, advice: /rp_filter to 2/ },
    },
  },
  {
    name: "a rule of nft that drops GRE",
    make: "nft add table inet trouble && nft 'add chain inet trouble in { type filter hook input priority 0; }' && nft add rule inet trouble in ip protocol gre counter drop",
    undo: "nft delete table inet trouble",
    finding: {
      ...{ level: "warning", check: "firewall" },
      text: /^the firewall drops incoming IP protocol 47 of gre, gretap, erspan: chain in of the table inet trouble$/,
      advice: /nft insert rule inet trouble in ip saddr PEER meta l4proto 47 accept/,
    },
  },
  {
    name: "a rule of iptables that drops GENEVE, which is wanted",
    make: "iptables -A OUTPUT -p udp --dport 6081 -j DROP",
    undo: "iptables -D OUTPUT -p udp --dport 6081 -j DROP",
    options: { wanted: ["geneve"] },
    finding: {
      ...{ level: "problem", check: "firewall" },
      ...{ text: /^the firewall drops outgoing UDP port 6081 of geneve: chain OUTPUT/, advice: /6081/ },
    },
  },
  {
    name: "an empty machine id",
    make: "touch /etc/machine-id && mount --bind /dev/null /etc/machine-id",
    undo: "umount /etc/machine-id",
    finding: {
      ...{ level: "warning", check: "machine-id" },
      ...{ text: /^\/etc\/machine-id is empty or missing/, advice: /systemd-machine-id-setup/ },
    },
  },
  {
    name: "a module that modprobe must not load",
    make: "modprobe -r geneve; echo 'install geneve /bin/false' >/etc/modprobe.d/trouble.conf",
    undo: "rm /etc/modprobe.d/trouble.conf",
    finding: {
      ...{ level: "warning", check: "modules" },
      ...{ text: /^modprobe does not load geneve, so geneve cannot be made$/, advice: /install geneve/ },
    },
  },
  {
    name: "modules of another kernel than the one that runs, for a kind that is wanted",
    make: "modprobe -r geneve; mount -t tmpfs trouble /lib/modules",
    undo: "umount /lib/modules",
    options: { wanted: ["geneve"] },
    finding: {
      ...{ level: "problem", check: "modules" },
      ...{ text: /^the kernel lacks geneve \(module geneve\)$/, advice: /^reboot: \/lib\/modules has no/ },
    },
  },
  {
    name: "systemd-networkd that removes rules of others",
    make: "cp /bin/sleep /tmp/systemd-networkd && (setsid /tmp/systemd-networkd 120 >/dev/null 2>&1 &) && mkdir -p /etc/systemd/networkd.conf.d && printf '[Network]\\nManageForeignRoutes=no\\n' >/etc/systemd/networkd.conf.d/10-trouble.conf",
    undo: "rm /etc/systemd/networkd.conf.d/10-trouble.conf /tmp/systemd-networkd; kill $(grep -l '^systemd-network$' /proc/[0-9]*/comm | cut -d/ -f3)",
    finding: {
      ...{ level: "warning", check: "networkd" },
      text: /removes foreign policy rules \(ManageForeignRoutingPolicyRules: yes\)$/,
      advice: /^write ManageForeignRoutingPolicyRules=no below/,
    },
  },
  {
    name: "an /etc that is read-only",
    make: "mkdir -p /run/openrc && mount --bind /etc /etc && mount -o remount,bind,ro /etc",
    undo: "umount /etc; rmdir /run/openrc",
    finding: {
      ...{ level: "warning", check: "persistence" },
      ...{ text: /^\/etc and \/etc\/init\.d cannot be written/, advice: /^make \/etc writable/ },
    },
  },
  {
    name: "a full /run",
    make: "mount -t tmpfs -o size=512k trouble /run && mkdir -p /run/sshd",
    undo: "umount /run",
    finding: {
      ...{ level: "problem", check: "disk" },
      ...{ text: /^the file system of \/run is full$/, advice: /free some space/ },
    },
  },
  {
    name: "a clock that is an hour ahead",
    make: "date -s @$(($(date +%s) + 3600))",
    undo: "date -s @$(($(date +%s) - 3600))",
    finding: {
      ...{ level: "warning", check: "clock" },
      ...{ text: /^the clock is 3[56]\d\d s ahead of that of this machine$/, advice: /chrony/ },
    },
  },
  {
    name: "a program that is missing",
    make: "mv /usr/bin/ping /usr/bin/ping.away",
    undo: "mv /usr/bin/ping.away /usr/bin/ping",
    finding: {
      ...{ level: "warning", check: "tools" },
      ...{ text: /^there is no ping of iputils/, advice: /^run `apt install iputils-ping`$/ },
    },
  },
  {
    name: "a path that drops large packets silently",
    make: "nft add table ip trouble && nft 'add chain ip trouble out { type filter hook postrouting priority 300; }' && nft add rule ip trouble out ip daddr 10.0.2.12 meta length '>' 1400 drop",
    undo: "nft delete table ip trouble",
    options: { peer: "10.0.2.12" },
    finding: {
      ...{ level: "warning", check: "path" },
      text: /^only packets up to 1400 bytes pass to 10\.0\.2\.12, and eth0 has 1500/,
      advice: /^set the mtu of tunnels over this path: ipip 1380, gre 1376, geneve 1350, vxlan 1350/,
    },
  },
  {
    name: "no route to the peer",
    make: "ip route add unreachable 10.0.2.12",
    undo: "ip route del unreachable 10.0.2.12",
    options: { peer: "10.0.2.12" },
    finding: {
      ...{ level: "problem", check: "path" },
      ...{ text: /^there is no route to 10\.0\.2\.12$/, advice: /add a route/ },
    },
  },
];

describe("doctor", () => {
  test.each(sample(TROUBLES, 3))(
    "names $name, and nothing else that was not there before",
    async (trouble) => {
      const { make, undo, options, finding } = trouble;
      const before = await troubles(options);
      expect(before).not.toContainEqual(
        expect.objectContaining({ text: expect.stringMatching(finding.text) }),
      );
      await on("alpha").must(make);
      try {
        const found = await troubles(options);
        const isNew = ({ text }: Finding) => !before.some((one) => one.text === text);
        expect(found.filter(isNew)).toEqual([
          {
            ...{ level: finding.level, check: finding.check },
            text: expect.stringMatching(finding.text),
            advice: expect.stringMatching(finding.advice),
          },
        ]);
      } finally {
        await on("alpha").must(undo);
      }
    },
  );

  if (process.env.RECORD !== undefined)
    test("records what a host reports, for unit tests", async () => {
      const { privateKey } = labHosts().alpha.connection;
      const target = targetOf(address("alpha"), { privateKey, knownHosts: currentLab().knownHosts });
      const { sections } = await examine(target, "10.0.2.12");
      writeFileSync(String(process.env.RECORD), JSON.stringify(sections, null, 2));
    });

  test("measures the whole mtu of a device, over both families", async () => {
    for (const peer of ["10.0.2.12", "fd00:2::12"])
      expect((await troubles({ peer })).filter(({ check }) => check === "path")).toEqual([]);
  });

  test("names a user who is not root, with sudo and without", async () => {
    expect(await troubles({}, "ops")).toContainEqual(
      expect.objectContaining({
        level: "problem",
        check: "root",
        advice: expect.stringContaining("doctor --sudo"),
      }),
    );
    expect((await troubles({ sudo: true }, "ops")).filter(({ level }) => level === "problem")).toEqual([]);
    expect(await troubles({ sudo: true }, "plain")).toContainEqual(
      expect.objectContaining({
        level: "problem",
        check: "connection",
        advice: expect.stringContaining("NOPASSWD"),
      }),
    );
  });

  test("names two hosts with one machine id", async () => {
    const both = ["alpha", "beta"] as const;
    const make = `echo ${UUID} >/tmp/id && mount --bind /tmp/id /etc/machine-id`;
    await Promise.all(both.map((host) => on(host).must(`touch /etc/machine-id && ${make}`)));
    try {
      const { privateKey } = labHosts().alpha.connection;
      const reports = await reportsOn(
        both.map((host) => address(host)),
        {
          connection: { privateKey, knownHosts: currentLab().knownHosts },
          ...{ wanted: [], udpPorts: [], peer: undefined },
        },
      );
      expect(reports.map(({ findings }) => findings.find(({ check }) => check === "clone")?.text)).toEqual([
        expect.stringMatching(/^root@127\.0\.0\.1:\d+ has the same machine id$/),
        expect.stringMatching(/^root@127\.0\.0\.1:\d+ has the same machine id$/),
      ]);
    } finally {
      await Promise.all(both.map((host) => on(host).must("umount /etc/machine-id")));
    }
  });

  test("changes nothing on the host, and exits with the worst level", async () => {
    const state =
      "ip -d addr; ip route; ip rule; nft list ruleset; cut -d' ' -f1 /proc/modules; find /etc /run/pulumi*; true";
    const before = await on("alpha").must(state);
    const { stdout, code } = await doctor("--json", "--peer", "10.0.2.12");
    expect(code).toBe(5);
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, level: "warning", hosts: [{ level: "warning" }] });
    expect(await on("alpha").must(state)).toBe(before);
    const unknown = await doctor("--known-hosts", "/dev/null");
    expect(unknown).toMatchObject({ code: 4, stdout: expect.stringContaining("the host key is unknown") });
  });
});

/** Runs the command as a user does. */
async function doctor(...options: readonly string[]): Promise<{ stdout: string; code: number }> {
  const { host, port, user } = address("alpha");
  const { knownHosts, key } = currentLab();
  const files = [
    "--identity",
    key,
    ...(options.includes("--known-hosts") ? [] : ["--known-hosts", knownHosts]),
  ];
  const args = [
    path.join(root, "dist/cli/main.js"),
    "doctor",
    `${user}@${host}:${port}`,
    ...files,
    ...options,
  ];
  return promisify(execFile)(process.execPath, args).then(
    ({ stdout }) => ({ stdout, code: 0 }),
    ({ stdout, code }: { stdout: string; code: number }) => ({ stdout, code }),
  );
}
