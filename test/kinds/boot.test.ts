// The files from which a host restores objects when it boots, for every type and all arguments. The host has no systemd:
// a directory makes the provider take it for one, and the tests remove the objects and run the script as a boot does.
// test/machines has reboots.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Args } from "../../provider/schema/declaration.ts";
import { labHosts, on, snapshot } from "../lab/index.ts";
import { addStandInSystemd, removeStandInSystemd } from "../lab/stand-in-systemd.ts";
import { isLong, sample } from "../sample.ts";
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
const keeper = driverFor("GreTunnel", host);
const KEEPER = {
  name: "keeper0",
  local: ends.local4,
  remote: ends.remote4,
  key: 4242,
  owner: "test/kinds/keeper",
};

let before: string;
let kept: Made;
beforeAll(async () => {
  before = await snapshot("alpha");
  await addStandInSystemd(alpha());
  await run(UNDERLAY);
  kept = await keeper.create(KEEPER);
});
afterAll(async () => {
  await keeper.remove(kept);
  await removeStandInSystemd(alpha());
  await run(`for name in ${ends.dev} span0 mon0; do ip link del $name; done`);
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
  expect(await run(`ls ${DIRECTORY}/objects`)).toBe("link-keeper0\n");
}

describe.each(sample(table, 2).map((row) => ({ type: row.type, row })))("$type", ({ type, row }) => {
  const driver = driverFor(type, host);
  const variants = [row.minimal, ...row.full].map((args, index) => ({ args, index }));
  // Other releases lack some arguments
  const some = isLong && process.env.LAB_RELEASE === undefined ? variants : [variants.at(-1)];
  test.each(some.filter((one) => one !== undefined))(
    "comes back at boot with all arguments ($index)",
    async ({ args }) => {
      const declared = {
        name: NAME,
        ...args(ends),
        addresses: ["10.77.0.1/30", "fd77::1/64"],
        routes: ["10.78.0.0/24", { to: "fd78::/64", metric: 7 }],
        mtu: 1400,
      };
      // Without the address of the link itself, which the kernel makes at random for devices without Ethernet
      const show = async () => {
        const text = JSON.stringify(await liveLink({ run }, NAME));
        const random = /"permaddr":"[^"]*"|"local":"fe80:[^"]*"/g;
        // A bridge without ports gets another address, and its ids contain the address. The kernel reports its missing
        // carrier some time later.
        const ofBridge =
          /"address":"[^"]*"|"(bridge|root)_id":"[^"]*"|"NO-CARRIER",|"operstate":"[^"]*"|,"LOWER_UP"/g;
        return text?.replace(random, "").replace(type === "Bridge" ? ofBridge : random, "");
      };
      await comesBack(driver, declared, { show, lose: `ip link del ${NAME}` });
    },
  );
});

test("a port of a bridge comes back at boot with its description, settings, addresses, clampMss and espOnly", async () => {
  const settings = `/proc/sys/net/ipv4/conf/${NAME}/rp_filter /proc/sys/net/ipv6/conf/${NAME}/addr_gen_mode`;
  const clamp = `inet pulumi_iproute2_${NAME}`;
  const show = () =>
    run(
      `ip -d addr show dev ${NAME} | sed '/bridge_slave/d;s/ promiscuity .*//;s/_lft .*//' || true; cat ${settings} || true; nft list table ${clamp} || true`,
    );
  await run("ip link add brd0 up type bridge");
  try {
    await comesBack(
      driverFor("GreTapTunnel", host),
      {
        ...{ name: NAME, remote: ends.remote4, key: 77, master: "brd0", macAddress: "02:00:5e:10:00:01" },
        ...{ description: "to Frankfurt, ticket 4711", settings: { rpFilter: 2 }, addrGenMode: "none" },
        ...{ clampMss: true, espOnly: true },
        addresses: [
          { address: "10.88.0.1", peer: "10.88.0.2/32" },
          { address: "10.89.0.1/24", scope: "link" },
        ],
      },
      { show, lose: `ip link del ${NAME}; nft delete table ${clamp}` },
    );
  } finally {
    await run("ip link del brd0");
  }
});

/** No host restores a state with an AEAD. */
const WITHOUT_AEAD: Readonly<Record<string, Args>> = {
  XfrmState: {
    aead: undefined,
    encryption: { name: "cbc(aes)", key: `0x${"a1".repeat(32)}` },
    authentication: { name: "hmac(sha256)", key: `0x${"b2".repeat(32)}` },
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

describe("the file of an object", () => {
  const driver = driverFor("IpipTunnel", host);
  const ARGS = { name: NAME, local: ends.local4, remote: ends.remote4 };
  const FILE = `${DIRECTORY}/objects/link-${NAME}`;
  const content = () => run(`cat ${FILE} 2>/dev/null || true`);
  const index = () => run(`cat /sys/class/net/${NAME}/ifindex`);

  test.each([
    ["missing", `rm ${FILE}`],
    ["changed", `echo >>${FILE}`],
    ["changed", `sed -i s/restore/exit/ ${FILE}`],
  ])(
    "is reported as %s after `%s`, and an update writes it without touching the device",
    async (persisted, by) => {
      await driver.having(ARGS, async (made) => {
        const [text, device] = [await content(), await index()];
        await run(by);
        const found = await driver.refreshed(made);
        expect(found.outs.persisted).toBe(persisted);
        expect(await driver.plan(found, ARGS)).toBe("update");
        const repaired = await driver.update(found, ARGS);
        expect([await content(), await index()]).toEqual([text, device]);
        await driver.isQuiet(repaired);
      });
    },
  );

  test("goes at the read that finds no device, unless the host has just booted", async () => {
    const made = await driver.create(ARGS);
    await run(`ip link del ${NAME}`);
    const uptime = async (seconds: number, act: () => Promise<void>) => {
      await run(`echo ${seconds}.00 0.00 >/run/uptime && mount --bind /run/uptime /proc/uptime`);
      try {
        await act();
      } finally {
        await run("umount /proc/uptime; rm /run/uptime");
      }
    };
    await uptime(599, async () => {
      expect(await driver.refresh(made)).toBeUndefined();
      expect(await content()).not.toBe("");
    });
    await uptime(600, async () => {
      expect(await driver.refresh(made)).toBeUndefined();
      expect(await content()).toBe("");
    });
    expect(await run(`ls ${DIRECTORY}/objects`)).toBe("link-keeper0\n");
  });

  test("goes and comes with `persist`, without touching the device", async () => {
    await driver.having(ARGS, async (made) => {
      const [text, device] = [await content(), await index()];
      const without = { ...ARGS, persist: "none" };
      expect(await driver.plan(made, without)).toBe("update");
      const bare = await driver.update(made, without);
      expect(bare.outs.persisted).toBe("none");
      expect(await content()).toBe("");
      await driver.isQuiet(bare);
      const back = await driver.update(bare, ARGS);
      expect([await content(), await index()]).toEqual([text, device]);
      await driver.isQuiet(back);
    });
  });

  test("is written by an update of a state of release 0.1.0", async () => {
    await driver.having({ ...ARGS, persist: "none" }, async (made) => {
      const { persisted: _, persist: __, ...outs } = made.outs;
      const old = { ...made, outs };
      expect(await driver.plan(old, ARGS)).toBe("update");
      const updated = await driver.update(old, ARGS);
      expect(updated.outs.persisted).toBe("systemd");
      await driver.isQuiet(updated);
    });
  });

  test("has the new values after a change in place", async () => {
    await driver.having(ARGS, async (made) => {
      const changed = await driver.update(made, { ...ARGS, ttl: 9, addresses: ["10.77.0.1/30"] });
      expect(await content()).toMatch(/ ttl 9[\s\S]*addr add 10\.77\.0\.1/);
      await driver.isQuiet(changed);
    });
  });

  test("is only readable by root", async () => {
    await driver.having(ARGS, async () => {
      expect(await run(`stat -c '%a %U' ${DIRECTORY} ${DIRECTORY}/objects ${FILE}`)).toBe(
        "700 root\n700 root\n600 root\n",
      );
    });
  });

  test("that cannot be written is an error, and the next run continues", async () => {
    await run(
      `chattr +i ${DIRECTORY}/objects 2>/dev/null || mount --bind -o ro ${DIRECTORY}/objects ${DIRECTORY}/objects`,
    );
    try {
      await expect(driver.create(ARGS)).rejects.toThrow(
        /file for a reboot could not be written.*persist: "none"/s,
      );
    } finally {
      await run(`chattr -i ${DIRECTORY}/objects 2>/dev/null || umount ${DIRECTORY}/objects`);
    }
    await driver.having(ARGS, (made) => driver.isQuiet(made));
  });
});
