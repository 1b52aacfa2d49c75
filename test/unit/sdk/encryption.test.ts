// `ipsec` of pairs, sites and meshes: states, policies and their order, from the program's arguments.
import { describe, expect, test } from "vitest";
import type { EspArgs, TunnelPairArgs } from "../../../sdk/index.ts";
import { pulumi, type Registered, registered, sdk, settled } from "./construct.ts";

const end = (last: number) => ({
  host: { connection: { host: `192.0.2.${last}` } },
  underlay: `198.51.100.${last}`,
});
const ends = { a: end(1), b: end(2) };

/** What a program registers, when the links of its pairs have all their states: four each. States follow the links. */
async function withStates(pairs: number, make: Parameters<typeof settled>[0]) {
  const from = registered.length;
  await settled(make);
  const states = () => registered.slice(from).filter(({ type }) => type.endsWith(":XfrmState"));
  await expect.poll(states).toHaveLength(4 * pairs);
  return registered.slice(from);
}

/** The resources of a pair by the end of their names, after the pair's name. */
async function made(name: string, args: object): Promise<Readonly<Record<string, Registered>>> {
  const all = await withStates(1, () => {
    const pair = new sdk.TunnelPair(name, { ...ends, ...args } as TunnelPairArgs);
    return [pair.a, pair.b];
  });
  const own = all.filter((one) => one.name.startsWith(`${name}-`));
  return Object.fromEntries(own.map((one) => [one.name.slice(name.length + 1), one]));
}

const policiesOf = (all: Readonly<Record<string, Registered>>) =>
  Object.fromEntries(
    Object.entries(all)
      .filter(([, { type }]) => type.endsWith(":XfrmPolicy"))
      .map(([name, { inputs }]) => [name, inputs.selector]),
  );
const names = (urns: readonly string[]) => urns.map((urn) => urn.split("::").at(-1) ?? "").sort();

const out = { source: "198.51.100.1", destination: "198.51.100.2" };
const back = { source: "198.51.100.2", destination: "198.51.100.1" };

describe("ipsec of a TunnelPair", () => {
  test("has a state for each direction on each end, in transport mode", async () => {
    const all = await made("states", { kind: "gre", ipsec: { generation: 3 } });
    const states = Object.entries(all).filter(([, { type }]) => type.endsWith(":XfrmState"));
    expect(states.map(([name]) => name).sort()).toEqual(["3-a-in", "3-a-out", "3-b-in", "3-b-out"]);
    for (const [, { inputs }] of states) expect(inputs).toMatchObject({ mode: "transport" });
    expect(all["3-a-out"]?.inputs).toMatchObject({ ...out, spi: 0x1001 });
    expect(all["3-b-in"]?.inputs).toMatchObject({ ...out, spi: 0x1001 });
    expect(all["3-a-in"]?.inputs).toMatchObject({ ...back, spi: 0x1002 });
  });

  test("has a policy on each end for what it sends and for what it receives", async () => {
    const all = await made("policies", { kind: "gre", ipsec: true });
    expect(policiesOf(all)).toEqual({
      "a-out-gre": { ...out, proto: "gre" },
      "a-in-gre": { ...back, proto: "gre" },
      "b-out-gre": { ...back, proto: "gre" },
      "b-in-gre": { ...out, proto: "gre" },
    });
    const reqid = all["1-a-out"]?.inputs.reqid;
    for (const name of Object.keys(policiesOf(all)))
      expect(all[name]?.inputs.templates).toEqual([{ mode: "transport", reqid }]);
  });

  const encap = { type: "gue", dport: 5555 };
  test.each<[string, object, object]>([
    ["ipip", {}, { ipip: { proto: "ipip" }, mpls: { proto: 137 } }],
    ["ipip", { mode: "ipip" }, { ipip: { proto: "ipip" } }],
    [
      "ipip",
      { mode: "ipip", encap },
      { ipip: { proto: "ipip" }, udp: { proto: "udp", destinationPort: 5555 } },
    ],
    ["sit", {}, { ipip: { proto: "ipip" }, ipv6: { proto: "ipv6" }, mpls: { proto: 137 } }],
    ["sit", { mode: "ip6ip" }, { ipv6: { proto: "ipv6" } }],
    ["ip6tnl", { mode: "ipip6" }, { ipip: { proto: "ipip" } }],
    ["gretap", {}, { gre: { proto: "gre" } }],
    ["ip6gretap", {}, { gre: { proto: "gre" } }],
    ["erspan", { key: 3 }, { gre: { proto: "gre" } }],
    ["geneve", { vni: 5 }, { udp: { proto: "udp", destinationPort: 6081 } }],
    ["vxlan", { vni: 5, port: 8472 }, { udp: { proto: "udp", destinationPort: 8472 } }],
  ])("selects the packets of %s with %j", async (kind, args, expected) => {
    const name = `select-${kind}-${Object.keys(expected).join("-")}-${Object.keys(args).length}`;
    const all = await made(name, { kind, ipsec: true, ...args });
    const sent = Object.entries(policiesOf(all)).filter(([one]) => one.startsWith("a-out-"));
    expect(Object.fromEntries(sent.map(([one, selector]) => [one.slice("a-out-".length), selector]))).toEqual(
      Object.fromEntries(
        Object.entries(expected).map(([label, selector]) => [label, { ...out, ...selector }]),
      ),
    );
  });

  test("selects the packets of all modes if the mode is an output", async () => {
    const all = await made("later", { kind: "ip6tnl", ipsec: true, mode: pulumi.output("ipip6") });
    const sent = Object.keys(policiesOf(all)).filter((one) => one.startsWith("a-out-"));
    expect(sent.sort()).toEqual(["a-out-ipip", "a-out-ipv6", "a-out-mpls"]);
  });

  test("makes policies before links and links before states, and replaces a policy without a gap", async () => {
    const all = await made("order", { kind: "gre", ipsec: true });
    const after = (name: string) =>
      names(all[name]?.dependencies ?? []).filter((one) => one.startsWith("order-"));
    expect(after("a")).toEqual(["order-a-in-gre", "order-a-out-gre"]);
    expect(after("b")).toEqual(["order-b-in-gre", "order-b-out-gre"]);
    expect(after("1-b-in")).toContain("order-b");
    expect(after("1-a-out")).toEqual(expect.arrayContaining(["order-1-b-in", "order-a"]));
    for (const name of ["a-in-gre", "a-out-gre"]) expect(after(name)).toEqual([]);
    for (const name of ["a-in-gre", "a-out-gre"]) expect(all[name]?.deleteBeforeReplace).toBe(false);
  });

  test.each<[string, EspArgs | true, object]>([
    ["the default suite", true, { header: 40, block: 16 }],
    ["aes256-gcm", { suite: "aes256-gcm" }, { header: 32, block: 4 }],
    ["a UDP header", { suite: "aes256-gcm", encapsulation: true }, { header: 40, block: 4 }],
  ])("gives the links the size of ESP with %s", async (what, ipsec, size) => {
    const all = await made(`size-${what}`, { kind: "gre", ipsec });
    expect(all.a?.inputs.esp).toEqual(size);
    expect(all.b?.inputs.esp).toEqual(size);
    expect(all.a?.inputs).not.toHaveProperty("mtu");
    const declared = await made(`declared-${what}`, { kind: "gre", ipsec, mtu: 1400 });
    expect(declared.a?.inputs).toMatchObject({ mtu: 1400 });
    expect(declared.a?.inputs).not.toHaveProperty("esp");
  });

  test("puts a UDP header in front of ESP in both directions", async () => {
    const all = await made("udp", { kind: "gre", ipsec: { encapsulation: { port: 4501 } } });
    for (const name of ["1-a-out", "1-a-in", "1-b-out", "1-b-in"])
      expect(all[name]?.inputs.encapsulation).toEqual({ sport: 4501, dport: 4501 });
  });

  test("uses the addresses that each end knows, behind NAT", async () => {
    const all = await made("nat", { kind: "gre", ipsec: true, a: { ...end(1), local: "10.0.0.5" } });
    expect(policiesOf(all)).toMatchObject({
      "a-out-gre": { source: "10.0.0.5", destination: "198.51.100.2" },
      "a-in-gre": { source: "198.51.100.2", destination: "10.0.0.5" },
      "b-out-gre": { source: "198.51.100.2", destination: "198.51.100.1" },
    });
  });

  test.each<[string, object, RegExp]>([
    ["vti", { kind: "vti" }, /vti has ESP of its own: use an IpsecPair/],
    ["vti6", { kind: "vti6" }, /vti6 has ESP of its own: use an IpsecPair/],
    ["a group", { kind: "vxlan", vni: 5, group: "239.1.1.1" }, /ipsec excludes group/],
    [
      "checksums behind NAT",
      { kind: "vxlan", vni: 5, a: { ...end(1), local: "10.0.0.5" } },
      /ipsec needs `udpCsum: false` beside `local`/,
    ],
    [
      "checksums of GUE behind NAT",
      { kind: "gre", encap: { type: "gue", dport: 5, csum: true }, a: { ...end(1), local: "10.0.0.5" } },
      /ipsec needs `encap.csum: false` beside `local`/,
    ],
  ])("refuses %s", (what, args, message) => {
    const pair = () => new sdk.TunnelPair(`bad ${what}`, { ...ends, ipsec: true, ...args } as TunnelPairArgs);
    expect(pair).toThrow(message);
  });
});

const statesOf = (all: readonly Registered[]) =>
  all
    .filter(({ type }) => type.endsWith(":XfrmState"))
    .map(({ name }) => name.replace(/-1-[ab]-(in|out)$/, ""));

describe("ipsec of a SiteToSite", () => {
  const sites = { a: { ...end(1), subnets: [] }, b: { ...end(2), subnets: [] }, forwarding: false };
  const backup = { kind: "ip6gre", a: { underlay: "2001:db8::1" }, b: { underlay: "2001:db8::2" } } as const;
  const links = (name: string, encrypted: number, more: object) =>
    withStates(encrypted, () => {
      const site = new sdk.SiteToSite(name, { kind: "gre", ...sites, ...more } as never);
      return [site.link, ...(site.backupLink ? [site.backupLink] : [])].flatMap(({ a, b }) => [a, b]);
    });

  test("encrypts the backup link too, with keys of its own", async () => {
    const all = await links("both", 2, { ipsec: true, backup });
    expect(new Set(statesOf(all))).toEqual(new Set(["both", "both-backup"]));
    expect(all.filter(({ type }) => type.endsWith(":IpsecKeys"))).toHaveLength(2);
  });
  test("leaves the backup link in clear if that is declared", async () => {
    const all = await links("first", 1, { ipsec: true, backup: { ...backup, ipsec: false } });
    expect(new Set(statesOf(all))).toEqual(new Set(["first"]));
  });
  test("refuses the same keys of a user for both links", () => {
    const key = (spi: number) => ({ spi, encryption: "11".repeat(36) });
    const ipsec = { keys: { aToB: key(4097), bToA: key(4098) } };
    expect(() => new sdk.SiteToSite("same", { kind: "gre", ...sites, ipsec, backup })).toThrow(
      /backup\.ipsec: is required beside `ipsec\.keys`/,
    );
  });
});

describe("ipsec of a Mesh", () => {
  const mesh = { kind: "gre", block: "10.98.0.0/16", sites: { x: end(1), y: end(2), z: end(3) } } as const;

  test("gives each link keys of its own", async () => {
    const all = await withStates(3, () =>
      Object.values(new sdk.Mesh("wan", { ...mesh, ipsec: true }).links).flatMap(({ a, b }) => [a, b]),
    );
    expect(new Set(statesOf(all))).toEqual(new Set(["wan-x-y", "wan-x-z", "wan-y-z"]));
    expect(all.filter(({ type }) => type.endsWith(":IpsecKeys"))).toHaveLength(3);
  });
  test("with grouped has the same states and policies, before and behind the sets of both sites", async () => {
    const all = await withStates(3, () =>
      Object.values(new sdk.Mesh("sets", { ...mesh, ipsec: true, grouped: true }).sets),
    );
    expect(new Set(statesOf(all))).toEqual(new Set(["sets-x-y", "sets-x-z", "sets-y-z"]));
    const named = (name: string) => all.find((one) => one.name === name);
    expect(names(named("sets-x")?.dependencies ?? [])).toEqual([
      "iproute2-stack-identity",
      ...["sets-x-y-a-in-gre", "sets-x-y-a-out-gre", "sets-x-z-a-in-gre", "sets-x-z-a-out-gre"],
    ]);
    expect(named("sets-x")?.inputs.links).toMatchObject({ y: { esp: { header: 40 } } });
    expect(names(named("sets-x-y-1-b-in")?.dependencies ?? [])).toContain("sets-y");
    expect(names(named("sets-x-y-1-a-out")?.dependencies ?? [])).toContain("sets-x");
  });
  test("refuses a segment", () => {
    const args = { ...mesh, kind: "vxlan", segment: true, ipsec: true } as const;
    expect(() => new sdk.Mesh("lan", args)).toThrow(/ipsec: a Mesh with `segment`/);
  });
  test("refuses keys of a user", () => {
    const key = (spi: number) => ({ spi, encryption: "11".repeat(36) });
    const ipsec = { keys: { aToB: key(4097), bToA: key(4098) } };
    expect(() => new sdk.Mesh("one", { ...mesh, ipsec })).toThrow(/ipsec\.keys/);
  });
});

test("encapsulation of an IpsecPair makes room for a UDP header", async () => {
  const six = (last: number) => ({ ...end(last), underlay: `2001:db8::${last}` });
  const all = await withStates(1, () => {
    const pair = new sdk.IpsecPair("six", {
      ...{ kind: "xfrm", a: six(1), b: six(2), suite: "aes256-gcm", encapsulation: true },
    });
    return [pair.a, pair.b];
  });
  const links = all.filter(({ type }) => type.endsWith(":XfrmInterface"));
  expect(links.map(({ inputs }) => inputs.mtu)).toEqual([1418, 1418]);
});
