import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { lines, newHost, SHELL_TABLE } from "./run-shell.ts";

const GROUP = 26992;
const OURS = "pulumi-iproute2:1:0123456789ab:p/s/ours";
const SCRATCH = 100_007;

/** An ip that removes directories of the fake /sys/class/net as the kernel removes devices. */
const FAKE_IP = `
in_group() { for file in "$net"/*/netdev_group; do [ "$(cat "$file")" = "$1" ] && dirname "$file"; done; }
run() {
  echo "$*" >>"$log"
  case $* in
  "link set dev "*) echo "$6" >"$net/$4/netdev_group";;
  "link del group "*) [ -z "$refuses" ] || return 1; rm -r $(in_group "$4");;
  "link del dev "*) [ "$4" != stuck ] || { echo "Error: busy." >&2; return 1; }; rm -r "$net/$4";;
  esac
}
refuses=\${refuses:-}
case $* in
*-batch*) failed=0; while read -r line; do run $line || failed=1; done; exit $failed;;
*) run "$@";;
esac`;

interface Case {
  readonly title: string;
  /** Devices that are not removed. */
  readonly others?: Readonly<Record<string, { alias?: string; group?: number }>>;
  /** Devices to remove. Those that start with "gone" do not exist, and "theirs" is foreign. */
  readonly devices: readonly string[];
  /** Whether `ip` fails to remove a group. */
  readonly refuses?: boolean;
  readonly prints: readonly string[];
  readonly commands: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "removes one device by its name",
    devices: ["a"],
    prints: ["N removing", "N done r0"],
    commands: ["link del dev a"],
  },
  {
    title: "removes our whole group by one command",
    devices: ["a", "b", "c"],
    prints: ["N removing", "N done r0 r1 r2"],
    commands: [`link del group ${GROUP}`],
  },
  {
    title: "removes a part of our group by the scratch group",
    others: { ours: { alias: OURS, group: GROUP } },
    devices: ["a", "b"],
    prints: ["N removing", "N done r0 r1"],
    commands: [
      `link set dev a group ${SCRATCH}`,
      `link set dev b group ${SCRATCH}`,
      `link del group ${SCRATCH}`,
    ],
  },
  {
    title: "removes devices one by one when the scratch group has a member",
    others: { ours: { alias: OURS, group: GROUP }, member: { group: SCRATCH } },
    devices: ["a", "b"],
    prints: ["N removing", "N done r0", "N done r1"],
    commands: ["link del dev a", "link del dev b"],
  },
  {
    title: "leaves out missing and foreign devices",
    devices: ["gone", "theirs", "a"],
    prints: ["N gone r0 gone", "N foreign r1 theirs", "N removing", "N done r2"],
    commands: ["link del dev a"],
  },
  {
    title: "does nothing when no device is left to remove",
    devices: ["gone", "theirs"],
    prints: ["N gone r0 gone", "N foreign r1 theirs"],
    commands: [],
  },
  {
    title: "removes devices one by one when the group cannot be removed, and reports which stay",
    devices: ["a", "stuck"],
    refuses: true,
    prints: ["N removing", "Error: busy.", "N done r0", "N stays r1"],
    commands: [`link del group ${GROUP}`, "link del dev a", "link del dev stuck"],
  },
];

function hostFor({ others = {}, devices, refuses = false }: Case) {
  const host = newHost();
  host.write("log", "");
  host.program("ip", `${refuses ? "refuses=y" : ""}${FAKE_IP}`);
  for (const [name, more] of Object.entries(others)) host.device(name, more);
  for (const name of devices.filter((one) => one !== "gone"))
    host.device(name, name === "theirs" ? { alias: "theirs" } : { alias: OURS, group: GROUP });
  const log = () => lines(readFileSync(`${host.root}/log`, "utf8"));
  return { host, log };
}

describe.each(SHELL_TABLE)("removals in %s", (_title, shell) => {
  test.each(CASES.map((one) => [one.title, one] as const))("pi_delete_devices %s", (_case, one) => {
    const { host, log } = hostFor(one);
    const records = one.devices.map((name, index) => `r${index} '${name} n ${OURS}' ${name}`);
    const printed = host.run(shell, `pi_ip_lines=\npi_delete_devices ${SCRATCH} ${records.join(" ")}`);
    expect(lines(printed)).toEqual(one.prints);
    expect(log()).toEqual(one.commands);
  });

  const all = { title: "", devices: ["a", "b"], prints: [], commands: [] };
  const deleteAll = `pi_delete_all 'a/ifalias:${OURS}
b/ifalias:${OURS}' 'a/netdev_group
b/netdev_group' a b || echo no`;

  test("pi_delete_all removes our group if its members are exactly these", () => {
    const { host, log } = hostFor(all);
    expect(lines(host.run(shell, deleteAll))).toEqual(["N removing", "N done r0-1"]);
    expect(log()).toEqual([`link del group ${GROUP}`]);
  });

  test.each([
    ["another member of the group", { more: { group: GROUP } }],
    ["a foreign alias", { a: { alias: "theirs", group: GROUP } }],
  ])("pi_delete_all removes nothing when there is %s", (_case, others) => {
    const { host, log } = hostFor(all);
    for (const [name, more] of Object.entries(others)) host.device(name, more);
    expect(lines(host.run(shell, deleteAll))).toEqual(["no"]);
    expect(log()).toEqual([]);
  });
});
