// What the kernel removes with a link that is replaced, if it is a resource of the same program.
import { Host, Neighbor, Route, VxlanTunnel } from "pulumi-iproute2";
import { describe, expect, test } from "vitest";
import { openStack, type Program } from "../engine/stack.ts";
import { missing } from "../model/host.ts";
import { UNDERLAY } from "../model/world.ts";
import { simulatedHosts } from "./hosts.ts";

const hosts = simulatedHosts();

const programOf =
  (vni: number): Program =>
  async () => {
    const host = new Host("ams", { connection: { ...hosts().servers.alpha.connection } });
    const outer = new VxlanTunnel("outer", {
      ...{ host, vni, remote: UNDERLAY.beta, dev: "eth0", addresses: ["10.9.1.1/30", "fd09:1::1/64"] },
    });
    const dev = outer.name;
    const gateway = { via: "198.51.100.254", dev: "eth0" };
    new Route("single", { host, to: "10.21.0.0/16", via: "10.9.1.2", dev });
    new Route("several", { host, to: "10.22.0.0/16", nexthops: [{ dev }, { ...gateway, weight: 2 }] });
    new Route("of-ipv6", { host, to: "fd22::/48", via: "fd09:1::2", dev });
    new Route("elsewhere", { host, to: "10.23.0.0/16", nexthops: [gateway] });
    new Neighbor("far", { host, dev, address: "10.9.1.2", lladdr: "02:00:5e:00:53:01" });
    new VxlanTunnel("inner", { host, vni: 90, remote: "10.9.1.2", dev, addresses: ["10.9.3.1/30"] });
  };

const ON_OUTER = ["single", "several", "of-ipv6", "far", "inner"];

describe.skipIf(missing() !== undefined)("a link that is replaced", { timeout: 300_000 }, () => {
  test("takes the routes, neighbours and links on top of it along, and the same run creates them again", async () => {
    const alpha = () => hosts().world.alpha;
    const seen = () =>
      alpha().must(
        `ip route show proto 105; ip -6 route show proto 105; ip neigh show nud permanent
ls /sys/class/net; ip route show dev inner`,
      );
    const stack = await openStack({ name: "replaced", program: programOf(1) });
    try {
      await stack.up();
      const before = await seen();
      for (const text of ["10.21.0.0/16", "nexthop via 198.51.100.254", "fd22::/48", "10.9.1.2 dev outer"])
        expect(before).toContain(text);
      stack.use(programOf(2));
      const replaced = Object.fromEntries(["outer", ...ON_OUTER].map((name) => [name, "replace"]));
      expect((await stack.preview()).changed).toEqual(replaced);
      const up = await stack.up();
      expect(up.changed).toEqual(replaced);
      expect(await seen()).toBe(before);
      expect(up.stdout).not.toContain("The provider does not add that again");
      expect((await stack.refresh()).changed).toEqual({});
    } finally {
      await stack.destroy();
      await stack.dispose();
    }
  });
});
