// What goes with a device that is replaced: the provider names it, or puts it back.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { handlers } from "../../../provider/index.ts";
import { listed } from "../../../provider/lifecycle/replacement.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import type { FakeHost } from "../fake-host/fake-host.ts";
import { hostArgument, newFakeHost } from "../fake-host/hosts.ts";

vi.mock("../../../provider/host/host.ts", async (original) => ({
  ...(await original<object>()),
  hostOf: (await import("../fake-host/hosts.ts")).hostOf,
}));

const AT = "192.0.2.1";
let host: FakeHost;
let warnings: string[];
let dumps: number;
beforeEach(() => {
  host = newFakeHost(AT);
  [warnings, dumps] = [[], 0];
  const dump = host.dump.bind(host);
  host.dump = async () => {
    dumps += 1;
    return dump();
  };
  vi.spyOn(console, "warn").mockImplementation((text: string) => void warnings.push(text));
});
afterEach(() => vi.restoreAllMocks());

const handlersOf = (type: string) => {
  const its = handlers[type];
  if (its === undefined) throw new Error(`no type ${type}`);
  return its;
};
const run = (...lines: readonly string[]) => lines.map((line) => host.kernel.run(line));
const inputs = (name: string, more: Args): Args => ({
  ...{ host: hostArgument(AT), owner: `shop/prod/${name}`, __stack: "k3x9q2ab", name },
  ...more,
});

describe("a Vrf whose table changes", () => {
  const { check: _, ...vrf } = handlersOf("Vrf");
  const [before, after] = [inputs("red", { table: 100 }), inputs("red", { table: 200 })];
  const port = inputs("gre0", {
    ...{ local: "10.44.0.1", remote: "10.44.0.2", master: "red" },
    ...{
      addresses: ["10.9.0.1/30", "fd09::1/64"],
      routes: ["10.20.0.0/16", { to: "fd20::/48", table: 300 }],
    },
  });

  test("gets all ports of the old device, with their addresses and routes, before the old one is deleted", async () => {
    const { outs } = await vrf.create(before);
    const link = await handlersOf("GreTunnel").create(port);
    run(
      "link add name veth0 type vxlan id 5 dstport 4789 dev under0",
      "link set dev veth0 master red",
      "link set dev veth0 up",
      "addr add fd55::1/64 dev veth0",
      "route add 10.55.0.0/16 dev veth0 proto boot table 100",
    );
    expect(await vrf.diff("red", outs, after)).toMatchObject({
      replaces: ["table"],
      deleteBeforeReplace: false,
    });
    const made = await vrf.create(after);
    await vrf.delete("red", outs);

    const { devices, routes } = host.kernel;
    expect(devices.get("red")?.info.table).toBe(200);
    expect(devices.get("gre0")).toMatchObject({ master: "red", addresses: ["10.9.0.1/30", "fd09::1/64"] });
    expect(devices.get("veth0")).toMatchObject({ master: "red", addresses: ["fd55::1/64"] });
    const found = routes.map(({ to, dev, table, protocol }) => `${to} ${dev} ${table} ${protocol}`);
    expect(found.toSorted()).toEqual([
      "10.20.0.0/16 gre0 200 static",
      "10.55.0.0/16 veth0 200 boot",
      "fd20::/48 gre0 300 static",
    ]);
    expect(warnings).toEqual([]);
    const read = await handlersOf("GreTunnel").read("gre0", link.outs);
    expect(read.inputs).toMatchObject({ routes: port.routes, addresses: port.addresses, master: "red" });
    expect((await vrf.read("red", made.outs)).props).toMatchObject({ table: 200 });
  });

  test("warns about a port that it could not get back, and exists nevertheless", async () => {
    await vrf.create(before);
    run("link add name veth0 type vxlan id 5 dstport 4789 dev under0", "link set dev veth0 master red");
    const perform = host.perform.bind(host);
    host.perform = async (operation) =>
      operation.commands.some((command) => command.includes("master"))
        ? {
            status: "failed",
            command: undefined,
            at: 0,
            stderr: "RTNETLINK answers: Device or resource busy",
          }
        : perform(operation);
    await vrf.create(after);
    expect(host.kernel.devices.get("red")?.info.table).toBe(200);
    expect(warnings).toEqual([
      `red on ${AT} is a new device: veth0 is no port of it any more (RTNETLINK answers: Device or resource busy)`,
    ]);
  });

  test("keeps its ports as a link of a LinkSet too", async () => {
    const set = handlersOf("LinkSet");
    const links = (table: number) => ({ red: { name: "red", table } });
    const inSet = (table: number): Args => {
      const { name: _, ...rest } = inputs("set", { kind: "vrf", links: links(table) });
      return rest;
    };
    const { id, outs } = await set.create(inSet(100));
    run("link add name veth0 type vxlan id 5 dstport 4789 dev under0", "link set dev veth0 master red");
    await set.update(id, outs, inSet(200));
    expect(host.kernel.devices.get("red")?.info.table).toBe(200);
    expect(host.kernel.devices.get("veth0")?.master).toBe("red");
    expect(warnings).toEqual([]);
  });

  test("is deleted first if its name changes too", async () => {
    const { outs } = await vrf.create(before);
    const renamed = { ...after, name: "blue" };
    expect(await vrf.diff("red", outs, renamed)).toMatchObject({ deleteBeforeReplace: true });
  });
});

describe("a link that is replaced", () => {
  const vxlan = handlersOf("VxlanTunnel");
  const [before, after] = [
    inputs("vx0", { vni: 5, remote: "10.44.0.2" }),
    inputs("vx0", { vni: 6, remote: "10.44.0.2" }),
  ];
  const furnish = async (link: Args) => {
    const { outs } = await vxlan.create(link);
    run("link add name br0 type bridge", "link set dev vx0 master br0");
    return outs;
  };

  test("is named in a warning with what the kernel removes along with it, at most five things", async () => {
    const outs = await furnish(before);
    run(
      "link add name vx0.100 type vxlan id 7 dstport 4790 dev vx0",
      ...[1, 2, 3, 4, 5, 6].map((number) => `route add 10.6${number}.0.0/16 dev vx0 proto bird`),
    );
    await vxlan.diff("vx0", outs, after);
    await vxlan.delete("vx0", outs);
    expect(warnings).toEqual([
      `vx0 on ${AT} is replaced. The removal of the old device also removes its membership in br0, the device vx0.100 on top of it, the route to 10.61.0.0/16 (bird), the route to 10.62.0.0/16 (bird), the route to 10.63.0.0/16 (bird) and 3 more. The provider does not add that again`,
    ]);
  });

  test("has no warning about a bridge that the program declares", async () => {
    const outs = await furnish(before);
    await vxlan.diff("vx0", { ...outs, master: "br0" }, after);
    await vxlan.delete("vx0", { ...outs, master: "br0" });
    expect(warnings).toEqual([]);
  });

  test("costs no read if it is deleted for good, or changed in place", async () => {
    const outs = await furnish(before);
    await vxlan.diff("vx0", outs, { ...before, ttl: 9 });
    const earlier = dumps;
    await vxlan.delete("vx0", outs);
    expect([dumps - earlier, warnings]).toEqual([0, []]);
  });

  test("of the type Bridge is named with its ports", async () => {
    const bridge = handlersOf("Bridge");
    const { outs } = await bridge.create(inputs("lan", {}));
    run("link add name vx1 type vxlan id 8 dstport 4789 dev under0", "link set dev vx1 master lan");
    await bridge.diff("lan", outs, inputs("lan", { name: "lan2" }));
    await bridge.delete("lan", outs);
    expect(warnings).toEqual([
      `lan on ${AT} is replaced. The removal of the old device also removes the membership of vx1. The provider does not add that again`,
    ]);
  });
});

test.each([
  [["a"], "a"],
  [["a", "b"], "a and b"],
  [["a", "b", "c", "d", "e", "f", "g"], "a, b, c, d, e and 2 more"],
])("listed writes %j as %s", (things, text) => {
  expect(listed(things)).toBe(text);
});
