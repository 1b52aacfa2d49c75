// What `plan` prints for a host is what the host then runs. The host is in memory.
import { describe, expect, test, vi } from "vitest";
import { commandLines } from "../../../cli/plan/command-lines.ts";
import { planOf } from "../../../cli/plan/plan.ts";
import { type PreviewStep, parsePreview } from "../../../cli/preview/preview.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import { ends } from "../../kinds/ends.ts";
import type { ArgsOf } from "../../kinds/kind-case.ts";
import { driverFor, type Made } from "../../kinds/resource-driver.ts";
import { table } from "../../kinds/table.ts";
import { hostArgument, newFakeHost } from "../fake-host/hosts.ts";
import { previewText, stepOf } from "./steps.ts";

vi.mock("../../../provider/host/host.ts", async (original) => ({
  ...(await original<object>()),
  hostOf: (await import("../fake-host/hosts.ts")).hostOf,
}));
// A plan does not know the incarnations that a run chooses
vi.mock("../../../provider/lifecycle/arguments.ts", async (original) => ({
  ...(await original<object>()),
  newIncarnation: () => "0new0",
}));

const HERE = "192.0.2.1";
const FILLED_IN = { owner: "shop/prod/fra", __stack: "k3x9q2bc" };
const ADDRESSING = { addresses: ["10.77.0.1/30"], routes: ["10.78.0.0/24"] };

/** The commands of a plan, from the text of a preview. */
const planned = (...steps: PreviewStep[]): string[] =>
  planOf(parsePreview(previewText(steps))).steps.flatMap(({ commands }) => commands);

/** Runs the handlers of a type on a host in memory, and the plan before each. */
function compared(type: string) {
  const driver = driverFor(type, () => hostArgument(HERE));
  const host = newFakeHost(HERE);
  const whole = (args: Args): Args => ({ ...FILLED_IN, ...args });
  const asked = async <T>(act: () => Promise<T>) => {
    host.asked = [];
    const result = await act();
    return { result, lines: commandLines(host.asked.map(({ request }) => request)) };
  };
  const step = (op: string, made: Made | undefined, news?: Args): PreviewStep =>
    stepOf({
      ...{ op, type, name: "fra" },
      ...(made === undefined ? {} : { olds: made.outs }),
      ...(news === undefined ? {} : { news }),
    });
  return {
    async create(args: Args): Promise<Made> {
      const plan = planned(step("create", undefined, await driver.checked(whole(args))));
      const { result, lines } = await asked(() => driver.create(whole(args)));
      expect(plan).toEqual(lines);
      return result;
    },
    async change(made: Made, args: Args): Promise<Made> {
      const news = await driver.checked(whole(args));
      const how = await driver.plan(made, whole(args));
      if (how === "nothing") return made;
      if (how === "update") {
        const { result, lines } = await asked(() => driver.update(made, whole(args)));
        expect(planned(step("update", made, news))).toEqual(lines);
        return result;
      }
      const { result, lines } = await asked(async () => {
        await driver.remove(made);
        return driver.create(whole(args));
      });
      expect(planned(step("replace", made, news))).toEqual(lines);
      return result;
    },
    async remove(made: Made): Promise<void> {
      const { lines } = await asked(() => driver.remove(made));
      expect(planned(step("delete", made))).toEqual(lines);
    },
  };
}

describe.each(table.map((row) => ({ type: row.type, row })))("plan of $type", ({ type, row }) => {
  const declared = (args: ArgsOf, more: Args = {}): Args =>
    Object.fromEntries(
      Object.entries({ name: "kind0", ...args(ends), ...ADDRESSING, ...more }).filter(
        ([, value]) => value !== undefined,
      ),
    );

  test.each([row.minimal, ...row.full].map((args, index) => ({ args, index })))(
    "prints what the host runs for variant $index and for its removal",
    async ({ args }) => {
      const run = compared(type);
      await run.remove(await run.create(declared(args)));
    },
  );

  test.each(row.changes.map((change, index) => ({ ...change, index, to: change.to(ends) })))(
    "prints what the host runs for change $index ($how): $to",
    async ({ from = row.minimal, to }) => {
      const run = compared(type);
      await run.change(await run.create(declared(from)), declared(from, to));
    },
  );
});

describe("plan of FouPort", () => {
  test("prints what the host runs", async () => {
    const run = compared("FouPort");
    const made = await run.create({ port: 5555, protocol: "ipip" });
    const moved = await run.change(made, { port: 5556, protocol: "ipip" });
    const owned = await run.change(moved, { port: 5556, protocol: "ipip", owner: "shop/prod/ams" });
    await run.remove(owned);
  });
});

describe("plan of LinkSet", () => {
  const set = (links: Args): Args => ({ kind: "gre", links });

  test("prints what the host runs for each of its links", async () => {
    const run = compared("LinkSet");
    const one = { ams: { name: "kind0", remote: "10.44.0.2" } };
    const made = await run.create(set({ ...one, lon: { name: "kind1", remote: "10.44.0.3", key: 7 } }));
    const changed = await run.change(made, set({ ams: { ...one.ams, ttl: 9 } }));
    await run.remove(changed);
  });
});
