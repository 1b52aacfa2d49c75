import type { KindCase } from "../kind-case.ts";
import { gre6Changes, gre6Drifts, gre6Refusals } from "./gre6-options.ts";
import { fouPort, greHeader, guePort, inFou6, inGue6, outer6 } from "./headers.ts";
import { fou, gue } from "./outer4.ts";
import {
  between6,
  fullOuter6,
  outerChanges6,
  outerDrifts6,
  outerRefusals6,
  plain6,
  shownOuter6,
  underlayChanges6,
  underlayDrifts6,
  underlayRefusals6,
} from "./outer6.ts";

const self = { kind: "ip6gre", mtu: 1448 };
const [full, inherited] = fullOuter6;
const [shown, shownInherited] = shownOuter6;

export const ip6gre: KindCase = {
  type: "Ip6GreTunnel",
  minimal: between6(),
  full: [
    between6((ends) => ({ key: 42, seq: true, csum: true, ...full(ends) })),
    between6({ ikey: 1, okey: "0.0.0.2", iseq: true, ocsum: true, ...inherited }),
    () => ({ key: 7 }),
    () => ({ external: true }),
    between6({ icsum: true, oseq: true }),
  ],
  shows: [
    ({ local6, remote6 }) => ({ local: local6, remote: remote6, ikey: undefined, ...plain6(1448) }),
    (ends) => ({ ikey: "0.0.0.42", okey: "0.0.0.42", iseq: true, oseq: true, icsum: true, ...shown(ends) }),
    () => ({
      ...{ ikey: "0.0.0.1", okey: "0.0.0.2", iseq: true, oseq: undefined, icsum: undefined, ocsum: true },
      ...{ ...shownInherited, mtu: 1448 },
    }),
    () => ({ local: "any", remote: "any", ikey: "0.0.0.7", mtu: 1444 }),
    () => ({ external: true, local: "any", remote: "any", mtu: 1448 }),
    () => ({ icsum: true, ocsum: undefined, iseq: undefined, oseq: true, mtu: 1444 }),
  ],
  changes: [...underlayChanges6(self), ...outerChanges6(self), ...gre6Changes(1448)],
  drifts: [
    ...underlayDrifts6(self),
    ...outerDrifts6({ ...self, forgets: ["encap"] }),
    ...gre6Drifts("ip6gre"),
    { by: "ip link change DEV type ip6gre local any", names: ["local"] },
  ],
  refusals: [...underlayRefusals6, ...outerRefusals6, ...gre6Refusals],
  wire: [
    {
      title: "ip6gre",
      args: between6(),
      inside: ["ipv4", "ipv6"],
      layers: ({ inner }) => [...outer6(47), greHeader(inner)],
      mtu: 1448,
    },
    {
      title: "ip6gre with a key and sequence numbers",
      args: between6({ key: 7, seq: true, hopLimit: 99, trafficClass: 40, flowLabel: 100 }),
      inside: ["ipv4", "ipv6"],
      layers: ({ inner }) => [
        ...outer6(47, { ttl: 99, tos: 40, flowLabel: 100 }),
        greHeader(inner, { key: 7, seq: true }),
      ],
      mtu: 1440,
    },
    {
      title: "ip6gre with a key for each direction, and checksums",
      args: between6({ ikey: 1, okey: 2, csum: true, encapLimit: "none" }),
      mirrored: () => ({ ikey: 2, okey: 1 }),
      inside: ["ipv4", "ipv6"],
      layers: ({ inner, way }) => [
        { name: "ipv6", fields: { proto: 47 } },
        greHeader(inner, { key: way === "forth" ? 2 : 1, csum: true }),
      ],
      mtu: 1448,
    },
    {
      title: "ip6gre in fou",
      args: between6({ encap: fou }),
      port: fouPort("gre", "inet6"),
      inside: ["ipv4", "ipv6"],
      layers: ({ inner }) => [...inFou6(47), greHeader(inner)],
      mtu: 1440,
    },
    {
      title: "ip6gre in gue",
      args: between6({ key: 7, encap: gue }),
      port: guePort("inet6"),
      inside: ["ipv4", "ipv6"],
      layers: ({ inner }) => [...inGue6(47), greHeader(inner, { key: 7 })],
      mtu: 1432,
    },
  ],
  clash: { args: between6({ hopLimit: 9 }), words: /kind0 already has the endpoints .* and no key/ },
};
