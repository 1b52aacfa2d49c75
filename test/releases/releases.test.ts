// Every type in short on the oldest and on the newest release of Debian that has an image. On one of the two, a kind is
// repaired, and on the other it is changed in place. `npm run test:long` runs the whole table on every release.
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { typesAroundLinks } from "../kinds/around-links-table.ts";
import { ends } from "../kinds/ends.ts";
import type { Change, KindCase } from "../kinds/kind-case.ts";
import { fakeDumpClock } from "../kinds/later.ts";
import { allLinks, liveLink, missing } from "../kinds/live-link.ts";
import { makeUnderlayNetns, type Netns } from "../kinds/netns-fixture.ts";
import { driverFor } from "../kinds/resource-driver.ts";
import { table } from "../kinds/table.ts";
import { ensureLab } from "../lab/ensure.ts";
import { RELEASES } from "../lab/image/releases.ts";
import { LAB_NUMBER, labOf } from "../lab/paths.ts";
import { watchMachine } from "../lab/qemu-unstick.ts";
import { on } from "../lab/remote.ts";
import { isLong } from "../sample.ts";

/** The number of a lab that neither `npm run lab` nor the project `hosts` uses. */
const NUMBER = 9;
const NAME = "kind0";
const IN_TURN = { concurrent: false };
const TRAFFIC = { addresses: ["10.77.0.1/30"], routes: ["10.78.0.0/24"] };

const secondsLater = fakeDumpClock();
const oldest = RELEASES[0];
const newest = RELEASES[RELEASES.length - 1] ?? oldest;

const startsMinimal = ({ minimal }: KindCase, { from = minimal }: Change) =>
  isDeepStrictEqual(from(ends), minimal(ends));

const releases = [oldest, newest].map((release, place) => ({ ...release, place }));

describe.each(releases)("Debian $version", ({ name: release, kernel, iproute2, place }) => {
  let stop = async (): Promise<void> => undefined;
  beforeAll(async () => {
    process.env[LAB_NUMBER] = String(NUMBER);
    const lab = await ensureLab(labOf(NUMBER), release);
    const watch = watchMachine(labOf(NUMBER));
    stop = async () => {
      watch.stop();
      await lab.stop();
    };
  });
  afterAll(() => stop());

  test("has the kernel and the iproute2 of the list of releases", IN_TURN, async () => {
    expect(await on("alpha").must("uname -r; ip -V")).toMatch(
      new RegExp(`^${kernel}\\.\\d.*\\n.*iproute2-${iproute2}\\.`),
    );
  });

  // Rows run at the same time, each in its own namespace.
  const rows = table.map((row, index) => ({
    ...{
      type: row.type,
      row,
      isRepaired: isLong || index % 2 === place,
      isChanged: isLong || index % 2 !== place,
    },
  }));
  describe.concurrent.each(rows)("$type", ({ type, row, isRepaired, isChanged }) => {
    let netns: Netns;
    beforeAll(async () => {
      netns = await makeUnderlayNetns(`short-${type}`);
    });
    afterAll(() => netns?.remove());
    const driver = driverFor(type, () => netns.host);

    const steps = [isRepaired ? "repaired, " : "", isChanged ? "changed in place " : ""].join("");
    test(`is made, found again, ${steps}and removed`, async () => {
      const before = await allLinks(netns);
      const declared = { name: NAME, ...row.minimal(ends), ...TRAFFIC };
      const live = () => liveLink(netns, NAME);
      const made = await driver.create(declared);
      // A bridge has the mtu of its ports
      const mtu = made.outs.mtu === undefined ? {} : { mtu: made.outs.mtu };
      expect(missing(await live(), { ...mtu, ...row.shows?.[0]?.(ends) })).toEqual({});
      expect(await live()).toMatchObject(TRAFFIC);
      await driver.isQuiet(made);

      let now = made;
      if (isRepaired) {
        await netns.run(`ip link set ${NAME} mtu 1333`);
        secondsLater();
        expect(await driver.drift(made)).toEqual(row.hasMtuOfPorts === true ? [] : ["mtu"]);
        now = await driver.update(await driver.refreshed(made), declared);
        await driver.isQuiet(now);
      }
      if (isChanged) {
        const change = row.changes.find((one) => one.how === "in place" && startsMinimal(row, one));
        const args = { ...declared, ...change?.to(ends) };
        expect(await driver.plan(now, args)).toBe("update");
        now = await driver.update(now, args);
        expect(missing(await live(), change?.live(ends) ?? {})).toEqual({});
        await driver.isQuiet(now);
      }

      await driver.remove(now);
      expect(await allLinks(netns)).toEqual(before);
    });
  });

  describe("types around links", () => {
    let netns: Netns;
    beforeAll(async () => {
      netns = await makeUnderlayNetns("short-around");
      await netns.run(
        `ip link add span0 type erspan local ${ends.local4} remote ${ends.remote4} seq key 99 erspan_ver 1 erspan 5 && ip link set span0 up && ip link add mon0 type dummy && ip link set mon0 up`,
      );
    });
    afterAll(() => netns?.remove());

    test.each(typesAroundLinks)("$type is made, found again, repaired and removed", async (row) => {
      const driver = driverFor(row.type, () => netns.host);
      const made = await driver.create(row.args);
      expect((await netns.run(row.show)).trim()).not.toBe("");
      secondsLater();
      await driver.isQuiet(made);

      const drift = row.drifts[0];
      await netns.run(drift?.by ?? "false");
      secondsLater();
      const found = await driver.refreshed(made);
      expect(await driver.drift(made)).toEqual(drift?.names);
      const plan = await driver.plan(found, row.args);
      if (plan !== "update") await driver.remove(found);
      const repaired =
        plan === "update" ? await driver.update(found, row.args) : await driver.create(row.args);
      await driver.isQuiet(repaired);

      await driver.remove(repaired);
      expect((await netns.run(row.show)).trim()).toBe("");
      expect(await netns.markers()).toEqual([]);
    });
  });
});
