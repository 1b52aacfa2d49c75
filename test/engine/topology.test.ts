// The command topology on the state of a real stack: a mesh of three sites, an encrypted pair, and a link to a router
// that the stack does not have. The third site is in a namespace on beta.
import { writeFileSync } from "node:fs";
import { GreTunnel, Host, IpsecPair, Mesh } from "pulumi-iproute2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readTopology } from "../../cli/topology/model/read-topology.ts";
import { readState } from "../../cli/topology/model/state.ts";
import { pingAll } from "../../cli/topology/ping.ts";
import { mermaid } from "../../cli/topology/render/mermaid.ts";
import { closeAll } from "../../provider/ssh/index.ts";
import { labHosts, on } from "../lab/index.ts";
import { recordedState, withoutTimes } from "../unit/cli/topology/recorded-state.ts";
import { withStack } from "./lab-stack.ts";

/** Addresses of documentation, so that the recorded picture is one for the README. */
const UNDERLAY = { ams: "198.51.100.1", fra: "203.0.113.7", nyc: "192.0.2.9" } as const;

const DOWN = {
  alpha: [
    `ip route del ${UNDERLAY.nyc}`,
    `ip route del ${UNDERLAY.fra}`,
    `ip addr del ${UNDERLAY.ams}/32 dev eth0`,
  ],
  beta: [
    "ip netns del third",
    "ip link del third0",
    `ip route del ${UNDERLAY.ams}`,
    `ip addr del ${UNDERLAY.fra}/32 dev eth0`,
    "sysctl -qw net.ipv4.ip_forward=0",
  ],
} as const;
const UP = {
  alpha: [
    "modprobe -a ip_gre fou xfrm_interface",
    `ip addr add ${UNDERLAY.ams}/32 dev eth0`,
    `ip route add ${UNDERLAY.fra} dev eth0 src ${UNDERLAY.ams}`,
    `ip route add ${UNDERLAY.nyc} via ${UNDERLAY.fra} src ${UNDERLAY.ams}`,
  ],
  beta: [
    "modprobe -a ip_gre fou xfrm_interface",
    "sysctl -qw net.ipv4.ip_forward=1",
    `ip addr add ${UNDERLAY.fra}/32 dev eth0`,
    `ip route add ${UNDERLAY.ams} dev eth0 src ${UNDERLAY.fra}`,
    "ip netns add third",
    "ip link add third0 type veth peer name eth0 netns third",
    "ip link set third0 up",
    "sysctl -qw net.ipv4.conf.third0.proxy_arp=1",
    `ip route add ${UNDERLAY.nyc} dev third0`,
    `ip -n third addr add ${UNDERLAY.nyc}/32 dev eth0`,
    "ip -n third link set lo up",
    "ip -n third link set eth0 up",
    `ip -n third route add default dev eth0 src ${UNDERLAY.nyc}`,
  ],
} as const;

const NAMES = ["alpha", "beta"] as const;
const remove = (host: (typeof NAMES)[number]) =>
  on(host).must(`{ ${DOWN[host].join("; ")}; } 2>/dev/null; true`);

beforeAll(async () => {
  for (const host of NAMES) {
    await remove(host);
    await on(host).must(UP[host].join(" && "));
  }
});
afterAll(async () => {
  await closeAll();
  await Promise.all(NAMES.map(remove));
});

const program = async () => {
  const { alpha, beta } = labHosts();
  const ams = new Host("ams", { connection: { ...alpha.connection } });
  const fra = new Host("fra", { connection: { ...beta.connection } });
  const nyc = { connection: { ...beta.connection }, netns: "third" };
  new Mesh("wan", {
    kind: "gre",
    block: "10.99.0.0/16",
    sites: {
      ams: { host: ams, underlay: UNDERLAY.ams, subnets: ["10.10.0.0/16"], id: 0 },
      fra: { host: fra, underlay: UNDERLAY.fra, subnets: ["10.20.0.0/16"], id: 1 },
      nyc: { host: nyc, underlay: UNDERLAY.nyc, subnets: ["10.30.0.0/16"], id: 2 },
    },
    encap: { type: "gue", dport: 5555 },
    check: true,
  });
  new IpsecPair("vault", {
    kind: "xfrm",
    a: { host: ams, underlay: UNDERLAY.ams, addresses: ["10.9.0.1/30"] },
    b: { host: fra, underlay: UNDERLAY.fra, addresses: ["10.9.0.2/30"] },
  });
  new GreTunnel("transit", {
    host: ams,
    ...{ local: UNDERLAY.ams, remote: "192.0.2.77", key: 7, addresses: ["10.8.0.1/30"] },
  });
};

describe("topology", () => {
  test("draws a stack as the recorded one, finds a link that an operator set down, and its repair", () =>
    withStack("prod", program, async (stack) => {
      await stack.up();
      const text = JSON.stringify(await stack.exportState());
      if (process.env.RECORD !== undefined) writeFileSync(process.env.RECORD, text);
      const state = readState(text);
      const topology = readTopology(state);
      expect(withoutTimes(mermaid(topology))).toBe(
        withoutTimes(mermaid(readTopology(recordedState("mesh")))),
      );

      const healths = async () => {
        const pinged = await pingAll(state, topology, labHosts().alpha.connection.privateKey);
        return Object.fromEntries(pinged.links.map(({ name, health }) => [name, health.status]));
      };
      const all = { "wan-ams-fra": "up", "wan-ams-nyc": "up", "wan-fra-nyc": "up", vault: "up" };
      expect(await healths()).toEqual({ ...all, transit: "unknown" });
      await on("alpha").must("ip link set wan-nyc down");
      expect(await healths()).toEqual({ ...all, transit: "unknown", "wan-ams-nyc": "down" });
    }));
});
