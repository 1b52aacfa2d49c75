// The machines that boot with systemd.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  machineHost,
  machinesDown,
  machinesUp,
  onMachine,
  type Reboot,
  reboot,
} from "../lab/machines/machines.ts";
import { MACHINES, type MachineName, machineNames } from "../lab/machines/topology.ts";
import { labOf } from "../lab/paths.ts";

beforeAll(() => machinesUp({ attached: true }), 600_000);
afterAll(() => machinesDown(), 60_000);

test.each(machineNames)(
  "%s is a host of its own, run by systemd, with a connection in hosts.json",
  async (name) => {
    const machine = onMachine(name);
    expect(await machine.must("hostname")).toBe(`${name}\n`);
    expect(await machine.must("ps -o comm= -p 1")).toBe("systemd\n");
    expect(await machine.must("systemctl is-active systemd-networkd systemd-udevd")).toBe("active\nactive\n");
    const hosts = JSON.parse(readFileSync(labOf(1).hosts, "utf8"));
    expect(hosts[name]).toEqual(machineHost(name));
  },
);

test.each([
  ["gamma", MACHINES.delta.underlay4],
  ["gamma", MACHINES.delta.underlay6],
  ["delta", MACHINES.gamma.underlay4],
  ["delta", MACHINES.gamma.underlay6],
] as const)("%s reaches %s", async (from, to) => {
  expect(await onMachine(from).must(`ping -c 2 -i 0.2 -W 5 ${to}`)).toContain("2 received");
});

test("a reboot and a power cut leave what is on the disk, and nothing else", {
  timeout: 900_000,
}, async () => {
  const rows: readonly (readonly [MachineName, Reboot])[] = [
    ["gamma", "clean"],
    ["delta", "power cut"],
  ];
  await Promise.all(
    rows.map(async ([name, how]) => {
      const machine = onMachine(name);
      const identity = "cat /etc/machine-id /etc/hostname";
      const before = await machine.must(identity);
      await machine.must("mkdir /etc/kept && echo kept >/etc/kept/file && sync /etc/kept/file /etc/kept");
      await machine.must("ip link add lost type dummy && touch /run/lost");
      const boot = await machine.must("cat /proc/sys/kernel/random/boot_id");
      await reboot(name, how);
      expect(await machine.must("cat /proc/sys/kernel/random/boot_id"), how).not.toBe(boot);
      expect(await machine.must("cat /etc/kept/file"), how).toBe("kept\n");
      expect(await machine.must(identity), how).toBe(before);
      expect(await machine.must("ls -d /sys/class/net/lost /run/lost 2>/dev/null || true"), how).toBe("");
    }),
  );
});
