import type { KindRow } from "../row.ts";
import { fouPort, guePort, inFou4, inGue4, outer4 } from "./headers.ts";
import { between, fou, gue } from "./outer4.ts";

export const ipip: KindRow = {
  type: "IpipTunnel",
  minimal: ({ local4, remote4 }) => ({ local: local4, remote: remote4 }),
  full: [
    ({ local4, remote4, dev }) => ({
      ...{
        local: local4,
        remote: remote4,
        mode: "ipip",
        ttl: 64,
        tos: 16,
        pmtudisc: true,
        dev,
        fwmark: 7,
        mtu: 1400,
      },
      encap: { type: "gue", sport: 7777, dport: 5555, csum: true, csum6: true, remcsum: true },
    }),
    ({ local4, remote4 }) => ({
      local: local4,
      remote: remote4,
      ttl: "inherit",
      tos: "inherit",
      pmtudisc: false,
    }),
    () => ({ external: true, mode: "ipip" }),
  ],
  changes: [
    { to: () => ({ ttl: 99 }), how: "in place", live: () => ({ ttl: 99 }) },
    { to: () => ({ tos: "inherit" }), how: "in place", live: () => ({ tos: "0x1" }) },
    { to: () => ({ pmtudisc: false }), how: "in place", live: () => ({ pmtudisc: false }) },
    { to: () => ({ fwmark: 255 }), how: "in place", live: () => ({ fwmark: "0xff" }) },
    {
      from: ({ local4, remote4 }) => ({ local: local4, remote: remote4, mtu: 1300 }),
      to: () => ({ fwmark: 9 }),
      how: "in place",
      live: () => ({ fwmark: "0x9", mtu: 1300 }),
    },
    { to: ({ dev }) => ({ dev }), how: "in place", live: ({ dev }) => ({ link: dev }) },
    {
      from: ({ local4, remote4, dev }) => ({ local: local4, remote: remote4, dev }),
      to: () => ({ dev: undefined }),
      how: "replace",
      live: () => ({ link: undefined }),
    },
    { to: () => ({ local: undefined }), how: "in place", live: () => ({ local: "any" }) },
    { to: () => ({ remote: undefined }), how: "replace", live: () => ({ remote: "any" }) },
    { to: () => ({ mode: "ipip" }), how: "replace", live: () => ({ proto: "ipip" }) },
    {
      to: () => ({ encap: fou }),
      how: "in place",
      live: () => ({
        mtu: 1472,
        encap: { type: "fou", sport: 0, dport: 5555, csum: false, csum6: false, remcsum: false },
      }),
    },
    {
      from: ({ local4, remote4 }) => ({ local: local4, remote: remote4, encap: fou }),
      to: () => ({ encap: undefined }),
      how: "in place",
      live: () => ({ mtu: 1480, encap: undefined }),
    },
    {
      from: ({ local4, remote4 }) => ({ local: local4, remote: remote4, encap: fou }),
      to: () => ({ ttl: 9 }),
      how: "in place",
      live: () => ({
        ttl: 9,
        mtu: 1472,
        encap: { type: "fou", sport: 0, dport: 5555, csum: false, csum6: false, remcsum: false },
      }),
    },
  ],
  drifts: [
    { by: "ip link change DEV type ipip ttl 99", names: ["ttl"] },
    { by: "ip link change DEV type ipip tos 0x20", names: ["tos"] },
    { by: "ip link change DEV type ipip fwmark 3", names: ["fwmark"] },
    { by: "ip link change DEV type ipip local any", names: ["local"] },
  ],
  refusals: [
    {
      args: ({ local4, remote4 }) => ({ local: local4, remote: remote4, ttl: 64, pmtudisc: false }),
      property: "ttl",
      reason: /pmtudisc/,
    },
    { args: () => ({}), property: "remote", reason: /local or remote is needed/ },
    {
      args: ({ local4 }) => ({ local: local4, remote: local4 }),
      property: "remote",
      reason: /same as local/,
    },
    {
      args: ({ local6, remote4 }) => ({ local: local6, remote: remote4 }),
      property: "local",
      reason: /IPv4 address/,
    },
    {
      args: ({ remote4 }) => ({ external: true, remote: remote4 }),
      property: "external",
      reason: /excludes remote/,
    },
  ],
  wire: [
    {
      title: "ipip",
      args: between({ mode: "ipip", ttl: 64, tos: 16 }),
      inside: ["ipv4"],
      notInside: ["ipv6"],
      layers: [outer4(4, { ttl: 64, tos: 16 })],
      mtu: 1480,
    },
    {
      title: "ipip, mode any",
      args: between(),
      inside: ["ipv4"],
      notInside: ["ipv6"],
      layers: [outer4(4)],
      mtu: 1480,
    },
    {
      title: "ipip in fou",
      args: between({ ttl: 225, encap: fou }),
      port: fouPort("ipip"),
      inside: ["ipv4"],
      notInside: ["ipv6"],
      layers: inFou4(4),
      mtu: 1472,
    },
    {
      title: "ipip in gue",
      args: between({ encap: gue }),
      port: guePort(),
      inside: ["ipv4"],
      notInside: ["ipv6"],
      layers: inGue4(4),
      mtu: 1468,
    },
    {
      title: "ipip in gue, with a source port and checksums",
      args: between({ encap: { ...gue, sport: 7777, csum: true } }),
      port: guePort(),
      inside: ["ipv4"],
      layers: [
        outer4(17),
        { name: "udp", fields: { src: 7777, dst: 5555, hasChecksum: true, checksumGood: true } },
        { name: "gue", fields: { proto: 4 } },
      ],
      mtu: 1468,
    },
  ],
  clash: {
    args: ({ local4, remote4 }) => ({ local: local4, remote: remote4, ttl: 9 }),
    words: /already has the endpoints/,
  },
};
