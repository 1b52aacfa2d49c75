import { describe, expect, test } from "vitest";
import { links, others } from "../../../provider/index.ts";
import { mayCut } from "../../../provider/model/connectivity.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import { withDefaults } from "../../../provider/schema/validate.ts";

const client = { address: "192.0.2.7", local: "198.51.100.1", device: "eth0" };
const six = { address: "2001:db8::7", local: "2001:db8::1", device: undefined };

const link = (more: Args = {}): Args => withDefaults(links.GreTunnel, { name: "gre0", ...more });
const policy = (more: Args): Args => withDefaults(others.XfrmPolicy, more);

describe("mayCut", () => {
  const reachOf = (args: Args | undefined) => args && links.GreTunnel.connectivity?.reach(args);

  test.each([
    ["a new link with other routes", undefined, link({ routes: ["10.0.0.0/8"] }), client, false],
    ["a new default route", undefined, link({ routes: ["0.0.0.0/0"] }), client, true],
    [
      "a new route with a metric",
      undefined,
      link({ routes: [{ to: "192.0.2.0/24", metric: 9 }] }),
      client,
      true,
    ],
    ["a new address in the client's subnet", undefined, link({ addresses: ["192.0.2.9/24"] }), client, true],
    [
      "a new address beside the client's subnet",
      undefined,
      link({ addresses: ["192.0.2.9/30"] }),
      client,
      false,
    ],
    ["a new link that is down", undefined, link({ addresses: ["192.0.2.9/24"], up: false }), client, false],
    [
      "a link that comes up",
      link({ addresses: ["192.0.2.9/24"], up: false }),
      link({ addresses: ["192.0.2.9/24"] }),
      client,
      true,
    ],
    [
      "a change beside a route to the client",
      link({ routes: ["192.0.2.0/24"] }),
      link({ routes: ["192.0.2.0/24"], ttl: 9 }),
      client,
      true,
    ],
    ["a route of the other family", undefined, link({ routes: ["::/0"] }), client, false],
    ["a new IPv6 route", undefined, link({ routes: ["2001:db8::/64"] }), six, true],
    [
      "a change of the device to the client",
      link({ ttl: 8 }),
      link({ ttl: 9 }),
      { ...client, device: "gre0" },
      true,
    ],
    ["the removal of the device to the client", link(), undefined, { ...client, device: "gre0" }, true],
    ["the removal of another device", link({ routes: ["10.0.0.0/8"] }), undefined, client, false],
    ["the removal of a default route", link({ routes: ["0.0.0.0/0"] }), undefined, client, true],
  ] as const)("of a link: %s", (_what, before, after, from, may) => {
    expect(mayCut(from, reachOf(before), reachOf(after))).toBe(may);
  });

  test.each([
    ["every packet", { direction: "out" }, true],
    ["packets to the client", { direction: "out", selector: { destination: "192.0.2.0/24" } }, true],
    ["packets from the client", { direction: "in", selector: { source: "192.0.2.0/24" } }, true],
    [
      "packets of TCP to the client",
      { direction: "out", selector: { destination: "192.0.2.7/32", proto: "tcp" } },
      true,
    ],
    ["packets of GRE", { direction: "out", selector: { proto: "gre" } }, false],
    [
      "packets between other networks",
      { direction: "out", selector: { source: "10.1.0.0/16", destination: "10.2.0.0/16" } },
      false,
    ],
    ["packets of an interface", { direction: "out", ifId: 7 }, false],
    ["packets with a mark", { direction: "out", mark: { value: 1 } }, false],
  ])("of a policy: %s", (_what, args, may) => {
    const reach = others.XfrmPolicy.connectivity?.reach(policy(args));
    expect(mayCut(client, undefined, reach)).toBe(may);
    expect(mayCut(client, reach, undefined)).toBe(may);
  });

  const all = { family: "inet", priority: 100, table: 100 };
  const mac = "02:00:00:00:00:01";
  test.each([
    ["PolicyRule", "every packet", all, true],
    ["PolicyRule", "every packet of the other family", { ...all, family: "inet6" }, false],
    ["PolicyRule", "packets to the client", { ...all, to: "192.0.2.0/24" }, true],
    ["PolicyRule", "packets from the host's address", { ...all, from: "198.51.100.1/32" }, true],
    ["PolicyRule", "packets from another prefix", { ...all, from: "10.0.0.0/8" }, false],
    ["PolicyRule", "all but marked packets", { ...all, not: true, fwmark: "0x1" }, true],
    ["PolicyRule", "marked packets", { ...all, fwmark: "0x1/0xff" }, false],
    ["PolicyRule", "unmarked packets", { ...all, fwmark: "0x0/0xff" }, true],
    ["PolicyRule", "packets that arrive by a device", { ...all, iif: "eth1" }, false],
    ["PolicyRule", "packets of the host itself", { ...all, iif: "lo" }, true],
    ["PolicyRule", "UDP packets", { ...all, ipProto: "udp" }, false],
    ["Route", "all destinations", { to: "0.0.0.0/0", via: "198.51.100.9" }, true],
    ["Route", "the client, in a table", { to: "192.0.2.0/24", dev: "gre1", table: 100 }, true],
    ["Route", "another prefix", { to: "10.0.0.0/8", dev: "eth0" }, false],
    ["Neighbor", "the device to the client", { dev: "eth0", address: "198.51.100.9", lladdr: mac }, true],
    ["Neighbor", "another device", { dev: "gre1", address: "10.9.0.2", lladdr: mac }, false],
  ] as const)("of a %s: %s", (type, _what, args, may) => {
    const kind = others[type];
    const reach = kind.connectivity?.reach(withDefaults(kind, args));
    expect(mayCut(client, undefined, reach)).toBe(may);
    expect(mayCut(client, reach, undefined)).toBe(may);
  });
});
