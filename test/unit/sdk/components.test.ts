// The arguments that components give to the resources of their links.
import { describe, expect, test } from "vitest";
import { localOf } from "../../../sdk/components/ends.ts";
import type { AddressArgs, EndArgs, MeshSiteArgs } from "../../../sdk/index.ts";
import { registered, sdk, settled } from "./construct.ts";

const end = (last: number) => ({
  host: { connection: { host: `192.0.2.${last}` } },
  underlay: `198.51.100.${last}`,
});
/** The inputs of links, by resource name. */
const linksOf = async (make: Parameters<typeof settled>[0]) => {
  const made = await settled(make);
  const links = made.filter(({ type }) => type.endsWith("Tunnel"));
  return Object.fromEntries(links.map(({ name, inputs }) => [name, inputs]));
};
const ends = (mesh: InstanceType<typeof sdk.Mesh>) => Object.values(mesh.links).flatMap(({ a, b }) => [a, b]);

describe("Mesh", () => {
  test("leaves device names to the provider, and sends the names from which the provider derives them", async () => {
    const sites: Record<string, MeshSiteArgs> = { ams: end(1), fra: { ...end(2), name: "to-fra" } };
    const links = await linksOf(() =>
      ends(new sdk.Mesh("wan", { kind: "gre", block: "10.99.0.0/16", sites })),
    );
    expect(links["wan-ams-fra-a"]).toMatchObject({ name: "to-fra" });
    expect(links["wan-ams-fra-a"]).not.toHaveProperty("__defaultName");
    expect(links["wan-ams-fra-b"]).toMatchObject({ __defaultName: "wan-ams" });
    expect(links["wan-ams-fra-b"]).not.toHaveProperty("name");
  });
});

describe("a Mesh with segment", () => {
  const three = { ams: { ...end(1), local: "10.0.0.5", subnets: ["10.1.0.0/16"] }, fra: end(2), nyc: end(3) };
  const segment = (name: string, more: object) =>
    new sdk.Mesh(name, {
      ...{ kind: "vxlan", segment: true, vni: 7, block: "10.99.0.0/24", forwarding: false },
      ...{ sites: three, ...more },
    } as ConstructorParameters<typeof sdk.Mesh>[1]);
  const ids = Object.fromEntries(Object.entries(three).map(([name, site], id) => [name, { ...site, id }]));

  test("gives each site a device with all other sites as its far ends, and an address of the block", async () => {
    const links = await linksOf(() => Object.values(segment("lan", { sites: ids }).devices));
    expect(Object.keys(links)).toEqual(["lan-ams", "lan-fra", "lan-nyc"]);
    expect(links["lan-ams"]).toMatchObject({
      ...{ vni: 7, local: "10.0.0.5", __defaultName: "lan", routes: [] },
      ...{ remotes: ["198.51.100.2", "198.51.100.3"], addresses: ["10.99.0.1/24"] },
    });
    expect(links["lan-nyc"]).toMatchObject({
      ...{ local: "198.51.100.3", remotes: ["198.51.100.1", "198.51.100.2"] },
      ...{ addresses: ["10.99.0.3/24"], routes: [{ to: "10.1.0.0/16", via: "10.99.0.1" }] },
    });
    expect(links["lan-nyc"]).not.toHaveProperty("segment");
  });

  test("makes the device of a site with a bridge a port of it, without an address", async () => {
    const sites = { ...ids, fra: { ...ids.fra, bridge: "br0" } };
    const links = await linksOf(() => Object.values(segment("bridged", { sites }).devices));
    expect(links["bridged-fra"]).toMatchObject({ master: "br0", addresses: [], routes: [] });
    expect(links["bridged-ams"]).not.toHaveProperty("master");
  });

  test("refuses other kinds, topologies and a check, and subnets behind a bridge", () => {
    const bad = (more: object) => () => segment("bad", more);
    expect(bad({ kind: "gre" })).toThrow(/segment: needs kind "vxlan"/);
    expect(bad({ topology: { hub: "ams" } })).toThrow(/segment: excludes topology/);
    expect(bad({ grouped: true })).toThrow(/segment: excludes grouped/);
    expect(bad({ check: true })).toThrow(/check: is not for a mesh with `segment: true`/);
    expect(bad({ block: "10.99.0.0/31" })).toThrow(/block: 10\.99\.0\.0\/31 has room for 0 sites/);
    expect(bad({ sites: { ams: { ...three.ams, bridge: "br0" } } })).toThrow(/sites\.ams\.subnets: .*bridge/);
    const subnets = { ...ids, ams: { ...ids.ams, subnets: ["fd01::/48"] } };
    expect(bad({ sites: subnets })).toThrow(/sites\.ams\.subnets: fd01::\/48 has no gateway .* set block6/);
    const one = (more: object) => ({ sites: { ...ids, fra: { ...ids.fra, ...more } } });
    expect(bad({ segment: false, ...one({ bridge: "br0" }) })).toThrow(
      /sites\.fra\.bridge: is only for a segment/,
    );
    expect(bad({ segment: false, ...one({ macAddress: "02:00:5e:10:00:01" }) })).toThrow(
      /sites\.fra\.macAddress: is only for a segment/,
    );
    expect(bad(one({ bridge: "br0", master: "red" }))).toThrow(/sites\.fra\.master: excludes bridge/);
  });
});

describe("a Mesh with grouped", () => {
  const sites = { ams: end(1), fra: end(2), nyc: { ...end(3), name: "to-nyc" } };
  const args = {
    kind: "gre",
    block: "10.99.0.0/16",
    sites,
    key: 5,
    encap: { type: "gue", dport: 5555 },
  } as const;

  test("declares the same links as one without, in a set for each site", async () => {
    const single = await linksOf(() => ends(new sdk.Mesh("one", args)));
    const made = await settled(() => Object.values(new sdk.Mesh("one", { ...args, grouped: true }).sets));
    const sets = made.filter(({ type }) => type.endsWith(":LinkSet"));
    expect(sets.map(({ name }) => name)).toEqual(["one-ams", "one-fra", "one-nyc"]);
    const linkIn = (site: string, far: string) => {
      const inputs = sets.find(({ name }) => name === `one-${site}`)?.inputs;
      return { host: inputs?.host, ...(inputs?.links as Record<string, object> | undefined)?.[far] };
    };
    const pairs = [
      ["ams", "fra"],
      ["ams", "nyc"],
      ["fra", "nyc"],
    ] as const;
    for (const [a, b] of pairs) {
      const hidden = ["__provider", "__stack", "__parent", "__companions", "owner"];
      const plain = (link: object | undefined) =>
        Object.fromEntries(Object.entries(link ?? {}).filter(([key]) => !hidden.includes(key)));
      expect(linkIn(a, b), `${a}-${b}`).toEqual(plain(single[`one-${a}-${b}-a`]));
      expect(linkIn(b, a), `${b}-${a}`).toEqual(plain(single[`one-${a}-${b}-b`]));
    }
    expect(sets[0]?.dependencies.filter((urn) => urn.includes("FouPort"))).toHaveLength(1);
  });

  test("refuses a check", () => {
    expect(() => new sdk.Mesh("bad", { ...args, grouped: true, check: true })).toThrow(
      /check: is not for a mesh with `grouped: true`/,
    );
  });
});

describe("local of an end", () => {
  test("is the link's own address, and the far end sends to `underlay`", async () => {
    const a = { ...end(1), local: "10.0.0.5" };
    const b = end(2);
    const links = await linksOf(() => {
      const pair = new sdk.TunnelPair("nat-pair", { kind: "gre", a, b });
      const ipsec = new sdk.IpsecPair("nat-ipsec", { kind: "vti", a, b });
      const site = new sdk.SiteToSite("nat-site", {
        ...{ kind: "gre", forwarding: false, a: { ...a, subnets: [] }, b: { ...b, subnets: [] } },
      });
      const mesh = new sdk.Mesh("nat-mesh", { kind: "gre", block: "10.98.0.0/16", sites: { a, b } });
      return [pair, ipsec, site.link].flatMap((one) => [one.a, one.b]).concat(ends(mesh));
    });
    const near = { local: "10.0.0.5", remote: "198.51.100.2" };
    const far = { local: "198.51.100.2", remote: "198.51.100.1" };
    expect(Object.keys(links)).toHaveLength(8);
    for (const [name, inputs] of Object.entries(links))
      expect(inputs, name).toMatchObject(name.endsWith("-a") ? near : far);
  });

  test("is an address of a device, unless IPsec encrypts the packets", async () => {
    const a = { ...end(1), local: { dev: "eth0" } };
    const links = await linksOf(() => {
      const pair = new sdk.TunnelPair("dev-pair", { kind: "gre", a, b: end(2) });
      return [pair.a, pair.b];
    });
    expect(links["dev-pair-a"]).toMatchObject({ local: { dev: "eth0" }, remote: "198.51.100.2" });
    expect(links["dev-pair-b"]).toMatchObject({ local: "198.51.100.2", remote: "198.51.100.1" });
    // The components with IPsec ask this for the addresses of states and policies
    expect(() => localOf(a)).toThrow("local: must be an address where IPsec encrypts the packets");
    expect(localOf({ ...a, local: "10.0.0.5" })).toBe("10.0.0.5");
  });
});

describe("an end", () => {
  const first: Partial<EndArgs> = {
    ...{ master: "red", description: "to Frankfurt", addrGenMode: "none", multicast: true },
    ...{ settings: { rpFilter: 2 }, txQueueLength: 500, persist: "none" },
  };
  const second: Partial<EndArgs> = {
    ...{ master: "blue", description: "to Amsterdam", settings: { disablePolicy: true } },
  };
  const addressed = (last: number): AddressArgs[] => [
    { address: `10.9.0.${last}`, peer: "10.9.0.9/32", scope: "link" },
  ];
  const [a, b] = [
    { ...end(1), ...first },
    { ...end(2), ...second },
  ];
  const routes = [{ to: "10.7.0.0/16", onlink: true, via: "10.9.0.9", src: "10.9.0.1", table: 9, mtu: 1300 }];

  test.each([
    ["TunnelPair", () => new sdk.TunnelPair("end-pair", { kind: "gre", ...given() })],
    ["IpsecPair", () => new sdk.IpsecPair("end-ipsec", { kind: "xfrm", ...given() })],
  ] as const)("of a %s has arguments of links, and routes and addresses as objects", async (_, make) => {
    const made = await settled(() => [make().a, make().b]);
    const inputs = (side: string) => made.find(({ name }) => name.endsWith(`-${side}`))?.inputs;
    expect(inputs("a")).toMatchObject({ ...first, routes, addresses: addressed(1) });
    expect(inputs("b")).toMatchObject({ ...second, addresses: addressed(2) });
  });
  const given = () => ({
    a: { ...a, addresses: addressed(1), routes },
    b: { ...b, addresses: addressed(2) },
  });

  test("of a SiteToSite has arguments of links, and the backup link is in the VRF of its site", async () => {
    const at = (last: number) => ({ addresses: addressed(last), subnets: [`10.${last}.0.0/16`] });
    const backup = { a: { underlay: "192.0.2.1" }, b: { underlay: "192.0.2.2", master: "other" } };
    const sites = { a: { ...a, ...at(1) }, b: { ...b, ...at(2) }, backup, forwarding: false } as const;
    const site = new sdk.SiteToSite("end-site", { kind: "gre", ...sites });
    const links = await linksOf(() => [site.link.a, site.link.b, site.backupLink?.a ?? site.link.a]);
    expect(links["end-site-a"]).toMatchObject({ ...first, addresses: addressed(1) });
    expect(links["end-site-b"]).toMatchObject({ ...second, addresses: addressed(2) });
    expect(links["end-site-backup-a"]).toMatchObject({ master: "red", routes: [{ to: "10.2.0.0/16" }] });
    expect(links["end-site-backup-a"]).not.toHaveProperty("description");
    expect(links["end-site-backup-b"]).toMatchObject({ master: "other" });
    const shown = await new Promise((resolve) => site.a.apply(resolve));
    expect(shown).toMatchObject({ addresses: ["10.9.0.1"] });
  });

  test("of a Mesh has arguments of links, on all devices of its site", async () => {
    const sites = { ams: a, fra: b, nyc: end(3) };
    const links = await linksOf(() =>
      ends(new sdk.Mesh("end-mesh", { kind: "gre", block: "10.97.0.0/16", sites })),
    );
    expect(links["end-mesh-ams-fra-a"]).toMatchObject(first);
    expect(links["end-mesh-ams-nyc-a"]).toMatchObject(first);
    expect(links["end-mesh-ams-fra-b"]).toMatchObject(second);
    expect(links["end-mesh-ams-nyc-b"]).not.toHaveProperty("master");
  });

  test("has a bridgePort and a clampMss of its own", async () => {
    const port = { master: "br0", bridgePort: { isolated: true, pvid: 10 } };
    const links = await linksOf(() => {
      const a = { ...end(1), ...port };
      const pair = new sdk.TunnelPair("end-port", {
        ...{ kind: "vxlan", vni: 7, a, b: { ...end(2), clampMss: 1300 } },
      });
      return [pair.a, pair.b];
    });
    expect(links["end-port-a"]).toMatchObject(port);
    expect(links["end-port-a"]).not.toHaveProperty("clampMss");
    expect(links["end-port-b"]).toMatchObject({ clampMss: 1300 });
    expect(links["end-port-b"]).not.toHaveProperty("bridgePort");
  });

  test("has a macAddress of its own, if the kind carries Ethernet frames", async () => {
    const mac = (last: number) => ({ macAddress: `02:00:5e:10:00:0${last}` });
    const links = await linksOf(() => {
      const pair = new sdk.TunnelPair("end-mac", {
        ...{ kind: "vxlan", vni: 3, a: { ...end(1), ...mac(1) }, b: { ...end(2), ...mac(2) } },
      });
      const noFrames = { kind: "gre", b: end(2) } as const;
      // @ts-expect-error: GRE carries IP packets
      new sdk.TunnelPair("end-ip", { ...noFrames, a: { ...end(1), macAddress: "02:00:5e:10:00:01" } });
      const sites = { ams: { ...end(1), ...mac(3) }, fra: end(2) };
      const args = { kind: "vxlan", segment: true, block: "10.96.0.0/24", sites } as const;
      return [pair.a, pair.b, ...Object.values(new sdk.Mesh("end-lan", args).devices)];
    });
    expect(links["end-mac-a"]).toMatchObject(mac(1));
    expect(links["end-mac-b"]).toMatchObject(mac(2));
    expect(links["end-lan-ams"]).toMatchObject(mac(3));
    expect(links["end-lan-fra"]).not.toHaveProperty("macAddress");
  });

  test("that has an address with a peer is the target of the check", async () => {
    const made = await settled(() => {
      const pair = new sdk.TunnelPair("end-check", { kind: "gre", check: true, ...given() });
      return [pair, pair.a, pair.b];
    });
    await expect
      .poll(() => made.concat(registered).find(({ name }) => name === "end-check-check")?.inputs.to)
      .toBe("10.9.0.2");
  });
});

describe("MirrorSession", () => {
  const [monitor, collector] = [{ ...end(1), device: "eth1" }, end(2)];
  const fragmented = { pmtudisc: false, ignoreDf: true, mtu: 9216 };
  test.each([
    [{}, { ttl: 64, key: 1, ...fragmented }],
    [
      { kind: "gretap", session: 9, ttl: 7, tos: 16, mtu: 1400 },
      { key: 9, ttl: 7, tos: 16, ...fragmented, mtu: 1400 },
    ],
    [
      { kind: "ip6erspan", version: 2, hardwareId: 3 },
      { key: 1, version: 2, hardwareId: 3, hopLimit: 64 },
    ],
    [
      { kind: "ip6gretap", ttl: "inherit", tos: 8 },
      { key: 1, hopLimit: "inherit", trafficClass: 8 },
    ],
    [
      { kind: "vxlan", session: 70_000, ttl: 9 },
      { vni: 70_000, learning: false, ttl: 9 },
    ],
    [
      { kind: "geneve", mtu: 1300 },
      { vni: 1, ttl: 64, mtu: 1300 },
    ],
  ] as const)("gives both ends of %j the arguments %j", async (given, own) => {
    const kind = "kind" in given ? given.kind : "erspan";
    const links = await linksOf(() => {
      const session = new sdk.MirrorSession(`span-${kind}`, { monitor, collector, ...given });
      return [session.monitor, session.collector];
    });
    expect(Object.keys(links)).toHaveLength(2);
    const remotes = { a: "198.51.100.2", b: "198.51.100.1" };
    for (const [side, remote] of Object.entries(remotes)) {
      const local = kind === "geneve" ? {} : { local: remotes[side === "a" ? "b" : "a"] };
      const { host: _host, owner: _owner, ...inputs } = links[`span-${kind}-${side}`] ?? {};
      const plain = Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith("__")));
      expect(plain, side).toEqual({ ...own, ...local, remote });
    }
  });
});

describe("loopCheck of a component", () => {
  const routed = (last: number) => ({ ...end(last), addresses: [`10.9.0.${last}/30`] });

  test("applies to all links of a TunnelPair, an IpsecPair, a SiteToSite or a Mesh", async () => {
    const ends_ = { a: routed(1), b: routed(2), loopCheck: "off" } as const;
    const key = (spi: number) => ({ spi, encryption: `1${spi % 10}`.repeat(36) });
    const keys = { aToB: key(4097), bToA: key(4098) };
    const sites = { a: { ...end(1), subnets: ["10.1.0.0/16"] }, b: { ...end(2), subnets: ["10.2.0.0/16"] } };
    const backup = { a: { underlay: "192.0.2.1" }, b: { underlay: "192.0.2.2" } };
    const links = await linksOf(() => {
      const pair = new sdk.TunnelPair("loop-pair", { kind: "gre", ...ends_ });
      const ipsec = new sdk.IpsecPair("loop-ipsec", { kind: "vti", ...ends_, keys });
      const site = new sdk.SiteToSite("loop-site", {
        ...{ kind: "gre", ...sites, backup, loopCheck: "off", forwarding: false },
      });
      const mesh = new sdk.Mesh("loop-mesh", {
        ...{ kind: "gre", block: "10.98.0.0/16", sites, loopCheck: "off", forwarding: false },
      });
      const second = site.backupLink ?? pair;
      return [pair, ipsec, site.link, second].flatMap(({ a, b }) => [a, b]).concat(ends(mesh));
    });
    expect(Object.keys(links)).toHaveLength(10);
    expect(Object.values(links).map((one) => one.loopCheck)).toEqual(Array(10).fill("off"));
  });
});

describe("adopt of a Host", () => {
  test("applies to the resources on the host", async () => {
    const host = new sdk.Host("adopting", { connection: { host: "192.0.2.9" }, adopt: true });
    const links = await linksOf(() => [new sdk.GreTunnel("adopted", { host, remote: "198.51.100.2" })]);
    expect(links.adopted?.host).toMatchObject({ adopt: true });
    expect(links.adopted).not.toHaveProperty("adopt");
  });
});
