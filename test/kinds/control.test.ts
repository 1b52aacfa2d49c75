// The life of every kind on a real host, as far as one end shows it: what it takes and refuses, what the kernel has
// after each step, what refresh reports. What the wire shows is in ../wire.
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { FALLBACK_DEVICES } from "../../provider/iproute2/device-name.ts";
import type { Args } from "../../provider/kinds/resource.ts";
import { ends, type Ground, groundFor, missing } from "./ground.ts";
import { lifeOf, type Made } from "./life.ts";
import type { ArgsOf, KindRow } from "./row.ts";
import { table } from "./table.ts";

const IN_TURN = { concurrent: false };
const NAME = "kind0";
const TRAFFIC = { addresses: ["10.77.0.1/30"], routes: ["10.78.0.0/24"] };
/** For checks alone, which touch no host. */
const NOWHERE = { connection: { host: "192.0.2.1" } };

/** Reads of one deployment share what they saw for some seconds; a refresh after these begins anew. */
const secondsLater = (() => {
  const { now } = Date;
  let ahead = 0;
  vi.spyOn(Date, "now").mockImplementation(() => now() + ahead);
  return () => {
    ahead += 10_000;
  };
})();

/** What every link can suffer. */
const commonDrifts: KindRow["drifts"] = [
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
  let ground: Ground;
  let untouched: unknown;
  beforeAll(async () => {
    ground = await groundFor(type);
    untouched = await ground.links();
  });
  afterAll(() => ground.leave());

  const life = lifeOf(type, () => ground?.host ?? NOWHERE);
  const named = (args: Args, name = NAME): Args => ({ name, ...args });
  const of = (args: ArgsOf): Args => named({ ...args(ends), ...TRAFFIC });
  const live = async () => {
    const found = await ground.live(NAME);
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
      const inputs = await life.checked(named(args(ends)));
      expect(await life.checked(inputs)).toEqual(inputs);
    });
    test.each(refusals)("refuses $what", async ({ args, property, reason }) => {
      const faults = await life.faults(named(args(ends)));
      const fault = faults.find((one) => one.startsWith(`${property}: `));
      expect(fault ?? faults).toMatch(reason);
    });
    test("refuses the names of fallback devices", async () => {
      for (const name of FALLBACK_DEVICES) {
        expect(await life.faults(named(row.minimal(ends), name))).toEqual([
          expect.stringMatching(/^name: .*reserved/),
        ]);
      }
    });
  });

  describe("is made, found again and removed without a trace", IN_TURN, () => {
    test.each(variants)("$what", async ({ args, shows }) => {
      await life.having(of(args), async (made) => {
        const { link, traffic } = await live();
        expect(link.linkinfo?.info_kind).toBe(made.outs.kind);
        expect(link.ifindex).toBe(made.outs.ifindex);
        expect(missing(link, { mtu: made.outs.mtu, ...shows })).toEqual({});
        expect(traffic).toEqual(TRAFFIC);
        const again = await life.create(made.inputs);
        expect(again.outs).toEqual(made.outs);
        await life.isQuiet(made);
      });
      expect(await ground.links()).toEqual(untouched);
    });
  });

  const changes = row.changes.map((change) => {
    const from = change.from ?? row.minimal;
    const [before, to] = [from(ends), change.to(ends)];
    const what = `${title(to)}${change.from ? ` (from ${title(before)})` : ""}`;
    return { ...change, from, to, what };
  });
  describe("changes", IN_TURN, () => {
    test.each(changes)("$how: $what", async ({ from, to, how, live: shows }) => {
      let made = await life.create(of(from));
      try {
        const after = { ...of(from), ...to };
        const plan = await life.plan(made, after);
        expect(plan).toEqual(how === "in place" ? "update" : expect.any(Array));
        const { ifindex } = made.outs;
        if (plan === "update") made = await life.update(made, after);
        else {
          await life.remove(made);
          made = await life.create(after);
        }
        const { link, traffic } = await live();
        expect(missing(link, { mtu: made.outs.mtu, ...shows(ends) })).toEqual({});
        if (how === "in place") expect(link.ifindex).toBe(ifindex);
        expect(traffic).toEqual(TRAFFIC);
        await life.isQuiet(made);
      } finally {
        await life.remove(made);
      }
    });
    test("leave nothing behind", async () => expect(await ground.links()).toEqual(untouched));
  });

  const drifts = [...commonDrifts, ...row.drifts].map((drift) => ({
    args: of(drift.from ?? row.minimal),
    by: drift.by.replaceAll("DEV", NAME),
    names: drift.names.toSorted(),
  }));
  describe("drift is reported under its own name, and repaired", IN_TURN, () => {
    /** A device that was repaired is as good as new for the next test that wants the same. */
    let standing: { readonly args: Args; readonly made: Made } | undefined;
    const stand = async (args: Args): Promise<Made> => {
      if (standing !== undefined && isDeepStrictEqual(standing.args, args)) return standing.made;
      if (standing !== undefined) await life.remove(standing.made);
      standing = undefined;
      return life.create(args);
    };
    test.each(drifts)("$by", async ({ args, by, names }) => {
      let made = await stand(args);
      standing = { args, made };
      await ground.run(by);
      secondsLater();
      expect(await life.drift(made)).toEqual(names);
      made = await life.refreshed(made);
      const plan = await life.plan(made, args);
      if (names.length === 0) expect(plan).toBe("nothing");
      else if (plan === "update") made = await life.update(made, args);
      else {
        await life.remove(made);
        made = await life.create(args);
      }
      await life.isQuiet(made);
      standing = { args, made };
    });
    test("a device that is gone is gone", async () => {
      const made = await stand(of(row.minimal));
      standing = undefined;
      await ground.run(`ip link del ${NAME}`);
      secondsLater();
      expect(await life.refresh(made)).toBeUndefined();
      await life.remove(made);
      expect(await ground.links()).toEqual(untouched);
    });
  });

  const { clash } = row;
  test.skipIf(clash === undefined)("a second one like it is refused in words", IN_TURN, async () => {
    await life.having(of(row.minimal), async () => {
      const second = life.create(named(clash?.args(ends) ?? {}, "kind1"));
      await expect(second).rejects.toThrow(clash?.words);
      expect(await ground.live("kind1")).toBeUndefined();
    });
  });
});
