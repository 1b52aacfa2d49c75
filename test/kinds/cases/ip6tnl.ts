import type { KindCase } from "../kind-case.ts";
import { fouPort, guePort, inFou6, inGue6, ipProtocol, outer6 } from "./headers.ts";
import { fou, gue } from "./outer4.ts";
import {
  between6,
  fullOuter6,
  inPlace6,
  outerChanges6,
  outerDrifts6,
  outerRefusals6,
  plain6,
  shownOuter6,
  underlayChanges6,
  underlayDrifts6,
  underlayRefusals6,
} from "./outer6.ts";

const self = { kind: "ip6tnl", mtu: 1452 };
const [full, inherited] = fullOuter6;
const [shown, shownInherited] = shownOuter6;

export const ip6tnl: KindCase = {
  type: "Ip6TnlTunnel",
  minimal: between6(),
  full: [
    between6((ends) => ({ mode: "ip6ip6", ...full(ends) })),
    between6({ mode: "ipip6", ...inherited }),
    ({ local6 }) => ({ local: local6, encap: gue }),
    () => ({ external: true, mode: "ip6ip6" }),
    () => ({ external: true }),
  ],
  shows: [
    ({ local6, remote6 }) => ({ local: local6, remote: remote6, proto: "any", ...plain6(1452) }),
    (ends) => ({ proto: "ip6ip6", ...shown(ends) }),
    () => ({ proto: "ipip6", ...shownInherited, mtu: 1460 }),
    () => ({ remote: "any", mtu: 1440 }),
    () => ({ external: true, proto: "ip6ip6", mtu: 1452 }),
    () => ({ external: true, proto: "any" }),
  ],
  changes: [
    ...underlayChanges6(self),
    ...outerChanges6(self),
    inPlace6({}, { mode: "ip6ip6" }, { proto: "ip6ip6" }),
    inPlace6({ mode: "ip6ip6" }, { mode: "ipip6" }, { proto: "ipip6" }),
    inPlace6({ mode: "ip6ip6" }, { mode: undefined }, { proto: "any" }),
    inPlace6({ mode: "ip6ip6", encap: fou }, { mode: "any" }, { proto: "any", mtu: 1444 }),
    // No argument of an external device changes in place.
    {
      from: () => ({ external: true }),
      to: () => ({ mode: "ipip6" }),
      how: "replace",
      live: () => ({ proto: "ipip6" }),
    },
    {
      from: () => ({ external: true }),
      to: () => ({ mtu: 1300 }),
      how: "in place",
      live: () => ({ mtu: 1300 }),
    },
  ],
  drifts: [
    ...underlayDrifts6(self),
    ...outerDrifts6({ ...self, forgets: ["encap", "mtu"] }),
    { by: "ip link change DEV type ip6tnl local any", names: ["local"] },
    { by: "ip link change DEV type ip6tnl mode ip6ip6", names: ["mode"] },
  ],
  refusals: [
    ...underlayRefusals6,
    ...outerRefusals6,
    { args: between6({ mode: "ipip" }), property: "mode", reason: /"ip6ip6" or "ipip6" or "any"/ },
    { args: () => ({}), property: "remote", reason: /local or remote is needed/ },
    { args: between6({ key: 7 }), property: "key", reason: /is not a property of Ip6TnlTunnel/ },
  ],
  wire: [
    {
      title: "ip6tnl",
      args: between6({ hopLimit: 99, trafficClass: 40, flowLabel: 100, encapLimit: 9 }),
      inside: ["ipv4", "ipv6"],
      layers: ({ inner }) => outer6(ipProtocol(inner), { ttl: 99, tos: 40, flowLabel: 100 }, 9),
      mtu: 1452,
    },
    {
      title: "ip6tnl, mode ip6ip6, without an encapsulation limit",
      args: between6({ encapLimit: "none", mode: "ip6ip6" }),
      inside: ["ipv6"],
      notInside: ["ipv4"],
      layers: [{ name: "ipv6", fields: { proto: 41, ttl: 64 } }],
      mtu: 1460,
    },
    {
      title: "ip6tnl, mode ipip6",
      args: between6({ mode: "ipip6" }),
      inside: ["ipv4"],
      notInside: ["ipv6"],
      layers: outer6(4),
      mtu: 1452,
    },
    {
      title: "ip6tnl around IPv4 in fou",
      args: between6({ mode: "ipip6", encap: fou }),
      port: fouPort("ipip", "inet6"),
      inside: ["ipv4"],
      notInside: ["ipv6"],
      layers: inFou6(4),
      mtu: 1444,
    },
    {
      title: "ip6tnl around IPv6 in fou",
      args: between6({ mode: "ip6ip6", encap: fou }),
      port: fouPort("ipv6", "inet6"),
      inside: ["ipv6"],
      notInside: ["ipv4"],
      layers: inFou6(41),
      mtu: 1444,
    },
    {
      title: "ip6tnl in gue",
      args: between6({ encap: gue }),
      port: guePort("inet6"),
      inside: ["ipv4", "ipv6"],
      layers: ({ inner }) => inGue6(ipProtocol(inner)),
      mtu: 1440,
    },
  ],
  clash: { args: between6({ mode: "ip6ip6", hopLimit: 9 }), words: /kind0 already has the endpoints/ },
};
