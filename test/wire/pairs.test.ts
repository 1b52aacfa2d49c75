// Every kind of tunnel between two hosts: the packets that it carries, their headers, and the largest packet. The
// provider makes the ends. Their packets are captured between the hosts, and tshark decodes them.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OnWire } from "../kinds/kind-case.ts";
import { table } from "../kinds/table.ts";
import { snapshot } from "../lab/index.ts";
import { covering } from "../sample.ts";
import {
  ADDRESSES,
  ALPHA,
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
  type Shot,
} from "./host-pair.ts";
import {
  between,
  decoding,
  type Echo,
  echoOf,
  expected,
  headersOf,
  packetsOutside,
  UNDERLAY,
} from "./packet-headers.ts";

const all = table.flatMap(({ type, wire }) => wire.map((one) => ({ type, title: one.title, wire: one })));
/** The names of the headers around an inner packet. */
const headersIn = ({ layers, inside: [inner] }: OnWire) =>
  (typeof layers === "function"
    ? layers({ inner: inner === "ipv6" ? "ipv6" : "ipv4", way: "forth" })
    : layers
  ).map(({ name }) => name);
/** In `npm test` each kind, and each header, argument and inner packet on one kind. */
const pairs = covering(all, {
  namesOf: ({ type, wire }) => [
    ...[type, ...headersIn(wire), ...wire.inside.map((one) => `carries ${one}`)],
    ...Object.keys(wire.args(endsOf(ALPHA))),
  ],
  groupOf: ({ type }) => type,
});
const families = (wire: OnWire): Family[] => wire.inside.filter((one) => one !== "ethernet");

let undo = async (): Promise<void> => undefined;
let before: string[] = [];
beforeAll(async () => {
  undo = await quiet();
  before = await Promise.all(BOTH.map(snapshot));
});
afterAll(() => undo());

/** Whether a ping is one of those that test the mtu. */
const isLarge = ({ length }: Echo) => length > UNDERLAY - 100;

/** Small pings from both ends, and pings that test the mtu from one end. The replies are as large. */
const shots = (wire: OnWire, from: End): Shot[] =>
  families(wire).flatMap((family) => {
    const to = innerOf(other(from), family);
    const edge = [
      { what: `${family} of the mtu`, to, size: wire.mtu },
      { what: `${family} of a byte more`, to, size: wire.mtu + 1 },
    ];
    return [{ what: family, to }, ...(from === ALPHA ? edge : [])];
  });

const lostShots = ({ notInside = [] }: OnWire, from: End): Shot[] =>
  notInside.map((family) => ({ what: family, to: innerOf(other(from), family) }));

const across = async (wire: OnWire): Promise<Arrived> => {
  const lost = Promise.all(BOTH.map((end) => pings(end, lostShots(wire, end))));
  const alpha = await pings(ALPHA, shots(wire, ALPHA));
  const beta = await pings(BETA, shots(wire, BETA));
  const [lostAlpha = [], lostBeta = []] = await lost;
  return { alpha: new Map([...alpha, ...lostAlpha]), beta: new Map([...beta, ...lostBeta]) };
};
type Arrived = Readonly<Record<End, ReadonlyMap<string, string>>>;

describe.each(pairs)("$type: $title", ({ type, wire }) => {
  const resources = new Resources();
  const made: Partial<Record<End, number>> = {};
  let arrived: Arrived;
  let echoes: Echo[] = [];
  let outside: string[] = [];

  beforeAll(async () => {
    const { port } = wire;
    const [outs] = await Promise.all([
      resources.both(type, (ends, end) => ({
        name: NAME,
        ...wire.args(ends),
        ...(end === BETA ? wire.mirrored?.(ends) : {}),
        ...ADDRESSES(ends),
      })),
      port && resources.both("FouPort", () => port),
    ]);
    for (const end of BOTH) made[end] = Number(outs[end].mtu);
    const { packets, result } = await between(decoding(wire), () => across(wire));
    arrived = result;
    echoes = packets.map(echoOf).filter((echo) => echo !== undefined);
    outside = packetsOutside(wire, packets);
  });
  afterAll(() => resources.remove());

  test.each(families(wire))("carries %s in both directions", (family) => {
    for (const end of BOTH) expect(arrived[end].get(family)).toBe("answered");
    for (const way of ["forth", "back"] as const) {
      for (const kind of ["request", "reply"] as const) {
        const sent = { inner: family, way, kind };
        const found = echoes.filter(
          (echo) => echo.inner === family && echo.way === way && echo.kind === kind && !isLarge(echo),
        );
        expect(found.map(({ packet }) => headersOf(packet))).toMatchObject([expected(wire, sent)]);
      }
    }
  });

  test.each(wire.notInside ?? [])("carries no %s", (family) => {
    for (const end of BOTH) expect(arrived[end].get(family)).toBe("lost");
    expect(echoes.filter((echo) => echo.inner === family && echo.kind === "reply")).toEqual([]);
  });

  test("sends no packet outside of the tunnel", () => expect(outside).toEqual([]));

  test(`has a mtu of ${wire.mtu}, which is the largest packet`, () => {
    expect(made).toEqual({ alpha: wire.mtu, beta: wire.mtu });
    for (const family of families(wire)) {
      expect(arrived.alpha.get(`${family} of the mtu`)).toBe("answered");
      expect(arrived.alpha.get(`${family} of a byte more`)).toBe("too long");
      const large = echoes.filter((echo) => echo.inner === family && isLarge(echo));
      expect(large.map(({ kind, way, length }) => ({ kind, way, length }))).toEqual([
        { kind: "request", way: "forth", length: UNDERLAY - (wire.unused ?? 0) },
        { kind: "reply", way: "back", length: UNDERLAY - (wire.unused ?? 0) },
      ]);
    }
  });
});

test("the hosts are as before after all tests", async () => {
  expect(await Promise.all(BOTH.map(snapshot))).toEqual(before);
});
