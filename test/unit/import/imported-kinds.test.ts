// Every kind of the table, made without the provider, becomes a resource by its address alone.
import { beforeEach, describe, expect, test, vi } from "vitest";
import { handlers, type links } from "../../../provider/index.ts";
import { GROUP, ownerIn } from "../../../provider/iproute2/owner-alias.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import { ends } from "../../kinds/ends.ts";
import { driverFor, type Made } from "../../kinds/resource-driver.ts";
import { table } from "../../kinds/table.ts";
import { makeByHand } from "../fake-host/by-hand.ts";
import type { FakeHost } from "../fake-host/fake-host.ts";
import { hostArgument, newFakeHost } from "../fake-host/hosts.ts";

vi.mock("../../../provider/host/host.ts", async (original) => ({
  ...(await original<object>()),
  hostOf: (await import("../fake-host/hosts.ts")).hostOf,
}));

const HERE = "192.0.2.1";
const ELSEWHERE = "192.0.2.2";
const NAME = "kind0";
const ID = `ssh://${HERE}/${NAME}`;
const PROVIDER = { __provider: "stub" };
/** Arguments that the class adds. */
const MARK = { owner: "shop/prod/fra", __stack: "k3x9q2bc" };
const ADDRESSING = {
  addresses: ["10.77.0.1/30", "fd77::1/64"],
  routes: [
    "10.78.0.0/24",
    { to: "fd78::/64", via: "fd77::2" },
    { to: "10.79.0.0/24", metric: 7, table: 100 },
  ],
};

const imported = async (type: string): Promise<Made> => {
  const { id = "", props = {}, inputs = {} } = (await handlers[type]?.read(ID, PROVIDER)) ?? {};
  const [{ __provider: _p, ...outs }, { __provider: _i, ...rest }] = [props, inputs];
  return { id, inputs: rest, outs };
};
const differing = (one: Args, other: Args) =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
    (key) => JSON.stringify(one[key]) !== JSON.stringify(other[key]),
  );
/** The devices without their marks. */
const unmarked = (host: FakeHost) =>
  (host.kernel.links() as Args[]).map(({ group: _g, ifalias: _a, ...rest }) => rest);

let host: FakeHost;
beforeEach(() => {
  host = newFakeHost(HERE);
});

describe.each(table.map((row) => ({ type: row.type as keyof typeof links, row })))(
  "import of a $type",
  ({ type, row }) => {
    const driver = driverFor(type, () => hostArgument(HERE));
    const variants = [row.minimal, ...row.full].map((args, index) => ({ index, args: args(ends) }));
    const smallMtu = (args: Args) => typeof args.mtu === "number" && args.mtu < 1280;

    test.each(variants)(
      "of variant $index shows only the mark, sets it in place, and is quiet after it",
      async ({ args }) => {
        makeByHand(host, type, { name: NAME, ...args, ...(smallMtu(args) ? {} : ADDRESSING) });
        const [before, routes] = [unmarked(host), host.kernel.shownRoutes()];
        const made = await imported(type);
        expect(made.id).toBe(ID);
        expect(host.asked).toEqual([]);

        const program = { ...made.inputs, ...MARK };
        const inputs = await driver.checked(program);
        expect(differing(made.inputs, inputs).sort()).toEqual(["__stack", "owner"]);
        expect(await driver.plan(made, program)).toBe("update");

        const updated = await driver.update(made, program);
        expect(unmarked(host)).toEqual(before);
        expect(host.kernel.shownRoutes()).toEqual(routes);
        expect(host.kernel.devices.get(NAME)).toMatchObject({ group: GROUP });
        expect(ownerIn(host.kernel.devices.get(NAME)?.alias ?? "")).toBe(MARK.owner);
        await driver.isQuiet(updated);

        await driver.remove(updated);
        expect(host.kernel.links()).toEqual(newFakeHost(ELSEWHERE).kernel.links());
      },
    );

    // The key of a multicast tunnel may have two spellings: the group's address, or none. An import has the shorter one.
    const isSpelledOnce = ({ key, remote }: Args) => key === undefined || key !== remote;
    test.each(variants.filter(({ args }) => isSpelledOnce(args)))(
      "of variant $index updates to the arguments that made it",
      async ({ args }) => {
        makeByHand(host, type, { name: NAME, ...args });
        const before = unmarked(host);
        const made = await imported(type);
        const program = { name: NAME, ...args, ...MARK };
        expect(await driver.plan(made, program)).toBe("update");
        await driver.isQuiet(await driver.update(made, program));
        expect(unmarked(host)).toEqual(before);
      },
    );
  },
);

describe("import of a link", () => {
  const type = "GreTunnel";
  const driver = driverFor(type, () => hostArgument(HERE));
  const GRE = { name: NAME, local: ends.local4, remote: ends.remote4, key: 5 };
  const program = { ...GRE, ...MARK };

  test("declares an mtu that no underlay explains, and the arguments of every device", async () => {
    makeByHand(host, type, { ...GRE, mtu: 1300, multicast: true, txQueueLength: 5 });
    expect((await imported(type)).inputs).toEqual({
      ...{ host: hostArgument(HERE), name: NAME, local: ends.local4, remote: ends.remote4, key: 5 },
      ...{ mtu: 1300, multicast: true, txQueueLength: 5 },
    });
  });

  test("replaces an operator's alias by the mark", async () => {
    makeByHand(host, type, GRE);
    host.kernel.run(`link set dev ${NAME} alias to-frankfurt`);
    await driver.update(await imported(type), program);
    expect(ownerIn(host.kernel.devices.get(NAME)?.alias ?? "")).toBe(MARK.owner);
  });

  test("survives a refresh before the update that marks it", async () => {
    makeByHand(host, type, GRE);
    const made = await imported(type);
    expect(await driver.refreshed(made)).toMatchObject({ id: ID, outs: made.outs });
    host.kernel.deleteLink(NAME);
    expect(await driver.refresh(made)).toBeUndefined();
  });

  test("takes the device that an interrupted update has marked", async () => {
    makeByHand(host, type, GRE);
    const made = await imported(type);
    await driver.update(made, program);
    const again = await driver.refreshed(made);
    expect(again.outs).not.toHaveProperty("owner");
    const updated = await driver.update(again, program);
    await driver.isQuiet(updated);
    await driver.remove(updated);
    expect(host.kernel.devices.has(NAME)).toBe(false);
  });

  test("leaves the device on the host if it is deleted before it was marked", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    makeByHand(host, type, GRE);
    await driver.remove(await imported(type));
    expect(host.kernel.devices.has(NAME)).toBe(true);
    expect(warn.mock.calls.join()).toMatch(/kind0 stays on 192\.0\.2\.1: it was imported/);
    warn.mockRestore();
  });

  test("refuses a program that needs a new device, at preview", async () => {
    makeByHand(host, type, GRE);
    const made = await imported(type);
    const other = { ...program, remote: undefined };
    await expect(driver.plan(made, other)).rejects.toThrow(
      /kind0 was imported, and these arguments need a new object: remote is "10\.44\.0\.2" on the host, absent in the program/,
    );
    await expect(
      driver.plan(made, { ...program, host: { ...hostArgument(HERE), netns: "red" } }),
    ).rejects.toThrow("host.netns is another one in the id than in the program");
  });

  test("changes an argument that the program declares otherwise, in the update that marks it", async () => {
    makeByHand(host, type, GRE);
    const made = await driver.update(await imported(type), {
      ...program,
      ttl: 9,
      addresses: ["10.77.0.1/30"],
    });
    expect(host.kernel.links(NAME)).toMatchObject([{ linkinfo: { info_data: { ttl: 9 } } }]);
    await driver.isQuiet(made);
  });

  test("refuses the device in the update if another stack has marked it since", async () => {
    makeByHand(host, type, GRE);
    const made = await imported(type);
    await driver.create({ ...program, owner: "other/stack/fra", adopt: true });
    await expect(driver.update(made, program)).rejects.toThrow(/belongs to other\/stack\/fra/);
  });

  test("refuses the update if the program names another machine, or if the device is gone", async () => {
    makeByHand(host, type, GRE);
    const made = await imported(type);
    const moved = { ...made, outs: { ...made.outs, machineId: "4567" } };
    await expect(driver.update(moved, program)).rejects.toThrow("imported from another machine");
    host.kernel.deleteLink(NAME);
    await expect(driver.update(made, program)).rejects.toThrow("it no longer exists. Run pulumi refresh");
  });

  const read = (name: string, of = type) => handlers[of]?.read(`ssh://${HERE}/${name}`, PROVIDER);

  test("refuses devices that no program can have, each with the reason", async () => {
    await driver.create(program);
    await expect(read(NAME)).rejects.toThrow(/cannot be imported: it belongs to shop\/prod\/fra/);
    await expect(read(NAME, "IpipTunnel")).rejects.toThrow(
      "kind0 is a device of the kind gre, and no device of the kind ipip",
    );
    await expect(read("under0")).rejects.toThrow("under0 is a device of the type ether");
    await expect(read("none")).rejects.toThrow("the host has no GreTunnel none: it has kind0");
    host.kernel.run("link add name tunl0 type ipip local any remote any");
    await expect(read("tunl0", "IpipTunnel")).rejects.toThrow(
      "the kernel makes and keeps that device itself",
    );
    host.kernel.run("link add name renamed type ipip local any remote any");
    await expect(read("renamed", "IpipTunnel")).rejects.toThrow(
      /no program can declare it: remote .*fallback device/,
    );
  });

  test("refuses an id without an address, and types without an import", async () => {
    await expect(handlers[type]?.read(NAME, PROVIDER)).rejects.toThrow(/is not an address\. An id is ssh:/);
    await expect(read("net.ipv4.ip_forward", "Forwarding")).rejects.toThrow("Forwarding needs no import");
    await expect(read("mirror:under0>kind0", "ErspanMirror")).rejects.toThrow("the host has no ErspanMirror");
  });
});

describe("import of a FouPort", () => {
  test.each([
    { line: "add port 5555 gue", name: "fou:5555", args: { port: 5555, gue: true, family: "inet" } },
    {
      line: "add port 5556 ipproto 47 local 10.44.0.1",
      name: "fou:5556,local=10.44.0.1",
      args: { port: 5556, protocol: "gre", family: "inet", local: "10.44.0.1" },
    },
  ])("finds $name, marks it, and removes it", async ({ line, name, args }) => {
    const driver = driverFor("FouPort", () => hostArgument(HERE));
    host.kernel.runFou("inet", line.split(" "));
    const read = await handlers.FouPort?.read(`ssh://${HERE}/${name}`, PROVIDER);
    const { __provider: _, ...inputs } = read?.inputs ?? {};
    expect(inputs).toEqual({ ...args, host: hostArgument(HERE) });
    const made = { id: read?.id ?? "", inputs, outs: read?.props ?? {} };
    expect(await driver.plan(made, { ...args, ...MARK })).toBe("update");
    const updated = await driver.update(made, { ...args, ...MARK });
    await driver.isQuiet(updated);
    await driver.remove(updated);
    expect(host.kernel.ports).toEqual([]);
  });
});

/** Runs a command of `ip` that a fake host has apart from those of links. */
function byHand(line: string): void {
  const [object = "", verb = "", ...words] = line.split(" ");
  if (object === "rule") host.routing.rule("inet", verb, words);
  else if (object === "route") host.routing.route(verb, words);
  else host.routing.neigh(verb, words);
}

describe.each([
  {
    type: "PolicyRule",
    line: "rule add priority 1000 not from 10.1.0.0/16 fwmark 0x1/0xff table 100",
    name: "rule:1000,not=yes,from=10.1.0.0/16,fwmark=0x1/0xff",
    args: { family: "inet", priority: 1000, not: true, from: "10.1.0.0/16", fwmark: "0x1/0xff", table: 100 },
  },
  {
    type: "PolicyRule",
    line: "rule add priority 1001 from 10.3.0.0/16 type prohibit protocol 4",
    name: "rule:1001,from=10.3.0.0/16",
    args: { family: "inet", priority: 1001, from: "10.3.0.0/16", action: "prohibit" },
  },
  {
    type: "Route",
    line: "route add 10.20.0.0/16 proto 4 metric 5 table 100 nexthop via 192.0.2.9 dev under0 weight 2 nexthop dev under1 weight 1",
    name: "route:10.20.0.0/16,table=100,metric=5",
    args: {
      ...{ to: "10.20.0.0/16", table: 100, metric: 5 },
      nexthops: [
        { via: "192.0.2.9", dev: "under0", weight: 2, onlink: false },
        { dev: "under1", weight: 1, onlink: false },
      ],
    },
  },
  {
    type: "Route",
    line: "route add blackhole 10.30.0.0/16 proto 3",
    name: "route:10.30.0.0/16",
    args: { to: "10.30.0.0/16", type: "blackhole" },
  },
  {
    type: "Neighbor",
    line: "neigh add 10.44.0.9 lladdr 02:00:00:00:00:09 dev under0 nud permanent",
    name: "neighbor:10.44.0.9,dev=under0",
    args: { address: "10.44.0.9", dev: "under0", lladdr: "02:00:00:00:00:09" },
  },
])("import of a $type ($name)", ({ type, line, name, args }) => {
  test("shows only the mark, sets it, is quiet after it, and the object can be removed", async () => {
    const driver = driverFor(type, () => hostArgument(HERE));
    const shown = () =>
      JSON.stringify([
        host.routing.shownRules("inet"),
        host.routing.shownFib(),
        host.routing.shownNeighbors(),
      ]);
    const empty = shown();
    byHand(line);
    const read = await handlers[type]?.read(`ssh://${HERE}/${name}`, PROVIDER);
    const { __provider: _, ...inputs } = read?.inputs ?? {};
    expect(inputs).toEqual({ ...args, host: hostArgument(HERE) });
    const made = { id: read?.id ?? "", inputs, outs: read?.props ?? {} };
    expect(await driver.plan(made, { ...inputs, ...MARK })).toBe("update");
    const updated = await driver.update(made, { ...inputs, ...MARK });
    await driver.isQuiet(updated);
    await driver.remove(updated);
    expect(shown()).toBe(empty);
  });
});
