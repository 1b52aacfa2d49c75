// Links as ports of a bridge, on a host in memory. test/kinds/bridge-port.test.ts proves on a host that the kernel does the
// same.
import { describe, expect, test, vi } from "vitest";
import { commandLines } from "../../cli/plan/command-lines.ts";
import { links } from "../../provider/index.ts";
import { expectedChange } from "../../provider/lifecycle/expected-requests.ts";
import { importedObject } from "../../provider/lifecycle/importable.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import { withDefaults } from "../../provider/schema/validate.ts";
import { driverFor, type Made } from "../kinds/resource-driver.ts";
import { hostArgument, newFakeHost } from "./fake-host/hosts.ts";
import { shownTunnels, shownVlans } from "./fake-host/port.ts";

vi.mock("../../provider/host/host.ts", async (original) => ({
  ...(await original<object>()),
  hostOf: (await import("./fake-host/hosts.ts")).hostOf,
}));

const HERE = "192.0.2.1";
const NAME = "kind0";

const taps = driverFor("GreTapTunnel", () => hostArgument(HERE));
const vxlans = driverFor("VxlanTunnel", () => hostArgument(HERE));

const tap = (bridgePort?: Args, more: Args = {}): Args => ({
  ...{ name: NAME, remote: "10.44.0.2", key: 7, master: "br0" },
  ...{ bridgePort, ...more },
});
const vxlan = (bridgePort?: Args, more: Args = {}): Args => ({
  ...{ name: NAME, external: true, master: "br0" },
  ...{ bridgePort, ...more },
});

/** A host with bridges. `defaultPvid` is that of br0. */
function hostWithBridges(defaultPvid = 1) {
  const host = newFakeHost(HERE);
  for (const line of [
    `link add name br0 type bridge vlan_filtering 1 vlan_default_pvid ${defaultPvid}`,
    "link add name br1 type bridge vlan_filtering 1",
    "link add name br2 type bridge",
    "link add name red type vrf table 9",
  ])
    host.kernel.run(line);
  const port = () => host.kernel.devices.get(NAME)?.port;
  return {
    host,
    bridge: (line: string) => host.kernel.runBridge(line.split(" ")),
    ip: (line: string) => host.kernel.run(line),
    flags: () => ({ ...port()?.flags }),
    /** the VLANs in words: `1 own`, `10`, `20 untagged` */
    vlans: () =>
      [...(port()?.vlans ?? [])]
        .toSorted(([one], [other]) => one - other)
        .map(([vlan, flags]) =>
          [vlan, flags.includes("PVID") ? "own" : flags.length > 0 ? "untagged" : ""].join(" ").trim(),
        ),
    vnis: () => Object.fromEntries(port()?.vnis ?? []),
    /** the commands of `act` for the port, without those that print */
    async commands(act: () => Promise<unknown>): Promise<string[]> {
      host.asked = [];
      await act();
      const lines = commandLines(host.asked.map(({ request }) => request));
      return lines.filter((line) => /bridge_slave|vlan (add|del)|master/.test(line));
    },
  };
}

const NEW = { learning: true, flood: true, neigh_suppress: false, isolated: false, vlan_tunnel: false };

describe("bridgePort", () => {
  test("sets flags after the link has joined its bridge, and before the link is up", async () => {
    const { host, flags } = hostWithBridges();
    const made = await taps.create(tap({ learning: false, isolated: true }));
    expect(flags()).toEqual({ ...NEW, learning: false, isolated: true });
    const lines = commandLines(host.asked.map(({ request }) => request));
    const at = (words: RegExp) => lines.findIndex((line) => words.test(line));
    expect([at(/master br0/), at(/bridge_slave learning off isolated on/)]).toEqual([
      at(/bridge_slave/) - 1,
      at(/ up$/) - 1,
    ]);
    await taps.isQuiet(made);
  });

  test("changes flags in place, and gives back those of a new port", async () => {
    const { flags } = hostWithBridges();
    const all = { learning: false, flood: false, neighSuppress: true, isolated: true };
    const made = await taps.create(tap(all));
    expect(flags()).toEqual({
      learning: false,
      flood: false,
      neigh_suppress: true,
      isolated: true,
      vlan_tunnel: false,
    });
    expect(await taps.plan(made, tap({ flood: false, isolated: false }))).toBe("update");
    const changed = await taps.update(made, tap({ flood: false, isolated: false }));
    expect(flags()).toEqual({ ...NEW, flood: false });
    await taps.isQuiet(changed);
    const left = await taps.update(changed, tap());
    expect(flags()).toEqual(NEW);
    await taps.isQuiet(left);
  });

  test("reports a flag that an operator changed, and only one that the program declares", async () => {
    const { ip, flags } = hostWithBridges();
    const made = await taps.create(tap({ learning: false }));
    ip(`link set dev ${NAME} type bridge_slave flood off`);
    await taps.isQuiet(made);
    ip(`link set dev ${NAME} type bridge_slave learning on`);
    expect(await taps.drift(made)).toEqual(["bridgePort"]);
    expect((await taps.refresh(made))?.bridgePort).toEqual({ learning: true });
    await taps.isQuiet(await taps.update(await taps.refreshed(made), tap({ learning: false })));
    expect(flags()).toEqual({ ...NEW, learning: false, flood: false });
  });

  test("gives everything again to a link that moves to another bridge, or that an operator has moved", async () => {
    const { ip, flags, vlans } = hostWithBridges();
    const args = { isolated: true, pvid: 10, vlans: [20] };
    const made = await taps.create(tap(args));
    expect(vlans()).toEqual(["10 own", "20"]);
    const moved = await taps.update(made, tap(args, { master: "br1" }));
    expect([flags().isolated, vlans()]).toEqual([true, ["10 own", "20"]]);
    await taps.isQuiet(moved);
    ip(`link set dev ${NAME} nomaster`);
    expect(await taps.drift(moved)).toEqual(["bridgePort", "master"]);
    const back = await taps.update(await taps.refreshed(moved), tap(args, { master: "br1" }));
    expect([flags().isolated, vlans()]).toEqual([true, ["10 own", "20"]]);
    await taps.isQuiet(back);
    const free = await taps.update(back, tap(undefined, { master: undefined }));
    expect(flags()).toEqual({});
    await taps.isQuiet(free);
  });

  test("is in the boot file of the link", async () => {
    const kind = links.GreTapTunnel;
    const args = withDefaults(kind, {
      ...tap({ isolated: true, pvid: 10 }),
      ownerAlias: "pulumi-iproute2:x",
    });
    const { commands = [] } = kind.boot?.operation(args, {}) ?? {};
    const lines = commands.map((command) => command.join(" "));
    expect(lines).toEqual(
      expect.arrayContaining([
        `link set dev ${NAME} master br0`,
        `link set dev ${NAME} type bridge_slave isolated on`,
        `bridge vlan del dev ${NAME} vid 1-4094`,
        `bridge vlan add dev ${NAME} vid 10 pvid untagged`,
      ]),
    );
  });
});

/** Changes of the VLANs of a port, with the commands that a running port gets. */
const VLAN_CHANGES: readonly {
  readonly from?: Args;
  readonly to?: Args | undefined;
  readonly commands: readonly string[];
  readonly has: readonly string[];
}[] = [
  {
    from: {},
    to: { vlans: [10, "20-22"] },
    commands: ["add 10", "add 20-22"],
    has: ["1 own", "10", "20", "21", "22"],
  },
  { from: {}, to: { pvid: 10 }, commands: ["del 1", "add 10 pvid untagged"], has: ["10 own"] },
  { from: {}, to: { pvid: 0 }, commands: ["del 1"], has: [] },
  { from: { pvid: 10 }, to: { pvid: 11 }, commands: ["del 10", "add 11 pvid untagged"], has: ["11 own"] },
  {
    from: { pvid: 10 },
    to: { vlans: [10] },
    commands: ["add 10", "add 1 pvid untagged"],
    has: ["1 own", "10"],
  },
  {
    from: { vlans: [10], pvid: 11 },
    to: { vlans: [11], pvid: 10 },
    commands: ["add 11", "add 10 pvid untagged"],
    has: ["10 own", "11"],
  },
  {
    from: { vlans: ["10-20"] },
    to: { vlans: ["10-12", "15-25"] },
    commands: ["del 13-14", "add 21-25"],
    has: ["1 own", ..."10 11 12 15 16 17 18 19 20 21 22 23 24 25".split(" ")],
  },
  { from: { vlans: ["10-12"] }, to: { vlans: [10, 11, 12] }, commands: [], has: ["1 own", "10", "11", "12"] },
  {
    from: { vlans: [10], pvid: 5 },
    to: undefined,
    commands: ["del 5", "del 10", "add 1 pvid untagged"],
    has: ["1 own"],
  },
  { from: { vlans: [10] }, to: {}, commands: ["del 10"], has: ["1 own"] },
];

describe("bridgePort.pvid and bridgePort.vlans", () => {
  test.each(VLAN_CHANGES)("change from $from to $to by $commands", async ({ from, to, commands, has }) => {
    const run = hostWithBridges();
    const made = await taps.create(tap(from));
    let changed: Made = made;
    const planned = expectedChange(links.GreTapTunnel, made.outs, await taps.checked(tap(to)), "0new0");
    const lines = await run.commands(async () => {
      changed = await taps.update(made, tap(to));
    });
    expect(commandLines(planned).filter((line) => line.startsWith("bridge vlan"))).toEqual(lines);
    expect(lines.map((line) => line.replace(`bridge vlan `, "").replace(`dev ${NAME} vid `, ""))).toEqual(
      commands,
    );
    expect(run.vlans()).toEqual(has);
    await taps.isQuiet(changed);
  });

  test("are the same on a new port as after a change", async () => {
    for (const { to, has } of VLAN_CHANGES) {
      const { vlans } = hostWithBridges();
      await taps.isQuiet(await taps.create(tap(to)));
      expect(vlans()).toEqual(has);
    }
  });

  test("have the VLAN of the bridge where pvid is left out", async () => {
    const { vlans } = hostWithBridges(77);
    const made = await taps.create(tap({ pvid: 10 }));
    expect(vlans()).toEqual(["10 own"]);
    const left = await taps.update(made, tap({}));
    expect(vlans()).toEqual(["77 own"]);
    await taps.isQuiet(left);
  });

  test.each([
    { by: "vlan add dev kind0 vid 99", from: { vlans: [10] }, found: { vlans: [10, 99] } },
    {
      by: "vlan add dev kind0 vid 98-99",
      from: { pvid: 5, vlans: [] },
      found: { pvid: 5, vlans: ["98-99"] },
    },
    { by: "vlan del dev kind0 vid 12", from: { vlans: ["10-14"] }, found: { vlans: ["10-11", "13-14"] } },
    { by: "vlan add dev kind0 vid 10 untagged", from: { vlans: [10] }, found: { vlans: [] } },
    { by: "vlan add dev kind0 vid 99 pvid untagged", from: { pvid: 5 }, found: { pvid: 99 } },
    { by: "vlan add dev kind0 vid 99 untagged", from: { pvid: 5 }, found: { pvid: 5, vlans: [99] } },
    { by: "vlan add dev kind0 vid 5 pvid", from: { pvid: 5 }, found: { pvid: 0 } },
    { by: "vlan del dev kind0 vid 5", from: { pvid: 5 }, found: { pvid: 0 } },
    { by: "vlan add dev kind0 vid 99", from: { pvid: 5 }, found: undefined },
    { by: "vlan add dev kind0 vid 99 pvid untagged", from: { isolated: true }, found: undefined },
  ])("report $by beside $from, and repair it", async ({ by, from, found }) => {
    const { bridge, vlans } = hostWithBridges();
    const made = await taps.create(tap(from));
    const declared = vlans();
    bridge(by);
    if (found === undefined) return taps.isQuiet(made);
    expect((await taps.refresh(made))?.bridgePort).toEqual(found);
    await taps.isQuiet(await taps.update(await taps.refreshed(made), tap(from)));
    expect(vlans()).toEqual(declared);
  });
});

describe("bridgePort.vlanTunnel", () => {
  const one = { vlanTunnel: [{ vlan: 10, vni: 10_010 }] };
  const many = {
    vlanTunnel: [
      { vlan: "20-22", vni: "10020-10022" },
      { vlan: 10, vni: 10_010 },
    ],
  };

  test("gives a VXLAN device the VLANs and their VNIs, changes them in place, and takes them back", async () => {
    const { flags, vlans, vnis } = hostWithBridges();
    const made = await vxlans.create(vxlan({ pvid: 0, ...one }));
    expect([flags().vlan_tunnel, vlans(), vnis()]).toEqual([true, ["10"], { 10: 10_010 }]);
    await vxlans.isQuiet(made);
    const more = await vxlans.update(made, vxlan({ pvid: 0, ...many }));
    expect([vlans(), vnis()]).toEqual([
      ["10", "20", "21", "22"],
      { 10: 10_010, 20: 10_020, 21: 10_021, 22: 10_022 },
    ]);
    await vxlans.isQuiet(more);
    const swapped = {
      vlanTunnel: [
        { vlan: 10, vni: 10_020 },
        { vlan: 20, vni: 10_010 },
      ],
    };
    const other = await vxlans.update(more, vxlan({ pvid: 0, ...swapped }));
    expect([vlans(), vnis()]).toEqual([["10", "20"], { 10: 10_020, 20: 10_010 }]);
    await vxlans.isQuiet(other);
    const left = await vxlans.update(other, vxlan());
    expect([flags(), vlans(), vnis()]).toEqual([NEW, ["1 own"], {}]);
    await vxlans.isQuiet(left);
  });

  test.each([
    {
      by: "vlan del dev kind0 vid 21 tunnel_info id 10021",
      from: many,
      vlanTunnel: [
        { vlan: 10, vni: 10_010 },
        { vlan: 20, vni: 10_020 },
        { vlan: 22, vni: 10_022 },
      ],
    },
    { by: "vlan del dev kind0 vid 10", from: many, vlanTunnel: [{ vlan: "20-22", vni: "10020-10022" }] },
  ])("reports $by, and repairs it", async ({ by, from, vlanTunnel }) => {
    const { bridge, vnis } = hostWithBridges();
    const made = await vxlans.create(vxlan(from));
    const declared = vnis();
    bridge(by);
    expect((await vxlans.refresh(made))?.bridgePort).toEqual({ vlanTunnel });
    await vxlans.isQuiet(await vxlans.update(await vxlans.refreshed(made), vxlan(from)));
    expect(vnis()).toEqual(declared);
  });

  test("reports VNIs that an operator added or switched off", async () => {
    const { bridge, ip, vnis } = hostWithBridges();
    const made = await vxlans.create(vxlan({ ...one, vlans: [30] }));
    bridge(`vlan add dev ${NAME} vid 30 tunnel_info id 10030`);
    expect((await vxlans.refresh(made))?.bridgePort).toEqual({
      vlans: [30],
      vlanTunnel: [...one.vlanTunnel, { vlan: 30, vni: 10_030 }],
    });
    const repaired = await vxlans.update(await vxlans.refreshed(made), vxlan({ ...one, vlans: [30] }));
    expect(vnis()).toEqual({ 10: 10_010 });
    ip(`link set dev ${NAME} type bridge_slave vlan_tunnel off`);
    expect((await vxlans.refresh(repaired))?.bridgePort).toEqual({ vlans: [30] });
    await vxlans.isQuiet(
      await vxlans.update(await vxlans.refreshed(repaired), vxlan({ ...one, vlans: [30] })),
    );
    expect(vnis()).toEqual({ 10: 10_010 });
  });
});

describe("bridgePort at preview", () => {
  const bridges = driverFor("Bridge", () => hostArgument(HERE));
  const gres = driverFor("GreTunnel", () => hostArgument(HERE));
  test.each([
    [tap({ pvid: 10 }, { master: undefined }), /^bridgePort: needs `master`/],
    [tap({ vlanTunnel: [] }), /^bridgePort\.vlanTunnel: is only for a VxlanTunnel with `external: true`/],
    [tap({ pvid: 4095 }), /^bridgePort\.pvid: must be a whole number from 0 to 4094/],
    [
      tap({ vlans: ["20-10"] }),
      /^bridgePort\.vlans\[0\]: must be a number from 1 to 4094, or a range such as "100-199"/,
    ],
    [tap({ vlans: [0] }), /^bridgePort\.vlans\[0\]: must be a number from 1/],
    [tap({ vlans: ["10-12", 11] }), /^bridgePort: vlans names VLAN 11 twice/],
    [tap({ pvid: 11, vlans: ["10-12"] }), /^bridgePort: vlans has 11, which is pvid/],
    [tap({ learn: false }), /^bridgePort\.learn: is not a property/],
  ])("refuses %j", async (args, words) => {
    expect(await taps.faults(args)).toEqual([expect.stringMatching(words)]);
  });
  test.each([
    [
      vxlan({ vlanTunnel: [{ vlan: 10, vni: 1 }] }, { external: false, vni: 7 }),
      /^bridgePort: vlanTunnel is only for/,
    ],
    [vxlan({ vlanTunnel: [{ vlan: "10-12", vni: 7 }] }), /vni: must be a range of 3 numbers/],
    [
      vxlan({
        vlanTunnel: [
          { vlan: 10, vni: 7 },
          { vlan: 10, vni: 8 },
        ],
      }),
      /^bridgePort: vlanTunnel names VLAN 10 twice/,
    ],
    [
      vxlan({
        vlanTunnel: [
          { vlan: 10, vni: 7 },
          { vlan: 11, vni: 7 },
        ],
      }),
      /^bridgePort: vlanTunnel names VNI 7 twice/,
    ],
    [vxlan({ vlanTunnel: [{ vlan: 10, vni: 16_777_216 }] }), /vni: must be a number from 1 to 16777215/],
  ])("refuses %j of a VXLAN device", async (args, words) => {
    expect(await vxlans.faults(args)).toEqual([expect.stringMatching(words)]);
  });
  test("is refused for a bridge and for a link that carries IP packets", async () => {
    const more = { name: "kind1", master: "br0", bridgePort: {} };
    expect(await bridges.faults(more)).toEqual([
      expect.stringMatching(/a bridge cannot be a port of another one/),
    ]);
    expect(await gres.faults({ ...more, remote: "10.44.0.2" })).toEqual([
      expect.stringMatching(/^bridgePort: is only for kinds that carry Ethernet frames/),
    ]);
  });
});

describe("traffic of a port", () => {
  const port = (bridgePort?: Args) => withDefaults(links.VxlanTunnel, vxlan(bridgePort));
  const mapped = (vni: number) => ({
    pvid: 0,
    vlans: [30],
    vlanTunnel: [{ vlan: "10-11", vni: `${vni}-${vni + 1}` }],
  });
  test.each([
    [{ pvid: 10 }, { pvid: 11 }, { packets: "frames of VLAN 10 through kind0", until: "next change" }],
    [undefined, { pvid: 11 }, { packets: "frames of VLAN 1 through kind0", until: "next change" }],
    [
      { vlans: ["10-19"] },
      { vlans: ["12-20"] },
      { packets: "frames of VLAN 10-11 through kind0", until: "next change" },
    ],
    [mapped(7), mapped(8), { packets: "frames of VLAN 10-11 through kind0", until: "both ends" }],
    [
      {},
      { isolated: true },
      { packets: "frames between kind0 and other isolated ports", until: "next change" },
    ],
    [{ vlans: [10], isolated: true }, { vlans: [10, 11], learning: false }, undefined],
  ])("from %j to %j stops %j", (from, to, stop) => {
    const stopped = links.VxlanTunnel.traffic?.stoppedBy?.(port(from), port(to), ["bridgePort"]);
    expect(stopped).toEqual(stop && { ...stop, because: ["bridgePort"] });
  });
});

test("bridgePort leaves out ranges of an edited state that are not valid", () => {
  const kind = links.VxlanTunnel;
  const vlans = ["1-4000000000", "x", 30];
  const vlanTunnel = [
    { vlan: "1-4000000000", vni: "1-4000000000" },
    { vlan: 10, vni: 7 },
  ];
  const { commands = [] } = kind.boot?.operation(withDefaults(kind, vxlan({ vlans, vlanTunnel })), {}) ?? {};
  expect(commands.map((command) => command.join(" ")).filter((line) => line.includes("vlan add"))).toEqual([
    `bridge vlan add dev ${NAME} vid 10`,
    `bridge vlan add dev ${NAME} vid 30`,
    `bridge vlan add dev ${NAME} vid 10 tunnel_info id 7`,
  ]);
});

describe("bridgePort on the host", () => {
  test("is imported with the flags that are not those of a new port", async () => {
    const { host, ip } = hostWithBridges();
    ip(`link add name ${NAME} type gretap remote 10.44.0.2 key 7`);
    ip(`link set dev ${NAME} master br0`);
    const inputs = async () => {
      const one = importedObject(links.GreTapTunnel, await host.dump(), NAME, hostArgument(HERE));
      return "inputs" in one ? one.inputs : one;
    };
    expect(await inputs()).not.toHaveProperty("bridgePort");
    ip(`link set dev ${NAME} type bridge_slave isolated on learning off`);
    expect(await inputs()).toMatchObject({ master: "br0", bridgePort: { isolated: true, learning: false } });
  });

  test("is set where a link of another owner is adopted", async () => {
    const { ip, flags, vlans } = hostWithBridges();
    ip(`link add name ${NAME} type gretap remote 10.44.0.2 key 7`);
    ip(`link set dev ${NAME} master br0`);
    ip(`link set dev ${NAME} type bridge_slave isolated on`);
    const made = await taps.create(tap({ isolated: false, pvid: 10, vlans: [20] }, { adopt: true }));
    expect([flags(), vlans()]).toEqual([NEW, ["10 own", "20"]]);
    await taps.isQuiet(made);
  });

  test("is refused with a VRF as master, before the link exists", async () => {
    const { host } = hostWithBridges();
    await expect(taps.create(tap({ pvid: 10 }, { master: "red" }))).rejects.toThrow(
      /bridgePort: red is a VRF/,
    );
    expect(host.kernel.devices.has(NAME)).toBe(false);
  });

  test("warns of VLANs on a bridge that does not filter them, and of nothing else", async () => {
    const warn = vi.spyOn(console, "warn").mockReturnValue();
    hostWithBridges();
    await taps.remove(await taps.create(tap({ pvid: 10 })));
    await taps.remove(await taps.create(tap({ isolated: true }, { master: "br2" })));
    expect(warn).not.toHaveBeenCalled();
    await taps.create(tap({ pvid: 10 }, { master: "br2" }));
    expect(warn).toHaveBeenCalledWith(
      expect.stringMatching(/the bridge br2 does not filter VLANs.*vlanFiltering/),
    );
    warn.mockRestore();
  });
});

describe("the fake host", () => {
  test("prints VLANs and VNIs as bridge does", () => {
    const { host, ip, bridge } = hostWithBridges();
    ip(`link add name ${NAME} type vxlan external`);
    ip(`link set dev ${NAME} master br0`);
    ip(`link set dev ${NAME} type bridge_slave vlan_tunnel on`);
    for (const line of ["10-13", "10-12 tunnel_info id 100-102"]) bridge(`vlan add dev ${NAME} vid ${line}`);
    const port = host.kernel.devices.get(NAME)?.port;
    expect(shownVlans(NAME, port)).toEqual([
      {
        ifname: NAME,
        vlans: [
          { vlan: 1, flags: ["PVID", "Egress Untagged"] },
          ...[10, 11, 12, 13].map((vlan) => ({ vlan })),
        ],
      },
    ]);
    expect(shownTunnels(NAME, port)).toEqual([
      { ifname: NAME, tunnels: [{ vlan: 10, vlanEnd: 12, tunid: 100, tunidEnd: 102 }] },
    ]);
  });
});
