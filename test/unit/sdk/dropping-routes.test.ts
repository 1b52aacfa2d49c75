// The routes of a link that become resources of their own.
import type * as Pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { links as kinds } from "../../../provider/index.ts";
import type { LinkRouteArgs } from "../../../sdk/index.ts";
import { pulumi, type Registered, registered, sdk, settled } from "./construct.ts";

const host = { connection: { host: "198.51.100.1", user: "ops" } };
const ends = { local: "198.51.100.1", remote: "203.0.113.7" };
const closed = { to: "10.20.0.0/16", type: "blackhole", metric: 4000 } as const;

/** Every registration until nothing more is registered: children follow their links. */
async function made(make: Parameters<typeof settled>[0]): Promise<readonly Registered[]> {
  const from = registered.length;
  await settled(make);
  for (let before = -1; before !== registered.length; ) {
    before = registered.length;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return registered.slice(from);
}

const routesIn = (all: readonly Registered[]) => all.filter(({ type }) => type.endsWith(":Route"));
const namesIn = (all: readonly Registered[]) => routesIn(all).map(({ name }) => name);
const named = (all: readonly Registered[], name: string) => all.find((one) => one.name === name);
const lastOf = (urns: readonly string[]) => urns.map((urn) => urn.split("::").at(-1));

let count = 0;
/** A GRE link with these routes, under a name of its own. */
async function linkWith(routes: unknown, args: object = {}) {
  count += 1;
  const name = `gre${count}`;
  // Pulumi records no position of a function without a name
  const all = await made(function program() {
    return [new sdk.GreTunnel(name, { host, ...ends, routes: routes as LinkRouteArgs[], ...args })];
  });
  const short = (one: string) => one.replace(name, "gre");
  return { all, name, link: named(all, name), names: namesIn(all).map(short) };
}

describe("`type` of a link's route", () => {
  test("makes a Route of each entry that is not unicast, and leaves the others to the link", async () => {
    const unicast = { to: "10.20.0.0/16", type: "unicast", via: "10.9.0.2" };
    const { all, name, link } = await linkWith(["10.30.0.0/16", unicast, closed], {
      ...{ persist: "none", adopt: true },
    });
    expect(link?.inputs.routes).toEqual(["10.30.0.0/16", unicast]);
    const [child, ...more] = routesIn(all);
    expect(more).toEqual([]);
    expect(child?.name).toBe(`${name}-route-10.20.0.0/16-metric-4000`);
    expect(child?.inputs).toMatchObject({ ...closed, host, persist: "none", adopt: true });
    expect(child?.inputs.owner).toBe(`project/stack/${child?.name}`);
    expect(lastOf([child?.parent ?? ""])).toEqual([name]);
    expect(lastOf(child?.dependencies ?? []).sort()).toEqual([name, "iproute2-stack-identity"]);
    // The engine replaces dependents by their properties, so a new device leaves the route
    expect(Object.values(child?.propertyDependencies ?? {}).flat()).toEqual([]);
    expect(child?.deleteBeforeReplace).toBe(false);
    expect(child?.files[0]).toMatch(/dropping-routes\.test\.ts/);
  });

  test("gives the resource a name from what identifies the route, in any order of the list", async () => {
    const entries = [
      { to: "10.20.0.0/16" },
      { to: "10.20.0.0/16", metric: 7 },
      { to: "10.20.0.0/16", table: 100 },
      { to: "10.20.0.0/16", table: "blue", metric: 7 },
      { to: "2001:DB8:0::/32", metric: 1024 },
      { to: "::/0", table: 254, metric: 1 },
    ].map((entry) => ({ ...entry, type: "prohibit" }));
    const expected = [
      "gre-route-10.20.0.0/16",
      "gre-route-10.20.0.0/16-metric-7",
      "gre-route-10.20.0.0/16-table-100",
      "gre-route-10.20.0.0/16-table-blue-metric-7",
      "gre-route-2001-db8--/32",
      "gre-route---/0-metric-1",
    ];
    expect((await linkWith(entries)).names.toSorted()).toEqual(expected.toSorted());
    expect((await linkWith(entries.toReversed())).names.toSorted()).toEqual(expected.toSorted());
    // A change of the type keeps the resource, because it changes in place
    expect((await linkWith([{ ...closed, type: "unreachable" }])).names).toEqual(
      (await linkWith([closed])).names,
    );
  });

  test("takes outputs for the other members", async () => {
    const { all, names } = await linkWith([
      { to: pulumi.output("10.20.0.0/16"), type: "blackhole", metric: pulumi.output(4000) },
      { to: pulumi.output("10.21.0.0/16"), type: "blackhole", table: 100 },
    ]);
    expect(names.toSorted()).toEqual(["gre-route", "gre-route-table-100"]);
    expect(
      routesIn(all)
        .map(({ inputs }) => inputs.to)
        .toSorted(),
    ).toEqual(["10.20.0.0/16", "10.21.0.0/16"]);
  });

  test("leaves a list, an entry and a type that is an output to the provider, which refuses it", async () => {
    for (const routes of [
      pulumi.output([closed]),
      [pulumi.output(closed)],
      [{ ...closed, type: pulumi.output("blackhole") }],
      Promise.resolve([closed]),
    ]) {
      const { link, names } = await linkWith(routes);
      expect(names).toEqual([]);
      expect(link?.inputs.routes).toEqual([closed]);
    }
  });

  test("refuses what would give two resources one name, and what only a device decides", () => {
    const refused = (entry: object, args: object = {}, ...more: object[]) => {
      const routes = [entry, ...more].map((one) => ({ type: "blackhole", ...one })) as LinkRouteArgs[];
      return expect(() => new sdk.GreTunnel("bad", { host, ...ends, routes, ...args }));
    };
    const twice = { to: "2001:db8::/32" };
    refused(twice, {}, { to: "2001:DB8::/32", metric: 1024, type: "prohibit" }).toThrow(
      "bad: routes[1]: has the destination, table and metric of routes[0]",
    );
    const later = { to: pulumi.output("10.20.0.0/16"), metric: 5 };
    refused(later, {}, later).toThrow(
      /^bad: routes\[1\]: needs another `table` or `metric` than routes\[0\]/,
    );
    refused({ to: "default" }).toThrow(/^bad: routes\[0\]\.to: must be 0\.0\.0\.0\/0 or ::\/0/);
    const vrf = { master: pulumi.output("blue") };
    refused({ to: "10.20.0.0/16" }, vrf).toThrow(/^bad: routes\[0\]\.table: is required .* `vrf\.table`/);
    // Nothing was registered before the refusal
    expect(registered.filter(({ name }) => name === "bad")).toEqual([]);
  });

  test("puts the route of a link in a VRF into the table that it names", async () => {
    const all = await made(() => {
      const vrf = new sdk.Vrf("customer", { host, table: 100 });
      const routes = [{ to: "0.0.0.0/0", type: "unreachable", metric: 9, table: vrf.table } as const];
      return [vrf, new sdk.GreTunnel("in-vrf", { host, ...ends, master: vrf.name, routes })];
    });
    expect(named(all, "in-vrf-route-0.0.0.0/0-metric-9")?.inputs).toMatchObject({ table: 100 });
  });

  test("holds for every class of links", async () => {
    for (const { type } of Object.values(kinds)) {
      const Class = sdk[type as "GreTunnel"];
      const all = await made(() => [new Class(`of-${type}`, { host, routes: [closed] })]);
      expect(namesIn(all)).toEqual([`of-${type}-route-10.20.0.0/16-metric-4000`]);
      expect(named(all, `of-${type}`)?.inputs.routes).toEqual([]);
    }
  });

  test("holds for the ends of TunnelPair and IpsecPair", async () => {
    const end = (last: number, routes: LinkRouteArgs[] = []) => ({
      ...{ host: { connection: { host: `192.0.2.${last}` } }, underlay: `198.51.100.${last}`, routes },
    });
    const all = await made(() => {
      const pair = new sdk.TunnelPair("pair", { kind: "gre", a: end(1, [closed]), b: end(2, [closed]) });
      const esp = new sdk.IpsecPair("esp", { kind: "xfrm", a: end(3, [closed]), b: end(4) });
      return [pair.a, pair.b, esp.a, esp.b];
    });
    expect(namesIn(all).toSorted()).toEqual(
      ["esp-a", "pair-a", "pair-b"].map((link) => `${link}-route-10.20.0.0/16-metric-4000`),
    );
    for (const child of routesIn(all)) {
      const [link] = lastOf([child.parent]);
      expect(child.inputs.host).toEqual(named(all, link ?? "")?.inputs.host);
    }
    // Two resources of one name in different components have different owners by their parents
    expect(new Set(routesIn(all).map(({ inputs }) => inputs.__parent)).size).toBe(3);
  });

  test("holds for the links of a LinkSet, whose adopt and persist are theirs", async () => {
    const set = (name: string, links: object) =>
      new sdk.LinkSet(name, {
        ...{ host, kind: "gre", adopt: true, persist: "none" },
        links: links as Record<string, never>,
      });
    const all = await made(() => [
      set("set", {
        one: { ...ends, routes: [closed, "10.30.0.0/16"] },
        two: { ...ends, adopt: false, routes: [closed] },
      }),
    ]);
    const suffix = "route-10.20.0.0/16-metric-4000";
    expect(namesIn(all)).toEqual([`set-one-${suffix}`, `set-two-${suffix}`]);
    expect(routesIn(all).map(({ inputs }) => [inputs.adopt, inputs.persist])).toEqual([
      [true, "none"],
      [false, "none"],
    ]);
    expect(routesIn(all).map(({ parent }) => lastOf([parent])[0])).toEqual(["set", "set"]);
    const { links } = (named(all, "set")?.inputs ?? {}) as { links: Record<string, { routes: unknown }> };
    expect([links.one?.routes, links.two?.routes]).toEqual([["10.30.0.0/16"], []]);
    const later = pulumi.output({ ...ends, routes: [closed] });
    expect(namesIn(await made(() => [set("later", { one: later })]))).toEqual([]);
  });

  test("gives the Route what a child has of its parent's options", async () => {
    const transformed: string[] = [];
    const transformation: Pulumi.ResourceTransformation = ({ name }) => {
      transformed.push(name);
      return undefined;
    };
    const options = { protect: true, transformations: [transformation] };
    const all = await made(() => [new sdk.GreTunnel("new", { host, ...ends, routes: [closed] }, options)]);
    const suffix = "route-10.20.0.0/16-metric-4000";
    expect(transformed).toEqual(["new", `new-${suffix}`]);
    expect(named(all, `new-${suffix}`)?.isProtected).toBe(true);
  });
});
