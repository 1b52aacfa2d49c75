// Reboots of machines that have an object of every type.
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStack, type TestStack } from "../engine/stack.ts";
import { machinesUp, onMachine, type Reboot, reboot } from "../lab/machines/machines.ts";
import { type MachineName, machineNames } from "../lab/machines/topology.ts";
import { snapshotOf } from "../lab/snapshot.ts";
import { endWith } from "./end.ts";
import { answering, answeringWithoutNumbers, everything } from "./everything.ts";

const MINUTES = 60_000;

let before: string[][];
let stack: TestStack;
beforeAll(async () => {
  await machinesUp({ attached: true });
  await Promise.all(machineNames.map((name) => onMachine(name).must(`${QUIET}; ${GREEDY}`)));
  before = await snapshots();
  stack = await openStack({ name: "machines", program: everything() });
}, 10 * MINUTES);
afterAll(() => endWith(stack), 10 * MINUTES);

/** Modules that would make fallback devices later. */
const QUIET = "modprobe -a ipip sit ip_gre ip6_tunnel ip6_gre geneve vxlan fou fou6 xfrm_interface";

/** A configuration by which systemd-networkd takes every device but those that the kernel makes itself. */
const GREEDY = `printf '%s\\n' '[Match]' 'Name=!lo eth0 eth1 tunl0 sit0 gre0 gretap0 erspan0 ip6tnl0 ip6gre0' '' '[Network]' Address=10.99.0.1/24 LinkLocalAddressing=no >/etc/systemd/network/99-all.network && networkctl reload`;

/** Addresses that the kernel makes at random for devices without Ethernet, and its own numbers of filter actions. */
const RANDOM = /"permaddr":"[^"]*"|"local":"fe80:[^"]*"|"dst":"fe80:[^"]*"|\bindex \d+ ref\b/g;
/** What each machine has. The kernel lists it in the order of creation, which a reboot changes, so the lines are sorted. */
const snapshots = () =>
  Promise.all(
    machineNames.map(async (name) =>
      (await snapshotOf(onMachine(name))).replace(RANDOM, "").split("\n").sort(),
    ),
  );

/** Waits until the service has restored everything, and returns what it has logged. */
async function restored(name: MachineName): Promise<string> {
  const machine = onMachine(name);
  await machine.must(
    "for i in $(seq 120); do systemctl -q is-active pulumi-iproute2 && ! pgrep -f '^/bin/sh /etc/pulumi-iproute2/boot' >/dev/null && exit 0; sleep 1; done; exit 1",
    { timeoutSeconds: 200 },
  );
  return machine.must("journalctl -b -u pulumi-iproute2 -o cat");
}

async function pingsAnswer(addresses = answering): Promise<void> {
  const { stdout } = await onMachine("gamma").run(
    `for to in ${addresses.join(" ")}; do ping -n -q -c 2 -i 0.2 -W 5 $to >/dev/null && echo $to; done`,
    { timeoutSeconds: 200 },
  );
  expect(stdout.trim().split("\n")).toEqual(addresses);
}

/** systemd-networkd takes a device of another owner, and none of ours. */
async function networkdTakesNoneOfOurs(): Promise<void> {
  const gamma = onMachine("gamma");
  await gamma.must(
    "ip link add other0 type dummy && ip link set other0 up; for i in $(seq 50); do ip -4 -o addr show dev other0 | grep -q 10.99.0.1 && break; sleep 0.2; done",
  );
  // 26992 is the group of our devices
  const all = await gamma.must(
    "ip -4 -o addr show; ip link del other0; echo OURS; for device in $(ip -o link show group 26992 | cut -d' ' -f2 | cut -d@ -f1 | tr -d :); do ip -4 -o addr show dev $device; done",
  );
  const [others, ours] = all.split("OURS");
  expect(others).toMatch(/other0 +inet 10\.99\.0\.1/);
  expect(ours).toContain("10.9.1.1");
  expect(ours).not.toContain("10.99.0.1");
}

const HOW: readonly Reboot[] = ["clean", "power cut"];

test("up makes every object, and a file for each", { timeout: 10 * MINUTES }, async () => {
  const up = await stack.up();
  expect(new Set(up.outputs.persisted as string[])).toEqual(new Set(["systemd"]));
  await pingsAnswer();
  expect((await stack.refresh()).changed).toEqual({});
  expect((await stack.up()).changed).toEqual({});
  await networkdTakesNoneOfOurs();
});

test.each(HOW)(
  "after a reboot of both machines (%s) everything is back",
  { timeout: 20 * MINUTES },
  async (how) => {
    const standing = await snapshots();
    await Promise.all(machineNames.map((name) => reboot(name, how)));
    const logs = await Promise.all(machineNames.map(restored));
    for (const log of logs) expect(log).not.toMatch(/could not|gave up/);
    await pingsAnswer();
    expect(await snapshots()).toEqual(standing);
    await networkdTakesNoneOfOurs();
    expect((await stack.refresh()).changed).toEqual({});
    expect((await stack.preview()).changed).toEqual({});
  },
);

test("after a reboot of one machine everything is back", { timeout: 10 * MINUTES }, async () => {
  const standing = await snapshots();
  await reboot("delta", "clean");
  await restored("delta");
  await pingsAnswer(answeringWithoutNumbers);
  expect(await snapshots()).toEqual(standing);
  expect((await stack.refresh()).changed).toEqual({});
});

test("a power cut during an update is repaired by the next up", { timeout: 15 * MINUTES }, async () => {
  stack.use(everything({ change: true }));
  const run = stack.up({ continueOnError: true }).then(
    () => undefined,
    (error: unknown) => error,
  );
  // The route of the changed ipip link
  const isApplied = () => onMachine("gamma").must("ip route show 10.63.1.0/24");
  await expect.poll(isApplied, { timeout: 2 * MINUTES, interval: 100 }).not.toBe("");
  await reboot("gamma", "power cut");
  await run;
  await restored("gamma");
  await stack.refresh();
  await stack.up();
  await pingsAnswer(answeringWithoutNumbers);
  expect((await stack.refresh()).changed).toEqual({});
  expect((await stack.preview()).changed).toEqual({});
  const standing = await snapshots();
  await reboot("gamma", "clean");
  await restored("gamma");
  expect(await snapshots()).toEqual(standing);
});

test("destroy leaves nothing on the machines", { timeout: 10 * MINUTES }, async () => {
  await stack.destroy();
  expect(await snapshots()).toEqual(before);
});
