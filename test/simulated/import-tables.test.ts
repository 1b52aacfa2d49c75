// What a device has in tables of the kernel, made by hand, becomes arguments of the imported link: forwarding entries,
// VNIs and settings. test/kinds/import-port.test.ts has the VLANs of ports. The first update changes none of it.
import { afterEach, describe, expect, test } from "vitest";
import { handlers } from "../../provider/index.ts";
import { fakeDumpClock } from "../kinds/later.ts";
import { driverFor, type Made } from "../kinds/resource-driver.ts";
import { missing } from "../model/host.ts";
import { UNDERLAY } from "../model/world.ts";
import { simulatedHosts } from "./hosts.ts";
import { importPlace } from "./import-place.ts";

const NAME = "hand0";
const ZEROS = "00:00:00:00:00:00";
const MAC = "02:00:5e:00:53:01";
const MARK = { owner: "shop/prod/hand", __stack: "k3x9q2bc" };
const VXLAN = `ip link add ${NAME} type vxlan id 71 dstport 4789`;
const secondsLater = fakeDumpClock();

const hosts = simulatedHosts();
const { withKey, idOf } = importPlace(hosts);
const run = (command: string) => hosts().world.alpha.must(`set -e\n${command}`);

async function imported(type: string): Promise<Made> {
  secondsLater();
  const {
    id = "",
    inputs: all = {},
    props = {},
  } = (await handlers[type]?.read(idOf(NAME), { __provider: "stub" })) ?? {};
  const { __provider: _, ...inputs } = all;
  return { id, inputs, outs: props };
}

/** All that the tables of the device have. */
const shown = () =>
  run(`bridge fdb show dev ${NAME} | grep ' dst ' | sort; bridge vni show
    cd /proc/sys/net; grep -s . ipv4/conf/${NAME}/* ipv6/conf/${NAME}/* | grep -v secret`);

/** The tables without the entries that the device has learned, and those of a daemon. */
const declarable = (text: string) => text.replace(/.* dst 198\.51\.100\.7 .*\n/g, "");

const rows = [
  {
    what: "a new device, which has nothing of its own",
    type: "VxlanTunnel",
    lines: `${VXLAN} dev eth0 remote ${UNDERLAY.beta}; ip link set ${NAME} up`,
    args: {},
  },
  {
    what: "the far ends of a segment, and the addresses behind them",
    type: "VxlanTunnel",
    lines: `${VXLAN} local ${UNDERLAY.alpha}
      bridge fdb append ${ZEROS} dev ${NAME} dst 198.51.100.9
      bridge fdb append ${ZEROS} dev ${NAME} dst ${UNDERLAY.beta}
      bridge fdb append ${ZEROS} dev ${NAME} dst 198.51.100.10 via eth0 vni 9
      bridge fdb add ${MAC} dev ${NAME} dst ${UNDERLAY.beta}
      bridge fdb add 02:00:5e:00:53:02 dev ${NAME} dst 198.51.100.7 dynamic
      bridge fdb add 02:00:5e:00:53:03 dev ${NAME} dst 198.51.100.7 extern_learn`,
    args: {
      remotes: ["198.51.100.9", UNDERLAY.beta],
      fdb: [
        { mac: ZEROS, dst: "198.51.100.10", via: "eth0", vni: 9 },
        { mac: MAC, dst: UNDERLAY.beta },
      ],
    },
  },
  {
    what: "another far end beside `remote`",
    type: "VxlanTunnel",
    lines: `${VXLAN} dev eth0 remote ${UNDERLAY.beta}
      bridge fdb append ${ZEROS} dev ${NAME} dst 198.51.100.9`,
    args: { fdb: [{ mac: ZEROS, dst: "198.51.100.9" }] },
  },
  {
    what: "a far end over IPv6, which shows the family of the device",
    type: "VxlanTunnel",
    lines: `${VXLAN} local fd00::1; bridge fdb append ${ZEROS} dev ${NAME} dst fd00::9`,
    args: { remotes: ["fd00::9"] },
  },
  {
    what: "the VNIs of a device that filters them",
    type: "VxlanTunnel",
    lines: `ip link add ${NAME} type vxlan dstport 4789 external vnifilter
      bridge vni add dev ${NAME} vni 10-12,20`,
    args: { vnis: ["10-12", 20] },
  },
  {
    what: "settings that differ from those of new devices",
    type: "VxlanTunnel",
    lines: `${VXLAN} remote ${UNDERLAY.beta}
      cd /proc/sys/net/ipv4/conf/${NAME}
      echo 2 >rp_filter; echo 1 >accept_local; echo 1 >disable_policy; echo 1 >disable_xfrm
      cd /proc/sys/net/ipv6/conf/${NAME}
      echo 1 >disable_ipv6; echo 1 >keep_addr_on_down; echo 1 >addr_gen_mode`,
    args: {
      settings: {
        ...{ rpFilter: 2, acceptLocal: true, disablePolicy: true, disableXfrm: true },
        ...{ disableIpv6: true, keepAddrOnDown: true },
      },
      addrGenMode: "none",
    },
  },
  {
    what: "the settings of a bridge",
    type: "Bridge",
    lines: `ip link add ${NAME} type bridge; echo 2 >/proc/sys/net/ipv4/conf/${NAME}/rp_filter`,
    args: { settings: { rpFilter: 2 } },
  },
];
const KEYS = ["remotes", "fdb", "vnis", "settings", "addrGenMode"];

describe.skipIf(missing() !== undefined)("import of a link", { concurrent: false }, () => {
  afterEach(async () => {
    await hosts().world.alpha.run(`ip link del ${NAME}`);
  });

  test.each(rows)("declares $what, and changes nothing of it", async ({ type, lines, args }) => {
    const driver = driverFor(type, withKey);
    await run(lines);
    const before = await shown();
    const made = await imported(type);
    const { host: _, ...program } = made.inputs;
    expect(Object.fromEntries(KEYS.flatMap((key) => (key in program ? [[key, program[key]]] : [])))).toEqual(
      args,
    );
    const { host: _h, ...checked } = await driver.checked({ ...program, ...MARK });
    expect(checked).toEqual({ ...program, ...MARK });
    expect(await driver.plan(made, { ...program, ...MARK })).toBe("update");
    const updated = await driver.update(made, { ...program, ...MARK });
    expect(await shown()).toBe(before);
    secondsLater();
    await driver.isQuiet(updated);
    await driver.remove(updated);
    expect((await hosts().world.alpha.run(`ip link show ${NAME}`)).exitCode).not.toBe(0);
    // The declared arguments make the same device
    const made2 = await driver.create(program);
    expect(await shown()).toBe(declarable(before));
    await driver.remove(made2);
  });

  test("removes an imported entry that the program does not declare, and keeps the others", async () => {
    await run(`${VXLAN} local ${UNDERLAY.alpha}
      bridge fdb append ${ZEROS} dev ${NAME} dst 198.51.100.9
      bridge fdb append ${ZEROS} dev ${NAME} dst 198.51.100.10`);
    const driver = driverFor("VxlanTunnel", withKey);
    const made = await imported("VxlanTunnel");
    const { host: _, ...program } = made.inputs;
    await driver.update(made, { ...program, remotes: ["198.51.100.10"], ...MARK });
    expect(await run(`bridge fdb show dev ${NAME}`)).not.toContain("198.51.100.9");
    expect(await run(`bridge fdb show dev ${NAME}`)).toContain("198.51.100.10");
  });
});
