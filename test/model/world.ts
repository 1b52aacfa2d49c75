import { Stack } from "./engine.ts";
import { SimulatedHost } from "./host.ts";

export const UNDERLAY = { alpha: "198.51.100.1", beta: "198.51.100.2" } as const;
export type HostName = keyof typeof UNDERLAY;

export interface WorldOptions {
  /** machine ids of alpha and beta; default: two different ones */
  readonly machineIds?: readonly [string, string];
  readonly programs?: string;
}

/**
 * Two hosts on one underlay: eth0 of both is 198.51.100.0/24 and 2001:db8:1::/64 with a default route, eth1 of each is a
 * network of its own with a smaller mtu.
 */
export class World {
  readonly hosts: Readonly<Record<HostName, SimulatedHost>>;

  private constructor(hosts: Readonly<Record<HostName, SimulatedHost>>) {
    this.hosts = hosts;
  }

  static async make({
    machineIds = ["a".repeat(32), "b".repeat(32)],
    programs,
  }: WorldOptions = {}): Promise<World> {
    const more = programs === undefined ? {} : { programs };
    const [alpha, beta] = await Promise.all(
      machineIds.map((machineId) => SimulatedHost.start({ machineId, ...more })),
    );
    if (alpha === undefined || beta === undefined) throw new Error("two hosts are needed");
    const world = new World({ alpha, beta });
    await alpha.must(`ip link add eth0 type veth peer name eth0 netns ${beta.pid}`);
    await Promise.all([alpha.must(underlay(1)), beta.must(underlay(2))]);
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

const underlay = (index: number) => `ip -batch - <<.
link set lo up
link add eth1 mtu 1400 type ifb
link set eth0 up
link set eth1 up
addr add 198.51.100.${index}/24 dev eth0
addr add 2001:db8:1::${index}/64 dev eth0
addr add 203.0.113.${index}/24 dev eth1
route add default via 198.51.100.254 dev eth0
.`;
