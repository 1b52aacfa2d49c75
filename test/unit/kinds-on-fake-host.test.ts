// The table of kinds on a host in memory. What the table expects of a kernel is proved on the hosts (test/kinds), so
// the fake host has to show the same; and random walks between the states of the table then end where a fresh
// creation would.
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test, vi } from "vitest";
import type { Args } from "../../provider/schema/declaration.ts";
import { lifeOf, type Made } from "../kinds/life.ts";
import type { ArgsOf, Ends } from "../kinds/row.ts";
import { table } from "../kinds/table.ts";
import type { FakeHost } from "./fake-host/fake-host.ts";
import { hostArgument, newFakeHost } from "./fake-host/hosts.ts";

vi.mock("../../provider/host/host.ts", async (original) => ({
  ...(await original<object>()),
  hostOf: (await import("./fake-host/hosts.ts")).hostOf,
}));

const ends: Ends = {
  ...{ local4: "10.44.0.1", remote4: "10.44.0.2", local6: "fd44::1", remote6: "fd44::2", dev: "under0" },
};
const NAME = "kind0";
const ADDRESSING = { addresses: ["10.77.0.1/30"], routes: ["10.78.0.0/24"] };
const HERE = "192.0.2.1";
const ELSEWHERE = "192.0.2.2";

interface LinkJson {
  readonly mtu: number;
  readonly linkinfo?: { readonly info_data?: Readonly<Record<string, unknown>> };
}

/** Of what a row expects of a device, what the fake host does not show. */
function missing(host: FakeHost, expected: Args): Args {
  const [link] = host.kernel.links(NAME) as LinkJson[];
  const shown: Args = { ...link?.linkinfo?.info_data, mtu: link?.mtu };
  const wrong = Object.entries(expected).filter(([key, value]) => !isDeepStrictEqual(shown[key], value));
  return Object.fromEntries(wrong.map(([key]) => [key, shown[key] ?? "absent"]));
}

/** What the engine would do for new arguments, done. */
async function apply(life: ReturnType<typeof lifeOf>, made: Made, args: Args): Promise<Made> {
  const plan = await life.plan(made, args);
  if (plan === "nothing") return made;
  if (plan === "update") return life.update(made, args);
  await life.remove(made);
  return life.create(args);
}

describe.each(table.map((row) => ({ type: row.type, row })))("$type on a fake host", ({ type, row }) => {
  const life = lifeOf(type, () => hostArgument(HERE));
  const of = (args: ArgsOf, more: Args = {}): Args => ({
    name: NAME,
    ...args(ends),
    ...ADDRESSING,
    ...more,
  });

  const variants = [row.minimal, ...row.full].map((args, index) => ({ args, index }));
  test.each(variants)("variant $index is created as the kernel shows it", async ({ args, index }) => {
    const host = newFakeHost(HERE);
    const made = await life.create(of(args));
    expect(missing(host, row.shows?.[index]?.(ends) ?? {})).toEqual({});
    await life.isQuiet(made);
    await life.remove(made);
    expect(host.kernel.links()).toEqual(newFakeHost(ELSEWHERE).kernel.links());
  });

  const changes = row.changes.map((change, index) => ({ ...change, index, to: change.to(ends) }));
  test.each(changes)("change $index happens $how: $to", async ({ from = row.minimal, to, how, live }) => {
    const host = newFakeHost(HERE);
    const before = await life.create(of(from));
    expect(await life.plan(before, of(from, to))).toEqual(how === "in place" ? "update" : expect.any(Array));
    const made = await apply(life, before, of(from, to));
    expect(missing(host, live(ends))).toEqual({});
    await life.isQuiet(made);
  });
});
