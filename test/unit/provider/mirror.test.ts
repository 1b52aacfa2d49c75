// A mirror on a tc in memory: what it makes, finds, changes, and refuses. The tests in test/kinds prove on hosts that
// the kernel does the same.
import { describe, expect, test } from "vitest";
import { others } from "../../../provider/index.ts";
import type { LiveLink } from "../../../provider/iproute2/ip-json.ts";
import type { FilterQdisc, LiveFilter } from "../../../provider/iproute2/tc-json.ts";
import type { HostSnapshot } from "../../../provider/model/host-snapshot.ts";
import { isRemoval } from "../../../provider/model/resource-kind.ts";
import { type Args, NOT_ON_HOST } from "../../../provider/schema/declaration.ts";
import { withDefaults } from "../../../provider/schema/validate.ts";

const kind = others.ErspanMirror;
const declared = (more: Args = {}): Args => {
  const { owner = "p/s/m", ...rest } = more;
  const ownerAlias = `pulumi-iproute2:2:k3x9q2bc.7fh20d:5e884898da28:${owner}`;
  return { ...withDefaults(kind, { monitor: "mon0", target: "span0", owner, ...rest }), ownerAlias };
};

const link = (name: string, more: Partial<LiveLink> = {}): LiveLink => ({
  ...{ name, ifindex: 1, up: true, mtu: 1500, macAddress: undefined, linkType: "ether", kind: undefined },
  ...{
    info: {},
    ...{ dev: undefined, linkNetnsId: undefined },
    master: undefined,
    bridgePort: undefined,
    description: undefined,
    group: 0,
    multicast: true,
    txQueueLength: 1000,
    alias: "",
  },
  ...{ addresses: [], automaticAddresses: [], sources: [], ...more },
});

type Direction = "ingress" | "egress";
interface Placed extends LiveFilter {
  readonly device: string;
  readonly direction: Direction;
}

/** A value as tc prints it. */
const printed = (word: string | undefined) => (/^\d+$/.test(word ?? "") ? Number(word) : word);

/** A host with devices and filters. */
class Tc {
  filters: Placed[] = [];
  links = [link("mon0"), link("span0", { kind: "erspan" }), link("span1", { kind: "ip6gretap", mtu: 1430 })];
  qdiscs: Record<string, string> = {};

  get snapshot(): HostSnapshot {
    const devices = [...new Set([...this.filters.map(({ device }) => device), ...Object.keys(this.qdiscs)])];
    const on = (device: string, direction: Direction) =>
      this.filters.filter((one) => one.device === device && one.direction === direction);
    const tc: FilterQdisc[] = devices.map((device) => ({
      ...{ device, qdisc: this.qdiscs[device] ?? "clsact" },
      ...{ ingress: on(device, "ingress"), egress: on(device, "egress") },
    }));
    return { links: this.links, routes: [], sections: { tc } };
  }

  run(line: string): void {
    const [, verb, , device = "", direction, , pref, , protocol = "all", ...rest] = line.split(" ");
    const at = (word: string) => (rest.includes(word) ? rest[rest.indexOf(word) + 1] : undefined);
    const isSame = (one: Placed) =>
      one.device === device && one.direction === direction && one.pref === Number(pref);
    if (verb === "del") {
      const left = this.filters.filter((one) => !isSame(one));
      if (left.length === this.filters.length) throw new Error(`no such filter: ${line}`);
      this.filters = left;
      return;
    }
    if (this.filters.some(isSame)) throw new Error(`there already: ${line}`);
    const action = rest.slice(rest.indexOf("action") + 1);
    const names: Record<string, string> = { drop: "gact", pass: "gact" };
    const words = rest.slice(rest.indexOf("flower") + 1, rest.indexOf("action"));
    const pairs = words
      .filter((word) => word !== "skip_hw")
      .flatMap((word, index, all) => (index % 2 === 0 ? [[word, printed(all[index + 1])]] : []));
    const { indev, ...keys } = Object.fromEntries(rest.includes("flower") ? pairs : []);
    this.filters.push({
      ...{ device, direction: direction as Direction, pref: Number(pref), protocol, indev, keys },
      ...{ kind: rest.includes("flower") ? "flower" : "matchall", handle: at("handle") ?? "1" },
      skipHw: rest.includes("skip_hw"),
      actions: [
        {
          ...{ kind: names[action[0] ?? ""] ?? action[0], to_dev: at("dev"), cookie: at("cookie") },
          control_action: { type: action.includes("continue") ? "continue" : action[0] },
        },
      ],
    });
  }

  runAll(operation: ReturnType<typeof kind.create> | ReturnType<typeof kind.remove> | undefined): void {
    if (operation === undefined || isRemoval(operation)) throw new Error("no operation");
    for (const command of operation.commands) this.run(command.join(" "));
  }

  create(args: Args): void {
    this.runAll(kind.create(args, this.snapshot));
  }
  /** The arguments that differ from the declared ones. */
  drift(args: Args): string[] {
    const found = kind.find(this.snapshot, args)?.args ?? {};
    return Object.keys(kind.schema.shape).filter(
      (key) => !NOT_ON_HOST.has(key) && JSON.stringify(found[key]) !== JSON.stringify(args[key]),
    );
  }
  live = (args: Args): Args => kind.find(this.snapshot, args)?.computed ?? {};
  shown = () =>
    this.filters.map(({ device, direction, pref, kind: type }) => `${device} ${direction} ${pref} ${type}`);
}

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

  test.each(variants.flatMap((from) => variants.map((to) => ({ from, to }))))(
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
    tc.runAll(kind.change(declared(), declared(), { filters }, tc.snapshot));
    expect(tc.drift(declared())).toEqual([]);
  });
});
