import { describe, expect, test } from "vitest";
import { handlers } from "../../../provider/index.ts";
import { forEachMember, reasonsOf } from "../../../provider/kinds/link-set/member-results.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import { toPulumiValue } from "../../../provider/schema/pulumi-value.ts";
import { UNKNOWN } from "../../../provider/schema/unknown-value.ts";
import { constructed } from "../../../scripts/docs/examples.ts";
import { Sdk } from "../../../scripts/docs/sdk.ts";

const set = handlers.LinkSet ?? expect.fail("no handlers");
let stack = 0;
/** Each set has its own stack, and therefore its own claims. */
const common = (): Args => {
  stack += 1;
  return {
    host: { connection: { host: "192.0.2.1", hostKey: "k" } },
    owner: `p/set${stack}/mesh`,
    kind: "gre",
  };
};
const member = (n: number, more: Args = {}): Args => ({
  local: "192.0.2.1",
  remote: `198.51.100.${n}`,
  ...more,
});
const faultsOf = async (args: Args): Promise<string[]> => {
  const { failures } = await set.check({}, { ...common(), ...args });
  return failures.map(({ property, reason }) => `${property}: ${reason}`);
};

describe("check of a LinkSet", () => {
  test("names the link and the property of each fault", async () => {
    const links = {
      "to-fra": member(1, { ttl: 300 }),
      lon: member(2, { tttl: 1 }),
      par: member(3, { encap: { type: "gue" } }),
      nyc: member(4, { host: {} }),
    };
    expect(await faultsOf({ links })).toEqual([
      expect.stringMatching(/^links\["to-fra"\]\.ttl: .*255/),
      expect.stringMatching(/^links\.lon\.tttl: .*did you mean ttl\?/),
      expect.stringMatching(/^links\.par\.encap\.dport: /),
      "links.nyc.host: is an argument of the set: all of its links have the same",
    ]);
  });

  test("refuses what only the host knows, because a set does not ask it", async () => {
    const links = {
      a: member(1, { local: { dev: "eth0" } }),
      b: member(2, { routes: [{ to: "10.1.0.0/16", table: "blue" }] }),
      c: member(3, { routes: [{ to: "10.2.0.0/16", table: "main" }] }),
    };
    expect(await faultsOf({ links })).toEqual([
      expect.stringMatching(/^links\.a\.local: must be an address: a LinkSet/),
      expect.stringMatching(/^links\.b\.routes\[0\]\.table: is "blue": a LinkSet takes only numbers/),
    ]);
    expect(await faultsOf({ links: { a: { ...member(1), routes: [null], local: 8 } } })).toHaveLength(2);
  });

  test("reports a fault of the whole set once, however many links the set has", async () => {
    const links = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`l${n}`, member(n)]));
    expect(await faultsOf({ links, host: { connection: { host: "192.0.2.1", port: 0 } } })).toEqual([
      expect.stringMatching(/host\.connection\.port: /),
    ]);
    expect(await faultsOf({ links, kind: "grr" })).toEqual([
      expect.stringMatching(/^kind: must be .*"gretap"/),
    ]);
    expect(await faultsOf({ links, kinds: 1 })).toEqual([expect.stringMatching(/did you mean kind\?/)]);
    expect(await faultsOf({ links: [member(1)] })).toEqual([
      expect.stringMatching(/^links: must be an object/),
    ]);
    expect(await faultsOf({ links: { a: 7 } })).toEqual([
      expect.stringMatching(/^links\.a: must be an object/),
    ]);
    expect(await faultsOf({})).toEqual([expect.stringMatching(/^links: is required/)]);
  });

  test("derives a name for each device, and prints each argument in its canonical spelling", async () => {
    const links = {
      "to-a-far-away-place": member(1),
      b: member(2, { name: "edge0", addresses: ["2001:DB8:0::1/64"] }),
    };
    const { inputs, failures } = await set.check({}, { ...common(), links });
    expect(failures).toEqual([]);
    expect(inputs.links).toEqual({
      "to-a-far-away-place": { ...member(1), name: expect.stringMatching(/^to-a-far-[\w-]{1,6}$/) },
      b: { ...member(2), name: "edge0", addresses: ["2001:db8::1/64"] },
    });
  });

  test("accepts unknown values, and checks all others", async () => {
    const bad = member(9, { ttl: 300 });
    for (const links of [UNKNOWN, { a: UNKNOWN }, { a: member(1, { remote: UNKNOWN }) }]) {
      const { inputs, failures } = await set.check({}, { ...common(), links });
      expect(failures).toEqual([]);
      expect(inputs.links).toEqual(
        typeof links === "string" || typeof links.a === "string" ? links : { a: { ...links.a, name: "a" } },
      );
    }
    expect(await faultsOf({ links: { a: UNKNOWN, bad } })).toEqual([
      expect.stringMatching(/^links\.bad\.ttl/),
    ]);
    expect(await faultsOf({ kind: UNKNOWN, links: { a: member(1) } })).toEqual([]);
  });

  test("compares links with each other and with other resources on the host", async () => {
    const shared = common();
    const check = async (owner: string, links: Readonly<Record<string, Args>>) =>
      (await set.check({}, { ...shared, owner, links })).failures.map(
        ({ property, reason }) => `${property}: ${reason}`,
      );
    const owner = String(shared.owner);
    expect(await check(owner, { a: member(1), b: member(1, { name: "bb" }) })).toEqual([
      expect.stringMatching(/^links\.b\.remote: .* is taken \(mesh\/b and mesh\/a are on the same host\)$/),
    ]);
    expect(await check(owner, { a: member(1), b: member(2) })).toEqual([]);
    const link = {
      ...shared,
      kind: undefined,
      owner: `${owner.replace("mesh", "alone")}`,
      name: "x",
      ...member(2),
    };
    const alone = (await handlers.GreTunnel?.check({}, link))?.failures ?? [];
    expect(alone.map(({ reason }) => reason).join()).toMatch(/is taken \(alone and mesh\/b are on/);
    // A set that is checked again releases its old claims: link c takes the endpoints of link b.
    expect(await check(owner, { a: member(1), c: member(2) })).toEqual([]);
    expect(await check(`${owner}2`, { c: member(7) })).toEqual([
      expect.stringMatching(/^links\.c\.name: the device name c is taken \(mesh2\/c and mesh\/c/),
    ]);
  });

  test("accepts the example of its documentation", async () => {
    const [example] = (await Sdk.read()).class("LinkSet").examples;
    const [made] = constructed(example?.code ?? "");
    expect(await faultsOf(made?.args ?? expect.fail("no example"))).toEqual([]);
  });
});

describe("diff of a LinkSet", () => {
  const checked = async (set_: Args, links: unknown, more: Args = {}) =>
    (await set.check({}, { ...set_, links, ...more })).inputs;
  const diff = async (before: Args, after: Args, more: Args = {}) => {
    const shared = common();
    const olds = { ...(await checked(shared, before)), members: MEMBERS, machineId: "m" };
    return set.diff("id", olds, await checked(shared, after, more));
  };
  const MEMBERS = { a: { persisted: "none" }, b: { persisted: "none" } };
  const twoLinks = { a: member(1), b: member(2) };

  test("finds no change where values are equal, with or without explicit defaults", async () => {
    expect(await diff(twoLinks, twoLinks)).toMatchObject({ changes: false, replaces: [] });
    const same = { b: member(2), a: member(1, { ttl: "inherit", up: true }) };
    expect(await diff(twoLinks, same)).toMatchObject({ changes: false, replaces: [] });
  });

  test.each<[string, Args]>([
    ["a change in place of one link", { ...twoLinks, a: member(1, { ttl: 9 }) }],
    ["a change that replaces one link", { ...twoLinks, a: member(1, { name: "aa" }) }],
    ["an added link", { ...twoLinks, c: member(3) }],
    ["a removed link", { a: member(1) }],
    ["a renamed link", { a: member(1), c: member(2) }],
    ["a link that is unknown", { ...twoLinks, b: UNKNOWN }],
    ["adopt of one link", { ...twoLinks, b: member(2, { adopt: true }) }],
  ])("reports %s as an update of the set", async (_what, after) => {
    expect(await diff(twoLinks, after)).toMatchObject({ changes: undefined, replaces: [] });
  });

  test("leaves the decision to the engine when all links are unknown", async () => {
    const shared = common();
    const olds = await checked(shared, twoLinks);
    expect(await set.diff("id", olds, { ...olds, links: UNKNOWN })).toMatchObject({
      changes: undefined,
      replaces: [],
    });
  });

  test("replaces the set for another kind or another namespace, and not for another machine", async () => {
    const host = { connection: { host: "192.0.2.1", hostKey: "k" } };
    expect((await diff(twoLinks, twoLinks, { kind: "gretap" })).replaces).toEqual(["kind"]);
    expect((await diff(twoLinks, twoLinks, { host: { ...host, netns: "other" } })).replaces).toEqual([
      "host",
    ]);
    expect(await diff(twoLinks, twoLinks, { host: { connection: { host: "192.0.2.7" } } })).toMatchObject({
      changes: undefined,
      replaces: [],
    });
  });
});

describe("results of a LinkSet", () => {
  test("name the link that failed, list each reason once, and list at most 20 reasons", async () => {
    const { done, failed } = await forEachMember(["a", "b", "to-c"], async (key) => {
      if (key === "b") throw new Error("no room");
      return key;
    });
    expect([[...done.keys()], reasonsOf(failed)]).toEqual([["a", "to-c"], ["links.b: no room"]]);
    const away = await forEachMember(["a", "b", "c"], () => Promise.reject(new Error("the host is away")));
    expect(reasonsOf(away.failed)).toEqual(["links.a and 2 more: the host is away"]);
    const many = new Map(Array.from({ length: 300 }, (_, n) => [`l${n}`, `reason ${n}`]));
    expect(reasonsOf(many)).toHaveLength(21);
    expect(reasonsOf(many).at(-1)).toBe("and 280 more failed");
  });

  test("contain only values that Pulumi's protocol transfers", async () => {
    const { inputs } = await set.check({}, { ...common(), links: { a: member(1) } });
    expect(toPulumiValue(inputs)).toEqual(inputs);
  });
});
