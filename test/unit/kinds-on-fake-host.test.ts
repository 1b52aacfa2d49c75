// Runs the table of kinds on a host in memory. The tests in test/kinds prove the table's expectations on the hosts,
// so a fake host that meets them behaves like a kernel. The random walks rely on that.
import { describe, expect, test, vi } from "vitest";
import type { Args } from "../../provider/schema/declaration.ts";
import { ends } from "../kinds/ends.ts";
import type { ArgsOf } from "../kinds/kind-case.ts";
import { type LiveLink, missing } from "../kinds/live-link.ts";
import { driverFor, type Made, type ResourceDriver } from "../kinds/resource-driver.ts";
import { table } from "../kinds/table.ts";
import type { FakeHost } from "./fake-host/fake-host.ts";
import { hostArgument, newFakeHost } from "./fake-host/hosts.ts";

vi.mock("../../provider/host/host.ts", async (original) => ({
  ...(await original<object>()),
  hostOf: (await import("./fake-host/hosts.ts")).hostOf,
}));

const NAME = "kind0";
const ADDRESSING = { addresses: ["10.77.0.1/30"], routes: ["10.78.0.0/24"] };
const HERE = "192.0.2.1";
const ELSEWHERE = "192.0.2.2";

/** The expectations of a row that the fake host cannot meet. */
const missingOn = (host: FakeHost, expected: Args) =>
  missing((host.kernel.links(NAME) as LiveLink[])[0], expected);

/** Does what the engine does for new arguments. */
async function apply(driver: ResourceDriver, made: Made, args: Args): Promise<Made> {
  const plan = await driver.plan(made, args);
  if (plan === "nothing") return made;
  if (plan === "update") return driver.update(made, args);
  await driver.remove(made);
  return driver.create(args);
}

describe.each(table.map((row) => ({ type: row.type, row })))("$type on a fake host", ({ type, row }) => {
  const driver = driverFor(type, () => hostArgument(HERE));
  const declared = (args: ArgsOf, more: Args = {}): Args => ({
    name: NAME,
    ...args(ends),
    ...ADDRESSING,
    ...more,
  });

  const variants = [row.minimal, ...row.full].map((args, index) => ({ args, index }));
  test.each(variants)("shows variant $index as the kernel does", async ({ args, index }) => {
    const host = newFakeHost(HERE);
    const made = await driver.create(declared(args));
    expect(missingOn(host, row.shows?.[index]?.(ends) ?? {})).toEqual({});
    await driver.isQuiet(made);
    await driver.remove(made);
    expect(host.kernel.links()).toEqual(newFakeHost(ELSEWHERE).kernel.links());
  });

  const changes = row.changes.map((change, index) => ({ ...change, index, to: change.to(ends) }));
  test.each(changes)(
    "does change $index as declared ($how): $to",
    async ({ from = row.minimal, to, how, live }) => {
      const host = newFakeHost(HERE);
      const before = await driver.create(declared(from));
      expect(await driver.plan(before, declared(from, to))).toEqual(
        how === "in place" ? "update" : expect.any(Array),
      );
      const made = await apply(driver, before, declared(from, to));
      expect(missingOn(host, live(ends))).toEqual({});
      await driver.isQuiet(made);
    },
  );

  test("gives a device the arguments of every device, and takes them back", async () => {
    const host = newFakeHost(HERE);
    const plain = await driver.create(declared(row.minimal));
    const byDefault = host.kernel.links(NAME);
    const all = declared(row.minimal, { multicast: true, txQueueLength: 5 });
    const changed = await apply(driver, plain, all);
    expect(host.kernel.links(NAME)).toMatchObject([{ flags: ["UP", "MULTICAST"], txqlen: 5 }]);
    await driver.isQuiet(changed);
    await apply(driver, changed, declared(row.minimal));
    expect(host.kernel.links(NAME)).toEqual(byDefault);
  });
});
