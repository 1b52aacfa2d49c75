// NetworkManager on a machine with links.
import { TunnelPair, type TunnelPairArgs } from "pulumi-iproute2";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStack, type TestStack } from "../engine/stack.ts";
import { machineHost, machinesUp, onMachine, reboot } from "../lab/machines/machines.ts";
import type { MachineName } from "../lab/machines/topology.ts";
import { endWith } from "./end.ts";

const MINUTES = 60_000;

/** One with an Ethernet address, which NetworkManager would take by default, and one without. */
const KINDS = [
  { kind: "vxlan", vni: 7 },
  { kind: "gre", key: 7 },
] as const;

const program = async () => {
  for (const [index, args] of KINDS.entries()) {
    const end = (name: MachineName, last: number) => {
      const { connection, underlay4: underlay } = machineHost(name);
      return { host: { connection }, underlay, addresses: [`10.9.${index}.${last}/30`] };
    };
    new TunnelPair(args.kind, { ...args, a: end("gamma", 1), b: end("delta", 2) } as TunnelPairArgs);
  }
};

const gamma = onMachine("gamma");

/** The devices of the machines themselves are systemd-networkd's. */
const CONFIGURATION = `printf '%s\\n' '[keyfile]' 'unmanaged-devices=interface-name:eth*' >/etc/NetworkManager/conf.d/lab.conf`;

let stack: TestStack;
beforeAll(async () => {
  await machinesUp({ attached: true });
  await gamma.must(`modprobe -a ip_gre vxlan; ${CONFIGURATION}; systemctl enable --now NetworkManager`);
  stack = await openStack({ name: "nm", program });
}, 10 * MINUTES);
afterAll(() => endWith(stack), 10 * MINUTES);

/** The state of each device in NetworkManager, with a device of another owner, `other0`. */
async function statesInNetworkManager(): Promise<Record<string, string>> {
  await gamma.must(
    "ip link add other0 type vxlan id 99 dstport 4789 dev eth1 && ip link set other0 up && ip addr add 10.98.0.1/24 dev other0; sleep 3",
  );
  const text = await gamma.must("nmcli -t -f DEVICE,STATE device; ip link del other0");
  return Object.fromEntries(
    text
      .trim()
      .split("\n")
      .map((line) => line.split(":")),
  );
}

const addresses = () => gamma.must("ip -o addr show; ip route show");

async function isLeftAlone(): Promise<void> {
  const states = await statesInNetworkManager();
  expect(states).toMatchObject({ "vxlan-a": "unmanaged", "gre-a": "unmanaged" });
  expect(states.other0).toMatch(/^(connect|disconnected)/);
  for (const index of KINDS.keys())
    expect(await gamma.must(`ping -n -q -c 2 -i 0.2 -W 5 10.9.${index}.2`)).toContain(" 0% packet loss");
}

test("leaves links unmanaged from their creation on, also when it starts again", {
  timeout: 5 * MINUTES,
}, async () => {
  await stack.up();
  await isLeftAlone();
  const before = await addresses();
  await gamma.must("systemctl restart NetworkManager && nm-online -q -t 30; sleep 2");
  expect(await addresses()).toBe(before);
  await isLeftAlone();
  expect((await stack.refresh()).changed).toEqual({});
});

test("leaves links unmanaged that the machine restores at boot", { timeout: 10 * MINUTES }, async () => {
  await reboot("gamma", "clean");
  await expect
    .poll(() => gamma.must("systemctl is-active NetworkManager pulumi-iproute2 || true"), {
      timeout: 2 * MINUTES,
    })
    .toBe("active\nactive\n");
  await isLeftAlone();
  expect((await stack.refresh()).changed).toEqual({});
});
