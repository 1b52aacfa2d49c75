// Trials of objects that an operator removes, and maybe adds again by hand. They are the operator's then.
import { expect } from "vitest";
import type { Declaration } from "../engine-types.ts";
import type { Args } from "../provider.ts";
import { at, green, holds, policy, refused } from "../trials.ts";

interface Replaced {
  readonly declaration: (args?: Args) => Declaration;
  /** an argument that changes in place */
  readonly change: Args;
  /** the commands of the operator */
  readonly remove: string;
  readonly add: string;
  /** prints the object */
  readonly show: string;
  /** Whether a refresh shows the operator's object as a change of ours, and the next run reverts it. */
  readonly isDrift?: boolean;
}

const on =
  (type: string, byDefault: Args) =>
  (args: Args = {}): Declaration => ({ type, name: "x", args: { host: at("alpha"), ...byDefault, ...args } });

const SELECTOR = "src 10.1.0.0/16 dst 10.2.0.0/16 dir out";
const VXLAN = "type vxlan id 5 local 198.51.100.1 remote 198.51.100.2 dev eth0 dstport 4789";

const REPLACED: Readonly<Record<string, Replaced>> = {
  VxlanTunnel: {
    declaration: on("VxlanTunnel", {
      ...{ vni: 5, local: "198.51.100.1", remote: "198.51.100.2", dev: "eth0", name: "x0" },
    }),
    change: { ttl: 7 },
    remove: "ip link del x0",
    add: `ip link add x0 ${VXLAN} ttl 99`,
    show: "ip -d link show x0",
  },
  XfrmPolicy: {
    declaration: (args = {}) => policy("x", { priority: 5, ...args }),
    change: { priority: 6 },
    remove: `ip xfrm policy delete ${SELECTOR}`,
    add: `ip xfrm policy add ${SELECTOR} priority 5`,
    show: "ip xfrm policy list",
  },
  "XfrmPolicy with a mark and an interface id": {
    declaration: (args = {}) => policy("x", { mark: { value: 5, mask: 255 }, ifId: 42, ...args }),
    change: { priority: 6 },
    remove: `ip xfrm policy delete ${SELECTOR} mark 5 mask 0xff if_id 42`,
    add: `ip xfrm policy add ${SELECTOR} mark 5 mask 0xff if_id 42`,
    show: "ip xfrm policy list",
  },
  Neighbor: {
    declaration: on("Neighbor", {
      ...{ dev: "eth0", address: "198.51.100.9", lladdr: "02:00:00:00:00:09" },
    }),
    change: { lladdr: "02:00:00:00:00:0a" },
    remove: "ip neigh del 198.51.100.9 dev eth0",
    add: "ip neigh add 198.51.100.9 lladdr 02:00:00:00:00:09 dev eth0 nud permanent",
    show: "ip neigh show 198.51.100.9",
  },
  "Neighbor over IPv6": {
    declaration: on("Neighbor", {
      ...{ dev: "eth0", address: "2001:db8:1::9", lladdr: "02:00:00:00:00:09" },
    }),
    change: { lladdr: "02:00:00:00:00:0a" },
    remove: "ip neigh del 2001:db8:1::9 dev eth0",
    add: "ip neigh add 2001:db8:1::9 lladdr 02:00:00:00:00:09 dev eth0 nud permanent",
    show: "ip neigh show 2001:db8:1::9",
  },
  Route: {
    declaration: on("Route", { to: "10.20.0.0/16", via: "198.51.100.7" }),
    change: { mtu: 1300 },
    remove: "ip route del 10.20.0.0/16",
    add: "ip route add 10.20.0.0/16 via 198.51.100.7",
    show: "ip route show 10.20.0.0/16",
    isDrift: true,
  },
  PolicyRule: {
    declaration: on("PolicyRule", { priority: 100, from: "10.1.0.0/16", table: 7 }),
    change: { table: 8 },
    remove: "ip rule del priority 100",
    add: "ip rule add priority 100 from 10.1.0.0/16 lookup 7",
    show: "ip rule show priority 100",
    isDrift: true,
  },
};

for (const [title, { declaration, change, remove, add, show, isDrift }] of Object.entries(REPLACED)) {
  holds(`${title} that an operator has removed and added by hand stays at destroy`, async (world) => {
    const stack = world.stack();
    green(await stack.up([declaration()]));
    await world.alpha.must(`${remove} && ${add}`);
    const theirs = await world.alpha.must(show);
    expect(theirs).not.toBe("");
    await stack.destroy();
    expect(stack.state).toEqual([]);
    expect(await world.alpha.must(show)).toBe(theirs);
    expect(await world.alpha.must("ls -A /run")).not.toMatch("pulumi-iproute2\n");
  });

  holds(`${title} that an operator has removed leaves nothing after a refresh`, async (world) => {
    const stack = world.stack();
    green(await stack.up([declaration()]));
    await world.alpha.must(remove);
    green(await stack.refresh());
    expect(stack.state.map(({ type }) => type)).not.toContain(declaration().type);
    expect(await world.alpha.must("ls -A /run")).not.toMatch("pulumi-iproute2\n");
  });

  if (isDrift) continue;
  holds(`${title} that an operator has removed and added by hand is not changed`, async (world) => {
    const stack = world.stack();
    green(await stack.up([declaration()]));
    await world.alpha.must(`${remove} && ${add}`);
    const theirs = await world.alpha.must(show);
    refused(await stack.up([declaration(change)]), /adopt/);
    expect(await world.alpha.must(show)).toBe(theirs);
    // The state has no such object after a refresh, so the next run would make it
    await stack.refresh();
    refused(await stack.up([declaration()]), /adopt/);
    expect(await world.alpha.must(show)).toBe(theirs);
    green(await stack.up([declaration({ adopt: true })]));
    green(await stack.destroy());
    expect(await world.alpha.run(show)).not.toMatchObject({ stdout: theirs });
  });
}
