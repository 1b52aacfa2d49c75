import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { dumpClock } from "../../provider/host/frame-queue.ts";
import { FALLBACK_DEVICES } from "../../provider/iproute2/device-name.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import { ends } from "./ends.ts";
import type { ArgsOf, KindCase } from "./kind-case.ts";
import { allLinks, liveLink, missing } from "./live-link.ts";
import { makeUnderlayNetns, type Netns } from "./netns-fixture.ts";
import { driverFor, type Made } from "./resource-driver.ts";
import { table } from "./table.ts";

const IN_TURN = { concurrent: false };
const NAME = "kind0";
const TRAFFIC = { addresses: ["10.77.0.1/30"], routes: ["10.78.0.0/24"] };
/** For checks alone, which touch no host. */
const NOWHERE = { connection: { host: "192.0.2.1" } };

/** Reads of one deployment share what they saw for some seconds; a refresh after these begins anew. */
const secondsLater = (() => {
  const { now } = dumpClock;
  let ahead = 0;
  vi.spyOn(dumpClock, "now").mockImplementation(() => now() + ahead);
  return () => {
    ahead += 10_000;
  };
})();

/** What every link can suffer. */
const commonDrifts: KindCase["drifts"] = [
  { by: "ip link set DEV mtu 1333", names: ["mtu"] },
  { by: "ip addr add 10.79.0.1/24 dev DEV", names: ["addresses"] },
  { by: "ip route del 10.78.0.0/24 dev DEV", names: ["routes"] },
  { by: "ip link set DEV down", names: ["routes", "up"] },
];

/** Arguments in a title: short, and the same in every run. */
const title = (args: Args) =>
  Object.entries(args)
    .map(([key, value]) => `${key} ${value === undefined ? "absent" : JSON.stringify(value)}`)
    .join(", ") || "nothing";

// Rows side by side, each in its own namespace; within a row one thing after another
describe.concurrent.each(table.map((row) => ({ type: row.type, row })))("$type", ({ type, row }) => {
  let netns: Netns;
  let untouched: unknown;
  beforeAll(async () => {
    netns = await makeUnderlayNetns(`kinds-${type}`);
    untouched = await allLinks(netns);
  });
  afterAll(() => netns.remove());

  const driver = driverFor(type, () => netns?.host ?? NOWHERE);
  const named = (args: Args, name = NAME): Args => ({ name, ...args });
  const of = (args: ArgsOf): Args => named({ ...args(ends), ...TRAFFIC });
  const live = async () => {
    const found = await liveLink(netns, NAME);
    if (found === undefined) throw new Error("the device is not there");
    return found;
  };

  const variants = [row.minimal, ...row.full].map((args, index) => ({
    args,
    shows: row.shows?.[index]?.(ends) ?? {},
    what: index === 0 ? "minimal" : `full ${index}`,
  }));
  const refusals = row.refusals.map((one) => ({ ...one, what: title(one.args(ends)) }));

  describe("takes and refuses, before any host is touched", IN_TURN, () => {
    test.each(variants)("takes $what: $args", async ({ args }) => {
      const inputs = await driver.checked(named(args(ends)));
      expect(await driver.checked(inputs)).toEqual(inputs);
    });
    test.each(refusals)("refuses $what", async ({ args, property, reason }) => {
      const faults = await driver.faults(named(args(ends)));
      const fault = faults.find((one) => one.startsWith(`${property}: `));
      expect(fault ?? `${faults.join("; ")}, not ${property}`).toMatch(reason);
    });
    test("refuses the names of fallback devices", async () => {
      for (const name of FALLBACK_DEVICES) {
        expect(await driver.faults(named(row.minimal(ends), name))).toEqual([
          expect.stringMatching(/^name: .*reserved/),
        ]);
      }
    });
  });

  describe("is made, found again and removed without a trace", IN_TURN, () => {
    test.each(variants)("$what", async ({ args, shows }) => {
      await driver.having(of(args), async (made) => {
        const link = await live();
        expect(link.linkinfo?.info_kind).toBe(made.outs.kind);
        expect(link.ifindex).toBe(made.outs.ifindex);
        expect(missing(link, { mtu: made.outs.mtu, ...shows })).toEqual({});
        expect(link).toMatchObject(TRAFFIC);
        const again = await driver.create(made.inputs);
        expect(again.outs).toEqual(made.outs);
        await driver.isQuiet(made);
      });
      expect(await allLinks(netns)).toEqual(untouched);
    });
  });

  /** The device that the last test left, as it is; a test that fails leaves none. */
  let standing: Made | undefined;
  const clear = async (): Promise<void> => {
    await netns.run(`[ ! -e /sys/class/net/${NAME} ] || ip link del ${NAME}`);
    standing = undefined;
  };
  /** A device with these arguments: the one that stands there, changed back, where that is a change in place. */
  const stand = async (args: Args): Promise<Made> => {
    const left = standing;
    standing = undefined;
    // Whoever once left the mtu to the kernel can go back to that in place, which a new device can not
    const fresh = left === undefined || args.mtu !== undefined || left.inputs.mtu !== undefined;
    const plan = fresh ? ["new"] : await driver.plan(left, args);
    if (left !== undefined && plan === "nothing") return left;
    if (left !== undefined && plan === "update") return driver.update(left, args);
    await clear();
    return driver.create(args);
  };
  /** What the engine would do, done. */
  const apply = async (made: Made, args: Args, plan: "update" | readonly string[]): Promise<Made> => {
    if (plan === "update") return driver.update(made, args);
    await driver.remove(made);
    return driver.create(args);
  };

  const changes = row.changes.map((change) => {
    const from = change.from ?? row.minimal;
    const [before, to] = [from(ends), change.to(ends)];
    const what = `${title(to)}${change.from ? ` (from ${title(before)})` : ""}`;
    return { ...change, from, to, what };
  });
  describe("changes", IN_TURN, () => {
    test.each(changes)("$how: $what", async ({ from, to, how, live: shows }) => {
      const before = await stand(of(from));
      const args = { ...of(from), ...to };
      const plan = await driver.plan(before, args);
      expect(plan).toEqual(how === "in place" ? "update" : expect.any(Array));
      const made = await apply(before, args, how === "in place" ? "update" : ["it"]);
      const link = await live();
      expect(missing(link, { mtu: made.outs.mtu, ...shows(ends) })).toEqual({});
      if (how === "in place") expect(link.ifindex).toBe(before.outs.ifindex);
      expect(link).toMatchObject(TRAFFIC);
      await driver.isQuiet(made);
      standing = made;
    });
  });

  const drifts = [...commonDrifts, ...row.drifts].map((drift) => ({
    args: of(drift.from ?? row.minimal),
    by: drift.by.replaceAll("DEV", NAME),
    names: drift.names.toSorted(),
  }));
  describe("drift is reported under its own name, and repaired", IN_TURN, () => {
    test.each(drifts)("$by", async ({ args, by, names }) => {
      const made = await stand(args);
      await netns.run(by);
      secondsLater();
      expect(await driver.drift(made)).toEqual(names);
      const found = await driver.refreshed(made);
      const plan = await driver.plan(found, args);
      expect(plan === "nothing").toBe(names.length === 0);
      const repaired = plan === "nothing" ? made : await apply(found, args, plan);
      await driver.isQuiet(repaired);
      standing = repaired;
    });
    test("a device that is gone is gone", async () => {
      const made = await stand(of(row.minimal));
      await netns.run(`ip link del ${NAME}`);
      secondsLater();
      expect(await driver.refresh(made)).toBeUndefined();
      await driver.remove(made);
    });
    test("nothing is left", async () => {
      await clear();
      expect(await allLinks(netns)).toEqual(untouched);
    });
  });

  const { clash } = row;
  test.skipIf(clash === undefined)("a second one like it is refused in words", IN_TURN, async () => {
    await driver.having(of(row.minimal), async () => {
      const second = driver.create(named(clash?.args(ends) ?? {}, "kind1"));
      await expect(second).rejects.toThrow(clash?.words);
      expect(await liveLink(netns, "kind1")).toBeUndefined();
    });
  });
});
