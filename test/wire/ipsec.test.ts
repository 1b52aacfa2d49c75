// VTI, VTI6 and XFRM interfaces with IPsec states and policies, all made by the provider. All captured packets are
// ESP, tshark decrypts them with these keys, and without states no packet leaves.
import { randomBytes, randomInt } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Args } from "../../provider/schema/declaration.ts";
import { type EspSuite, espMtu, suites } from "../../sdk/components/esp-suite.ts";
import { type EspKey, type Packet, snapshot } from "../lab/index.ts";
import {
  ADDRESSES,
  BETA,
  BOTH,
  type End,
  endsOf,
  type Family,
  innerOf,
  NAME,
  other,
  pings,
  quiet,
  Resources,
} from "./host-pair.ts";
import { between, echoOf, headersOf, UNDERLAY } from "./packet-headers.ts";

interface Case {
  readonly type: "VtiTunnel" | "Vti6Tunnel" | "XfrmInterface";
  readonly over: Family;
  readonly inside: readonly Family[];
  readonly suite: EspSuite;
}

const cases: Case[] = [
  { type: "VtiTunnel", over: "ipv4", inside: ["ipv4"], suite: "aes256-gcm" },
  { type: "Vti6Tunnel", over: "ipv6", inside: ["ipv6"], suite: "aes128-gcm" },
  { type: "XfrmInterface", over: "ipv4", inside: ["ipv4", "ipv6"], suite: "aes256-sha256" },
  { type: "XfrmInterface", over: "ipv6", inside: ["ipv4", "ipv6"], suite: "aes256-gcm" },
];

const ID = 42;
const EVERYTHING = {
  ipv4: { source: "0.0.0.0/0", destination: "0.0.0.0/0" },
  ipv6: { source: "::/0", destination: "::/0" },
};
/** The content of a ping, which no captured packet may contain. */
const CLEAR = Buffer.from([...Array(24).keys()].map((byte) => byte + 0x18));

const underlay = (end: End, over: Family) => endsOf(end)[over === "ipv4" ? "local4" : "local6"];

const newKey = (bytes: number) => `0x${randomBytes(bytes).toString("hex")}`;

/** A state for each direction, as the provider's arguments and as tshark's. */
function associations({ type, over, suite }: Case) {
  const { encryptionBytes, authenticationBytes, algorithms } = suites[suite];
  return BOTH.map((from) => {
    const spi = randomInt(256, 2 ** 31);
    const [source, destination] = [underlay(from, over), underlay(other(from), over)];
    const encryption = newKey(encryptionBytes);
    const authentication = authenticationBytes === undefined ? undefined : newKey(authenticationBytes);
    const keys = { spi, encryption, ...(authentication ? { authentication } : {}) };
    const args: Args = {
      ...{ source, destination, spi, reqid: ID, ...algorithms(keys) },
      ...(type === "XfrmInterface" ? { ifId: ID } : {}),
    };
    const decoding: EspKey = {
      ...{ source, destination, spi, key: encryption },
      ...(authentication === undefined
        ? { encryption: "AES-GCM with 16 octet ICV [RFC4106]" }
        : {
            encryption: "AES-CBC [RFC3602]",
            authentication: "HMAC-SHA-256-128 [RFC4868]",
            authenticationKey: authentication,
          }),
    };
    return { from, spi, args, decoding };
  });
}

let undo = async (): Promise<void> => undefined;
let before: string[] = [];
beforeAll(async () => {
  undo = await quiet();
  before = await Promise.all(BOTH.map(snapshot));
});
afterAll(() => undo());

describe.each(cases)("$type over $over with $suite", (testCase) => {
  const { type, over, inside, suite } = testCase;
  const [states, linkAndPolicies] = [new Resources(), new Resources()];
  const mtu = espMtu(UNDERLAY, over === "ipv4" ? "inet" : "inet6", suite);
  const sas = associations(testCase);
  const linkSelector = type === "XfrmInterface" ? { ifId: ID } : { mark: { value: ID } };

  /** Sends every ping. Returns the results and all captured packets. */
  const through = async (shots: (from: End) => Parameters<typeof pings>[1]) => {
    const during = () => Promise.all(BOTH.map((end) => pings(end, shots(end))));
    return between({ espKeys: sas.map((sa) => sa.decoding) }, during);
  };
  const small = (from: End) => inside.map((family) => ({ what: family, to: innerOf(other(from), family) }));

  beforeAll(async () => {
    const link = linkAndPolicies.both(type, ({ local4, remote4, local6, remote6, dev }, end) => {
      const [local, remote] = over === "ipv4" ? [local4, remote4] : [local6, remote6];
      const own = type === "XfrmInterface" ? { ifId: ID, dev } : { local, remote, key: ID };
      return { name: NAME, mtu, ...own, ...ADDRESSES(endsOf(end)) };
    });
    const policies = inside.flatMap((family) =>
      ["in", "fwd", "out"].map((direction) =>
        linkAndPolicies.both("XfrmPolicy", (_ends, end) => {
          const [from, to] = direction === "out" ? [end, other(end)] : [other(end), end];
          const template = { source: underlay(from, over), destination: underlay(to, over), reqid: ID };
          return { direction, selector: EVERYTHING[family], ...linkSelector, templates: [template] };
        }),
      ),
    );
    await Promise.all([link, ...policies, ...sas.map(({ args }) => states.both("XfrmState", () => args))]);
  });
  afterAll(async () => {
    await Promise.all([states.remove(), linkAndPolicies.remove()]);
  });

  test("sends all packets in ESP", async () => {
    const { packets, result } = await through(small);
    for (const one of result) for (const family of inside) expect(one.get(family)).toBe("answered");
    expect(packets).toHaveLength(4 * inside.length);
    for (const packet of packets) expect(packet.bytes.includes(CLEAR)).toBe(false);
    for (const { from, spi } of sas) {
      const sent = packets.filter((packet) => sender(packet, over) === underlay(from, over));
      // Its own requests, and its replies to the other end.
      expect(sent.map((packet) => packet.esp()?.spi)).toEqual(sent.map(() => spi));
      const numbers = sent.map((packet) => packet.esp()?.sequence ?? 0).sort((one, next) => one - next);
      expect(numbers).toEqual(sent.map((_one, index) => index + 1));
      const shapes = inside.flatMap((family) => [
        ["request", family],
        ["reply", family],
      ]);
      const opened = sent.map(echoOf).map((echo) => [echo?.kind, echo?.inner]);
      expect(opened.toSorted()).toEqual(shapes.toSorted());
    }
    const outer =
      over === "ipv4" ? { name: "ip", fields: { proto: 50 } } : { name: "ipv6", fields: { proto: 50 } };
    for (const packet of packets)
      expect(headersOf(packet).slice(0, 3)).toMatchObject([{ name: "eth" }, outer, { name: "esp" }]);
  });

  test(`carries packets of at most ${mtu} bytes`, async () => {
    const { packets, result } = await through((from) =>
      from === BETA
        ? []
        : inside.flatMap((family) => {
            const to = innerOf(other(from), family);
            return [
              { what: `${family} of the mtu`, to, size: mtu },
              { what: `${family} of a byte more`, to, size: mtu + 1 },
            ];
          }),
    );
    for (const family of inside) {
      expect(result[0]?.get(`${family} of the mtu`)).toBe("answered");
      expect(result[0]?.get(`${family} of a byte more`)).toBe("too long");
    }
    // One packet for each ping. One byte more would exceed the underlay's mtu by one block.
    const { block } = suites[suite];
    expect(packets).toHaveLength(2 * inside.length);
    for (const echo of packets.map(echoOf)) {
      expect(echo?.length).toBeLessThanOrEqual(UNDERLAY);
      expect(echo?.length).toBeGreaterThan(UNDERLAY - block);
    }
  });

  test("sends no packet without states", async () => {
    await states.remove();
    const { packets, result } = await through(small);
    for (const one of result) for (const family of inside) expect(one.get(family)).not.toBe("answered");
    expect(packets.map((packet: Packet) => packet.shape)).toEqual([]);
  });
});

const sender = (packet: Packet, over: Family) => (over === "ipv4" ? packet.ip() : packet.ipv6())?.src;

test("the hosts are as before after all tests", async () => {
  expect(await Promise.all(BOTH.map(snapshot))).toEqual(before);
});
