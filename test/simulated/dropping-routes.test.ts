// Routes of a link that drop packets, by the real engine on a kernel.
import { Host, LinkSet, TunnelPair, VxlanTunnel } from "pulumi-iproute2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectFailure, openStack, type Program, type TestStack } from "../engine/stack.ts";
import { missing } from "../model/host.ts";
import { differences, look } from "../model/look.ts";
import { arrives } from "../model/trials.ts";
import { UNDERLAY } from "../model/world.ts";
import { longOnly } from "../sample.ts";
import { simulatedHosts } from "./hosts.ts";

const hosts = simulatedHosts();

type Routes = NonNullable<ConstructorParameters<typeof TunnelPair>[1]["a"]["routes"]>;

const VIA = "10.9.7.2";
const through = { to: "10.20.0.0/16", via: VIA };
const closed = { to: "10.20.0.0/16", type: "blackhole", metric: 4000 } as const;
const refusing = { to: "2001:db8:20::/48", type: "unreachable", table: 77 } as const;
const CLOSED = "to-fra-a-route-10.20.0.0/16-metric-4000";
const REFUSING = "to-fra-a-route-2001-db8-20--/48-table-77";

const THROUGH = `10.20.0.0/16 via ${VIA} dev to-fra-a proto static`;
const BLACKHOLE = "blackhole 10.20.0.0/16 proto 105 metric 4000";

const pair =
  (routes: Routes, vni = 7): Program =>
  async () => {
    const { alpha, beta } = hosts().servers;
    const ams = new Host("ams", { connection: { ...alpha.connection } });
    const fra = new Host("fra", { connection: { ...beta.connection } });
    const a = { host: ams, underlay: UNDERLAY.alpha, dev: "eth0", addresses: ["10.9.7.1/30"], routes };
    const b = { host: fra, underlay: UNDERLAY.beta, dev: "eth0", addresses: [`${VIA}/30`, "10.20.0.1/32"] };
    new TunnelPair("to-fra", { kind: "vxlan", vni, a, b });
  };

describe.skipIf(missing() !== undefined)("`type` of a link's route", { timeout: 300_000 }, () => {
  let [stack, other]: TestStack[] = [];
  const alpha = () => hosts().world.alpha;
  const ip = async (words: string) =>
    (await alpha().run(`ip ${words} 2>&1`)).stdout
      .trim()
      .split("\n")
      .map((line) => line.trim());
  const routes = () => ip("route show 10.20.0.0/16");
  const opened = (one: TestStack | undefined): TestStack => {
    if (one === undefined) throw new Error("the stack was not opened");
    return one;
  };
  const up = (program: Program, options = {}) => {
    opened(stack).use(program);
    return opened(stack).up(options);
  };

  beforeAll(async () => {
    stack = await openStack({ name: "dropping", program: async () => {} });
    other = await openStack({ name: "other", program: async () => {} });
  }, 60_000);
  afterAll(async () => {
    await stack?.destroy();
    await stack?.dispose();
    await other?.dispose();
  }, 120_000);

  test("makes a Route as a child of the link, which takes the packets when the tunnel is gone", async () => {
    const program = pair([through, closed, refusing]);
    opened(stack).use(program);
    const planned = (await opened(stack).preview()).ops;
    expect(planned).toMatchObject({ "to-fra-a": "create", [CLOSED]: "create", [REFUSING]: "create" });
    const made = await up(program);
    expect(made.ops).toEqual(planned);
    const child = made.steps.find(({ name }) => name === CLOSED);
    expect(child?.new?.parent).toMatch(/:VxlanTunnel::to-fra-a$/);
    expect(await routes()).toEqual([THROUGH, BLACKHOLE]);
    expect(await ip("-6 route show table 77")).toEqual([
      expect.stringMatching(/^unreachable 2001:db8:20::\/48 .*proto 105 metric 1024/),
    ]);
    expect(await arrives(hosts().world, "10.20.0.1")).toBe(true);

    await ip("link del to-fra-a");
    // What the kernel answers for a blackhole. The host has a default route that would take the packets.
    expect(await ip("route get 10.20.0.1")).toEqual(["RTNETLINK answers: Invalid argument"]);
    expect(await ip("route get 10.21.0.1")).toEqual([expect.stringMatching(/^10\.21\.0\.1 via /), "cache"]);
    expect((await up(program, { refresh: true })).changed).toMatchObject({ "to-fra-a": "create" });
    expect(await arrives(hosts().world, "10.20.0.1")).toBe(true);
  });

  test("comes back after a removal by hand", async () => {
    await ip("route del blackhole 10.20.0.0/16 metric 4000");
    const repaired = await up(pair([through, closed, refusing]), { refresh: true });
    expect(repaired.changed).toMatchObject({ [CLOSED]: "create" });
    expect(await routes()).toEqual([THROUGH, BLACKHOLE]);
    expect((await up(pair([refusing, closed, through]))).changed).toEqual({});
  });

  test("keeps the route while the link is replaced, and changes in place", async () => {
    const marker = "cat /run/pulumi-iproute2/*/route:10.20.0.0_16:254:4000";
    const before = await alpha().must(marker);
    const replaced = await up(pair([through, closed, refusing], 8));
    expect(replaced.changed).toEqual({ "to-fra-a": "replace", "to-fra-b": "replace" });
    expect(await alpha().must(marker)).toBe(before);
    expect(await routes()).toEqual([THROUGH, BLACKHOLE]);
    const changed = await up(pair([through, { ...closed, type: "prohibit" }, refusing], 8));
    expect(changed.changed).toEqual({ [CLOSED]: "update" });
    expect(await routes()).toEqual([THROUGH, BLACKHOLE.replace("blackhole", "prohibit")]);
  });

  test("changes between a route through the link and one of another type", async () => {
    const { metric: _, ...first } = closed;
    const dropping = await up(pair([first, refusing], 8));
    expect(dropping.changed).toEqual({
      ...{ "to-fra-a": "update", [CLOSED]: "delete" },
      "to-fra-a-route-10.20.0.0/16": "create",
    });
    expect(await routes()).toEqual(["blackhole 10.20.0.0/16 proto 105"]);
    await up(pair([through, closed, refusing], 8));
    expect(await routes()).toEqual([THROUGH, BLACKHOLE]);
    expect(await arrives(hosts().world, "10.20.0.1")).toBe(true);
    expect((await up(pair([through, closed, refusing], 8), { refresh: true })).changed).not.toHaveProperty(
      "to-fra-a",
    );
  });

  test("is refused where another stack has the route, and the error names its owner", async () => {
    const args = { vni: 9, local: UNDERLAY.alpha, remote: UNDERLAY.beta, dev: "eth0" };
    const host = { connection: { ...hosts().servers.alpha.connection } };
    const their = opened(other);
    their.use(async () => {
      new VxlanTunnel("twin", { host, ...args, routes: [closed] });
    });
    const owner = `belongs to pulumi-iproute2-test/dropping/${CLOSED}`;
    expect(await expectFailure(their.up())).toContain(owner);
    // So is a route through a link whose key it has
    their.use(async () => {
      const through = { to: closed.to, metric: closed.metric };
      new VxlanTunnel("twin", { host, ...args, addresses: ["10.9.9.1/30"], routes: [through] });
    });
    expect(await expectFailure(their.up())).toContain(
      `the host already has the route \`blackhole 10.20.0.0/16 table 254 proto 105\`, which ${owner}`,
    );
    await their.destroy();
    expect(await routes()).toEqual([THROUGH, BLACKHOLE]);
  });

  test("goes with its entry and nothing else does, and a destroy leaves nothing", async () => {
    await up(pair([through, closed, refusing], 8));
    expect((await up(pair([through, refusing], 8))).changed).toEqual({ [CLOSED]: "delete" });
    expect(await routes()).toEqual([THROUGH]);
    expect(await ip("-6 route show table 77")).toEqual([expect.stringMatching(/^unreachable/)]);
    await opened(stack).destroy();
    const before = await look(alpha());
    await up(pair([closed, refusing], 8));
    await opened(stack).destroy();
    expect(differences(before, await look(alpha()))).toEqual([]);
    expect(await ip("route show table all type blackhole")).toEqual([""]);
    expect(await alpha().must("ls /run/pulumi-iproute2/*/ 2>&1 | grep -c ^route: || true")).toBe("0\n");
  });

  longOnly(() => {
    test("keeps the route when the link gets another name and an alias", async () => {
      const linkOf =
        (name: string, options = {}): Program =>
        async () => {
          const host = { connection: { ...hosts().servers.alpha.connection } };
          const args = { host, name: "named", vni: 9, local: UNDERLAY.alpha, remote: UNDERLAY.beta };
          new VxlanTunnel(name, { ...args, dev: "eth0", routes: [closed] }, options);
        };
      await up(linkOf("old"));
      const renamed = await up(linkOf("new", { aliases: [{ name: "old" }] }));
      expect(renamed.changed).toEqual({ new: "update", "new-route-10.20.0.0/16-metric-4000": "update" });
      expect(await routes()).toEqual([BLACKHOLE]);
      await opened(stack).destroy();
      expect(await routes()).toEqual([""]);
    });

    test("makes Routes of the links of a LinkSet", async () => {
      const program =
        (...keys: string[]): Program =>
        async () => {
          const host = { connection: { ...hosts().servers.alpha.connection } };
          const link = (key: string) => ({
            ...{ vni: 10 + key.length, local: UNDERLAY.alpha, remote: UNDERLAY.beta, dev: "eth0" },
            routes: [{ to: `10.2${key.length}.0.0/16`, type: "prohibit" } as const],
          });
          new LinkSet("set", {
            ...{ host, kind: "vxlan" },
            links: Object.fromEntries(keys.map((key) => [key, link(key)])),
          });
        };
      await up(program("a", "bb"));
      const PROHIBITED = ["prohibit 10.21.0.0/16 proto 105", "prohibit 10.22.0.0/16 proto 105"];
      expect(await ip("route show type prohibit")).toEqual(PROHIBITED);
      expect((await up(program("bb"))).changed).toEqual({
        set: "update",
        "set-a-route-10.21.0.0/16": "delete",
      });
      expect(await ip("route show type prohibit")).toEqual(PROHIBITED.slice(1));
    });
  });
});
