// Objects that an operator made by hand on a host become resources, with the real engine. test/simulated/import.test.ts has
// more of it, on hosts without a virtual machine.
import "pulumi-iproute2/import";
import * as pulumi from "@pulumi/pulumi";
import { FouPort, GreTunnel, importing, VxlanTunnel, XfrmPolicy, XfrmState } from "pulumi-iproute2";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { printObjectAddress } from "../../provider/schema/object-address.ts";
import { labHosts, on, snapshot } from "../lab/index.ts";
import { currentLab } from "../lab/paths.ts";
import { openStack, type Run, type TestStack } from "./stack.ts";

/** The host as an id has it, without the private key. */
const place = () => {
  const { host, port, user } = labHosts().alpha.connection;
  return { connection: { host, port, user }, knownHostsFile: currentLab().knownHosts };
};
const withKey = () => {
  const { host, port, user, privateKey } = labHosts().alpha.connection;
  return { ...place(), connection: { host, port, user, privateKey } };
};
const idOf = (name: string) => printObjectAddress({ host: place(), identity: currentLab().key, name });
const ends = () => ({ local: labHosts().alpha.underlay4, remote: labHosts().beta.underlay4 });

const KEY = `0x${"5a".repeat(20)}`;
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

let before: string;

beforeAll(async () => {
  await on("alpha").must("modprobe -a ip_gre vxlan fou ip6_tunnel xfrm_user");
});

beforeEach(async () => {
  before = await snapshot("alpha");
  const { local, remote } = ends();
  await on("alpha").must(`set -e
    ip link add hand0 type gre local ${local} remote ${remote} key 77 ttl 64 encap gue encap-dport 5571
    ip addr add 10.71.0.1/30 dev hand0; ip link set hand0 up; ip route add 10.72.1.0/24 dev hand0
    ip link add hand1 type vxlan id 71 dstport 4789 local ${local} remote ${remote}; ip link set hand1 up
    ip fou add port 5571 gue
    ip xfrm state add src ${local} dst ${remote} proto esp spi 0x2711 reqid 7 mode tunnel \\
      aead 'rfc4106(gcm(aes))' ${KEY} 128
    ip xfrm policy add src 10.71.1.0/24 dst 10.71.2.0/24 dir out priority 9 \\
      tmpl src ${local} dst ${remote} proto esp reqid 7 mode tunnel`);
});

afterEach(async () => {
  await on("alpha").run(
    "ip xfrm state flush; ip xfrm policy flush; ip link del hand0; ip link del hand1; ip fou del port 5571",
  );
});

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
  const { local, remote } = ends();
  const host = withKey();
  const gre = { host, name: "hand0", local, remote, key: 77, ttl: 64, addresses: ["10.71.0.1/30"] };
  const encap = { type: "gue" as const, dport: 5571 };
  new GreTunnel("gre", { ...gre, encap, routes: ["10.72.1.0/24"] });
  new VxlanTunnel("vxlan", { host, name: "hand1", vni: 71, local, remote, mtu: 1500 });
  const outer = { source: local, destination: remote };
  const aead = { name: "rfc4106(gcm(aes))" as const, key: KEY, icvLength: 128 };
  new XfrmState("state", { host, ...outer, spi: 0x2711, reqid: 7, anyFamily: false, aead });
  const selector = { source: "10.71.1.0/24", destination: "10.71.2.0/24" };
  new XfrmPolicy("policy", {
    host,
    direction: "out",
    selector,
    priority: 9,
    templates: [{ ...outer, reqid: 7 }],
  });
  new FouPort("port", { host, port: 5571, gue: true, family: "inet" });
};

describe("the option import", () => {
  const program = async () => {
    pulumi.runtime.registerStackTransformation(
      importing({
        gre: idOf("hand0"),
        vxlan: idOf("hand1"),
        port: idOf("fou:5571"),
        state: idOf(`esp:0x00002711@${ends().remote}`),
        policy: idOf("policy-out:10.71.1.0/24>10.71.2.0/24"),
      }),
    );
    declare();
  };

  test("previews only the mark, sets it, and is quiet afterwards", () =>
    withStack(PRELOAD, async (stack) => {
      stack.use(program);
      const preview = await stack.preview();
      for (const name of ["gre", "vxlan", "port", "policy"])
        expect(changesOf(preview, name), name).toEqual(MARK);
      expect(changesOf(preview, "state")).toEqual(["aead.key", ...MARK]);
      expect(await marks()).toBe(0);
      await stack.up();
      expect(await marks()).toBe(2);
      expect((await stack.refresh()).changed).toEqual({});
      stack.use(async () => declare());
      expect((await stack.up()).changed).toEqual({});
      await stack.destroy();
      expect(await marks()).toBe(0);
      expect(await snapshot("alpha")).toBe(before);
    }));
});
