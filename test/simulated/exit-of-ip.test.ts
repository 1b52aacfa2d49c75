// Operations of one frame beside one at which `ip` exits without the number of its line. The host keeps the markers of the
// others.
import { describe, expect, test } from "vitest";
import { driverFor, type ResourceDriver } from "../kinds/resource-driver.ts";
import { missing } from "../model/host.ts";
import { simulatedHosts } from "./hosts.ts";

const hosts = simulatedHosts();

describe.skipIf(missing() !== undefined)("operations of one frame", { concurrent: false }, () => {
  const run = (command: string) => hosts().world.alpha.must(command);
  const driver = (type: string) =>
    driverFor(type, () => ({ connection: { ...hosts().servers.alpha.connection } }));
  const BESIDE: [string, Record<string, unknown>][] = [
    ["Route", { to: "10.21.0.0/16", via: "198.51.100.254" }],
    ["Route", { to: "fd22::/48", via: "2001:db8:1::254" }],
    ["PolicyRule", { priority: 1000, from: "192.0.2.0/24", table: 100 }],
    ["PolicyRule", { priority: 1000, from: "2001:db8:77::/48", table: 100 }],
  ];

  /** Creates an object between others, which must then be as declared, and removes all of them together. */
  const inOneFrame = async (type: string, args: Record<string, unknown>) => {
    const all: [ResourceDriver, Record<string, unknown>][] = [
      ...BESIDE.slice(0, 2),
      [type, args] as const,
      ...BESIDE.slice(2),
    ].map(([one, its]) => [driver(one), its]);
    const results = await Promise.allSettled(all.map(([its, declared]) => its.create(declared)));
    const made = results.flatMap((one, index) =>
      one.status === "fulfilled" ? [{ driver: all[index]?.[0], made: one.value }] : [],
    );
    for (const one of made) await one.driver?.isQuiet(one.made);
    await Promise.all(made.map((one) => one.driver?.remove(one.made)));
    return results.flatMap((one) => (one.status === "rejected" ? [String(one.reason)] : []));
  };

  test("are done beside a Neighbor that the kernel has learnt", async () => {
    await run("ip neigh replace 198.51.100.77 lladdr 02:00:5e:00:53:77 dev eth0 nud stale");
    const neighbor = { dev: "eth0", address: "198.51.100.77", lladdr: "02:00:5e:00:53:01" };
    expect(await inOneFrame("Neighbor", neighbor)).toEqual([]);
    expect(await run("ip route show proto 105; ip neigh show nud permanent; ls /run")).not.toMatch(
      /10\.21|02:00|iproute2$/,
    );
  });

  test("are done beside a Route whose next hop has no device, and its error names only that one", async () => {
    const nexthops = [{ dev: "missing0" }, { dev: "eth0", via: "198.51.100.254" }];
    const errors = await inOneFrame("Route", { to: "10.99.0.0/16", nexthops });
    expect(errors).toEqual([expect.stringMatching(/10\.99\.0\.0\/16 .*missing0/)]);
  });
});
