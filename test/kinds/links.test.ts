import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FALLBACK_DEVICES } from "../../provider/iproute2/device-name.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import { ends } from "./ends.ts";
import type { ArgsOf } from "./kind-case.ts";
import { fakeDumpClock } from "./later.ts";
import { allLinks, liveLink, missing } from "./live-link.ts";
import { makeUnderlayNetns, type Netns } from "./netns-fixture.ts";
import { driverFor, type Made } from "./resource-driver.ts";
import { changesFor, driftsFor, fullFor } from "./short.ts";
import { knows, printsDirection, refusalOf, versionIn } from "./since.ts";
import { table } from "./table.ts";

const IN_TURN = { concurrent: false };
const NAME = "kind0";
const TRAFFIC = { addresses: ["10.77.0.1/30"], routes: ["10.78.0.0/24"] };
/** For tests that only check arguments. No host is contacted. */
const NOWHERE = { connection: { host: "192.0.2.1" } };

const secondsLater = fakeDumpClock();

/** The mtu that the device must have. A bridge has that of its ports. */
const mtuOf = ({ outs: { mtu } }: Made): Args => (mtu === undefined ? {} : { mtu });

/** Arguments as a short title that is the same in every run. */
const title = (args: Args) =>
  Object.entries(args)
    .map(([key, value]) => `${key} ${value === undefined ? "absent" : JSON.stringify(value)}`)
    .join(", ") || "nothing";

// Rows run at the same time, each in its own namespace. The tests of one row run one after another.
describe.concurrent.each(table.map((row) => ({ type: row.type, row })))("$type", ({ type, row }) => {
  let netns: Netns;
  let linksBefore: unknown;
  let iproute2: number;
  beforeAll(async () => {
    netns = await makeUnderlayNetns(`kinds-${type}`);
    linksBefore = await allLinks(netns);
    iproute2 = versionIn(await netns.run("ip -V"));
  });
  afterAll(() => netns.remove());

  const driver = driverFor(type, () => netns?.host ?? NOWHERE);
  const named = (args: Args, name = NAME): Args => ({ name, ...args });
  const declared = (args: ArgsOf): Args => named({ ...args(ends), ...TRAFFIC });
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
  const ofThisRun = variants.filter(({ args }) => args === row.minimal || fullFor(type).includes(args));
  const refusals = row.refusals.map((one) => ({ ...one, what: title(one.args(ends)) }));

  describe("check", IN_TURN, () => {
    test.each(variants)("accepts $what: $args", async ({ args }) => {
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

  describe("creation and removal", IN_TURN, () => {
    test.each(ofThisRun)(
      "makes the $what device as declared, finds it again, and removes it completely",
      async ({ args, shows }) => {
        const refusal = refusalOf(type, args(ends), iproute2);
        if (refusal !== undefined) {
          await expect(driver.create(declared(args))).rejects.toThrow(refusal);
          expect(await allLinks(netns)).toEqual(linksBefore);
          return;
        }
        await driver.having(declared(args), async (made) => {
          const link = await live();
          expect(link.linkinfo?.info_kind).toBe(made.outs.kind);
          expect(link.ifindex).toBe(made.outs.ifindex);
          expect(missing(link, { ...mtuOf(made), ...shows })).toEqual({});
          expect(link).toMatchObject(TRAFFIC);
          const again = await driver.create(made.inputs);
          expect(again.outs).toEqual(made.outs);
          await driver.isQuiet(made);
        });
        expect(await allLinks(netns)).toEqual(linksBefore);
      },
    );
  });

  /** The device that the last test left unchanged. Undefined after a test that failed. */
  let lastDevice: Made | undefined;
  const removeDevice = async (): Promise<void> => {
    await netns.run(`[ ! -e /sys/class/net/${NAME} ] || ip link del ${NAME}`);
    lastDevice = undefined;
  };
  /** A device with these arguments: the one of the last test, if a change in place leads to it, else a new one. */
  const deviceWith = async (args: Args): Promise<Made> => {
    const left = lastDevice;
    lastDevice = undefined;
    // A device whose mtu once came from the kernel can return to that in place. A new device with a declared mtu
    // cannot.
    const fresh = left === undefined || args.mtu !== undefined || left.inputs.mtu !== undefined;
    const plan = fresh ? ["new"] : await driver.plan(left, args);
    if (left !== undefined && plan === "nothing") return left;
    if (left !== undefined && plan === "update") return driver.update(left, args);
    await removeDevice();
    return driver.create(args);
  };
  /** Does what the engine does for new arguments. */
  const apply = async (made: Made, args: Args, plan: "update" | readonly string[]): Promise<Made> => {
    if (plan === "update") return driver.update(made, args);
    await driver.remove(made);
    return driver.create(args);
  };

  const changes = changesFor(type).map((change) => {
    const from = change.from ?? row.minimal;
    const [before, to] = [from(ends), change.to(ends)];
    const what = `${title(to)}${change.from ? ` (from ${title(before)})` : ""}`;
    return { ...change, from, to, what };
  });
  describe("change", IN_TURN, () => {
    test.for(changes)("happens $how: $what", async ({ from, to, how, live: shows }, { skip }) => {
      const args = { ...declared(from), ...to };
      const isRefused = [declared(from), args].some((one) => refusalOf(type, one, iproute2) !== undefined);
      if (isRefused) skip("needs a newer iproute2");
      const before = await deviceWith(declared(from));
      const plan = await driver.plan(before, args);
      expect(plan).toEqual(how === "in place" ? "update" : expect.any(Array));
      const made = await apply(before, args, how === "in place" ? "update" : ["it"]);
      const link = await live();
      expect(missing(link, { ...mtuOf(made), ...shows(ends) })).toEqual({});
      if (how === "in place") expect(link.ifindex).toBe(before.outs.ifindex);
      expect(link).toMatchObject(TRAFFIC);
      await driver.isQuiet(made);
      lastDevice = made;
    });
  });

  const drifts = driftsFor(type).map((drift) => ({
    args: declared(drift.from ?? row.minimal),
    by: drift.by.replaceAll("DEV", NAME),
    names: drift.names.toSorted(),
  }));
  describe("refresh", IN_TURN, () => {
    test.for(drifts)(
      "names $names as drift after `$by`, and an update repairs it",
      async ({ args, by, names }, { skip }) => {
        const isSeen = knows(by, iproute2) && (!names.includes("direction") || printsDirection(iproute2));
        if (!isSeen) skip("needs a newer iproute2");
        const made = await deviceWith(args);
        await netns.run(by);
        secondsLater();
        expect(await driver.drift(made)).toEqual(names);
        const found = await driver.refreshed(made);
        const plan = await driver.plan(found, args);
        expect(plan === "nothing").toBe(names.length === 0);
        const repaired = plan === "nothing" ? made : await apply(found, args, plan);
        await driver.isQuiet(repaired);
        lastDevice = repaired;
      },
    );
    test("reports a removed device as gone", async () => {
      const made = await deviceWith(declared(row.minimal));
      await netns.run(`ip link del ${NAME}`);
      secondsLater();
      expect(await driver.refresh(made)).toBeUndefined();
      await driver.remove(made);
    });
    test("leaves no device behind", async () => {
      await removeDevice();
      expect(await allLinks(netns)).toEqual(linksBefore);
    });
  });

  const { clash } = row;
  if (clash === undefined) return;
  test("a second device with the same endpoints is refused with an explanation", IN_TURN, async () => {
    await driver.having(declared(row.minimal), async () => {
      const second = driver.create(named(clash.args(ends), "kind1"));
      await expect(second).rejects.toThrow(clash.words);
      expect(await liveLink(netns, "kind1")).toBeUndefined();
    });
  });
});
