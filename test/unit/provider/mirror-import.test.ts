// Filters that an operator made become mirrors, on a tc in memory. The tests in test/kinds prove on hosts that the kernel
// changes the owner of an action while its filter has it.
import { describe, expect, test } from "vitest";
import { importedObject } from "../../../provider/lifecycle/importable.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import { declared, kind, Tc } from "./tc-in-memory.ts";

const HOST = { connection: { host: "192.0.2.1" } };
const COPY = "action mirred egress mirror dev span0";
const MAC = "02:00:00:00:00:0a";

/** A host with filters: `ingress pref 10 protocol all matchall …`. */
function having(...filters: string[]): Tc {
  const tc = new Tc();
  for (const filter of filters) tc.run(`filter add dev mon0 ${filter}`);
  return tc;
}

const namesOn = (tc: Tc): string[] =>
  typeof kind.importing === "object" ? kind.importing.list(tc.snapshot).map(({ name }) => name) : [];

function imported(tc: Tc, name = namesOn(tc)[0] ?? "") {
  const one = importedObject(kind, tc.snapshot, name, HOST);
  return "obstacle" in one ? { obstacle: one.obstacle } : { inputs: one.inputs };
}

/** Arguments of the update that marks an imported mirror. */
const marking = (inputs: Args): Args => ({ ...declared(inputs), adopt: true });

/** What the update does that marks a mirror: it checks the host, takes the filters over, and changes the rest. */
function mark(tc: Tc, args: Args): void {
  expect(kind.precondition?.(tc.snapshot, args)).toBeUndefined();
  const found = kind.find(tc.snapshot, args);
  expect(found?.ownership).toBe("foreign");
  if (found === undefined) return;
  expect(kind.adoptionObstacle?.(tc.snapshot, found, args)).toBeUndefined();
  tc.runAll(kind.adopt?.(found, args, tc.snapshot));
  const ours = kind.find(tc.snapshot, args);
  expect(ours?.ownership).toBe("ours");
  const change = ours && kind.change(ours.args, args, ours.computed, tc.snapshot);
  if (change !== undefined) tc.runAll(change);
}

describe("import of an ErspanMirror", () => {
  test.each<[string, string[], Args]>([
    [
      "all packets of both directions",
      [`ingress pref 10 protocol all matchall ${COPY}`, `egress pref 10 protocol all matchall ${COPY}`],
      { pref: 10 },
    ],
    [
      "packets that arrive, with continue",
      [`ingress pref 7 protocol all matchall skip_hw ${COPY} continue`],
      { pref: 7, direction: "ingress", skipHw: true },
    ],
    [
      "untagged frames of a connection",
      [
        `egress pref 3 protocol ip flower ip_proto tcp src_ip 10.1.0.0/16 dst_ip 10.2.0.1 src_port 80 dst_port 443 ${COPY}`,
      ],
      {
        ...{ pref: 3, direction: "egress" },
        match: {
          ...{ protocol: "ip", vlan: "untagged", ipProto: "tcp", source: "10.1.0.0/16" },
          ...{ destination: "10.2.0.1/32", sourcePort: 80, destinationPort: 443 },
        },
      },
    ],
    [
      "frames with and without a tag",
      [
        `ingress pref 4 protocol ipv6 flower dst_mac ${MAC} ${COPY}`,
        `ingress pref 5 protocol 802.1Q flower vlan_ethtype ipv6 dst_mac ${MAC} ${COPY}`,
      ],
      { pref: 4, direction: "ingress", match: { protocol: "ipv6", destinationMac: MAC } },
    ],
    [
      "a VLAN",
      [`ingress pref 4 protocol 802.1Q flower vlan_id 5 ${COPY}`],
      { pref: 4, direction: "ingress", match: { vlan: 5 } },
    ],
  ])("declares %s, takes the filters over in place, and removes them", (_what, filters, args) => {
    const tc = having(...filters);
    const shown = tc.shown();
    const { inputs = {} } = imported(tc);
    const { skipHw = false, ...rest } = args;
    expect(inputs).toEqual({
      ...{ monitor: "mon0", target: "span0", ...rest },
      ...(skipHw === true ? {} : { skipHw }),
    });
    mark(tc, marking(inputs));
    expect(tc.shown().filter((one) => one.startsWith("mon0"))).toEqual(shown);
    const args2 = declared(inputs);
    expect(tc.drift(args2)).toEqual([]);
    expect(kind.change(kind.find(tc.snapshot, args2)?.args ?? {}, args2, {}, tc.snapshot)).toBeUndefined();
    tc.runAll(kind.remove(args2, tc.live(args2)));
    expect(tc.filters).toEqual([]);
  });

  test("makes a mirror of each direction whose packets differ, and of each target", () => {
    const tc = having(
      `ingress pref 10 protocol ip flower src_ip 10.1.0.1 ${COPY}`,
      `egress pref 10 protocol ip flower dst_ip 10.1.0.1 ${COPY}`,
      `egress pref 11 protocol ipv6 flower ${COPY.replace("span0", "span1")}`,
    );
    expect(namesOn(tc)).toEqual([
      "mirror:mon0>span0,pref=10,direction=ingress",
      "mirror:mon0>span0,pref=10,direction=egress",
      "mirror:mon0>span1,pref=11,direction=egress",
    ]);
    for (const name of namesOn(tc)) expect(imported(tc, name)).toHaveProperty("inputs");
  });

  test("changes what the program declares otherwise, after it has taken the filters over", () => {
    const tc = having(`ingress pref 10 protocol all matchall ${COPY}`);
    const { inputs = {} } = imported(tc);
    const args = marking({ ...inputs, match: { vlan: 7 }, mtu: 900, skipHw: true });
    mark(tc, args);
    expect(tc.drift(args)).toEqual([]);
  });

  test.each<[string, string[], RegExp]>([
    ["of another kind", [`ingress pref 9 protocol all u32 ${COPY}`], /^it is a u32 filter/],
    [
      "without its target",
      [`ingress pref 9 protocol all matchall ${COPY.replace("span0", "*")}`],
      /^its target no/,
    ],
    [
      "into the other direction",
      [`ingress pref 9 protocol all matchall ${COPY.replace("egress", "ingress")}`],
      /^the copies enter its target/,
    ],
    [
      "with a key that no match has",
      [`ingress pref 9 protocol ip flower ip_tos 4 ${COPY}`],
      /^it selects by ip_tos, which no match declares/,
    ],
    [
      "that drops packets",
      [`ingress pref 9 protocol all matchall ${COPY} drop`],
      /^it does more than copy: drop$/,
    ],
    [
      "with the cookie of another program",
      [`ingress pref 9 protocol all matchall ${COPY} cookie aabb`],
      /^its action has the cookie of another program$/,
    ],
    [
      "with a mask that no match has",
      [`ingress pref 9 protocol all flower dst_mac 01:00:00:00:00:00/01:00:00:00:00:00 ${COPY}`],
      /^no program can declare it: match\.destinationMac must be /,
    ],
    [
      "that keeps packets from a later filter",
      [
        `ingress pref 9 protocol ip flower src_ip 10.1.0.0/16 ${COPY}`,
        "ingress pref 20 protocol ip flower src_ip 10.1.2.0/24 action drop",
      ],
      /^it ends the processing of the packets that it copies \(pipe\), and behind it is a flower filter with the preference 20/,
    ],
  ])("leaves out a filter %s", (_what, filters, reason) => {
    const { obstacle } = imported(having(...filters));
    expect(obstacle).toMatch(reason);
  });

  test.each([
    ["ip", "flower src_ip 10.2.0.0/16"],
    ["ipv6", "flower"],
    ["ip", "flower ip_proto udp"],
  ])("takes a filter if a later one cannot have its packets: %s %s", (protocol, words) => {
    const tc = having(
      `ingress pref 9 protocol ip flower ip_proto tcp src_ip 10.1.0.0/16 ${COPY}`,
      `ingress pref 20 protocol ${protocol} ${words} action drop`,
    );
    expect(imported(tc)).toHaveProperty("inputs");
  });

  test("leaves out the filters of mirrors, and finds those that an interrupted update has marked", () => {
    const tc = new Tc();
    tc.create(declared({ pref: 5 }));
    expect(namesOn(tc)).toEqual(["mirror:mon0>span0,pref=5,direction=both"]);
    expect(imported(tc)).toEqual({ obstacle: "it belongs to an ErspanMirror" });
    expect(kind.find(tc.snapshot, marking({ pref: 5 }))?.ownership).toBe("ours");
    expect(kind.find(tc.snapshot, marking({ owner: "p/s/other", pref: 5 }))).toBeUndefined();
  });

  test("is never the way in which a new mirror takes filters over", () => {
    const tc = having(`ingress pref 10 protocol all matchall ${COPY}`);
    const args = declared({ pref: 10, direction: "ingress" });
    expect(kind.find(tc.snapshot, args)).toBeUndefined();
    expect(kind.precondition?.(tc.snapshot, args)).toMatch(
      /already has a matchall filter with the preference 10/,
    );
  });
});
