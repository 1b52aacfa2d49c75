// The life of every kind on a real host, as far as one end shows it: what it takes and refuses, what the kernel has
// after each step, what refresh reports. What the wire shows is in ../wire.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { handlers } from "../../provider/index.ts";
import { FALLBACK_DEVICES } from "../../provider/iproute2/device-name.ts";
import type { Args } from "../../provider/kinds/resource.ts";
import { ends, type Ground, groundFor, missing } from "./ground.ts";
import type { KindRow } from "./row.ts";
import { table } from "./table.ts";

const IN_TURN = { concurrent: false };
const NAME = "kind0";
const TRAFFIC = { addresses: ["10.77.0.1/30"], routes: ["10.78.0.0/24"] };

const said = (args: Args): Args =>
  Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
/** Arguments in a title: short, and the same in every run. */
const title = (args: Args) =>
  Object.entries(args)
    .map(([key, value]) => `${key} ${value === undefined ? "absent" : JSON.stringify(value)}`)
    .join(", ") || "nothing";
const differing = (one: Args, other: Args): string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])]
    .filter((key) => JSON.stringify(one[key]) !== JSON.stringify(other[key]))
    .sort();

// Rows side by side, each in its own namespace; within a row one thing after another
describe.concurrent.each(table.map((row) => ({ ...row, row })))("$type", ({ type, row }) => {
  const kind = handlers[type];
  if (kind === undefined) throw new Error(`no handlers for ${type}`);
  let ground: Ground;
  beforeAll(async () => {
    ground = await groundFor(type);
  });
  afterAll(() => ground.leave());

  const whole = (args: Args, name = NAME): Args =>
    said({ host: ground?.host ?? HOST, owner: `test/kinds/${name}`, name, ...args });
  const checked = async (args: Args, name = NAME): Promise<Args> => {
    const { inputs, failures } = await kind.check({}, whole(args, name));
    expect(failures).toEqual([]);
    return inputs;
  };
  /** A device for as long as a test needs it. */
  const having = async (args: Args, body: (made: Made) => Promise<void>): Promise<void> => {
    const inputs = await checked(args);
    const { id, outs } = await kind.create(inputs);
    const made = { id, inputs, outs };
    try {
      await body(made);
    } finally {
      await kind.delete(made.id, made.outs);
    }
    expect(await ground.live(NAME)).toBeUndefined();
  };
  /** Refresh finds what was declared, and the next preview has nothing to do. */
  const isQuiet = async ({ id, inputs, outs }: Made): Promise<void> => {
    const read = await kind.read(id, outs);
    expect(read.inputs).toEqual(inputs);
    expect(await kind.diff(id, outs, inputs)).toMatchObject({ changes: false });
    expect(await kind.diff(id, read.props ?? {}, inputs)).toMatchObject({ changes: false });
  };

  const variants = [row.minimal, ...row.full].map((args, index) => ({
    args: args(ends),
    live: row.shows?.[index]?.(ends) ?? {},
    what: index === 0 ? "minimal" : `full ${index}`,
  }));

  describe("takes and refuses, before any host is touched", IN_TURN, () => {
    test.each(variants)("takes $what", async ({ args }) => {
      const inputs = await checked(args);
      expect(await checked(inputs)).toEqual(inputs);
    });
    test.each(row.refusals.map((one) => ({ ...one, args: one.args(ends), what: title(one.args(ends)) })))(
      "refuses $what",
      async ({ args, property, reason }) => {
        const { failures } = await kind.check({}, whole(args));
        expect(failures).toContainEqual({ property, reason: expect.stringMatching(reason) });
      },
    );
    test("refuses the names of fallback devices", async () => {
      for (const name of FALLBACK_DEVICES) {
        const { failures } = await kind.check({}, whole(row.minimal(ends), name));
        expect(failures).toEqual([{ property: "name", reason: expect.stringContaining("reserved") }]);
      }
    });
  });

  describe("is made, found again and removed without a trace", IN_TURN, () => {
    test.each(variants)("$what", async ({ args, live }) => {
      const before = await ground.links();
      await having({ ...args, ...TRAFFIC }, async (made) => {
        const link = await ground.live(NAME);
        expect(link?.linkinfo?.info_kind).toBe(made.outs.kind);
        expect(link?.ifindex).toBe(made.outs.ifindex);
        expect(missing(link, { ...live, mtu: live.mtu ?? made.outs.mtu })).toEqual({});
        expect(await ground.traffic(NAME)).toEqual(TRAFFIC);
        const again = await kind.create(made.inputs);
        expect(again.outs).toEqual(made.outs);
        await isQuiet(made);
      });
      expect(await ground.links()).toEqual(before);
    });
  });

  const changes = row.changes.map((change) => {
    const from = (change.from ?? row.minimal)(ends);
    const to = change.to(ends);
    const what = `${title(to)}${change.from ? ` (from ${title(from)})` : ""}`;
    return { from, to, how: change.how, live: change.live(ends), what };
  });
  describe("changes", IN_TURN, () => {
    test.each(changes)("$how: $what", async ({ from, to, how, live }) => {
      await having({ ...from, ...TRAFFIC }, async (made) => {
        const inputs = await checked(said({ ...from, ...TRAFFIC, ...to }));
        const diff = await kind.diff(made.id, made.outs, inputs);
        expect(diff.changes).toBeUndefined();
        expect(diff.replaces.length > 0 ? "replace" : "in place").toBe(how);
        const { ifindex } = made.outs;
        if (how === "in place") made.outs = (await kind.update(made.id, made.outs, inputs)).outs;
        else {
          await kind.delete(made.id, made.outs);
          made.outs = (await kind.create(inputs)).outs;
        }
        made.inputs = inputs;
        const link = await ground.live(NAME);
        expect(missing(link, live)).toEqual({});
        expect(link?.mtu).toBe(made.outs.mtu);
        if (how === "in place") expect(link?.ifindex).toBe(ifindex);
        expect(await ground.traffic(NAME)).toEqual(TRAFFIC);
        await isQuiet(made);
      });
    });
  });

  const drifts = [...row.drifts, ...commonDrifts].map((drift) => ({
    args: (drift.from ?? row.minimal)(ends),
    by: drift.by.replaceAll("DEV", NAME),
    names: drift.names.toSorted(),
  }));
  describe("drift is reported under its own name, and repaired", IN_TURN, () => {
    test.each(drifts)("$by", async ({ args, by, names }) => {
      await having({ ...args, ...TRAFFIC }, async (made) => {
        await ground.run(by);
        const read = await kind.read(made.id, made.outs);
        expect(differing(made.inputs, read.inputs ?? {})).toEqual(names);
        const found = read.props ?? {};
        const { changes: differs, replaces } = await kind.diff(made.id, found, made.inputs);
        expect(differs).toBeUndefined();
        if (replaces.length === 0) made.outs = (await kind.update(made.id, found, made.inputs)).outs;
        else {
          await kind.delete(made.id, found);
          made.outs = (await kind.create(made.inputs)).outs;
        }
        await isQuiet(made);
      });
    });
    test("a device that is gone is gone", async () => {
      const inputs = await checked(row.minimal(ends));
      const { id, outs } = await kind.create(inputs);
      await ground.run(`ip link del ${NAME}`);
      expect(await kind.read(id, outs)).toEqual({});
      await kind.delete(id, outs);
    });
  });

  const { clash } = row;
  test.skipIf(clash === undefined)("a second one like it is refused in words", IN_TURN, async () => {
    await having(row.minimal(ends), async () => {
      const inputs = await checked(clash?.args(ends) ?? {}, "kind1");
      await expect(kind.create(inputs)).rejects.toThrow(clash?.words);
      expect(await ground.live("kind1")).toBeUndefined();
    });
  });
});

interface Made {
  readonly id: string;
  inputs: Args;
  outs: Args;
}

/** For checks alone, which touch no host. */
const HOST = { connection: { host: "192.0.2.1" } };

/** What every link can suffer. */
const commonDrifts: KindRow["drifts"] = [
  { by: "ip link set DEV mtu 1333", names: ["mtu"] },
  { by: "ip addr add 10.79.0.1/24 dev DEV", names: ["addresses"] },
  { by: "ip route del 10.78.0.0/24 dev DEV", names: ["routes"] },
  { by: "ip link set DEV down", names: ["routes", "up"] },
];
