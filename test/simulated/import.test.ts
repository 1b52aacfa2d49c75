// Objects that an operator made by hand become resources by their ids, with the real engine. The tests depend on internals of
// Pulumi that sdk/import-preload.ts names.
import "pulumi-iproute2/import";
import * as pulumi from "@pulumi/pulumi";
import { importing, Neighbor, PolicyRule, Route, VxlanTunnel, XfrmPolicy } from "pulumi-iproute2";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeLanguageHost } from "../engine/language-host.ts";
import { expectFailure, openStack, type Program, type Run, type TestStack } from "../engine/stack.ts";
import { missing } from "../model/host.ts";
import { look } from "../model/look.ts";
import { UNDERLAY } from "../model/world.ts";
import { simulatedHosts } from "./hosts.ts";
import { importPlace } from "./import-place.ts";

const hosts = simulatedHosts();
const PRELOAD = { NODE_OPTIONS: "--require pulumi-iproute2/import" };
const VXLAN = "pulumi-nodejs:dynamic/iproute2:VxlanTunnel";

const { withKey, idOf } = importPlace(hosts);

const alpha = () => hosts().world.hosts.alpha;
const objects = async () => Object.fromEntries((await look(alpha())).objects);
let before: Record<string, string>;
beforeEach(async () => {
  if (missing() !== undefined) return;
  before = await objects();
  await alpha().must(`
    ip link add hand0 type vxlan id 71 dstport 4789 dev eth0 local ${UNDERLAY.alpha} remote ${UNDERLAY.beta}
    ip addr add 10.71.0.1/30 dev hand0; ip link set hand0 up; ip route add 10.72.0.0/24 dev hand0
    bridge fdb append 00:00:00:00:00:00 dev hand0 dst 198.51.100.9
    bridge fdb add 02:00:5e:00:53:01 dev hand0 dst ${UNDERLAY.beta}
    echo 2 >/proc/sys/net/ipv4/conf/hand0/rp_filter; echo 1 >/proc/sys/net/ipv4/conf/hand0/disable_policy
    ip xfrm policy add src 10.71.1.0/24 dst 10.71.2.0/24 dir out priority 9 \
      tmpl src ${UNDERLAY.alpha} dst ${UNDERLAY.beta} proto esp reqid 7 mode tunnel`);
});
afterEach(async () => {
  if (missing() === undefined) await alpha().run("ip link del hand0; ip xfrm policy flush");
});

const declare = () => {
  const [local, remote] = [UNDERLAY.alpha, UNDERLAY.beta];
  const vxlan = { name: "hand0", vni: 71, dev: "eth0", local, remote };
  const routes = ["10.72.0.0/24"];
  const fdb = [
    { mac: "00:00:00:00:00:00", dst: "198.51.100.9" },
    { mac: "02:00:5e:00:53:01", dst: remote },
  ];
  const settings = { rpFilter: 2 as const, disablePolicy: true };
  new VxlanTunnel("link", { host: withKey(), ...vxlan, addresses: ["10.71.0.1/30"], routes, fdb, settings });
  new XfrmPolicy("policy", {
    host: withKey(),
    direction: "out",
    priority: 9,
    selector: { source: "10.71.1.0/24", destination: "10.71.2.0/24" },
    templates: [{ source: local, destination: remote, reqid: 7 }],
  });
};
const declareRouting = () => {
  const host = withKey();
  new PolicyRule("rule", { host, priority: 1100, from: "10.71.1.0/24", table: 171 });
  const nexthops = [
    { dev: "hand0", weight: 2 },
    { via: UNDERLAY.beta, dev: "eth0" },
  ];
  new Route("route", { host, to: "10.73.0.0/24", table: 171, nexthops });
  new Route("barred", { host, to: "fd71::/64", type: "prohibit" });
  new Neighbor("neighbor", { host, dev: "hand0", address: "10.71.0.2", lladdr: "02:00:00:00:00:71" });
};
const ROUTING = ["rule", "route", "barred", "neighbor"];
const imported: Program = async () => {
  const ids = { link: idOf("hand0"), policy: idOf("policy-out:10.71.1.0/24>10.71.2.0/24") };
  pulumi.runtime.registerStackTransformation(importing(ids));
  declare();
};

/** The forwarding entries and the settings of the device. */
const tablesOf = () =>
  alpha().must("bridge fdb show dev hand0; cd /proc/sys/net/ipv4/conf/hand0; cat rp_filter disable_policy");

/** A stack whose resources are destroyed at the end. */
async function withStack(env: Record<string, string>, steps: (stack: TestStack) => Promise<void>) {
  await using stack = await openStack({ name: "import", program: imported, env });
  await steps(stack);
}
/** The names of the changed properties. Pulumi shows none that begins with two underscores. */
const changesOf = (run: Run, name: string) =>
  run
    .changes(name)
    .map((change) => change.path)
    .filter((one) => !one.startsWith("__"))
    .sort();

describe.skipIf(missing() !== undefined)("the option import", () => {
  test("previews only the mark and the key of the host, sets the mark, and is quiet afterwards", () =>
    withStack(PRELOAD, async (stack) => {
      const preview = await stack.preview();
      expect(changesOf(preview, "link")).toEqual(["host.connection.privateKey", "owner"]);
      expect(changesOf(preview, "policy")).toEqual(["host.connection.privateKey", "owner"]);
      expect(await alpha().must("ip link show hand0")).not.toContain("alias");
      const tables = await tablesOf();
      await stack.up();
      expect(await tablesOf()).toBe(tables);
      expect(await alpha().must("ip link show hand0")).toContain("alias pulumi-iproute2:2:");
      expect((await stack.refresh()).changed).toEqual({});
      stack.use(async () => declare());
      expect((await stack.up()).changed).toEqual({});
      expect(await stack.stateFile()).not.toContain("PRIVATE KEY");
      await stack.destroy();
      expect(await objects()).toEqual(before);
    }));

  test("takes rules, routes and neighbours, and a destroy leaves none of them", () =>
    withStack(PRELOAD, async (stack) => {
      await alpha().must(`
        ip rule add priority 1100 from 10.71.1.0/24 table 171
        ip route add 10.73.0.0/24 table 171 nexthop dev hand0 weight 2 nexthop via ${UNDERLAY.beta}
        ip route add prohibit fd71::/64
        ip neigh add 10.71.0.2 lladdr 02:00:00:00:00:71 dev hand0 nud permanent`);
      const [rule, route] = [idOf("rule:1100,from=10.71.1.0/24"), idOf("route:10.73.0.0/24,table=171")];
      const [barred, neighbor] = [idOf("route:fd71::/64"), idOf("neighbor:10.71.0.2,dev=hand0")];
      stack.use(async () => {
        pulumi.runtime.registerStackTransformation(importing({ rule, route, barred, neighbor }));
        declareRouting();
      });
      const preview = await stack.preview();
      for (const name of ROUTING)
        expect(changesOf(preview, name), name).toEqual(["host.connection.privateKey", "owner"]);
      await stack.up();
      expect((await stack.refresh()).changed).toEqual({});
      stack.use(async () => declareRouting());
      expect((await stack.up()).changed).toEqual({});
      await stack.destroy();
      const left = await alpha().must(
        "ip rule; ip route show table 171; ip -6 route show fd71::/64; ip neigh show dev hand0 nud permanent",
      );
      expect(left).not.toMatch(/1100:|10\.73|fd71|10\.71\.0\.2/);
    }));

  test("takes the forwarding entries of a VXLAN device, without those that it learned or that a daemon set", () =>
    withStack(PRELOAD, async (stack) => {
      await alpha().must(`
        ip link add hand1 type vxlan id 72 dstport 4790 dev eth0 local ${UNDERLAY.alpha} && ip link set hand1 up
        bridge fdb append 00:00:00:00:00:00 dev hand1 dst 198.51.100.3
        bridge fdb append 00:00:00:00:00:00 dev hand1 dst 198.51.100.4
        bridge fdb add 02:00:00:00:00:72 dev hand1 dst 198.51.100.5 vni 73
        bridge fdb add 02:00:00:00:00:73 dev hand1 dst 198.51.100.6 extern_learn
        bridge fdb add 02:00:00:00:00:74 dev hand1 dst 198.51.100.7 dynamic`);
      const entries = () => alpha().must("bridge fdb show dev hand1 | sort");
      const live = await entries();
      stack.use(async () => {
        pulumi.runtime.registerStackTransformation(importing({ many: idOf("hand1") }));
        new VxlanTunnel("many", {
          ...{ host: withKey(), name: "hand1", vni: 72, dev: "eth0", local: UNDERLAY.alpha, port: 4790 },
          remotes: ["198.51.100.3", "198.51.100.4"],
          fdb: [{ mac: "02:00:00:00:00:72", dst: "198.51.100.5", vni: 73 }],
        });
      });
      expect(changesOf(await stack.preview(), "many")).toEqual(["host.connection.privateKey", "owner"]);
      await stack.up();
      expect(await entries()).toBe(live);
      await stack.destroy();
      expect((await alpha().run("ip link show hand1")).exitCode).not.toBe(0);
    }));

  test("fails in the preview for an object that the host does not have, and for a value that needs a new device", () =>
    withStack(PRELOAD, async (stack) => {
      const link = (args: object, name: string) => async () => {
        const all = { host: withKey(), name: "hand0", vni: 71, dev: "eth0", remote: UNDERLAY.beta, ...args };
        new VxlanTunnel("link", all, { import: idOf(name) });
      };
      stack.use(link({}, "nothing"));
      expect(await expectFailure(stack.preview())).toMatch(
        /nothing on root@.*: it cannot be imported: the host has no VxlanTunnel nothing: it has hand0/,
      );
      stack.use(link({ vni: 72 }, "hand0"));
      expect(await expectFailure(stack.preview())).toMatch(/vni is 71 on the host, 72 in the program/);
    }));
});

test.skipIf(missing() !== undefined)(
  "pulumi import TYPE NAME ID reads the object, and a destroy before the mark leaves it on the host",
  async () => {
    const { PATH, remove } = makeLanguageHost();
    await withStack({ ...PRELOAD, PATH }, async (stack) => {
      await stack.importResources([{ type: VXLAN, name: "link", id: idOf("hand0") }]);
      const { deployment } = await stack.exportState();
      const resource = deployment.resources.find((one: { type: string }) => one.type === VXLAN);
      expect(resource.inputs).toMatchObject({ name: "hand0", vni: 71, routes: ["10.72.0.0/24"] });
      expect(JSON.stringify(resource)).not.toContain("PRIVATE KEY");
      stack.use(async () => {});
      await stack.destroy();
      expect((await alpha().run("ip link show hand0")).exitCode).toBe(0);
    }).finally(remove);
  },
);
