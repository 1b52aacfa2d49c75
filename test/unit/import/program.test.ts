// The program and the import file for hosts in memory. The golden program runs under mocks, and what it declares is
// compared with the import file.
import path from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { type ImportEntry, importFileOf } from "../../../cli/import/import-file.ts";
import { type Inventory, inventoryOf } from "../../../cli/import/inventory.ts";
import { placesIn } from "../../../cli/import/place.ts";
import { programOf } from "../../../cli/import/program.ts";
import { resourcesOf } from "../../../cli/import/resources.ts";
import { handlers } from "../../../provider/index.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import type { FakeHost } from "../fake-host/fake-host.ts";
import { newFakeHost } from "../fake-host/hosts.ts";
import { pulumi, registered } from "../sdk/construct.ts";

vi.mock("../../../provider/host/host.ts", async (original) => ({
  ...(await original<object>()),
  hostOf: (await import("../fake-host/hosts.ts")).hostOf,
}));

const [AMS, FRA] = ["198.51.100.1", "203.0.113.7"];
const PLACES = placesIn([`ams=ops@${AMS}`, `fra=${FRA}:2222`], { sudo: true, knownHosts: "/etc/known" });
const golden = (name: string) => path.join(import.meta.dirname, "golden", name);

const STATES = `src ${AMS} dst ${FRA}
\tproto esp spi 0x00001000 reqid 7 mode tunnel
\treplay-window 32 flag af-unspec
\taead rfc4106(gcm(aes)) <<Keys hidden>> 128
src ${FRA} dst ${AMS}
\tproto esp spi 0x00001001 reqid 7 mode tunnel
\treplay-window 0 flag af-unspec
\tauth-trunc hmac(md5) <<Keys hidden>> 96
\tenc cbc(des3_ede) <<Keys hidden>>
`;
const POLICIES = `src 10.1.0.0/24 dst 10.2.0.0/24
\tdir out priority 5 ptype main
\ttmpl src ${AMS} dst ${FRA}
\t\tproto esp reqid 7 mode tunnel
\tif_id 0x2a
`;

/** Copies of the packets of under0 into a tunnel: those that an operator made, and those of another program. */
const copies = (pref: number, more: object) => ({
  ...{ protocol: "all", pref, kind: "matchall", handle: "0x1", indev: undefined, keys: {}, skipHw: false },
  actions: [
    {
      ...{ kind: "mirred", mirred_action: "mirror", direction: "egress", to_dev: "l2-a" },
      ...{ control_action: { type: "continue" }, index: pref, ref: 1, ...more },
    },
  ],
});
const MIRROR = {
  ...{ device: "under0", qdisc: "clsact", egress: [copies(7, {})] },
  ingress: [copies(7, {}), copies(9, { cookie: "aabb" })],
};

/** A tunnel of each form: pairs by endpoints and by address, with an encapsulation, and links without another end. */
function furnish(host: FakeHost, [own, far]: readonly [string, string], side: "a" | "b"): void {
  const [net, routed] = side === "a" ? [1, 2] : [2, 1];
  const { kernel } = host;
  for (const line of [
    `addr add ${own}/24 dev under1`,
    `link add name tun0 type gre local ${own} remote ${far} ${side === "a" ? "ikey 1 okey 2" : "ikey 2 okey 1"} ttl 64 encap gue encap-sport auto encap-dport 5555`,
    `addr add 10.9.0.${net}/30 dev tun0`,
    "link set dev tun0 up",
    `route add 10.${routed}.0.0/24 dev tun0`,
    `addr add 10.${net}.0.1/24 dev under0`,
    `link add name l2-${side} type geneve id 7 remote ${far}`,
    `link set dev l2-${side} up`,
    `link add name vx type vxlan id 9 dstport 4789 local ${own} remote ${far}`,
  ])
    kernel.run(line);
  kernel.runFou("inet", ["add", "port", "5555", "gue"]);
  if (side === "b") return;
  for (const line of [
    `link add name alone mtu 1300 type ipip local ${own} remote 192.0.2.9`,
    "link set dev alone up",
    `link add name tunl0 type ipip local any remote any`,
    `link add name flannel.1 type vxlan id 1 dstport 8472 local ${own} dev under0`,
    "link set dev under0 mtu 1500",
  ])
    kernel.run(line);
  kernel.runFou("inet6", ["add", "port", "5556", "ipproto", "47"]);
  const words = (text: string) => text.split(" ");
  const ecmp = "10.20.0.0/16 proto 4 nexthop dev tun0 weight 1 nexthop dev alone weight 2";
  host.routing.rule("inet", "add", words("priority 1000 from 10.1.0.0/16 table 100"));
  host.routing.rule("inet", "add", words("priority 1001 from 10.3.0.0/16 table 100 protocol 11"));
  host.routing.route("add", words(ecmp));
  host.routing.route("add", words("10.21.0.0/16 proto 4 via 192.0.2.254 dev under0"));
  host.routing.route("add", words("10.22.0.0/16 proto 3 dev tun0"));
  host.routing.neigh("add", words("10.9.0.2 lladdr 203.0.113.7 dev tun0"));
  host.routing.neigh("add", words("192.0.2.9 lladdr 02:00:00:00:00:09 dev under0"));
  const dump = host.dump.bind(host);
  const xfrm = { "xfrm-state": STATES, "xfrm-policy": POLICIES };
  host.dump = async () => {
    const snapshot = await dump();
    return { ...snapshot, sections: { ...snapshot.sections, ...xfrm, tc: [MIRROR] } };
  };
}

let inventories: Inventory[];
beforeAll(async () => {
  furnish(newFakeHost(AMS), [AMS, FRA], "a");
  furnish(newFakeHost(FRA), [FRA, AMS], "b");
  inventories = await Promise.all(PLACES.map(inventoryOf));
});

const inputsOf = (name: string): Args => registered.find((one) => one.name === name)?.inputs ?? {};
const isHidden = (key: string) => key === "owner" || key.startsWith("__");

describe("pulumi-iproute2 import", () => {
  test("writes the program of the golden file", async () => {
    const program = programOf(PLACES, resourcesOf(inventories), { importOptions: false });
    await expect(program).toMatchFileSnapshot(golden("two-hosts.ts"));
  });

  test("writes a program that imports by itself", async () => {
    const program = programOf(PLACES.slice(0, 1), resourcesOf(inventories.slice(0, 1)), {
      importOptions: true,
    });
    await expect(program).toMatchFileSnapshot(golden("import-options.ts"));
  });

  test("leaves out what belongs to others, and what no program can declare, each with the reason", () => {
    const leftOut = inventories.flatMap((one) => one.leftOut).map(({ name, reason }) => `${name}: ${reason}`);
    expect(leftOut).toEqual([
      "tunl0: the name is reserved: the kernel makes and keeps that device itself",
      "flannel.1: flannel manages it",
      `esp:0x00001001@${AMS}: XfrmState has no algorithm cbc(des3_ede)`,
      "mirror:under0>l2-a,pref=9,direction=ingress: its action has the cookie of another program",
      "rule:1001,from=10.3.0.0/16: a daemon with the protocol zebra manages it",
      "route:10.21.0.0/16: it uses no tunnel",
      "neighbor:192.0.2.9,dev=under0: it uses no tunnel",
    ]);
  });

  test("declares links of two hosts as one pair, each end with what only its device has", async () => {
    const ends = [AMS, FRA] as const;
    for (const [index, own] of ends.entries()) {
      const host = newFakeHost(own);
      const { kernel } = host;
      const dump = host.dump.bind(host);
      const peers = [`10.9.0.${index + 1} peer 10.9.0.${2 - index}/32`];
      host.dump = async () => {
        const { links, ...rest } = await dump();
        return {
          ...rest,
          links: links.map((one) => (one.name === "to-it" ? { ...one, addresses: peers } : one)),
        };
      };
      for (const line of [
        `addr add ${own}/24 dev under1`,
        "link add name br0 type bridge",
        `link add name vx type vxlan id 9 dstport 4789 local ${own} remote ${ends[1 - index]}`,
        ...(index === 0 ? ["link set dev vx master br0", "link set dev vx txqueuelen 500"] : []),
        `link add name to-it type gre local ${own} remote ${ends[1 - index]}`,
        `link set dev to-it multicast ${index === 0 ? "on" : "off"}`,
      ])
        kernel.run(line);
    }
    const { pairs, singles } = resourcesOf(await Promise.all(PLACES.map(inventoryOf)));
    const found = pairs.map(({ name, pair: { ends: its } }) => [name, its.a, its.b]);
    const down = { up: false };
    expect(found).toEqual([
      [
        "to-it",
        {
          ...{ underlay: AMS, addresses: [{ address: "10.9.0.1", peer: "10.9.0.2/32" }], ...down },
          multicast: true,
        },
        { underlay: FRA, addresses: [{ address: "10.9.0.2", peer: "10.9.0.1/32" }], ...down },
      ],
      ["vx", { underlay: AMS, master: "br0", txQueueLength: 500, ...down }, { underlay: FRA, ...down }],
    ]);
    expect(singles.map(({ object: { type, inputs } }) => [type, inputs.name])).toEqual([
      ["Bridge", "br0"],
      ["Bridge", "br0"],
    ]);
  });

  test("writes an import file with the resources of its program, whose inputs lack only owner and keys", async () => {
    pulumi.runtime.setConfig("project:ams-esp-0x00001000-203-0-113-7-aead", "00".repeat(20));
    await import(golden("two-hosts.ts"));
    const { resources } = importFileOf(resourcesOf(inventories));
    const nameOf = (one: Pick<ImportEntry, "name" | "logicalName">) => one.logicalName ?? one.name;
    const wanted = resources.map(nameOf);
    await vi.waitFor(() => {
      const names = registered.map(({ name }) => name);
      expect(wanted.filter((name) => !names.includes(name))).toEqual([]);
    });
    expect(JSON.stringify(resources)).not.toMatch(/privateKey|password/);
    for (const entry of resources) {
      const { type, parent, component, inputs = {}, id } = entry;
      const name = nameOf(entry);
      const one = registered.find((each) => each.name === name && each.type === type);
      expect(one, name).toBeDefined();
      if (component === true) continue;
      const ofParent = resources.find((each) => each.name === parent);
      expect(one?.parent.split("::").at(-1), name).toBe(ofParent ? nameOf(ofParent) : "");
      expect(id).toMatch(/^ssh:\/\/(ops@198\.51\.100\.1|203\.0\.113\.7:2222)\//);
      const short = type.split(":").at(-1) ?? "";
      const checked = await handlers[short]?.check(inputs, inputsOf(name));
      if (short === "XfrmState") continue;
      expect(checked?.failures, name).toEqual([]);
      const { inputs: after = {} } = checked ?? {};
      const differing = [...new Set([...Object.keys(inputs), ...Object.keys(after)])].filter(
        (key) => !isHidden(key) && JSON.stringify(sorted(inputs[key])) !== JSON.stringify(sorted(after[key])),
      );
      expect(differing, name).toEqual([]);
    }
  });
});

/** A value whose members are in alphabetical order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, sorted(one)] as const);
  return Object.fromEntries(entries.toSorted(([one], [other]) => one.localeCompare(other)));
}
