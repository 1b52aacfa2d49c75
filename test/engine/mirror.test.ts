// MirrorSession with the real engine: packets of a device on one host arrive on another host.
import { MirrorSession, type MirrorSessionArgs } from "pulumi-iproute2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { capture, on, ping, snapshot } from "../lab/index.ts";
import { longOnly } from "../sample.ts";
import { sites, withStack } from "./lab-stack.ts";

// A neighbour of alpha behind the monitored device.
const NEIGHBOUR = `ip netns add lan && ip link add mon0 type veth peer name lan0 netns lan &&
ip addr add 10.50.0.1/24 dev mon0 && ip link set mon0 up && ip -n lan addr add 10.50.0.2/24 dev lan0 && ip -n lan addr add 10.50.0.3/24 dev lan0 && ip -n lan link set lan0 up`;

let before: string;
beforeAll(async () => {
  await on("alpha").must(`modprobe -a ip_gre ip6_gre vxlan geneve && ${NEIGHBOUR}`);
  before = await snapshot("alpha");
});
afterAll(() => on("alpha").run("ip link del mon0; ip netns del lan"));

const endOf = (side: "alpha" | "beta", v6: boolean) => {
  const { host, underlay, underlay6 } = sites()[side];
  return { host, underlay: v6 ? underlay6 : underlay };
};

/** The ICMP types of those packets of two pings that arrive at the collector. */
async function arrivals(device: string): Promise<(number | undefined)[]> {
  const { packets } = await capture({ filter: "icmp", on: "beta", interface: device }, async () => {
    for (const to of ["10.50.0.2", "10.50.0.3"])
      expect((await ping("alpha", { to, count: 1 })).received).toBe(1);
  });
  return packets.filter((one) => one.ip()?.src.startsWith("10.50.0.")).map((one) => one.icmp()?.type);
}
const [REQUEST, REPLY] = [8, 0];

describe("MirrorSession", () => {
  const kinds: readonly { over: 4 | 6; how: Omit<MirrorSessionArgs, "monitor" | "collector"> }[] = [
    { over: 4, how: { kind: "erspan", session: 7, index: 123 } },
    { over: 6, how: { kind: "ip6erspan", version: 2, session: 8, hardwareId: 3 } },
    { over: 4, how: { kind: "gretap", session: 9 } },
    { over: 6, how: { kind: "ip6gretap", session: 10 } },
    { over: 4, how: { kind: "vxlan", session: 11, ttl: 9, tos: 16, mtu: 1400 } },
    { over: 6, how: { kind: "geneve", session: 12, pref: 50 } },
  ];

  test("delivers requests and replies to each collector when one device has a session of each kind", () => {
    const program = async () => {
      for (const { over, how } of kinds)
        new MirrorSession(`${how.kind}`, {
          monitor: { ...endOf("alpha", over === 6), device: "mon0" },
          collector: { ...endOf("beta", over === 6), name: `from-${how.kind}` },
          ...how,
        });
    };
    return withStack("mirrors", program, async (stack) => {
      await stack.up();
      for (const { how } of kinds)
        expect((await arrivals(`from-${how.kind}`)).sort()).toEqual([REPLY, REPLY, REQUEST, REQUEST]);
      expect((await stack.up()).changed).toEqual({});
      expect((await stack.refresh()).changed).toEqual({});
      await stack.destroy();
      expect(await snapshot("alpha")).toBe(before);
    });
  });

  test("delivers copies after the monitor's end was lost or both ends were replaced", () => {
    const program = (more: Pick<MirrorSessionArgs, "index">) => async () => {
      new MirrorSession("span", {
        monitor: { ...endOf("alpha", false), device: "mon0", name: "span-near" },
        collector: { ...endOf("beta", false), name: "span-far" },
        ...more,
      });
    };
    const seen = [REPLY, REPLY, REQUEST, REQUEST];
    return withStack("renewed", program({ index: 5 }), async (stack) => {
      await stack.up();
      await on("alpha").must("ping -q -c 40 -i 0.01 10.50.0.2");
      await on("alpha").must("ip link del span-near");
      expect((await stack.refresh()).changed).toMatchObject({ "span-a": "delete" });
      expect((await stack.up()).changed).toMatchObject({ "span-a": "create", "span-mirror": "update" });
      expect((await arrivals("span-far")).sort()).toEqual(seen);
      stack.use(program({}));
      const { changed } = await stack.up();
      expect(changed).toEqual({ "span-a": "replace", "span-b": "replace", "span-mirror": "update" });
      expect((await arrivals("span-far")).sort()).toEqual(seen);
      expect((await stack.refresh()).changed).toEqual({});
      await stack.destroy();
      expect(await snapshot("alpha")).toBe(before);
    });
  });

  longOnly(() => {
    test("copies one direction or only matching packets, and changes that in place", () => {
      const program = (watched: Pick<MirrorSessionArgs["monitor"], "direction" | "match">) => async () => {
        const session = new MirrorSession("span", {
          monitor: { ...endOf("alpha", false), device: "mon0", ...watched },
          collector: endOf("beta", false),
        });
        return { device: session.collector.name };
      };
      return withStack("watched", program({ direction: "ingress" }), async (stack) => {
        const device = String((await stack.up()).outputs.device);
        expect(await arrivals(device)).toEqual([REPLY, REPLY]);
        const match = { destination: "10.50.0.3/32", ipProto: "icmp" } as const;
        for (const [watched, seen] of [
          [{ direction: "egress" }, [REQUEST, REQUEST]],
          [{ direction: "both" }, [REQUEST, REPLY, REQUEST, REPLY]],
          [{ match }, [REQUEST]],
        ] as const) {
          stack.use(program(watched));
          expect((await stack.up()).changed).toEqual({ "span-mirror": "update" });
          expect(await arrivals(device)).toEqual(seen);
          expect((await stack.refresh()).changed).toEqual({});
        }
        await stack.destroy();
        expect(await snapshot("alpha")).toBe(before);
      });
    });
  });
});
