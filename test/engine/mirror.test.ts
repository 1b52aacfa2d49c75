// MirrorSession under the real engine: what passes a device on one host arrives on another.
import { MirrorSession, type MirrorSessionArgs } from "pulumi-iproute2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { capture, on, ping, snapshot } from "../lab/index.ts";
import { sites, withStack } from "./lab-stack.ts";

// A neighbour of alpha's behind the device that is watched
const NEIGHBOUR = `ip netns add lan && ip link add mon0 type veth peer name lan0 netns lan &&
ip addr add 10.50.0.1/24 dev mon0 && ip link set mon0 up && ip -n lan addr add 10.50.0.2/24 dev lan0 && ip -n lan link set lan0 up`;

let before: string;
beforeAll(async () => {
  await on("alpha").must(`modprobe -a ip_gre ip6_gre && ${NEIGHBOUR}`);
  before = await snapshot("alpha");
});
afterAll(() => on("alpha").run("ip link del mon0; ip netns del lan"));

const program = (more: Partial<MirrorSessionArgs>, v6: boolean) => async () => {
  const { alpha, beta } = sites();
  const at = ({ host, underlay, underlay6 }: typeof alpha) => ({ host, underlay: v6 ? underlay6 : underlay });
  const session = new MirrorSession("span", {
    monitor: { ...at(alpha), device: "mon0" },
    collector: { ...at(beta), name: "span0" },
    ...more,
  });
  return { device: session.collector.name };
};

describe("MirrorSession", () => {
  it.each<[string, Partial<MirrorSessionArgs>, boolean]>([
    ["ERSPAN, type II, over IPv4", { session: 7, index: 123 }, false],
    ["ERSPAN, type III, over IPv6", { kind: "ip6erspan", version: 2, session: 8, hardwareId: 3 }, true],
    ["Ethernet in GRE over IPv4", { kind: "gretap", session: 9 }, false],
  ])("%s: a ping on the watched device arrives at the collector, question and answer", (_what, more, v6) =>
    withStack("mirror", program(more, v6), async (stack) => {
      const { outputs } = await stack.up();
      expect(outputs).toEqual({ device: "span0" });
      const { packets } = await capture({ filter: "icmp", on: "beta", interface: "span0" }, async () => {
        expect((await ping("alpha", { to: "10.50.0.2", count: 2 })).received).toBe(2);
      });
      const types = packets
        .filter((one) => one.ip()?.src.startsWith("10.50.0."))
        .map((one) => one.icmp()?.type);
      expect(types.filter((one) => one === 8)).toHaveLength(2);
      expect(types.filter((one) => one === 0)).toHaveLength(2);
      expect((await stack.up()).changed).toEqual({});
      expect((await stack.refresh()).changed).toEqual({});
      await stack.destroy();
      expect(await snapshot("alpha")).toBe(before);
    }),
  );
});
