// Links as ports of a bridge: what the kernel does with bridgePort. test/unit/bridge-port.test.ts has every change of VLANs on
// a host in memory.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Args } from "../../provider/schema/declaration.ts";
import { labHosts, on, snapshot } from "../lab/index.ts";
import { addStandInSystemd, removeStandInSystemd } from "../lab/stand-in-systemd.ts";
import { ends } from "./ends.ts";
import { fakeDumpClock } from "./later.ts";
import { makeUnderlayNetns, makeWiredNetns, type Netns } from "./netns-fixture.ts";
import { driverFor } from "./resource-driver.ts";

const NAME = "kind0";
const secondsLater = fakeDumpClock();
const BRIDGES = ["br0", "br1"]
  .map((name) => `ip link add ${name} up type bridge vlan_filtering 1`)
  .join(" && ");

type Run = (command: string) => Promise<string>;

interface Slave {
  readonly linkinfo: { readonly info_slave_data?: Readonly<Record<string, unknown>> };
}
interface Entry {
  readonly vlans?: readonly { readonly vlan: number; readonly flags?: readonly string[] }[];
  readonly tunnels?: readonly { readonly vlan: number; readonly vlanEnd?: number; readonly tunid: number }[];
}

/** The flags of the port that are not those of a new one, its VLANs in words, and its VNIs as bridge prints them. */
async function shown(run: Run) {
  const json = async (command: string) => JSON.parse((await run(command)) || "[]") as unknown;
  const [device] = (await json(`ip -d -j link show dev ${NAME}`)) as [Slave];
  const [vlans] = (await json(`bridge -j vlan show dev ${NAME}`)) as Entry[];
  const [tunnels] = (await json(`bridge -j vlan tunnelshow dev ${NAME}`)) as Entry[];
  const flags = device.linkinfo.info_slave_data ?? {};
  const usual: Args = {
    learning: true,
    flood: true,
    neigh_suppress: false,
    isolated: false,
    vlan_tunnel: false,
  };
  return {
    flags: Object.fromEntries(
      Object.entries(usual).flatMap(([name, value]) => (flags[name] === value ? [] : [[name, flags[name]]])),
    ),
    vlans: (vlans?.vlans ?? []).map(({ vlan, flags: how = [] }) => [vlan, ...how].join(" ")),
    vnis: (tunnels?.tunnels ?? []).map(({ vlan, vlanEnd = vlan, tunid }) => [vlan, vlanEnd, tunid]),
  };
}

const own = (vlan: number) => `${vlan} PVID Egress Untagged`;
const NEW = { flags: {}, vlans: [own(1)], vnis: [] };

describe.concurrent.each([
  { type: "GreTapTunnel", minimal: { remote: ends.remote4, key: 7 } },
  { type: "GeneveTunnel", minimal: { remote: ends.remote4, vni: 7 } },
])("bridgePort of $type", ({ type, minimal }) => {
  let netns: Netns;
  beforeAll(async () => {
    netns = await makeUnderlayNetns(`port-${type}`);
    await netns.run(BRIDGES);
  });
  afterAll(() => netns.remove());
  const driver = driverFor(type, () => netns.host);
  const declared = (bridgePort?: Args, master: string | undefined = "br0"): Args => ({
    ...{ name: NAME, ...minimal },
    ...{ master, bridgePort },
  });

  test("has flags and VLANs as declared, changed, repaired, on another bridge, and left out", async () => {
    const all = {
      learning: false,
      flood: false,
      neighSuppress: true,
      isolated: true,
      pvid: 10,
      vlans: ["20-22", 30],
    };
    const flags = { learning: false, flood: false, neigh_suppress: true, isolated: true };
    const whole = { flags, vlans: [own(10), "20", "21", "22", "30"], vnis: [] };
    const made = await driver.create(declared(all));
    expect(await shown(netns.run)).toEqual(whole);
    await driver.isQuiet(made);

    const other = declared({ learning: false, pvid: 30, vlans: [10, "21-23"] });
    expect(await driver.plan(made, other)).toBe("update");
    const changed = await driver.update(made, other);
    const after = { flags: { learning: false }, vlans: ["10", "21", "22", "23", own(30)], vnis: [] };
    expect(await shown(netns.run)).toEqual(after);
    await driver.isQuiet(changed);

    await netns.run(
      [
        `bridge link set dev ${NAME} learning on flood off`,
        `bridge vlan add dev ${NAME} vid 99`,
        `bridge vlan del dev ${NAME} vid 22`,
        `bridge vlan add dev ${NAME} vid 98 pvid untagged`,
      ].join(" && "),
    );
    secondsLater();
    expect(await driver.drift(changed)).toEqual(["bridgePort"]);
    const found = await driver.refreshed(changed);
    expect(found.inputs.bridgePort).toEqual({ learning: true, pvid: 98, vlans: [10, 21, 23, 99] });
    const repaired = await driver.update(found, other);
    expect(await shown(netns.run)).toEqual({ ...after, flags: { learning: false, flood: false } });
    await driver.isQuiet(repaired);

    const moved = await driver.update(repaired, declared(all, "br1"));
    expect(await shown(netns.run)).toEqual(whole);
    await driver.isQuiet(moved);

    const left = await driver.update(moved, declared(undefined, "br1"));
    expect(await shown(netns.run)).toEqual(NEW);
    await driver.isQuiet(left);
    await driver.remove(left);
  });
});

describe("bridgePort.vlanTunnel", () => {
  let netns: Netns;
  beforeAll(async () => {
    netns = await makeUnderlayNetns("port-tunnel");
    await netns.run(BRIDGES);
  });
  afterAll(() => netns.remove());
  const driver = driverFor("VxlanTunnel", () => netns.host);
  const declared = (bridgePort?: Args): Args => ({ name: NAME, external: true, master: "br0", bridgePort });

  test("has VNIs as declared, changed, repaired and left out", async () => {
    const first = { pvid: 0, vlanTunnel: [{ vlan: "10-12", vni: "10010-10012" }] };
    const made = await driver.create(declared(first));
    const flags = { vlan_tunnel: true };
    expect(await shown(netns.run)).toEqual({ flags, vlans: ["10", "11", "12"], vnis: [[10, 12, 10_010]] });
    await driver.isQuiet(made);

    const swapped = declared({
      vlanTunnel: [
        { vlan: 10, vni: 10_011 },
        { vlan: 11, vni: 10_010 },
        { vlan: 20, vni: 16_777_215 },
      ],
    });
    const changed = await driver.update(made, swapped);
    const vnis = [
      [10, 10, 10_011],
      [11, 11, 10_010],
      [20, 20, 16_777_215],
    ];
    expect(await shown(netns.run)).toEqual({ flags, vlans: [own(1), "10", "11", "20"], vnis });
    await driver.isQuiet(changed);

    await netns.run(
      `bridge vlan del dev ${NAME} vid 11 && bridge vlan add dev ${NAME} vid 1 tunnel_info id 10001`,
    );
    secondsLater();
    const found = await driver.refreshed(changed);
    expect(found.inputs.bridgePort).toEqual({
      vlanTunnel: [
        { vlan: 10, vni: 10_011 },
        { vlan: 20, vni: 16_777_215 },
        { vlan: 1, vni: 10_001 },
      ],
    });
    const repaired = await driver.update(found, swapped);
    expect(await shown(netns.run)).toEqual({ flags, vlans: [own(1), "10", "11", "20"], vnis });
    await driver.isQuiet(repaired);

    const left = await driver.update(repaired, declared());
    expect(await shown(netns.run)).toEqual(NEW);
    await driver.isQuiet(left);
    await driver.remove(left);
  });
});

describe("two hosts", () => {
  let pair: readonly Netns[];
  beforeAll(async () => {
    pair = await makeWiredNetns("port-near", "port-far");
    // No packets of IPv6, because a test counts frames
    for (const { run } of pair) await run("echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6");
  });
  afterAll(async () => {
    for (const netns of pair) await netns.remove();
  });

  const each = <Result>(act: (netns: Netns, own: number, far: number) => Promise<Result>) =>
    Promise.all(pair.map((netns, index) => act(netns, index + 1, 2 - index)));
  const drivers = (netns: Netns) => ({
    bridge: driverFor("Bridge", () => netns.host),
    vxlan: driverFor("VxlanTunnel", () => netns.host),
  });
  /** A device of the host in a VLAN of its bridge. */
  const member = (vlan: number, host: number) =>
    [
      `ip link add h${vlan} type veth peer name p${vlan}`,
      `ip link set p${vlan} up master lan`,
      `bridge vlan add dev p${vlan} vid ${vlan} pvid untagged`,
      `ip link set h${vlan} up`,
      `ip addr add 10.90.${vlan}.${host}/24 dev h${vlan}`,
    ].join(" && ");

  test("carry two VLANs in two VNIs of one VXLAN device, and no VLAN in the VNI of another", async () => {
    const port = (vni: number): Args => ({
      ...{ pvid: 0, vlanTunnel: [10, 20].map((vlan) => ({ vlan, vni: vlan === 10 ? 10_010 : vni })) },
    });
    const declared = (vni: number): Args => ({
      ...{ name: NAME, external: true, master: "lan", bridgePort: port(vni) },
    });
    const made = await each(async (netns, host, far) => {
      const { bridge, vxlan } = drivers(netns);
      const lan = await bridge.create({ name: "lan", vlanFiltering: true });
      const tunnel = await vxlan.create(declared(10_020));
      await netns.run([10, 20].map((vlan) => member(vlan, host)).join(" && "));
      // What a control plane such as FRR does: the far end of each VNI
      for (const vni of [10_010, 10_020])
        await netns.run(
          `bridge fdb append 00:00:00:00:00:00 dev ${NAME} dst 10.45.0.${far} src_vni ${vni} self permanent`,
        );
      return { bridge, vxlan, lan, tunnel };
    });
    const [near] = pair;
    const ping = (vlan: number) => near?.run(`ping -c 1 -W 3 -I h${vlan} 10.90.${vlan}.2`);
    await ping(10);
    await ping(20);
    const learned = JSON.parse((await near?.run(`bridge -j fdb show dev ${NAME}`)) ?? "") as {
      src_vni?: number;
    }[];
    expect(new Set(learned.flatMap(({ src_vni: vni }) => vni ?? []))).toEqual(new Set([10_010, 10_020]));

    const [first] = made;
    if (first !== undefined) first.tunnel = await first.vxlan.update(first.tunnel, declared(10_030));
    await expect(ping(20)).rejects.toThrow();
    await ping(10);
    secondsLater();
    for (const { bridge, vxlan, lan, tunnel } of made) {
      await vxlan.isQuiet(tunnel);
      await vxlan.remove(tunnel);
      await bridge.isQuiet(lan);
      await bridge.remove(lan);
    }
  });

  test("do not reach each other through two isolated ports of a bridge, and do after a change", async () => {
    const [near, far] = pair as readonly [Netns, Netns];
    const { bridge, vxlan } = drivers(near);
    // Otherwise the bridge itself sends reports of IGMP
    const lan = await bridge.create({ name: "lan", multicastSnooping: false });
    const args = (index: number, isolated: boolean): Args => ({
      ...{ name: `vx${index}`, vni: index, remote: "10.45.0.2", dev: "wire0", master: "lan" },
      bridgePort: { isolated },
    });
    const ports = await Promise.all([1, 2].map((index) => vxlan.create(args(index, true))));
    for (const index of [1, 2])
      await far.run(
        `ip link add vx${index} up type vxlan id ${index} dstport 4789 remote 10.45.0.1 dev wire0`,
      );
    await far.run("ip addr add 10.91.0.1/24 dev vx1");
    const received = async () => Number(await far.run("cat /sys/class/net/vx2/statistics/rx_packets"));
    /** The frames of an ARP request for an address that no host has, at the other port. */
    const passed = async () => {
      const before = await received();
      await far.run("ping -c 1 -W 1 10.91.0.99 || true");
      return (await received()) - before;
    };
    expect(await passed()).toBe(0);
    const [port] = ports;
    const open = port && (await vxlan.update(port, args(1, false)));
    await far.run("ip neigh flush dev vx1");
    expect(await passed()).toBeGreaterThan(0);
    for (const one of [open, ports[1]]) if (one !== undefined) await vxlan.remove(one);
    await bridge.remove(lan);
  });
});

test("a port of a bridge comes back at boot with its flags, VLANs and VNIs", async () => {
  const alpha = on("alpha");
  const run: Run = (command) => alpha.must(command);
  const before = await snapshot("alpha");
  const driver = driverFor("VxlanTunnel", () => ({ connection: { ...labHosts().alpha.connection } }));
  await addStandInSystemd(alpha);
  try {
    await run("ip link add br0 up type bridge vlan_filtering 1 vlan_default_pvid 7");
    const bridgePort = { learning: false, isolated: true, pvid: 5, vlans: ["30-32"] };
    const vlanTunnel = [{ vlan: 10, vni: 10_010 }];
    const args = { name: NAME, external: true, master: "br0", bridgePort: { ...bridgePort, vlanTunnel } };
    await driver.having(args, async (made) => {
      expect(made.outs.persisted).toBe("systemd");
      const whole = await shown(run);
      expect(whole).toEqual({
        flags: { learning: false, isolated: true, vlan_tunnel: true },
        vlans: [own(5), "10", "30", "31", "32"],
        vnis: [[10, 10, 10_010]],
      });
      await run(`ip link del ${NAME}; rm -rf /run/pulumi-iproute2`);
      expect(await run("sh /etc/pulumi-iproute2/boot")).toBe("read 1 files, restored all but these: none\n");
      expect(await shown(run)).toEqual(whole);
      secondsLater();
      await driver.isQuiet(made);
    });
  } finally {
    await run("ip link del br0");
    await removeStandInSystemd(alpha);
  }
  expect(await snapshot("alpha")).toBe(before);
});
