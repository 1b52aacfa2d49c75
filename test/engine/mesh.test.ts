// A mesh of three sites with the real engine. The third site is in a namespace on alpha.
import { Mesh, type MeshSiteArgs, type MeshTopology } from "pulumi-iproute2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { labHosts, on, snapshot } from "../lab/index.ts";
import { sites, withStack } from "./lab-stack.ts";

const lan = (subnet: string) => [
  "link add lan0 type dummy",
  `addr add ${subnet}.1/24 dev lan0`,
  "link set lan0 up",
];
const UP = {
  alpha: [
    "modprobe -a ip_gre fou dummy",
    ...lan("10.10.0").map((line) => `ip ${line}`),
    "ip netns add third",
    "ip link add link eth0 name new0 netns third type macvlan mode bridge",
    ...["addr add 10.0.2.22/24 dev new0", "link set lo up", "link set new0 up", ...lan("10.30.0")].map(
      (line) => `ip -n third ${line}`,
    ),
  ].join(" && "),
  beta: ["modprobe -a ip_gre fou dummy", ...lan("10.20.0").map((line) => `ip ${line}`)].join(" && "),
};
const DOWN = "ip netns del third 2>/dev/null; ip link del lan0 2>/dev/null; true";

const NAMES = ["alpha", "beta"] as const;
let before: { alpha: string; beta: string };
beforeAll(async () => {
  for (const host of NAMES) await on(host).must(`{ ${DOWN}; } && ${UP[host]}`);
  before = { alpha: await snapshot("alpha"), beta: await snapshot("beta") };
});
afterAll(() => Promise.all(NAMES.map((host) => on(host).must(DOWN))));

const program = (topology: MeshTopology) => async () => {
  const { alpha, beta } = sites();
  const { connection } = labHosts().alpha;
  const all: Record<string, MeshSiteArgs> = {
    ams: { host: alpha.host, underlay: alpha.underlay, subnets: ["10.10.0.0/24"], id: 0 },
    fra: { host: beta.host, underlay: beta.underlay, subnets: ["10.20.0.0/24"], id: 1 },
    nyc: {
      host: { connection: { ...connection }, netns: "third" },
      underlay: "10.0.2.22",
      subnets: ["10.30.0.0/24"],
      id: 2,
    },
  };
  const encap = { type: "gue", dport: 5555 } as const;
  const mesh = new Mesh("w", { kind: "gre", block: "10.99.0.0/16", sites: all, topology, encap });
  return { addresses: mesh.addresses, diagram: mesh.diagram };
};

describe("Mesh", () => {
  test("keeps its addresses when it changes from one hub to another and to a full mesh, with one port per host", () =>
    withStack("mesh", program({ hub: "fra" }), async (stack) => {
      const hub = await stack.up();
      expect(hub.outputs.addresses).toEqual({
        ams: { fra: ["10.99.0.0/31"] },
        fra: { ams: ["10.99.0.1/31"], nyc: ["10.99.0.4/31"] },
        nyc: { fra: ["10.99.0.5/31"] },
      });
      expect(hub.outputs.diagram).toContain('s0["ams<br/>10.10.0.0/24"]');
      expect(Object.keys(hub.ops).filter((name) => /-gue-5555$/.test(name))).toHaveLength(3);
      expect(Object.keys(hub.ops).filter((name) => /-forwarding$/.test(name))).toHaveLength(3);
      await on("alpha").must("ping -c 2 -W 2 -I 10.10.0.1 10.20.0.1");
      // From one outer site to the other, through the hub.
      await on("alpha").must("ping -c 2 -W 2 -I 10.10.0.1 10.30.0.1");
      expect((await stack.up()).changed).toEqual({});
      expect((await stack.refresh()).changed).toEqual({});

      // Routes move from one link to another.
      stack.use(program({ hub: "ams" }));
      await stack.up();
      // This test compares routes only, because a macvlan cannot reach its lower device.
      expect(await on("alpha").must("ip -n third route show dev w-ams proto static")).toMatch(
        /^10\.20\.0\.0\/24 .*metric 2048/m,
      );
      await on("alpha").must("ping -c 2 -W 2 -I 10.10.0.1 10.20.0.1");
      expect((await stack.refresh()).changed).toEqual({});

      stack.use(program("full"));
      const full = await stack.up();
      expect(full.outputs.addresses).toMatchObject({
        ams: { fra: ["10.99.0.0/31"], nyc: ["10.99.0.2/31"] },
        nyc: { fra: ["10.99.0.5/31"] },
      });
      expect(Object.values(full.changed).filter((op) => !["create", "update"].includes(op))).toEqual([]);
      await on("alpha").must("ping -c 2 -W 2 -I 10.10.0.1 10.20.0.1");

      await stack.destroy();
      for (const host of NAMES) expect(await snapshot(host)).toBe(before[host]);
    }));
});
