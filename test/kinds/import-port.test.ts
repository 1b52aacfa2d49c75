// The flags and VLANs of a port of a bridge, made by hand, become the argument `bridgePort` of the imported link. The first
// update changes none of them.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { inventoryOf } from "../../cli/import/inventory.ts";
import { currentLab } from "../lab/paths.ts";
import { ends } from "./ends.ts";
import { importPlace } from "./import-place.ts";
import { fakeDumpClock } from "./later.ts";
import { makeUnderlayNetns, type Netns } from "./netns-fixture.ts";

const NAME = "hand0";
const NETNS = "kinds-import-port";
const ZEROS = "00:00:00:00:00:00";
const MARK = { owner: "shop/prod/hand", __stack: "k3x9q2bc" };
const VXLAN = `ip link add ${NAME} type vxlan id 71 dstport 4789`;
const secondsLater = fakeDumpClock();
const place = importPlace(NETNS);

let netns: Netns;
beforeAll(async () => {
  netns = await makeUnderlayNetns(NETNS);
});
afterEach(async () => {
  await netns.run(`ip link del ${NAME}; ip link del handbr; true`);
});
afterAll(() => netns?.remove());

/** What the bridge knows of its port. */
const shown = () =>
  netns.run(`bridge vlan show dev ${NAME}; bridge vlan tunnelshow dev ${NAME}
    ip -d link show ${NAME} | grep -oE ' (learning|flood|neigh_suppress|isolated|vlan_tunnel) (on|off)'`);

const rows = [
  {
    what: "the flags and the VLANs of a port",
    lines: `ip link add handbr type bridge vlan_filtering 1
      ${VXLAN} remote ${ends.remote4}
      ip link set ${NAME} master handbr
      ip link set ${NAME} type bridge_slave learning off neigh_suppress on isolated on
      bridge vlan del dev ${NAME} vid 1; bridge vlan add dev ${NAME} vid 7 pvid untagged
      bridge vlan add dev ${NAME} vid 100-102; bridge vlan add dev ${NAME} vid 200`,
    args: {
      bridgePort: {
        ...{ learning: false, neighSuppress: true, isolated: true },
        ...{ pvid: 7, vlans: ["100-102", 200] },
      },
    },
  },
  {
    what: "a port with the VLAN that its bridge gives to new ports",
    lines: `ip link add handbr type bridge vlan_filtering 1 vlan_default_pvid 30
      ${VXLAN} remote ${ends.remote4}; ip link set ${NAME} master handbr`,
    args: {},
  },
  {
    what: "a port without a VLAN for frames without a tag",
    lines: `ip link add handbr type bridge vlan_filtering 1
      ${VXLAN} remote ${ends.remote4}; ip link set ${NAME} master handbr
      bridge vlan del dev ${NAME} vid 1; bridge vlan add dev ${NAME} vid 5`,
    args: { bridgePort: { pvid: 0, vlans: [5] } },
  },
  {
    what: "the VNI of each VLAN of a port",
    lines: `ip link add handbr type bridge vlan_filtering 1
      ip link add ${NAME} type vxlan dstport 4789 external; ip link set ${NAME} master handbr
      ip link set ${NAME} type bridge_slave vlan_tunnel on
      bridge vlan add dev ${NAME} vid 10-11; bridge vlan add dev ${NAME} vid 10-11 tunnel_info id 1010-1011
      bridge vlan add dev ${NAME} vid 20`,
    args: { bridgePort: { vlans: [20], vlanTunnel: [{ vlan: "10-11", vni: "1010-1011" }] } },
  },
];

describe("import of a port", () => {
  test.each(rows)("declares $what, and changes nothing of it", async ({ lines, args }) => {
    const driver = place.driver("VxlanTunnel");
    await netns.run(`(set -e; ${lines})`);
    const before = await shown();
    secondsLater();
    const made = await place.imported("VxlanTunnel", NAME);
    const { host: _, ...program } = made.inputs;
    expect(program).toMatchObject({ master: "handbr", ...args });
    if (Object.keys(args).length === 0) expect(program).not.toHaveProperty("bridgePort");
    expect(await driver.plan(made, { ...program, ...MARK })).toBe("update");
    const updated = await driver.update(made, { ...program, ...MARK });
    expect(await shown()).toBe(before);
    secondsLater();
    await driver.isQuiet(updated);
    await driver.remove(updated);
    // The declared arguments make the same port
    const made2 = await driver.create(program);
    expect(await shown()).toBe(before);
    await driver.remove(made2);
  });

  test("names what no program can declare", async () => {
    await netns.run(`(set -e; ip link add handbr type bridge vlan_filtering 1
      ${VXLAN} remote ${ends.remote4}; ip link set ${NAME} master handbr
      bridge vlan add dev ${NAME} vid 9 untagged
      bridge fdb append ${ZEROS} dev ${NAME} dst 198.51.100.9 port 4790)`);
    secondsLater();
    const { objects, leftOut } = await inventoryOf({
      ...{ label: "alpha", host: place.host(), identity: currentLab().key },
    });
    expect(objects.map(({ name }) => name)).toContain(NAME);
    expect(leftOut.filter(({ name }) => name === NAME).map(({ reason }) => reason)).toEqual([
      `without its forwarding entry ${ZEROS} to 198.51.100.9: it has the UDP port 4790, which no argument declares`,
      "without the VLANs of the port: the frames of VLAN 9 have a tag in one direction only, which no argument declares",
    ]);
  });
});
