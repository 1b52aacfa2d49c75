import type { KindCase } from "../kind-case.ts";
import { fouPort, guePort, inFou4, inGue4, ipProtocol, outer4 } from "./headers.ts";
import {
  between,
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

const self = { kind: "sit", mtu: 1480 };
const sixrd = { prefix: "2001:db8::/32", relayPrefix: "10.0.0.0/8" };
const live6rd = { prefix: "2001:db8::", prefixlen: 32, relay_prefix: "10.0.0.0", relay_prefixlen: 8 };
/** The attributes that a sit device without 6rd arguments shows. */
const no6rd = { prefix: "2002::", prefixlen: 16, relay_prefix: undefined, relay_prefixlen: undefined };

export const sit: KindCase = {
  type: "SitTunnel",
  minimal: between(),
  full: [
    between(({ dev }) => ({
      ...{ mode: "ip6ip", ttl: 64, tos: 16, pmtudisc: true, dev, fwmark: 7, mtu: 1400, isatap: false },
      ...{ sixrd, encap: fullGue },
    })),
    between({ ttl: "inherit", tos: "inherit", pmtudisc: false, mode: "mplsip" }),
    ({ local4 }) => ({ local: local4, isatap: true, mode: "any" }),
    ({ remote4 }) => ({ remote: remote4, sixrd: { prefix: "2001:db8::/32" }, mode: "ipip" }),
    ({ local4 }) => ({ local: local4, sixrd: { prefix: "2002::/16", relayPrefix: "192.0.2.0/24" } }),
  ],
  shows: [
    ({ local4, remote4 }) => ({
      ...{ local: local4, remote: remote4, proto: "any", ttl: 0, tos: undefined, pmtudisc: true, mtu: 1480 },
      ...{ link: undefined, fwmark: undefined, isatap: undefined, encap: undefined, ...no6rd },
    }),
    ({ local4, remote4, dev }) => ({
      ...{ local: local4, remote: remote4, proto: "ip6ip", ttl: 64, tos: "0x10", pmtudisc: true, mtu: 1400 },
      ...{ link: dev, fwmark: "0x7", encap: fullGue, ...live6rd },
    }),
    () => ({ proto: "mplsip", ttl: 0, tos: "0x1", pmtudisc: false }),
    ({ local4 }) => ({ local: local4, remote: "any", isatap: true, ...no6rd }),
    ({ remote4 }) => ({
      local: "any",
      remote: remote4,
      proto: "ipip",
      ...no6rd,
      prefix: "2001:db8::",
      prefixlen: 32,
    }),
    () => ({ prefix: "2002::", prefixlen: 16, relay_prefix: "192.0.2.0", relay_prefixlen: 24 }),
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
    // The kernel accepts these changes without an error and ignores them.
    { to: () => ({ mode: "ip6ip" }), how: "replace", live: () => ({ proto: "ip6ip" }) },
    {
      from: ({ local4 }) => ({ local: local4 }),
      to: () => ({ isatap: true }),
      how: "replace",
      live: () => ({ isatap: true }),
    },
    {
      from: ({ local4 }) => ({ local: local4, isatap: true }),
      to: () => ({ isatap: false }),
      how: "replace",
      live: () => ({ isatap: undefined }),
    },
    {
      from: ({ local4 }) => ({ local: local4, isatap: true }),
      to: () => ({ ttl: 9 }),
      how: "in place",
      live: () => ({ isatap: true, ttl: 9 }),
    },
    { to: () => ({ sixrd }), how: "in place", live: () => live6rd },
    // 0.10: without `6rd-reset`
    { from: between({ sixrd }), to: () => ({ sixrd: undefined }), how: "in place", live: () => no6rd },
    {
      from: between({ sixrd }),
      to: () => ({ sixrd: { prefix: "2001:db8:1::/48", relayPrefix: "10.44.0.0/16" } }),
      how: "in place",
      live: () => ({ prefix: "2001:db8:1::", prefixlen: 48, relay_prefix: "10.44.0.0", relay_prefixlen: 16 }),
    },
    {
      from: between({ sixrd }),
      to: () => ({ sixrd: { prefix: "2001:db8::/32" } }),
      how: "in place",
      live: () => ({ ...live6rd, relay_prefix: undefined, relay_prefixlen: undefined }),
    },
    {
      from: between({ sixrd }),
      to: () => ({ ttl: 9 }),
      how: "in place",
      live: () => ({ ttl: 9, ...live6rd }),
    },
  ],
  drifts: [
    ...underlayDrifts(self),
    ...outerDrifts(self),
    { by: "ip link change DEV type sit 6rd-prefix 2001:db8::/32", names: ["sixrd"] },
    { from: between({ sixrd }), by: "ip link change DEV type sit 6rd-prefix 2002::/16", names: ["sixrd"] },
    {
      from: between({ sixrd }),
      by: "ip link change DEV type sit 6rd-relay_prefix 10.44.0.0/16",
      names: ["sixrd"],
    },
    { by: remade("sit local 10.44.0.1 remote 10.44.0.2 mode ipip"), names: ["mode"] },
    { by: remade("sit local 10.44.0.1 isatap"), names: ["isatap", "remote"] },
    {
      from: ({ local4 }) => ({ local: local4, isatap: true }),
      by: remade("sit local 10.44.0.1"),
      names: ["isatap"],
    },
  ],
  refusals: [
    ...underlayRefusals,
    ...outerRefusals,
    { args: () => ({}), property: "remote", reason: /local or remote is needed/ },
    { args: between({ ttl: 64, pmtudisc: false }), property: "ttl", reason: /needs pmtudisc/ },
    { args: between({ mode: "ip4ip" }), property: "mode", reason: /"ip6ip" or "ipip" or "mplsip" or "any"/ },
    { args: () => ({ external: true }), property: "external", reason: /the kernel has no external sit/ },
    { args: between({ isatap: true }), property: "isatap", reason: /excludes remote/ },
    {
      args: ({ local4 }) => ({ local: local4, isatap: true, sixrd }),
      property: "isatap",
      reason: /excludes sixrd/,
    },
    {
      args: ({ local4 }) => ({ local: local4, isatap: true, mode: "ipip" }),
      property: "isatap",
      reason: /mode ip6ip or any/,
    },
    {
      args: between({ sixrd: { prefix: "2002::/16" } }),
      property: "sixrd",
      reason: /default .* leave it out/,
    },
    {
      args: between({ sixrd: { prefix: "2001:db8::/33" } }),
      property: "sixrd",
      reason: /33 bits and 32 .* 64 at most/,
    },
    {
      args: between({ sixrd: { prefix: "2001:db8::1/32" } }),
      property: "sixrd.prefix",
      reason: /without host bits/,
    },
    {
      args: between({ sixrd: { prefix: "2001:db8::/32", relayPrefix: "2001:db8::/32" } }),
      property: "sixrd.relayPrefix",
      reason: /prefix/,
    },
    { args: between({ key: 7 }), property: "key", reason: /not a property of SitTunnel/ },
  ],
  wire: [
    {
      title: "sit, mode any",
      args: between({ ttl: 33 }),
      inside: ["ipv4", "ipv6"],
      layers: ({ inner }) => [outer4(ipProtocol(inner), { ttl: 33 })],
      mtu: 1480,
    },
    {
      title: "sit, mode ip6ip",
      args: between({ mode: "ip6ip", tos: 32 }),
      inside: ["ipv6"],
      notInside: ["ipv4"],
      layers: [outer4(41, { tos: 32 })],
      mtu: 1480,
    },
    {
      title: "sit, mode ipip",
      args: between({ mode: "ipip" }),
      inside: ["ipv4"],
      notInside: ["ipv6"],
      layers: [outer4(4)],
      mtu: 1480,
    },
    {
      title: "sit in fou",
      args: between({ encap: fou }),
      port: fouPort("sit"),
      inside: ["ipv6"],
      // The remote's port takes all packets for IPv6.
      notInside: ["ipv4"],
      layers: inFou4(41),
      mtu: 1472,
    },
    {
      title: "sit in gue",
      args: between({ encap: gue }),
      port: guePort(),
      inside: ["ipv4", "ipv6"],
      layers: ({ inner }) => inGue4(ipProtocol(inner)),
      mtu: 1468,
    },
  ],
  clash: { args: between({ mode: "ip6ip" }), words: /kind0 already has the endpoints local 10\.44\.0\.1/ },
};
