// The arguments clampMss and espOnly of links, and the nft table that they make.
import { afterEach, describe, expect, test, vi } from "vitest";
import { describeCommand, printCommand } from "../../../provider/iproute2/command.ts";
import { clampSizeOf, nftTableText, readNftTable } from "../../../provider/iproute2/nft-table.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import { driverFor } from "../../kinds/resource-driver.ts";
import { hostArgument, newFakeHost } from "../fake-host/hosts.ts";

vi.mock("../../../provider/host/host.ts", async (original) => ({
  ...(await original<object>()),
  hostOf: (await import("../fake-host/hosts.ts")).hostOf,
}));

const HERE = "192.0.2.1";
const TABLE = "pulumi_iproute2_kind0";
const driver = driverFor("GreTunnel", () => hostArgument(HERE));
const declared = (args: Args): Args => ({
  ...{ name: "kind0", local: "10.44.0.1", remote: "10.44.0.2", addresses: ["10.77.0.1/30"] },
  ...args,
});
const clampText = (device: string, clamp: true | number) => nftTableText(device, { clamp, espOnly: [] });
const rules = (size: string) =>
  ["oifname", "iifname"].map((key) => `${key} "kind0" tcp flags syn tcp option maxseg size set ${size};`);

afterEach(() => vi.restoreAllMocks());

describe("clampMss", () => {
  test("makes a table, changes it in place, repairs it and removes it", async () => {
    const host = newFakeHost(HERE);
    const { tables } = host.kernel.nft;
    const made = await driver.create(declared({ clampMss: true }));
    for (const rule of rules("rt mtu")) expect(tables.get(TABLE)).toContain(rule);
    await driver.isQuiet(made);

    expect(await driver.plan(made, declared({ clampMss: 1300 }))).toBe("update");
    const changed = await driver.update(made, declared({ clampMss: 1300 }));
    for (const rule of rules("1300")) expect(tables.get(TABLE)).toContain(rule);
    await driver.isQuiet(changed);

    for (const byHand of [
      undefined,
      "table inet x { }",
      clampText("kind0", 1200),
      clampText("other", 1300),
    ]) {
      if (byHand === undefined) tables.delete(TABLE);
      else tables.set(TABLE, byHand);
      expect(await driver.drift(changed)).toEqual(["clampMss"]);
      const repaired = await driver.update(await driver.refreshed(changed), declared({ clampMss: 1300 }));
      expect(tables.get(TABLE)).toBe(clampText("kind0", 1300));
      await driver.isQuiet(repaired);
    }

    expect(await driver.plan(changed, declared({}))).toBe("update");
    const without = await driver.update(changed, declared({}));
    expect([...tables]).toEqual([]);
    await driver.isQuiet(without);

    const again = await driver.update(without, declared({ clampMss: true }));
    expect([...tables.keys()]).toEqual([TABLE]);
    await driver.remove(again);
    expect([...tables]).toEqual([]);
    expect(host.kernel.devices.has("kind0")).toBe(false);
  });

  test("leaves no table when an operator has removed the device, and touches the device of no other owner", async () => {
    const host = newFakeHost(HERE);
    const made = await driver.create(declared({ clampMss: true }));
    host.kernel.deleteLink("kind0");
    await driver.remove(made);
    expect([...host.kernel.nft.tables]).toEqual([]);

    const other = await driver.create(declared({ clampMss: true }));
    host.kernel.deleteLink("kind0");
    host.kernel.run("link add name kind0 type gre local 10.44.0.1 remote 10.44.0.9");
    await driver.remove(other);
    expect([...host.kernel.nft.tables]).toEqual([]);
    expect(host.kernel.devices.has("kind0")).toBe(true);
  });

  test("is refused on a host without nft, in words that name the package, and leaves no device", async () => {
    const host = newFakeHost(HERE);
    host.kernel.nft.isInstalled = false;
    vi.spyOn(host.kernel.nft, "run");
    await expect(driver.create(declared({ clampMss: true }))).rejects.toThrow(
      /there is no program nft on the host: install the package nftables/,
    );
    expect(host.kernel.devices.has("kind0")).toBe(false);
  });

  test.each([0, 87, 65_496, 1300.5, "auto"])("refuses %s at preview", async (clampMss) => {
    expect(await driver.faults(declared({ clampMss }))).toEqual([
      "clampMss: must be a whole number from 88 to 65495, or true or false",
    ]);
  });

  test("sends nothing to nft while it is not declared", async () => {
    const host = newFakeHost(HERE);
    const made = await driver.create(declared({ clampMss: false }));
    await driver.isQuiet(made);
    await driver.remove(made);
    const words = host.asked.flatMap(({ request }) =>
      "commands" in request ? request.commands.map(printCommand) : [],
    );
    expect(words.join("\n")).not.toContain("nft");
  });
});

describe("espOnly", () => {
  const drop = (packets: string, to = " ip daddr 10.44.0.1") =>
    `ip saddr 10.44.0.2${to} ${packets} meta ipsec missing drop;`;
  const ends = { name: "kind0", local: "10.44.0.1", remote: "10.44.0.2" };
  const encap = { type: "gue", dport: 6080 };
  const six = { name: "kind0", local: "fd00::1", remote: "fd00::2" };

  test.each([
    ["IpipTunnel", ends, [drop("meta l4proto 4"), drop("meta l4proto 137")]],
    ["SitTunnel", ends, [4, 41, 137].map((number) => drop(`meta l4proto ${number}`))],
    ["GreTunnel", { ...ends, encap }, [drop("meta l4proto 47"), drop("udp dport 6080")]],
    ["GreTapTunnel", { name: "kind0", remote: "10.44.0.2" }, [drop("meta l4proto 47", "")]],
    ["VxlanTunnel", { ...ends, vni: 7 }, [drop("udp dport 4789")]],
    [
      "Ip6GreTunnel",
      { ...six, encap },
      ["meta l4proto 47", "udp dport 6080"].map(
        (packets) => `ip6 saddr fd00::2 ip6 daddr fd00::1 ${packets} meta ipsec missing drop;`,
      ),
    ],
  ])("of a %s drops its packets without ESP, is repaired and removed", async (type, args, drops) => {
    const host = newFakeHost(HERE);
    const { tables } = host.kernel.nft;
    const link = driverFor(type, () => hostArgument(HERE));
    const made = await link.create({ ...args, espOnly: true });
    expect(tables.get(TABLE)?.match(/ip6? saddr[^;]*;/g)).toEqual(drops);
    await link.isQuiet(made);

    tables.set(TABLE, tables.get(TABLE)?.replace(/ip6? saddr[^;]*;/, "") ?? "");
    expect(await link.drift(made)).toEqual(["espOnly"]);
    const repaired = await link.update(await link.refreshed(made), { ...args, espOnly: true });
    expect(tables.get(TABLE)?.match(/ip6? saddr[^;]*;/g)).toEqual(drops);
    const both = await link.update(repaired, { ...args, espOnly: true, clampMss: 1300 });
    expect(tables.get(TABLE)).toContain("maxseg size set 1300");
    await link.isQuiet(both);
    const without = await link.update(both, { ...args, clampMss: 1300 });
    expect(tables.get(TABLE)).not.toContain("ipsec");
    await link.isQuiet(without);
    await link.remove(without);
    expect([...tables]).toEqual([]);
  });

  test("follows the far end to another address", async () => {
    const host = newFakeHost(HERE);
    const made = await driver.create(declared({ espOnly: true }));
    await driver.update(made, declared({ espOnly: true, remote: "10.44.0.9" }));
    expect(host.kernel.nft.tables.get(TABLE)).toContain("saddr 10.44.0.9");
    expect(host.kernel.nft.tables.get(TABLE)).not.toContain("saddr 10.44.0.2");
  });

  test("needs remote in the namespace of the device, and is refused for kinds with ESP of their own", async () => {
    expect(await driver.faults(declared({ espOnly: true, remote: undefined, external: true }))).toContain(
      "espOnly: needs remote: the host drops packets by the address of the far end",
    );
    expect(await driver.faults(declared({ espOnly: true, linkNetns: "transit" }))).toContain(
      "espOnly: excludes linkNetns: the host drops packets in the network namespace of the device only",
    );
    const vti = driverFor("VtiTunnel", () => hostArgument(HERE));
    expect((await vti.faults({ ...ends, key: 7, espOnly: true })).join()).toMatch(/espOnly.*ESP of its own/);
  });
});

/** What nft 1.0.6 of Debian 12 prints. */
const PRINTED = {
  nftables: [
    { metainfo: { version: "1.0.6", release_name: "Lester Gooch #5", json_schema_version: 1 } },
    { table: { family: "inet", name: TABLE, handle: 1 } },
    {
      chain: {
        ...{ family: "inet", table: TABLE, name: "forward", handle: 1 },
        ...{ type: "filter", hook: "forward", prio: -150, policy: "accept" },
      },
    },
    ...["oifname", "iifname"].map((key, index) => ({
      rule: {
        ...{ family: "inet", table: TABLE, chain: "forward", handle: index + 2 },
        expr: [
          { match: { op: "==", left: { meta: { key } }, right: "kind0" } },
          { match: { op: "==", left: { payload: { protocol: "tcp", field: "flags" } }, right: "syn" } },
          {
            mangle: {
              key: { "tcp option": { name: "maxseg", field: "size" } },
              value: { rt: { key: "mtu" } },
            },
          },
        ],
      },
    })),
  ],
};

describe("readNftTable", () => {
  test("reads the names and numbers of protocols that nft prints", () => {
    const equal = (left: object, right: unknown) => ({ match: { op: "==", left, right } });
    const rule = (right: unknown, key: string) => ({
      rule: {
        expr: [
          equal({ payload: { protocol: "ip", field: "saddr" } }, "10.44.0.2"),
          equal({ meta: { key: "l4proto" } }, right),
          equal({ meta: { key } }, false),
          { drop: null },
        ],
      },
    });
    const espOnly = [41, 41].map((protocol) => ({
      ...{ family: "inet", source: "10.44.0.2", packets: { protocol } },
    }));
    const rules = [rule("ipv6", "ipsec"), rule(41, "secpath")];
    expect(readNftTable({ nftables: rules })).toEqual({ clamps: [], espOnly });
  });

  test("reads the table of a device, and finds no size in another one", () => {
    expect(clampSizeOf("kind0", readNftTable(PRINTED))).toBe(true);
    expect(clampSizeOf("kind1", readNftTable(PRINTED))).toBeUndefined();
    expect(clampSizeOf("kind0", readNftTable({ nftables: PRINTED.nftables.slice(0, 4) }))).toBeUndefined();
    expect(clampSizeOf("kind0", readNftTable({ nftables: [] }))).toBeUndefined();
    const drop = { rule: { expr: [{ drop: null }] } };
    expect(readNftTable({ nftables: [...PRINTED.nftables, drop] })).toBe("other");
  });
});

test("describeCommand quotes a statement of nft for a shell", async () => {
  newFakeHost(HERE);
  const { NftText } = await import("../../../provider/iproute2/command.ts");
  expect(describeCommand("ip and bridge", ["nft", new NftText("add table inet x")])).toBe(
    "nft 'add table inet x'",
  );
  expect(() => printCommand(["nft", new NftText("add $(reboot)")])).toThrow(/not a token/);
});
