// Routing tables by the names of the host.
import { describe, expect, test, vi } from "vitest";
import { printCommand } from "../../../provider/iproute2/command.ts";
import { readTableNames } from "../../../provider/iproute2/table-names.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import { driverFor } from "../../kinds/resource-driver.ts";
import { hostArgument, newFakeHost } from "../fake-host/hosts.ts";

vi.mock("../../../provider/host/host.ts", async (original) => ({
  ...(await original<object>()),
  hostOf: (await import("../fake-host/hosts.ts")).hostOf,
}));

const HERE = "192.0.2.1";
const driver = (type: string) => driverFor(type, () => hostArgument(HERE));

interface Row {
  readonly type: string;
  /** the arguments with this table */
  readonly args: (table: number | string) => Args;
  /** the argument that has the table */
  readonly names: string;
  /** where the message has it */
  readonly property: string;
  readonly isReplaced: boolean;
}

const rows: readonly Row[] = [
  {
    type: "GreTunnel",
    args: (table) => ({
      ...{ name: "kind0", local: "10.44.0.1", remote: "10.44.0.2", addresses: ["10.77.0.1/30"] },
      routes: ["10.77.1.0/24", { to: "10.78.0.0/24", table }],
    }),
    ...{ names: "routes", property: "routes[1].table", isReplaced: false },
  },
  {
    type: "Route",
    args: (table) => ({ to: "10.78.0.0/24", dev: "under0", table }),
    ...{ names: "table", property: "table", isReplaced: true },
  },
  {
    type: "PolicyRule",
    args: (table) => ({ from: "10.1.0.0/16", priority: 100, table }),
    ...{ names: "table", property: "table", isReplaced: false },
  },
  {
    type: "Vrf",
    args: (table) => ({ name: "kind0", table }),
    ...{ names: "table", property: "table", isReplaced: true },
  },
];

const tablesIn = (lines: readonly string[]) => lines.flatMap((line) => / table (\S+)/.exec(line)?.[1] ?? []);

describe.each(rows)("table of $type", ({ type, args, names, property, isReplaced }) => {
  const sent = (host: ReturnType<typeof newFakeHost>) =>
    host.asked.flatMap(({ request }) => ("commands" in request ? request.commands.map(printCommand) : []));

  test("is recorded by its name, and sent by its number", async () => {
    const host = newFakeHost(HERE);
    const made = await driver(type).create(args("blue"));
    expect(JSON.stringify(made.outs[names])).toContain('"blue"');
    expect(made.outs.hostValues).toEqual({ "table:blue": 100 });
    expect(new Set(tablesIn(sent(host)))).toEqual(new Set(type === "GreTunnel" ? ["all", "100"] : ["100"]));
    await driver(type).isQuiet(made);
    await driver(type).remove(made);
  });

  test("is drift when the host gives its name to another table", async () => {
    const host = newFakeHost(HERE);
    const made = await driver(type).create(args("blue"));
    host.tables = { blue: 300 };
    expect(await driver(type).drift(made)).toEqual([names]);
    const seen = await driver(type).refreshed(made);
    const plan = await driver(type).plan(seen, args("blue"));
    expect(plan).toEqual(isReplaced ? [names] : "update");
    if (isReplaced) await driver(type).remove(seen);
    const again = isReplaced
      ? await driver(type).create(args("blue"))
      : await driver(type).update(seen, args("blue"));
    expect(again.outs.hostValues).toEqual({ "table:blue": 300 });
    await driver(type).isQuiet(again);
  });

  test("stays as it is under its number instead of its name, and the reverse", async () => {
    newFakeHost(HERE);
    const made = await driver(type).create(args("blue"));
    expect(await driver(type).plan(made, args(100))).toBe("nothing");
    await driver(type).remove(made);
    const numbered = await driver(type).create(args(100));
    const plan = await driver(type).plan(numbered, args("blue"));
    expect(plan).toEqual(isReplaced ? [names] : "update");
    if (isReplaced) return;
    const named = await driver(type).update(numbered, args("blue"));
    expect(JSON.stringify(named.outs[names])).toContain('"blue"');
    await driver(type).isQuiet(named);
  });

  test("is refused on a host that has no such name, with the names that it has", async () => {
    const host = newFakeHost(HERE);
    await expect(driver(type).create(args("green"))).rejects.toThrow(
      new RegExp(
        `${HERE}: ${property.replaceAll(/[[\].]/g, "\\$&")}: the host has no routing table with the name green. The host knows main, blue, red`,
      ),
    );
    expect(host.asked).toEqual([]);
  });

  test("is refused at preview if it is neither a number nor a name", async () => {
    for (const table of ["100", "-x", "a b", 0, 1.5])
      expect(await driver(type).faults(args(table))).toEqual([
        `${property}: must be a whole number from 1 to 4294967295, or the name of a table of the host such as "blue"`,
      ]);
  });
});

describe("type of a link's route", () => {
  const link = (type: string): Args => ({
    ...{ name: "kind0", local: "10.44.0.1", remote: "10.44.0.2" },
    routes: [{ to: "10.78.0.0/24", type }],
  });

  test("is unicast for the provider of a link, and others are refused, because the class makes a Route of them", async () => {
    newFakeHost(HERE);
    expect((await driver("GreTunnel").checked(link("unicast"))).routes).toEqual(["10.78.0.0/24"]);
    for (const type of ["blackhole", "unreachable", "prohibit"])
      expect(await driver("GreTunnel").faults(link(type))).toEqual([
        expect.stringMatching(
          /^routes\[0\]\.type: is "\w+", which the program must know while it runs, .*Neither `routes`, .* may be an output\. Or declare a Route with `type: /,
        ),
      ]);
  });
});

describe("readTableNames", () => {
  test("reads names as ip does, and leaves out comments and the table 0", () => {
    const text = "255\tlocal\n0 unspec\n 0x64 blue # for customers\n#1 inr.ruhep\n7 red#x\nnumber name\n";
    expect(readTableNames(text)).toEqual({ local: 255, blue: 100, red: 7 });
  });
});
