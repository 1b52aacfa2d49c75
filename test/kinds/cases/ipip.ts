import type { KindCase } from "../kind-case.ts";
import { fouPort, guePort, inFou4, inGue4, outer4 } from "./headers.ts";
import {
  between,
  externalChanges,
  fou,
  fullGue,
  gue,
  outerChanges,
  outerDrifts,
  outerRefusals,
  remade,
  underlayChanges,
  underlayDrifts,
  underlayRefusals,
} from "./outer4.ts";

const self = { kind: "ipip", mtu: 1480 };

export const ipip: KindCase = {
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
      encap: fullGue,
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
  shows: [
    ({ local4, remote4 }) => ({
      ...{ local: local4, remote: remote4, ttl: 0, tos: undefined, pmtudisc: true, proto: "any" },
      ...{ link: undefined, fwmark: undefined, encap: undefined, external: undefined, mtu: 1480 },
    }),
    ({ dev }) => ({
      ...{ proto: "ipip", ttl: 64, tos: "0x10", pmtudisc: true, link: dev, fwmark: "0x7", mtu: 1400 },
      encap: fullGue,
    }),
    () => ({ ttl: 0, tos: "0x1", pmtudisc: false }),
    () => ({ external: true, proto: "ipip" }),
  ],
  changes: [
    ...underlayChanges(self),
    ...outerChanges(self),
    { to: () => ({ remote: undefined }), how: "replace", live: () => ({ remote: "any" }) },
    {
      from: ({ local4 }) => ({ local: local4 }),
      to: ({ remote4 }) => ({ remote: remote4 }),
      how: "replace",
      live: ({ remote4 }) => ({ remote: remote4 }),
    },
    // The kernel accepts this change without an error and ignores it.
    { to: () => ({ mode: "ipip" }), how: "replace", live: () => ({ proto: "ipip" }) },
    ...externalChanges,
  ],
  drifts: [
    ...underlayDrifts(self),
    ...outerDrifts(self),
    { by: remade("ipip local 10.44.0.1 remote 10.44.0.2 mode ipip"), names: ["mode"] },
    { by: remade("ipip external"), names: ["external", "local", "remote"] },
  ],
  refusals: [
    ...underlayRefusals,
    ...outerRefusals,
    { args: between({ ttl: 64, pmtudisc: false }), property: "ttl", reason: /pmtudisc/ },
    { args: () => ({}), property: "remote", reason: /local or remote is needed/ },
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
