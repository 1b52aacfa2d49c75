// What the golden files show of the types that are not links.
import { others } from "../../../provider/index.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import type { Cases } from "./files.ts";
import { mirrorFilters, ofKind, onFakeHost } from "./subjects.ts";

const keyOf = (bytes: number, digit = "a") => `0x${digit.repeat(2 * bytes)}`;
const aead = { name: "rfc4106(gcm(aes))", key: keyOf(20) };
const state = { source: "10.44.0.1", destination: "10.44.0.2", spi: 0x1001, aead };
const selector = { source: "10.1.0.0/24", destination: "10.2.0.0/24" };
const template = { source: "10.44.0.1", destination: "10.44.0.2", reqid: 7 };
const policy = { direction: "out", selector, templates: [template] };
const mirror = { monitor: "eth1", target: "erspan0" };
const port = { port: 5555, protocol: "ipip" };
const rule = { priority: 1000, from: "10.1.0.0/16", table: 100 };
const route = { to: "10.20.0.0/16", via: "10.44.0.2" };
const neighbor = { dev: "under0", address: "10.44.0.2", lladdr: "02:00:00:00:00:02" };

const creations = (minimal: Args, ...full: readonly Args[]): Cases["creations"] => [
  { title: "minimal", args: minimal },
  ...full.map((args, index) => ({ title: `variant ${index + 1}`, args })),
];
const changesOf = (minimal: Args, ...all: readonly (Args | readonly [from: Args, to: Args])[]) =>
  all.map((one) => (Array.isArray(one) ? { from: one[0], to: one[1] } : { from: minimal, to: one as Args }));

const ABOUT =
  "Before each change the object has the minimal arguments and the further ones that the block names.";

export const otherCases = (): Cases[] => [
  {
    type: "FouPort",
    about: ABOUT,
    subject: onFakeHost("FouPort"),
    creations: creations(
      port,
      { port: 5555, gue: true },
      { port: 5555, gue: true, family: "inet6" },
      { ...port, protocol: "gre", local: "10.44.0.1", peer: "10.44.0.2", peerPort: 5555, dev: "under0" },
    ),
    changes: changesOf(
      port,
      { owner: "shop/prod/ams" },
      { port: 5556 },
      { protocol: undefined, gue: true },
      {
        local: "10.44.0.1",
      },
    ),
  },
  {
    type: "Forwarding",
    about: ABOUT,
    subject: ofKind(others.Forwarding),
    creations: creations({}, { family: "inet6" }, { enabled: false }),
    changes: changesOf({}, { enabled: false }, { owner: "shop/prod/ams" }, { family: "inet6" }),
  },
  {
    type: "XfrmState",
    about: ABOUT,
    subject: ofKind(others.XfrmState),
    creations: creations(
      state,
      {
        ...{ ...state, reqid: 7, ifId: 42, replayWindow: 128, esn: true, mark: { value: 5 } },
        ...{ outputMark: { value: 9 }, decapDscp: true, noEcn: true, noPmtudisc: true },
        encapsulation: { sport: 4500, dport: 4500 },
      },
      {
        ...{ source: "fd44::1", destination: "fd44::2", spi: 0x1002, mode: "transport" },
        encryption: { name: "cbc(aes)", key: keyOf(32) },
        authentication: { name: "hmac(sha256)", key: keyOf(32) },
      },
      {
        ...{ source: "10.44.0.1", destination: "10.44.0.2", spi: 0x1003, proto: "ah" },
        authentication: { name: "hmac(sha512)", key: keyOf(64) },
      },
      { ...state, keyUse: "once" },
    ),
    changes: changesOf(
      state,
      { keyUse: "once" },
      [{ ...state, keyUse: "once" }, { ifId: 42 }],
      [{ ...state, keyUse: "once" }, { aead: { ...aead, key: keyOf(20, "b") } }],
      { aead: { ...aead, key: keyOf(20, "b") } },
      { reqid: 9 },
      { ifId: 42 },
      [{ ...state, ifId: 42 }, { ifId: undefined }],
      { outputMark: { value: 9 } },
      { encapsulation: { sport: 4500, dport: 4500 } },
      { replayWindow: 32 },
      { owner: "shop/prod/ams" },
      { spi: 0x2001 },
      { destination: "10.44.0.9" },
      { mark: { value: 5 } },
    ),
  },
  {
    type: "XfrmPolicy",
    about: ABOUT,
    subject: ofKind(others.XfrmPolicy),
    creations: creations(
      policy,
      {
        ...{ direction: "fwd", priority: 100, action: "block", ifId: 42, mark: { value: 5, mask: 255 } },
        selector: { ...selector, proto: "tcp", sourcePort: 1000, destinationPort: 443, dev: "under0" },
      },
      {
        direction: "in",
        selector: { source: "fd01::/64" },
        templates: [
          { mode: "transport", proto: "ah", level: "use", spi: 0x1001 },
          { ...template, spi: 0x1002 },
        ],
      },
    ),
    changes: changesOf(
      policy,
      { priority: 100 },
      { action: "block", templates: [] },
      { templates: [{ ...template, reqid: 9 }] },
      { owner: "shop/prod/ams" },
      { direction: "in" },
      { selector: { ...selector, proto: "udp" } },
      { ifId: 42 },
    ),
  },
  {
    type: "ErspanMirror",
    about: ABOUT,
    subject: ofKind(others.ErspanMirror, mirrorFilters),
    creations: creations(
      mirror,
      { ...mirror, direction: "ingress", skipHw: false },
      {
        ...{ ...mirror, direction: "egress" },
        match: { source: "10.1.0.0/24", ipProto: "tcp", destinationPort: 443 },
      },
      { ...mirror, match: { protocol: "arp" } },
      { ...mirror, match: { source: "fd01::/64", ipProto: 89 } },
      { ...mirror, pref: 7, match: { vlan: 5, sourceMac: "02:00:00:00:00:01" } },
      {
        ...mirror,
        match: {
          ...{ protocol: "ip", vlan: "untagged", ipProto: "udp", sourcePort: "1000-2000" },
          except: [{ destinationMac: "02:00:00:00:00:01" }, { source: "10.1.0.0/24", vlan: "tagged" }],
        },
      },
    ),
    changes: changesOf(
      mirror,
      { target: "erspan1" },
      { direction: "egress" },
      { match: { protocol: "ip" } },
      { match: { except: [{ protocol: "arp" }] } },
      { pref: 7 },
      { mtu: 1000 },
      { triggers: [1] },
      { skipHw: false },
      { owner: "shop/prod/ams" },
      { monitor: "eth2" },
    ),
  },
  {
    type: "PolicyRule",
    about: ABOUT,
    subject: onFakeHost("PolicyRule"),
    creations: creations(
      rule,
      {
        ...{ priority: 1001, from: "10.1.0.0/16", to: "10.2.0.1", not: true, iif: "lo", oif: "under0" },
        ...{ fwmark: "1/0xff", ipProto: "tcp", sourcePort: 80, destinationPort: "8000-8080" },
        ...{ tos: 16, uidRange: 1000, table: 254, suppressPrefixLength: 0 },
      },
      { priority: 1002, from: "fd01::/64", action: "unreachable" },
      { priority: 1003, family: "inet6", fwmark: 0, table: 7 },
    ),
    changes: changesOf(
      rule,
      { table: 200 },
      { suppressPrefixLength: 0 },
      { action: "prohibit", table: undefined },
      { owner: "shop/prod/ams" },
      { priority: 1001 },
      { from: "10.1.0.0/24" },
      { fwmark: 1 },
    ),
  },
  {
    type: "Route",
    about: ABOUT,
    subject: onFakeHost("Route"),
    creations: creations(
      route,
      {
        ...{ to: "10.21.0.0/16", table: 100, metric: 5, src: "10.44.0.1", mtu: 1400, advmss: 1000 },
        nexthops: [
          { dev: "under1", weight: 3 },
          { via: "10.44.0.2", dev: "under0", onlink: true },
        ],
      },
      { to: "fd20::/64", nexthops: [{ via: "fd44::2" }, { via: "fd44::3" }] },
      { to: "10.22.0.0/16", type: "blackhole" },
      { to: "default", via: "fd44::2", dev: "under0", onlink: true },
    ),
    changes: changesOf(
      route,
      { nexthops: [{ via: "10.44.0.2" }, { dev: "under1" }], via: undefined },
      { via: undefined, type: "unreachable" },
      { mtu: 1400 },
      [
        { to: "fd20::/64", via: "fd44::2" },
        { to: "fd20::/64", via: "fd44::3" },
      ],
      { owner: "shop/prod/ams" },
      { metric: 5 },
      { table: 100 },
    ),
  },
  {
    type: "Neighbor",
    about: ABOUT,
    subject: onFakeHost("Neighbor"),
    creations: creations(
      neighbor,
      { dev: "under0", address: "fd44::2", lladdr: "02:00:00:00:00:02" },
      { dev: "gre1", address: "10.9.0.2", lladdr: "203.0.113.7" },
    ),
    changes: changesOf(
      neighbor,
      { lladdr: "02:00:00:00:00:03" },
      { owner: "shop/prod/ams" },
      { address: "10.44.0.3" },
    ),
  },
  {
    type: "LinkSet",
    about: "Each link of a set sends the commands of its kind, and one frame contains all of them.",
    subject: onFakeHost("LinkSet"),
    creations: creations({
      kind: "gre",
      links: {
        ams: { name: "kind0", remote: "10.44.0.2" },
        lon: { name: "kind1", remote: "10.44.0.3", key: 7 },
      },
    }),
    changes: changesOf(
      {},
      [
        { kind: "gre", links: { ams: { name: "kind0", remote: "10.44.0.2" } } },
        { links: { ams: { name: "kind0", remote: "10.44.0.2", ttl: 9 } } },
      ],
      [
        { kind: "gre", links: { ams: { name: "kind0", remote: "10.44.0.2" } } },
        { links: { lon: { name: "kind1", remote: "10.44.0.2" } } },
      ],
    ),
  },
];
