// A mirror on a tc in memory: what it makes, finds, changes, and refuses. The tests in test/kinds prove on hosts that
// the kernel does the same.
import { describe, expect, test } from "vitest";
import type { Args } from "../../../provider/schema/declaration.ts";
import { declared, kind, link, Tc } from "./tc-in-memory.ts";

const MAC = "02:00:00:00:00:0a";
const variants: Args[] = [
  {},
  { direction: "ingress" },
  { direction: "egress", pref: 5 },
  { match: { protocol: "ip" } },
  { match: { vlan: 5, sourceMac: MAC } },
  { match: { except: [{ vlan: 5 }, { protocol: "ip", ipProto: "tcp", destinationPort: "20-25" }] } },
  { match: { protocol: "arp", except: [{ vlan: "tagged" }] }, mtu: 1000 },
  { target: "span1" },
  { target: "span1", mtu: 1000, direction: "ingress", skipHw: false },
];

describe("ErspanMirror on a tc in memory", () => {
  test.each(variants)("is found as declared, and nothing is left after its removal: %j", (more) => {
    const tc = new Tc();
    const args = declared(more);
    tc.create(args);
    expect(tc.drift(args)).toEqual([]);
    tc.runAll(kind.remove(args, tc.live(args)));
    expect(tc.filters).toEqual([]);
  });

  test.each(variants.flatMap((from) => variants.flatMap((to) => (from === to ? [] : [{ from, to }]))))(
    "changes in place from $from to $to, and boots with the same filters",
    ({ from, to }) => {
      const tc = new Tc();
      tc.create(declared(from));
      tc.runAll(kind.change(declared(from), declared(to), tc.live(declared(from)), tc.snapshot));
      expect(tc.drift(declared(to))).toEqual([]);
      const booted = new Tc();
      booted.runAll(kind.boot?.operation(declared(to), tc.live(declared(to))));
      expect(booted.shown().sort()).toEqual(tc.shown().sort());
    },
  );

  test.each(variants)("needs no command to become what it is: %j", (more) => {
    const tc = new Tc();
    tc.create(declared(more));
    const found = kind.find(tc.snapshot, declared(more));
    expect(found && kind.change(found.args, declared(more), found.computed, tc.snapshot)).toBeUndefined();
  });

  test("sends no copies larger than the mtu of a link that answers them", () => {
    const tc = new Tc();
    tc.create(declared({ target: "span1" }));
    expect(tc.live(declared({ target: "span1" })).filters).toContainEqual(
      expect.objectContaining({ device: "span1", mtu: 1430 }),
    );
    tc.filters = tc.filters.filter(({ actions }) => actions[0]?.kind !== "police");
    expect(tc.drift(declared({ target: "span1" }))).toEqual(["direction"]);
  });

  test.each([
    [{ pmtudisc: true }, 9216, true],
    [{ pmtudisc: false, ignore_df: true }, 1458, true],
    [{ pmtudisc: false, ignore_df: true }, 1500, false],
  ])("limits copies into a gretap with %j and the mtu %i: %s", (info, mtu, isLimited) => {
    const tc = new Tc();
    tc.links = [link("mon0"), link("span0", { kind: "gretap", info, mtu })];
    tc.create(declared());
    expect(tc.filters.some(({ actions }) => actions[0]?.kind === "police")).toBe(isLimited);
  });

  test("takes preferences that others do not have", () => {
    const tc = new Tc();
    tc.create(declared({ match: { protocol: "ip" } }));
    const [first] = tc.filters.filter(({ device }) => device === "mon0").map(({ pref }) => pref);
    tc.create(declared({ owner: "p/s/other", match: { protocol: "ip" } }));
    const other = new Tc();
    other.run(`filter add dev mon0 egress pref ${Number(first) + 1} protocol ip flower action pass`);
    other.create(declared({ match: { protocol: "ip" } }));
    const chosen = other.filters.slice(1).filter(({ device }) => device === "mon0");
    expect(new Set(chosen.map(({ pref }) => pref))).toEqual(new Set([Number(first) + 2, Number(first) + 3]));
  });

  test("names the filters of other programs in front, unless they pass packets on", () => {
    const tc = new Tc();
    tc.run("filter add dev mon0 ingress pref 1 protocol all flower action pass");
    tc.run("filter add dev mon0 egress pref 2 protocol all flower action continue");
    const warnings = (more: Args) => kind.warnings?.(tc.snapshot, declared(more)) ?? [];
    expect(warnings({ direction: "egress" })).toEqual([]);
    expect(warnings({})).toEqual([
      expect.stringMatching(
        /^mon0 has a flower filter with the preference 1 on ingress, before this mirror with \d+\. A packet .* No preference is lower than 1/,
      ),
    ]);
    tc.filters = [];
    tc.run("filter add dev mon0 ingress pref 50 protocol all flower action pass");
    expect(warnings({ pref: 49 })).toEqual([]);
    expect(warnings({ pref: 60 })).toEqual([expect.stringMatching(/Set pref to less than 50/)]);
    tc.filters = [];
    tc.create(declared({ owner: "p/s/other", pref: 3 }));
    expect(warnings({})).toEqual([]);
  });

  test("refuses what would drop other packets than its copies, or be dropped", () => {
    const tc = new Tc();
    const fault = (more: Args) => kind.precondition?.(tc.snapshot, declared(more));
    const except = { match: { except: [{ vlan: 5 }] } };
    tc.create(declared({ owner: "p/s/other" }));
    expect(fault({})).toBeUndefined();
    expect(fault(except)).toMatch(/^match\.except drops copies of mon0 at span0, and another mirror/);
    expect(fault({ mtu: 900 })).toMatch(/^mtu drops copies of mon0 at span0, and another mirror/);
    tc.filters = [];
    tc.create(declared({ owner: "p/s/other", ...except }));
    expect(fault({})).toMatch(/^another mirror of mon0 drops copies at span0/);
    tc.filters = [];
    tc.create(declared({ owner: "p/s/other", target: "span1" }));
    expect(fault({ target: "span1" })).toBeUndefined();
    tc.filters = [];
    tc.links = [link("mon0"), link("span0", { kind: "gretap", addresses: ["10.9.0.1/30"] })];
    expect(fault({})).toBeUndefined();
    expect(fault(except)).toMatch(
      /^match\.except drops copies at span0, which has the address 10\.9\.0\.1\/30/,
    );
  });

  test("works into a device with an ingress qdisc of another owner", () => {
    const tc = new Tc();
    tc.qdiscs = { span0: "ingress" };
    tc.create(declared());
    expect(tc.shown().every((one) => one.startsWith("mon0 "))).toBe(true);
    expect(tc.drift(declared())).toEqual([]);
    expect(kind.precondition?.(tc.snapshot, declared({ match: { except: [{ vlan: 5 }] } }))).toMatch(
      /^match\.except needs egress filters on span0/,
    );
  });

  test("of an earlier release is found without the filter for copies, and gets it", () => {
    const tc = new Tc();
    tc.create(declared());
    tc.filters = tc.filters.filter(({ device }) => device === "mon0");
    expect(tc.drift(declared())).toEqual(["direction"]);
    const filters = tc.filters.map(({ direction, protocol, pref, kind: type }) => ({
      ...{ direction, protocol, pref, kind: type, handle: "0x1" },
    }));
    const before = kind.find(tc.snapshot, declared())?.args ?? {};
    tc.runAll(kind.change(before, declared(), { filters }, tc.snapshot));
    expect(tc.drift(declared())).toEqual([]);
  });
});
