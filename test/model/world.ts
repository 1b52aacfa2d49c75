import { Stack } from "./engine.ts";
import { SimulatedHost } from "./host.ts";
import { device, differences, look, type Seen } from "./look.ts";
import { type Capabilities, type Machine, THIS_MACHINE } from "./machine.ts";
import { PORTS } from "./operator.ts";

export const UNDERLAY = { alpha: "198.51.100.1", beta: "198.51.100.2" } as const;
export type HostName = keyof typeof UNDERLAY;

export interface WorldOptions {
  /** the machine ids of alpha and beta; default: two different ones */
  readonly machineIds?: readonly [string, string];
  /** a directory with programs for both hosts, in place of their /usr/local/sbin */
  readonly programs?: string;
  /** the machine of both hosts; default: this one */
  readonly machine?: Machine;
}

/**
 * Two hosts on one underlay. The device eth0 of each has an address in 198.51.100.0/24 and in 2001:db8:1::/64, and a
 * default route. The device eth1 of each is on its own network, which has a smaller mtu. Where the kernel can, each has the
 * links span0 and span1 for copies of packets.
 */
export class World {
  readonly hosts: Readonly<Record<HostName, SimulatedHost>>;

  private constructor(hosts: Readonly<Record<HostName, SimulatedHost>>) {
    this.hosts = hosts;
  }

  static async make({
    machineIds = ["a".repeat(32), "b".repeat(32)],
    programs,
    machine = THIS_MACHINE,
  }: WorldOptions = {}): Promise<World> {
    const options = { machine, ...(programs === undefined ? {} : { programs }) };
    const [alpha, beta] = await Promise.all(
      machineIds.map((machineId) => SimulatedHost.start({ machineId, ...options })),
    );
    if (alpha === undefined || beta === undefined) throw new Error("two hosts are needed");
    const world = new World({ alpha, beta });
    await alpha.must(`ip link add eth0 type veth peer name eth0 netns ${beta.pid}`);
    await Promise.all([alpha.must(underlay(1)), beta.must(underlay(2))]);
    if (machine.can.tunnels) await Promise.all([alpha.must(spans(1)), beta.must(spans(2))]);
    return world;
  }

  get alpha(): SimulatedHost {
    return this.hosts.alpha;
  }
  get beta(): SimulatedHost {
    return this.hosts.beta;
  }

  stack(name = "dev", project = "project"): Stack {
    return new Stack(project, name, this.hosts);
  }

  async stop(): Promise<void> {
    await Promise.all([this.alpha.stop(), this.beta.stop()]);
  }
}

/** A pool of worlds. A sequence reuses the hosts of an earlier one, because cleaning them is faster than a start. */
export class Worlds {
  readonly #machine: Machine;
  readonly #idle: World[] = [];

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  get can(): Capabilities {
    return this.#machine.can;
  }

  async take(machineIds: readonly [string, string]): Promise<World> {
    const world = this.#idle.pop() ?? (await World.make({ machine: this.#machine }));
    await Promise.all([world.alpha.identify(machineIds[0]), world.beta.identify(machineIds[1])]);
    return world;
  }

  /** Returns a world to the pool. Stops it if its hosts cannot be restored to the first reading. */
  async giveBack(world: World, first: Readonly<Record<HostName, Seen>>): Promise<void> {
    const clean = await Promise.all(
      (["alpha", "beta"] as const).map((host, index) => cleanUp(world.hosts[host], index + 1, first[host])),
    );
    if (clean.includes(false)) await world.stop();
    else this.#idle.push(world);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((world) => world.stop()));
  }
}

/** Restores a host to its first reading. Returns false if the host still differs from it. */
async function cleanUp(host: SimulatedHost, index: number, first: Seen): Promise<boolean> {
  const current = await look(host);
  if (differences(first, current).length === 0) return true;
  const devices = current.devices.filter(({ name }) => device(first, name) === undefined);
  const known = new Set(first.routes.map((route) => JSON.stringify(route)));
  const routes = current.routes.filter(
    (route) => route.dev.startsWith("eth") && !known.has(JSON.stringify(route)),
  );
  // Some commands fail, because the host may already be as they make it. The last reading decides.
  await host.run(`for device in eth0 eth1 span0 span1; do
  tc qdisc del dev $device clsact; tc qdisc del dev $device ingress; tc qdisc del dev $device root
done 2>/dev/null
${host.can.tunnels ? PORTS.map((port) => `ip fou del port ${port}`).join("\n") : ""}
ip -force -batch - <<.
${devices.map(({ name }) => `link del dev ${name}`).join("\n")}
${routes.map(({ to, dev, metric }) => `route del ${to} dev ${dev}${metric > 0 ? ` metric ${metric}` : ""}`).join("\n")}
addr flush dev eth0 scope global
addr flush dev eth1 scope global
${addressing(index)}
rule del fwmark 77
rule del fwmark 78
xfrm policy flush
${host.can.tunnels ? "xfrm state flush" : ""}
.
rm -rf /run/pulumi-iproute2
echo 0 >/proc/sys/net/ipv4/ip_forward
echo 0 >/proc/sys/net/ipv6/conf/all/forwarding`);
  return differences(first, await look(host)).length === 0;
}

const addressing = (index: number) => `link set eth0 up mtu 1500
link set eth1 up mtu 1400
addr add 198.51.100.${index}/24 dev eth0
addr add 2001:db8:1::${index}/64 dev eth0
addr add 203.0.113.${index}/24 dev eth1
route add default via 198.51.100.254 dev eth0`;

/** Links that send copies of packets to the other host. */
const spans = (index: number) => {
  const ends = `local 198.51.100.${index} remote 198.51.100.${3 - index}`;
  return `ip -batch - <<.
link add span0 type erspan ${ends} seq key 7 erspan_ver 1 erspan 5
link add span1 type gretap ${ends} key 8
link set span0 up
link set span1 up
.`;
};

const underlay = (index: number) => `ip -batch - <<.
link set lo up
link add eth1 mtu 1400 type ifb
${addressing(index)}
.`;
