// What the kinds report about the packets that a change stops.
import { describe, expect, test } from "vitest";
import { links, others } from "../../../provider/index.ts";
import { AGREED, BY_VALUE, OF_ONE_END } from "../../../provider/kinds/link-base/traffic.ts";
import { withDefaults } from "../../../provider/schema/validate.ts";

const gre = (args: Record<string, unknown>) =>
  withDefaults(links.GreTunnel, { name: "gre7", local: "192.0.2.1", remote: "192.0.2.2", ...args });

/** What a change of a GRE link from one set of arguments to another stops. */
function stopOf(from: Record<string, unknown>, to: Record<string, unknown>) {
  const changed = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return links.GreTunnel.traffic?.stoppedBy?.(gre(from), gre({ ...from, ...to }), changed);
}

describe("traffic of links", () => {
  test("knows each argument of each kind, and no other", () => {
    const used = new Set(Object.values(links).flatMap(({ schema }) => Object.keys(schema.shape)));
    const known = [...AGREED, ...OF_ONE_END, ...BY_VALUE];
    expect(known.toSorted()).toEqual([...used].toSorted());
  });

  test("reports nothing for a ttl, because packets flow on", () => {
    expect(stopOf({ ttl: 64 }, { ttl: 99 })).toBeUndefined();
  });

  test("reports all packets until both ends have the same key", () => {
    expect(stopOf({ routes: ["10.20.0.0/16"] }, { key: 7 })).toEqual({
      packets: "packets through gre7 to 10.20.0.0/16",
      because: ["key"],
      until: "both ends",
    });
  });

  test("reports the packets of a route and of an address that the link no longer has", () => {
    const from = { routes: ["10.20.0.0/16", "10.30.0.0/16"], addresses: ["10.9.0.1/30"] };
    expect(stopOf(from, { routes: ["10.20.0.0/16"], addresses: [] })).toEqual({
      packets: "packets through gre7 to 10.30.0.0/16, and packets of 10.9.0.1/30 on gre7",
      because: ["addresses", "routes"],
      until: "next change",
    });
  });

  test("reports nothing for a new route, and for a route that only gets another metric", () => {
    expect(stopOf({ routes: [] }, { routes: ["10.20.0.0/16"] })).toBeUndefined();
    expect(
      stopOf({ routes: ["10.20.0.0/16"] }, { routes: [{ to: "10.20.0.0/16", metric: 5 }] }),
    ).toBeUndefined();
  });

  test("reports all packets of a link that goes down, and none of a link that is down", () => {
    expect(stopOf({}, { up: false })).toMatchObject({ because: ["up"], until: "next change" });
    expect(stopOf({ up: false }, { key: 7 })).toBeUndefined();
    expect(links.GreTunnel.traffic?.carried(gre({ up: false }))).toBeUndefined();
  });
});

describe("traffic of other types", () => {
  test("is known for each type, except for mirrors, which only copy packets", () => {
    const without = Object.entries(others).flatMap(([type, { traffic }]) => (traffic ? [] : [type]));
    expect(without).toEqual(["ErspanMirror"]);
  });
});
