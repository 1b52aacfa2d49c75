// Routes of a link that drop packets, by the real engine on a kernel.
import { Host, Route, TunnelPair } from "pulumi-iproute2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectFailure, openStack, type Program, type TestStack } from "../engine/stack.ts";
import { missing } from "../model/host.ts";
import { differences, look } from "../model/look.ts";
import { arrives } from "../model/trials.ts";
import { UNDERLAY } from "../model/world.ts";
import { simulatedHosts } from "./hosts.ts";

const hosts = simulatedHosts();

type Routes = NonNullable<ConstructorParameters<typeof TunnelPair>[1]["a"]["routes"]>;

const VIA = "10.9.7.2";
const through = { to: "10.20.0.0/16", via: VIA };
const fallback = { to: "10.20.0.0/16", type: "blackhole", metric: 4000 } as const;
const refusing6 = { to: "2001:db8:20::/48", type: "unreachable" } as const;
const FALLBACK = "to-fra-a-route-10.20.0.0/16-metric-4000";
const REFUSING6 = "to-fra-a-route-2001-db8-20--/48";

const hostsOf = () => {
  const { alpha, beta } = hosts().servers;
  return {
    ams: new Host("ams", { connection: { ...alpha.connection } }),
    fra: new Host("fra", { connection: { ...beta.connection } }),
  };
};

const programOf =
  (routes: Routes, vni = 7): Program =>
  async () => {
    const { ams, fra } = hostsOf();
    const a = { host: ams, underlay: UNDERLAY.alpha, dev: "eth0", addresses: ["10.9.7.1/30"], routes };
    const b = { host: fra, underlay: UNDERLAY.beta, dev: "eth0", addresses: [`${VIA}/30`, "10.20.0.1/32"] };
    new TunnelPair("to-fra", { kind: "vxlan", vni, a, b });
  };

describe.skipIf(missing() !== undefined)("routes of a link with `type`", { timeout: 300_000 }, () => {
  let stack: TestStack;
  let untouched: Awaited<ReturnType<typeof look>>;
  const alpha = () => hosts().world.alpha;
  const ip = async (words: string) => (await alpha().must(`ip ${words}`)).trim();
  const dropped = async () =>
    [...(await ip("route show type blackhole")).split("\n"), ...(await ip("-6 route show type unreachable")).split("\n")]
      .map((line) => line.trim())
      .filter((line) => line !== "" && !line.includes("dev lo"))
      .map((line) => line.replace(/ dev lo/, ""));
  const up = async (routes: Routes, vni?: number) => {
    stack.use(programOf(routes, vni));
    return stack.up();
  };

  beforeAll(async () => {
    untouched = await look(alpha());
    stack = await openStack({ name: "dropping", program: async () => {} });
  }, 60_000);
  afterAll(async () => {
    await stack?.destroy();
    await stack?.dispose();
  }, 120_000);

  test("are children of the link, and take the packets when the tunnel is gone", async () => {
    stack.use(programOf([through, fallback, refusing6]));
    const { stdout } = await stack.preview();
    console.log(stdout);
    const made = await stack.up();
    expect(made.changed).toMatchObject({ "to-fra-a": "create", [FALLBACK]: "create", [REFUSING6]: "create" });
    console.log(await ip("route show table all"), await ip("-6 route show table all"));
    const child = made.steps.find(({ name }) => name === FALLBACK);
    console.log(child?.urn);
    expect(await arrives(hosts().world, "10.20.0.1")).toBe(true);
    await ip("link del to-fra-a");
    console.log(await alpha().run("ip route get 10.20.0.1 2>&1; ip route get 2001:db8:20::1 2>&1"));
    console.log((await stack.up({ refresh: true })).changed);
    expect(await arrives(hosts().world, "10.20.0.1")).toBe(true);
    console.log("order", (await up([refusing6, fallback, through])).changed);
    console.log("replace", (await up([refusing6, fallback, through], 8)).changed, await ip("route show 10.20.0.0/16"));
    console.log("type", (await up([refusing6, {...fallback, type: "prohibit"}, through], 8)).changed, await ip("route show 10.20.0.0/16"));
    console.log("to dropping", (await up([refusing6, {...fallback, metric: undefined}], 8).catch(e => e.message)), await ip("route show 10.20.0.0/16"));
    console.log("to unicast", (await up([refusing6, through], 8).catch(e => e.message)), await ip("route show 10.20.0.0/16"));
    console.log("to unicast", (await up([refusing6, through], 8).catch(e => e.message)), await ip("route show 10.20.0.0/16"));
    await stack.destroy();
    console.log(differences(untouched, await look(alpha())));
  });
});
