// Objects that an operator made by hand become resources, with the real engine. The first two tests depend on internals of
// Pulumi that sdk/import-preload.ts names.
import "pulumi-iproute2/import";
import * as pulumi from "@pulumi/pulumi";
import { FouPort, GreTunnel, importing, VxlanTunnel } from "pulumi-iproute2";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Place } from "../../cli/import/place.ts";
import { printObjectAddress } from "../../provider/schema/object-address.ts";
import { labHosts, on, snapshot } from "../lab/index.ts";
import { currentLab } from "../lab/paths.ts";
import { expectFailure, openStack, type Run, type TestStack } from "./stack.ts";

type HostName = "alpha" | "beta";
const HOSTS = ["alpha", "beta"] as const;

const placeOf = (label: HostName): Place => {
  const { host, port, user } = labHosts()[label].connection;
  const { key, knownHosts } = currentLab();
  return { label, host: { connection: { host, port, user }, knownHostsFile: knownHosts }, identity: key };
};
/** As in the id, with the private key, which no id has. */
const hostOf = (label: HostName) => {
  const { host, port, user, privateKey } = labHosts()[label].connection;
  return { connection: { host, port, user, privateKey }, knownHostsFile: currentLab().knownHosts };
};
const idOf = (label: HostName, name: string) => printObjectAddress({ ...placeOf(label), name });

const PRELOAD = { NODE_OPTIONS: "--require pulumi-iproute2/import" };

/** A stack whose resources are destroyed at the end. */
async function withStack(env: Record<string, string>, steps: (stack: TestStack) => Promise<void>) {
  const stack = await openStack({ name: "import", program: async () => {}, env });
  try {
    await steps(stack);
  } finally {
    await stack.destroy().catch((error: Error) => console.error(error.message));
    await stack.dispose();
  }
}

let before: Record<HostName, string>;

beforeAll(async () => {
  for (const host of HOSTS) await on(host).must("modprobe -a ip_gre vxlan fou ip6_tunnel");
});

beforeEach(async () => {
  before = { alpha: await snapshot("alpha"), beta: await snapshot("beta") };
  for (const [label, far, net] of [
    ["alpha", "beta", 1],
    ["beta", "alpha", 2],
  ] as const) {
    const [own, other] = [labHosts()[label].underlay4, labHosts()[far].underlay4];
    await on(label).must(`
      ip link add hand0 type gre local ${own} remote ${other} key 77 ttl 64 encap gue encap-dport 5571
      ip addr add 10.71.0.${net}/30 dev hand0 && ip link set hand0 up && ip route add 10.72.${net}.0/24 dev hand0
      ip fou add port 5571 gue
      ip link add hand1 type vxlan id 71 dstport 4789 local ${own} remote ${other} && ip link set hand1 up`);
  }
});

const clear = "ip link del hand0; ip link del hand1; ip fou del port 5571; true";
afterEach(async () => {
  for (const host of HOSTS) await on(host).run(clear);
});

const untouched = async () => {
  for (const host of HOSTS) {
    await on(host).run(clear);
    expect(await snapshot(host)).toBe(before[host]);
  }
};
const marks = async () => {
  const { stdout } = await on("alpha").run("ip link show hand0; ip link show hand1");
  return stdout.match(/alias pulumi-iproute2:2:/g)?.length ?? 0;
};
/** The key of the host, which no id has, and the mark. Pulumi shows no property that begins with two underscores. */
const MARK = ["host.connection.privateKey", "owner"];
const changesOf = (run: Run, name: string) =>
  run
    .changes(name)
    .map(({ path }) => path)
    .filter((path) => !path.startsWith("__"))
    .sort();

const declare = () => {
  const { underlay4: local } = labHosts().alpha;
  const { underlay4: remote } = labHosts().beta;
  const host = hostOf("alpha");
  const gre = { host, name: "hand0", local, remote, key: 77, ttl: 64, addresses: ["10.71.0.1/30"] };
  const encap = { type: "gue" as const, dport: 5571 };
  new GreTunnel("gre", { ...gre, encap, routes: ["10.72.1.0/24"] });
  new VxlanTunnel("vxlan", { host, name: "hand1", vni: 71, local, remote, mtu: 1500 });
  new FouPort("port", { host, port: 5571, gue: true, family: "inet" });
};

describe("the option import", () => {
  const program = async () => {
    pulumi.runtime.registerStackTransformation(
      importing({
        gre: idOf("alpha", "hand0"),
        vxlan: idOf("alpha", "hand1"),
        port: idOf("alpha", "fou:5571"),
      }),
    );
    declare();
  };

  test("previews only the mark, sets it, and is quiet afterwards", () =>
    withStack(PRELOAD, async (stack) => {
      stack.use(program);
      const preview = await stack.preview();
      for (const name of ["gre", "vxlan", "port"]) expect(changesOf(preview, name), name).toEqual(MARK);
      expect(await marks()).toBe(0);
      await stack.up();
      expect(await marks()).toBe(2);
      expect((await stack.refresh()).changed).toEqual({});
      stack.use(async () => declare());
      expect((await stack.up()).changed).toEqual({});
      await stack.destroy();
      expect(await marks()).toBe(0);
      await untouched();
    }));

  test("fails in the preview for an object that the host does not have", () =>
    withStack(PRELOAD, async (stack) => {
      stack.use(async () => {
        const { underlay4: local } = labHosts().alpha;
        new GreTunnel("gone", { host: hostOf("alpha"), local }, { import: idOf("alpha", "nothing") });
      });
      expect(await expectFailure(stack.preview())).toMatch(
        /nothing on root@.*the host has no GreTunnel nothing/,
      );
    }));
});
