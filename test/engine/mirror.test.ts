// MirrorSession under the real engine: what passes a device on one host arrives on another.
import { MirrorSession, type MirrorSessionArgs } from "pulumi-iproute2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { capture, on, ping, snapshot } from "../lab/index.ts";
import { sites, withStack } from "./lab-stack.ts";

// A neighbour of alpha's behind the device that is watched
const NEIGHBOUR = `ip netns add lan && ip link add mon0 type veth peer name lan0 netns lan &&
ip addr add 10.50.0.1/24 dev mon0 && ip link set mon0 up && ip -n lan addr add 10.50.0.2/24 dev lan0 && ip -n lan addr add 10.50.0.3/24 dev lan0 && ip -n lan link set lan0 up`;

let before: string;
beforeAll(async () => {
  await on("alpha").must(`modprobe -a ip_gre ip6_gre && ${NEIGHBOUR}`);
  before = await snapshot("alpha");
});
afterAll(() => on("alpha").run("ip link del mon0; ip netns del lan"));

type Watched = Pick<MirrorSessionArgs["monitor"], "direction" | "match">;

const program =
  (more: Partial<MirrorSessionArgs>, v6: boolean, watched: Watched = {}) =>
  async () => {
    const { alpha, beta } = sites();
    const at = ({ host, underlay, underlay6 }: typeof alpha) => ({
      host,
      underlay: v6 ? underlay6 : underlay,
    });
    const session = new MirrorSession("span", {
      monitor: { ...at(alpha), device: "mon0", ...watched },
      collector: { ...at(beta), name: "span0" },
      ...more,
    });
    return { device: session.collector.name };
  };

/** ICMP's types, of those packets of two pings that arrive at the collector. */
async function arrivals(): Promise<(number | undefined)[]> {
  const { packets } = await capture({ filter: "icmp", on: "beta", interface: "span0" }, async () => {
    for (const to of ["10.50.0.2", "10.50.0.3"])
      expect((await ping("alpha", { to, count: 1 })).received).toBe(1);
  });
  return packets.filter((one) => one.ip()?.src.startsWith("10.50.0.")).map((one) => one.icmp()?.type);
}
const [REQUEST, REPLY] = [8, 0];

describe("MirrorSession", () => {
  it.each<[string, Partial<MirrorSessionArgs>, boolean]>([
    ["ERSPAN, type II, over IPv4", { session: 7, index: 123 }, false],
    ["ERSPAN, type III, over IPv6", { kind: "ip6erspan", version: 2, session: 8, hardwareId: 3 }, true],
    ["Ethernet in GRE over IPv4", { kind: "gretap", session: 9 }, false],
    ["Ethernet in GRE over IPv6", { kind: "ip6gretap", session: 10 }, true],
  ])("%s: a ping on the watched device arrives at the collector, question and answer", (_what, more, v6) =>
    withStack("mirror", program(more, v6), async (stack) => {
      const { outputs } = await stack.up();
      expect(outputs).toEqual({ device: "span0" });
      expect((await arrivals()).sort()).toEqual([REPLY, REPLY, REQUEST, REQUEST]);
      expect((await stack.up()).changed).toEqual({});
      expect((await stack.refresh()).changed).toEqual({});
      await stack.destroy();
      expect(await snapshot("alpha")).toBe(before);
    }),
  );

  it("copies one direction, or what matches, and changes its mind in place", () =>
    withStack("watched", program({}, false, { direction: "ingress" }), async (stack) => {
      await stack.up();
      expect(await arrivals()).toEqual([REPLY, REPLY]);
      const match = { destination: "10.50.0.3/32", ipProto: "icmp" } as const;
      for (const [watched, seen] of [
        [{ direction: "egress" }, [REQUEST, REQUEST]],
        [{ direction: "both" }, [REQUEST, REPLY, REQUEST, REPLY]],
        [{ match }, [REQUEST]],
      ] as const) {
        stack.use(program({}, false, watched));
        expect((await stack.up()).changed).toEqual({ "span-mirror": "update" });
        expect(await arrivals()).toEqual(seen);
        expect((await stack.refresh()).changed).toEqual({});
      }
      await stack.destroy();
      expect(await snapshot("alpha")).toBe(before);
    }));
});
