// Descriptions, hardware addresses, and addresses with more than a prefix length, as the kernel shows them.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Args } from "../../provider/schema/declaration.ts";
import { sample } from "../sample.ts";
import { ends } from "./ends.ts";
import { fakeDumpClock } from "./later.ts";
import { makeUnderlayNetns, type Netns } from "./netns-fixture.ts";
import { driverFor } from "./resource-driver.ts";

const NAME = "kind0";
const secondsLater = fakeDumpClock();

let netns: Netns;
beforeAll(async () => {
  netns = await makeUnderlayNetns("addresses");
});
afterAll(() => netns.remove());

const driver = driverFor("GreTapTunnel", () => netns.host);
const declared = (args: Args): Args => ({ name: NAME, remote: ends.remote4, key: 5, ...args });
const shownAddresses = async () =>
  (await netns.run(`ip -o addr show dev ${NAME}`))
    .split("\n")
    .filter((line) => line !== "" && !line.includes(" fe80:"))
    .map((line) => line.replace(/^\d+: \S+ +/, "").replace(/ +/g, " "));
const device = async () => {
  const [shown] = JSON.parse(await netns.run(`ip -j link show dev ${NAME}`)) as [
    { readonly ifalias: string; readonly address: string },
  ];
  return shown;
};

interface Row {
  readonly what: string;
  readonly address: Args;
  /** what `ip addr` shows */
  readonly shows: RegExp;
}

const rows: readonly Row[] = [
  {
    what: "a peer",
    address: { address: "10.88.0.1", peer: "10.88.0.2/32" },
    shows: /^inet 10\.88\.0\.1 peer 10\.88\.0\.2\/32 scope global kind0/,
  },
  {
    what: "a peer over IPv6",
    address: { address: "fd88::1", peer: "fd88::2/128" },
    shows: /^inet6 fd88::1 peer fd88::2\/128 scope global/,
  },
  {
    what: "a scope",
    address: { address: "10.88.0.1/24", scope: "link" },
    shows: /^inet 10\.88\.0\.1\/24 scope link kind0/,
  },
  {
    what: "a preferred lifetime of 0",
    address: { address: "fd88::1/64", preferredLifetime: 0 },
    shows: /^inet6 fd88::1\/64 scope global .*deprecated.*preferred_lft 0sec/,
  },
  {
    what: "a preferred lifetime that ends",
    address: { address: "fd88::1/64", preferredLifetime: 3600 },
    shows: /^inet6 fd88::1\/64 scope global .*preferred_lft 3[56]\d\dsec/,
  },
];

describe("address of a link", () => {
  test.each(sample(rows, 2))(
    "has $what as declared, changed in place, and repaired",
    async ({ address, shows }) => {
      const plain = ["10.87.0.1/24"];
      const wanted = declared({ addresses: [...plain, address] });
      await driver.having(wanted, async (made) => {
        expect(await shownAddresses()).toContainEqual(expect.stringMatching(shows));
        await driver.isQuiet(made);

        expect(await driver.plan(made, declared({ addresses: plain }))).toBe("update");
        const without = await driver.update(made, declared({ addresses: plain }));
        expect(await shownAddresses()).toHaveLength(1);
        await driver.isQuiet(without);

        const again = await driver.update(without, wanted);
        expect(await shownAddresses()).toContainEqual(expect.stringMatching(shows));
        const { address: own, peer } = address;
        const words = [own, ...(peer === undefined ? [] : ["peer", peer])].join(" ");
        await netns.run(`ip addr del ${words} dev ${NAME}`);
        secondsLater();
        expect(await driver.drift(again)).toEqual(["addresses"]);
        await driver.isQuiet(await driver.update(await driver.refreshed(again), wanted));
        expect(await shownAddresses()).toContainEqual(expect.stringMatching(shows));
      });
    },
  );

  test("shows a peer that an operator added as drift, and the next update removes it", async () => {
    await driver.having(declared({ addresses: ["10.87.0.1/24"] }), async (made) => {
      await netns.run(`ip addr add 10.89.0.1 peer 10.89.0.2/32 dev ${NAME}`);
      secondsLater();
      expect(await driver.drift(made)).toEqual(["addresses"]);
      await driver.isQuiet(await driver.update(await driver.refreshed(made), made.inputs));
      expect(await shownAddresses()).toHaveLength(1);
    });
  });

  test.each([
    [
      { address: "10.88.0.1" },
      /^addresses\[0\]\.address: must have a prefix length, such as 10\.88\.0\.1\/24/,
    ],
    [
      { address: "10.88.0.1", peer: "fd88::2/64" },
      /^addresses\[0\]\.peer: is fd88::2\/64, of the other family/,
    ],
    [{ address: "fd88::1/64", scope: "link" }, /^addresses\[0\]\.scope: is only for IPv4/],
  ])("is refused at preview as %j", async (address, words) => {
    expect(await driver.faults(declared({ addresses: [address] }))).toEqual([expect.stringMatching(words)]);
  });
});

describe("description of a link", () => {
  test("follows the owner in the alias, changes in place, and is named as drift", async () => {
    await driver.having(declared({ description: "to Frankfurt, ticket 4711" }), async (made) => {
      expect((await device()).ifalias).toMatch(/^pulumi-iproute2:\S+ to Frankfurt, ticket 4711$/);
      await driver.isQuiet(made);

      const other = declared({ description: "to Berlin" });
      expect(await driver.plan(made, other)).toBe("update");
      const changed = await driver.update(made, other);
      const { ifalias } = await device();
      expect(ifalias).toMatch(/^pulumi-iproute2:\S+ to Berlin$/);
      await driver.isQuiet(changed);

      await netns.run(`ip link set dev ${NAME} alias '${ifalias.split(" ")[0]} by hand'`);
      secondsLater();
      expect(await driver.drift(changed)).toEqual(["description"]);
      const repaired = await driver.update(await driver.refreshed(changed), other);
      await driver.isQuiet(repaired);

      const without = await driver.update(repaired, declared({}));
      expect((await device()).ifalias).toMatch(/^pulumi-iproute2:\S+$/);
      await driver.isQuiet(without);
    });
  });

  test("is refused at preview with characters that have a meaning for a shell, and if it is too long", async () => {
    for (const description of ["a;b", "a 'b'", 'a "b"', "$HOME", "a  b", "a\nb"])
      expect(await driver.faults(declared({ description }))).toEqual([
        expect.stringMatching(/^description: must be words/),
      ]);
    expect(await driver.faults(declared({ description: "x".repeat(250) }))).toEqual([
      expect.stringMatching(/^description: has 250 characters\. \d+ are allowed/),
    ]);
  });
});

describe("macAddress of a link", () => {
  test("is as declared, changes in place, is repaired, and stays when the program no longer declares it", async () => {
    await driver.having(declared({ macAddress: "02:00:5E:10:00:01" }), async (made) => {
      expect((await device()).address).toBe("02:00:5e:10:00:01");
      expect(made.outs.macAddress).toBe("02:00:5e:10:00:01");
      await driver.isQuiet(made);

      const other = declared({ macAddress: "02:00:5e:10:00:02" });
      expect(await driver.plan(made, other)).toBe("update");
      const changed = await driver.update(made, other);
      expect((await device()).address).toBe("02:00:5e:10:00:02");
      await driver.isQuiet(changed);

      await netns.run(`ip link set dev ${NAME} address 02:00:5e:10:00:03`);
      secondsLater();
      expect(await driver.drift(changed)).toEqual(["macAddress"]);
      const repaired = await driver.update(await driver.refreshed(changed), other);
      expect((await device()).address).toBe("02:00:5e:10:00:02");

      const left = await driver.update(repaired, declared({}));
      expect((await device()).address).toBe("02:00:5e:10:00:02");
      await driver.isQuiet(left);
    });
  });

  test.each(["01:00:5e:10:00:01", "00:00:00:00:00:00", "02-00-5e-10-00-01"])(
    "is refused at preview as %s",
    async (macAddress) => {
      expect(await driver.faults(declared({ macAddress }))).toEqual([
        expect.stringMatching(/^macAddress: must be the hardware address of one device/),
      ]);
    },
  );

  test("is refused at preview for a kind without Ethernet frames", async () => {
    const gre = driverFor("GreTunnel", () => netns.host);
    expect(await gre.faults(declared({ macAddress: "02:00:5e:10:00:01" }))).toEqual([
      expect.stringMatching(/^macAddress: is only for kinds that carry Ethernet frames/),
    ]);
  });
});
