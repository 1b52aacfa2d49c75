// Port mirroring: copies of a ping's frames on a monitored device of alpha arrive at the collector beta in ERSPAN,
// with the right session.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Args } from "../../provider/schema/declaration.ts";
import { erspanHeaders, outer4, outer6 } from "../kinds/cases/headers.ts";
import type { Header } from "../kinds/kind-case.ts";
import { type CaptureOptions, capture, on, type Packet, snapshot } from "../lab/index.ts";
import { sample } from "../sample.ts";
import { ALPHA, BETA, BOTH, NAME, quiet, Resources } from "./host-pair.ts";
import { between, headersOf } from "./packet-headers.ts";

/** The monitored device, and its peer in a namespace of its own, which answers the ping. */
const MONITOR = "mon0";
const FAR = "wire-far";
const [NEAR_ADDRESS, FAR_ADDRESS] = ["10.97.0.1", "10.97.0.2"];
const [NEAR_MAC, FAR_MAC] = ["02:00:00:00:97:01", "02:00:00:00:97:02"];

let undo = async (): Promise<void> => undefined;
let before: string[] = [];
beforeAll(async () => {
  undo = await quiet();
  before = await Promise.all(BOTH.map(snapshot));
  const inFar = `ip -n ${FAR}`;
  await on(ALPHA).must(
    [
      `ip netns add ${FAR}`,
      `ip link add ${MONITOR} address ${NEAR_MAC} type veth peer name mon1 address ${FAR_MAC} netns ${FAR}`,
      `ip addr add ${NEAR_ADDRESS}/30 dev ${MONITOR}`,
      `${inFar} addr add ${FAR_ADDRESS}/30 dev mon1`,
      `${inFar} link set mon1 up`,
      `ip link set ${MONITOR} up`,
      `ip neigh add ${FAR_ADDRESS} lladdr ${FAR_MAC} dev ${MONITOR}`,
      `${inFar} neigh add ${NEAR_ADDRESS} lladdr ${NEAR_MAC} dev mon1`,
    ].join(" && "),
  );
});
afterAll(async () => {
  await on(ALPHA).run(`ip link del ${MONITOR}; ip netns del ${FAR}`);
  await undo();
});

interface Case {
  readonly title: string;
  readonly type: string;
  readonly args: Args;
  readonly headers: readonly Header[];
}

const version1 = { version: 1, key: 7, index: 123 };
const version2 = { version: 2, key: 200, direction: "ingress", hardwareId: 17 };
const shown1 = erspanHeaders(1, { sessionId: 7, index: 123 });
const shown2 = erspanHeaders(2, { sessionId: 200, direction: 0, hardwareId: 17 });

const cases: Case[] = [
  { title: "ERSPAN version 1", type: "ErspanTunnel", args: version1, headers: [outer4(47), ...shown1] },
  { title: "ERSPAN version 2", type: "ErspanTunnel", args: version2, headers: [outer4(47), ...shown2] },
  {
    title: "ERSPAN version 1 over IPv6",
    type: "Ip6ErspanTunnel",
    args: version1,
    headers: [...outer6(47), ...shown1],
  },
  {
    title: "ERSPAN version 2 over IPv6",
    type: "Ip6ErspanTunnel",
    args: version2,
    headers: [...outer6(47), ...shown2],
  },
];

/** Excludes packets that the devices at both ends send by themselves. */
const isCopy = (packet: Packet) => packet.icmp() !== undefined;

/** The ping's frames on the monitored device: the one that left it, and the one that arrived. */
const request = [
  { name: "eth", fields: { src: NEAR_MAC, dst: FAR_MAC } },
  { name: "ip", fields: { src: NEAR_ADDRESS, dst: FAR_ADDRESS } },
  { name: "icmp", fields: { type: 8 } },
];
const reply = [
  { name: "eth", fields: { src: FAR_MAC, dst: NEAR_MAC } },
  { name: "ip", fields: { src: FAR_ADDRESS, dst: NEAR_ADDRESS } },
  { name: "icmp", fields: { type: 0 } },
];

describe.each(sample(cases, 2))("$title", ({ type, args, headers }) => {
  const resources = new Resources();
  beforeAll(async () => {
    await resources.both(type, ({ local4, remote4, local6, remote6 }) => {
      const ends =
        type === "ErspanTunnel" ? { local: local4, remote: remote4 } : { local: local6, remote: remote6 };
      return { name: NAME, ...ends, ...args };
    });
  });
  afterAll(() => resources.remove());

  const mirrored = async <T>(direction: string, during: () => Promise<T>): Promise<T> => {
    const mirror = new Resources();
    try {
      await mirror.make("ErspanMirror", ALPHA, { monitor: MONITOR, target: NAME, direction });
      return await during();
    } finally {
      await mirror.remove();
    }
  };
  const ping = () => on(ALPHA).must(`ping -c 1 -W 2 ${FAR_ADDRESS}`);

  test("delivers both directions of a ping unchanged to the collector", async () => {
    const collector: CaptureOptions = {
      ...{ on: BETA, interface: NAME, filter: `icmp and host ${FAR_ADDRESS}`, count: 2 },
    };
    const { packets, result: wire } = await capture(collector, () =>
      mirrored("both", () => between({}, ping)),
    );
    expect(packets.map(headersOf)).toMatchObject([request, reply]);
    const outer = [{ name: "eth" }, ...headers];
    expect(wire.packets.filter(isCopy).map(headersOf)).toMatchObject([
      [...outer, ...request],
      [...outer, ...reply],
    ]);
  });

  test('delivers only the reply with direction "ingress"', async () => {
    const { packets } = await mirrored("ingress", () => between({}, ping));
    expect(packets.filter(isCopy).map((packet) => headersOf(packet).slice(-3))).toMatchObject([reply]);
  });
});

test("the hosts are as before after all tests", async () => {
  await on(ALPHA).run(`ip link del ${MONITOR}; ip netns del ${FAR}`);
  expect(await Promise.all(BOTH.map(snapshot))).toEqual(before);
});
