import { describe, expect, test } from "vitest";
import { readTopology } from "../../../../cli/topology/model/read-topology.ts";
import { readState } from "../../../../cli/topology/model/state.ts";
import { recordedState } from "./recorded-state.ts";
import { gre, hostAt, type Short, stateOf, stateText } from "./state-of.ts";

const AMS = "198.51.100.1";
const FRA = "203.0.113.7";
const topologyOf = (...resources: Short[]) => readTopology(stateOf(resources));
const pair: readonly Short[] = [
  { type: "TunnelPair", name: "ams-fra" },
  gre("ams-fra-a", AMS, FRA, { addresses: ["10.9.0.1/30"], routes: ["10.20.0.0/16"] }, "ams-fra"),
  gre("ams-fra-b", FRA, AMS, { addresses: ["10.9.0.2/30"], mtu: 1400 }, "ams-fra"),
];
const check = (outputs: object, more: Partial<Short> = {}): Short => ({
  ...{ type: "LinkCheck", name: "check" },
  outputs: {
    host: hostAt(AMS),
    to: "10.9.0.2",
    passed: true,
    sent: 3,
    received: 3,
    loss: 0,
    rtt: 1.5,
    ...outputs,
  },
  ...more,
});

describe("readTopology", () => {
  test("finds the sites and links of a recorded stack, with the names of hosts and of a mesh's sites", () => {
    const { stack, sites, links } = readTopology(recordedState("mesh"));
    expect(stack).toBe("pulumi-iproute2-test/prod");
    expect(sites.map(({ name, underlay, networks }) => [name, underlay, networks])).toEqual([
      ["ams", ["198.51.100.1"], ["10.10.0.0/16"]],
      ["fra", ["203.0.113.7"], ["10.20.0.0/16"]],
      ["nyc", ["192.0.2.9"], ["10.30.0.0/16"]],
    ]);
    expect(
      links.map(({ name, kind, encap, encrypted, ends, outside, health }) => [
        ...[name, kind, encap, encrypted, ends.length, outside, health.status],
      ]),
    ).toEqual(
      expect.arrayContaining([
        ["wan-ams-fra", "gre", "gue", false, 2, undefined, "up"],
        ["wan-ams-nyc", "gre", "gue", false, 2, undefined, "up"],
        ["wan-fra-nyc", "gre", "gue", false, 2, undefined, "up"],
        ["vault", "xfrm", undefined, true, 2, undefined, "unknown"],
        ["transit", "gre", undefined, false, 1, "192.0.2.77", "unknown"],
      ]),
    );
    expect(links).toHaveLength(5);
  });

  test("makes one link of the two ends of a pair, with the smaller mtu", () => {
    const { links, sites } = topologyOf(...pair);
    expect(links).toMatchObject([{ name: "ams-fra", mtu: 1400, ends: [{ site: AMS }, { site: FRA }] }]);
    expect(sites).toMatchObject([{ name: AMS }, { name: FRA, networks: ["10.20.0.0/16"] }]);
  });

  test("makes one link of two resources whose endpoints and keys mirror each other, and of no others", () => {
    const numbers = (ikey: number, okey: number) => ({ ikey, okey });
    const ends = topologyOf(gre("a", AMS, FRA, numbers(1, 2)), gre("b", FRA, AMS, numbers(2, 1)));
    expect(ends.links).toMatchObject([{ name: "a", ends: [{ device: "a" }, { device: "b" }] }]);
    const others = topologyOf(gre("a", AMS, FRA, numbers(1, 2)), gre("b", FRA, AMS, numbers(1, 2)));
    expect(others.links.map(({ outside }) => outside)).toEqual([FRA, AMS]);
    const wrapped = topologyOf(gre("a", AMS, FRA, { encap: { type: "gue" } }), gre("b", FRA, AMS));
    expect(wrapped.links).toHaveLength(2);
  });

  test("takes the address of the host for an end without `local`", () => {
    const { links } = topologyOf(gre("a", AMS, FRA, { local: undefined }), gre("b", FRA, AMS));
    expect(links).toHaveLength(1);
  });

  test("shows each link of a set, and each remote of a link with several", () => {
    const set = (name: string, local: string, remote: string): Short => ({
      ...{ type: "LinkSet", name },
      outputs: {
        ...{ host: hostAt(local), kind: "gre" },
        links: { one: { local, remote, key: 7 } },
        members: { one: { name: "one", ifindex: 3, mtu: 1472, kind: "gre" } },
      },
    });
    const { links } = topologyOf(set("set-a", AMS, FRA), set("set-b", FRA, AMS));
    expect(links).toMatchObject([
      { name: "set-a/one", number: "key 7", ends: [{ site: AMS }, { site: FRA }] },
    ]);
    const vxlan = { kind: "vxlan", vni: 5, remote: undefined, remotes: [FRA, "192.0.2.9"] };
    expect(topologyOf(gre("v", AMS, FRA, vxlan)).links.map(({ outside }) => outside)).toEqual([
      FRA,
      "192.0.2.9",
    ]);
  });

  test("leaves out what the engine still has to delete, and resources that are no links", () => {
    const gone = { ...gre("old", AMS, FRA), delete: true };
    expect(
      topologyOf(...pair, gone, { type: "FouPort", name: "port", outputs: { name: "x", kind: "fou" } }).links,
    ).toHaveLength(1);
  });

  test("keeps namespaces and ports of one machine apart", () => {
    const hosts = [hostAt(AMS), hostAt(AMS, { netns: "edge" }), { connection: { host: AMS, port: 2222 } }];
    const { sites } = topologyOf(...hosts.map((host, index) => gre(`l${index}`, AMS, FRA, { host })));
    expect(sites.map(({ id }) => id)).toEqual([AMS, `${AMS}:2222`, `${AMS}/edge`]);
  });
});

describe("readTopology of checks", () => {
  test.each([
    ["the child of its pair", check({}, { parent: "ams-fra" }), { status: "up", rtt: 1.5 }],
    ["one by its device", check({ dev: "ams-fra-a", to: "10.20.0.1" }), { status: "up" }],
    ["one to the address of the far end", check({}), { status: "up" }],
    ["none of another link", check({ to: "10.77.0.1" }), { status: "unknown" }],
    [
      "one that failed",
      check({ passed: false, received: 0, loss: 100, rtt: undefined }),
      { status: "down", from: "check", reason: "0 of 3 packets came back" },
    ],
  ])("assigns %s", (_what, one, health) => {
    expect(topologyOf(...pair, one).links).toMatchObject([{ health }]);
  });

  test("reports a link as down whose device is set to down", () => {
    const ends = topologyOf(gre("a", AMS, FRA, { up: false }), gre("b", FRA, AMS));
    expect(ends.links).toMatchObject([
      { health: { status: "down", from: "device", reason: expect.stringContaining("a is set") } },
    ]);
  });
});

describe("readState", () => {
  const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
  test("reads plain secrets, and drops encrypted ones", () => {
    const shown = { ...SECRET, plaintext: JSON.stringify({ host: AMS }) };
    const hidden = { ...SECRET, ciphertext: "v1:abc" };
    const links = [shown, hidden].map((connection, index) => ({
      ...gre(`l${index}`, "192.0.2.1", FRA, { host: { connection } }),
      id: `l${index}@192.0.2.8`,
    }));
    expect(topologyOf(...links).sites.map(({ id }) => id)).toEqual(["192.0.2.8", AMS]);
  });

  test.each(["", "not JSON", "{}", '{"deployment":{"resources":[{}]}}'])("refuses %j", (text) => {
    expect(() => readState(text)).toThrow(/give it the output of `pulumi stack export`/);
  });

  test("reads an empty stack", () => {
    expect(readTopology(readState(stateText([])))).toMatchObject({ sites: [], links: [] });
  });
});
