// The files from which a host restores objects when it boots, for every type and all arguments. The host has no systemd:
// a directory makes the provider take it for one, and the tests remove the objects and run the script as a boot does.
// test/machines has reboots.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Args } from "../../provider/schema/declaration.ts";
import { labHosts, on, snapshot } from "../lab/index.ts";
import { typesAroundLinks } from "./around-links-table.ts";
import { ends } from "./ends.ts";
import { liveLink } from "./live-link.ts";
import { driverFor, type Made, type ResourceDriver } from "./resource-driver.ts";
import { table } from "./table.ts";

const NAME = "boot0";
const DIRECTORY = "/etc/pulumi-iproute2";
const MARKERS = "/run/pulumi-iproute2";
const BOOT = `sh ${DIRECTORY}/boot`;

const alpha = () => on("alpha");
const run = (command: string) => alpha().must(command);
const host = (): Args => ({ connection: { ...labHosts().alpha.connection } });

/** What a machine with systemd has. The programs record their arguments. */
const SYSTEMD = [
  "mkdir -p /run/systemd/system",
  ...["systemctl", "udevadm", "networkctl"].map(
    (name) =>
      `printf '#!/bin/sh\\necho ${name} "$@" >>/run/called\\n[ "$1" != --version ] || echo systemd 252\\n' >/usr/local/sbin/${name} && chmod 755 /usr/local/sbin/${name}`,
  ),
].join(" && ");
const NO_SYSTEMD =
  "rm -rf /run/systemd /run/called /usr/local/sbin/systemctl /usr/local/sbin/udevadm /usr/local/sbin/networkctl";
const UNDERLAY = [
  "modprobe -a fou fou6 ipip sit ip_gre ip_vti ip6_tunnel ip6_gre ip6_vti",
  `ip link add ${ends.dev} index 300 type veth peer name under1`,
  `ip addr add ${ends.local4}/24 dev ${ends.dev}`,
  `ip addr add ${ends.local6}/64 dev ${ends.dev} nodad`,
  "ip link set under1 up",
  `ip link set ${ends.dev} up`,
  `ip link add span0 type erspan local ${ends.local4} remote ${ends.remote4} seq key 99 erspan_ver 1 erspan 5`,
  "ip link set span0 up",
  "ip link add mon0 type dummy",
  "ip link set mon0 up",
].join(" && ");

/** A link that stays during all tests, because the first and the last file take the script along, which takes time. */
const keeper = driverFor("VxlanTunnel", host);
const KEEPER = { name: "keeper0", vni: 4242, dev: ends.dev, group: "239.1.1.1", owner: "test/kinds/keeper" };

let before: string;
let kept: Made;
beforeAll(async () => {
  before = await snapshot("alpha");
  await run(`${SYSTEMD} && ${UNDERLAY}`);
  kept = await keeper.create(KEEPER);
});
afterAll(async () => {
  await keeper.remove(kept);
  await run(`${NO_SYSTEMD}; for name in ${ends.dev} span0 mon0; do ip link del $name; done`);
  expect(await snapshot("alpha")).toBe(before);
});

/** The object comes back as it was after it is gone like in a reboot. */
async function comesBack(
  driver: ResourceDriver,
  args: Args,
  { show, lose }: { show: () => Promise<unknown>; lose: string },
): Promise<void> {
  await driver.having(args, async (made: Made) => {
    expect(made.outs.persisted).toBe("systemd");
    const shown = await show();
    await run(`${lose}; rm -rf ${MARKERS}`);
    expect(await show()).not.toEqual(shown);
    expect(await run(BOOT)).toBe("read 2 files, restored all but these: none\n");
    expect(await show()).toEqual(shown);
    await driver.isQuiet(made);
    // Once more, with everything there
    expect(await run(BOOT)).toBe("read 2 files, restored all but these: none\n");
    expect(await show()).toEqual(shown);
  });
  expect(
    await run(`ls -d ${DIRECTORY} /etc/systemd/system/*pulumi* /etc/udev/rules.d/*pulumi* 2>&1 || true`),
  ).not.toMatch(/^\//m);
}

describe.each(table.map((row) => ({ type: row.type, row })))("$type", ({ type, row }) => {
  const driver = driverFor(type, host);
  const variants = [row.minimal, ...row.full].map((args, index) => ({ args, index }));
  test.each(variants)("comes back at boot with all arguments ($index)", async ({ args }) => {
    const declared = {
      name: NAME,
      ...args(ends),
      addresses: ["10.77.0.1/30", "fd77::1/64"],
      routes: ["10.78.0.0/24", { to: "fd78::/64", metric: 7 }],
      mtu: 1400,
    };
    const show = () => liveLink({ run }, NAME);
    await comesBack(driver, declared, { show, lose: `ip link del ${NAME}` });
  });
});

/** No host restores a state with an AEAD. */
const WITHOUT_AEAD: Readonly<Record<string, Args>> = {
  XfrmState: {
    aead: undefined,
    encryption: { name: "cbc(aes)", key: `0x${"a1".repeat(32)}` },
    authentication: { name: "hmac(sha256)", key: `0x${"b2".repeat(32)}`, truncateTo: 128 },
  },
};
const restorable = typesAroundLinks.map((one) => ({
  ...one,
  args: { ...one.args, ...WITHOUT_AEAD[one.type] },
}));
describe.each(restorable)("$type", ({ type, args, show, removal }) => {
  test("comes back at boot", async () => {
    await comesBack(driverFor(type, host), args, { show: () => run(show), lose: removal });
  });
});
