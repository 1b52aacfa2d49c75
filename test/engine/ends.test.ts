// Ends of components that are ports: of VRFs with subnets in their tables, and of bridges.
import { Bridge, SiteToSite, TunnelPair, Vrf } from "pulumi-iproute2";
import { beforeAll, expect, test } from "vitest";
import { on, ping, snapshot } from "../lab/index.ts";
import { sites, withStack } from "./lab-stack.ts";

const NAMES = ["alpha", "beta"] as const;
let before: { alpha: string; beta: string };
beforeAll(async () => {
  for (const host of NAMES) await on(host).must("modprobe -a vrf ip_gre vxlan bridge");
  before = { alpha: await snapshot("alpha"), beta: await snapshot("beta") };
});

const program =
  (table: number, name = "red") =>
  async () => {
    const hosts = sites();
    const [alpha, beta] = NAMES.map((host) => ({ host: hosts[host].host, underlay: hosts[host].underlay }));
    if (alpha === undefined || beta === undefined) throw new Error("the lab has two hosts");
    const made = {
      alpha: portsAt("alpha", alpha.host, { table, name }),
      beta: portsAt("beta", beta.host, { table, name }),
    };
    new SiteToSite("s", {
      kind: "gre",
      a: {
        ...at(1),
        ...alpha,
        master: made.alpha.vrf.name,
        description: "to beta",
        settings: { rpFilter: 2 },
      },
      b: { ...at(2), ...beta, master: made.beta.vrf.name, txQueueLength: 500 },
      forwarding: false,
    });
    new TunnelPair("x", {
      kind: "vxlan",
      vni: 5,
      a: {
        host: alpha.host,
        underlay: alpha.underlay,
        master: made.alpha.lan.name,
        macAddress: "02:00:5e:10:00:01",
      },
      b: { host: beta.host, underlay: beta.underlay, master: made.beta.lan.name },
    });
  };

const at = (number: number) => ({
  addresses: [{ address: `10.9.7.${number}`, peer: `10.9.7.${3 - number}/32` }],
  subnets: [`10.${number}0.0.0/24`],
});

/** A VRF with an address of a subnet, and a bridge with an address. */
interface VrfForm {
  readonly table: number;
  readonly name: string;
}

function portsAt(side: string, host: ReturnType<typeof sites>["alpha"]["host"], { table, name }: VrfForm) {
  const number = side === "alpha" ? 1 : 2;
  return {
    vrf: new Vrf(`red-${side}`, { host, name, table, addresses: [`10.${number}0.0.1/24`] }),
    lan: new Bridge(`lan-${side}`, { host, name: "lan5", addresses: [`10.9.8.${number}/24`] }),
  };
}

test("SiteToSite carries packets between VRFs, and TunnelPair between bridges, of which the ends are ports", () =>
  withStack("ends", program(77), async (stack) => {
    await stack.up();
    await on("alpha").must("ip vrf exec red ping -c 2 -W 5 -I 10.10.0.1 10.20.0.1");
    expect((await ping("alpha", { to: "10.9.8.2", count: 2 })).received).toBe(2);
    expect(await on("alpha").must("ip -d link show s-a")).toMatch(/master red .*alias \S+ to beta/s);
    expect(await on("alpha").must("ip link show x-a")).toMatch(/master lan5 .*02:00:5e:10:00:01/s);
    expect((await on("alpha").must("ip route show 10.20.0.0/24")).trim()).toBe("");
    expect((await stack.refresh()).changed).toEqual({});
    expect((await stack.up()).changed).toEqual({});

    stack.use(program(78));
    expect((await stack.up()).changed).toEqual({ "red-alpha": "replace", "red-beta": "replace" });
    await on("alpha").must("ip vrf exec red ping -c 2 -W 5 -I 10.10.0.1 10.20.0.1");
    expect(await on("alpha").must("ip route show table 78")).toContain("10.20.0.0/24 dev s-a proto static");
    expect((await stack.refresh()).changed).toEqual({});

    // Another name and another table: the new device exists before its ports move to it
    stack.use(program(79, "blue"));
    expect((await stack.up()).changed).toEqual({
      ...{ "red-alpha": "replace", "red-beta": "replace" },
      ...{ "s-a": "update", "s-b": "update" },
    });
    await on("alpha").must("ip vrf exec blue ping -c 2 -W 5 -I 10.10.0.1 10.20.0.1");
    expect((await stack.refresh()).changed).toEqual({});
    await stack.destroy();
    for (const host of NAMES) expect(await snapshot(host)).toBe(before[host]);
  }));
