import type { KindCase } from "../kind-case.ts";
import { dfChanges, greChanges, greDrifts, greRefusals } from "./gre-options.ts";
import { fouPort, greHeader, guePort, inFou4, inGue4, outer4 } from "./headers.ts";
import {
  between,
  externalChanges,
  fou,
  fullGue,
  gue,
  outerChanges,
  outerDrifts,
  outerRefusals,
  underlayChanges,
  underlayDrifts,
  underlayRefusals,
} from "./outer4.ts";

const self = { kind: "gretap", mtu: 1462 };
const group = ({ local4 }: { local4: string }) => ({ local: local4, remote: "239.1.1.1" });

export const gretap: KindCase = {
  type: "GreTapTunnel",
  minimal: between(),
  full: [
    between(({ dev }) => ({
      ...{ key: 42, seq: true, csum: true, ttl: 64, tos: 16, pmtudisc: false, ignoreDf: true },
      ...{ dev, fwmark: 7, mtu: 1400, encap: fullGue },
    })),
    between({ ikey: 1, okey: "0.0.0.2", iseq: true, ocsum: true, ttl: "inherit", tos: "inherit" }),
    () => ({ key: 7 }),
    group,
    () => ({ external: true }),
    between({ icsum: true, oseq: true }),
  ],
  shows: [
    ({ local4, remote4 }) => ({
      ...{ local: local4, remote: remote4, ttl: 0, tos: undefined, pmtudisc: true, ignore_df: undefined },
      ...{
        ikey: undefined,
        okey: undefined,
        iseq: undefined,
        oseq: undefined,
        icsum: undefined,
        ocsum: undefined,
      },
      ...{ link: undefined, fwmark: undefined, encap: undefined, external: undefined, mtu: 1462 },
    }),
    ({ dev }) => ({
      ...{ ikey: "0.0.0.42", okey: "0.0.0.42", iseq: true, oseq: true, icsum: true, ocsum: true },
      ...{ ttl: 64, tos: "0x10", pmtudisc: false, ignore_df: true, link: dev, fwmark: "0x7", mtu: 1400 },
      encap: fullGue,
    }),
    () => ({
      ikey: "0.0.0.1",
      okey: "0.0.0.2",
      iseq: true,
      oseq: undefined,
      icsum: undefined,
      ocsum: true,
      mtu: 1454,
    }),
    () => ({ local: "any", remote: "any", ikey: "0.0.0.7", mtu: 1458 }),
    () => ({ remote: "239.1.1.1", ikey: "239.1.1.1", okey: "239.1.1.1", mtu: 1458 }),
    () => ({ external: true, local: "any", remote: "any", mtu: 1462 }),
    () => ({ icsum: true, ocsum: undefined, iseq: undefined, oseq: true, mtu: 1458 }),
  ],
  changes: [
    ...underlayChanges(self),
    ...outerChanges(self),
    ...greChanges(1462),
    ...dfChanges(),
    // An Ethernet device gets or loses its remote in place.
    { to: () => ({ remote: undefined }), how: "in place", live: () => ({ remote: "any" }) },
    {
      from: ({ local4 }) => ({ local: local4 }),
      to: ({ remote4 }) => ({ remote: remote4 }),
      how: "in place",
      live: ({ remote4 }) => ({ remote: remote4 }),
    },
    {
      to: () => ({ remote: "239.1.1.1" }),
      how: "in place",
      live: () => ({ remote: "239.1.1.1", ikey: "239.1.1.1", okey: "239.1.1.1", mtu: 1458 }),
    },
    {
      from: group,
      to: ({ remote4 }) => ({ remote: remote4 }),
      how: "in place",
      live: () => ({ ikey: undefined, okey: undefined, mtu: 1462 }),
    },
    ...externalChanges,
  ],
  drifts: [...underlayDrifts(self), ...outerDrifts(self), ...greDrifts("gretap")],
  refusals: [...underlayRefusals, ...outerRefusals, ...greRefusals],
  wire: [
    {
      title: "gretap",
      args: between({ ttl: 33 }),
      inside: ["ethernet", "ipv4", "ipv6"],
      layers: [outer4(47, { ttl: 33 }), greHeader("ethernet")],
      mtu: 1462,
    },
    {
      title: "gretap with key, sequence numbers and checksums",
      args: between({ key: 7, seq: true, csum: true }),
      inside: ["ethernet", "ipv4", "ipv6"],
      layers: [outer4(47), greHeader("ethernet", { key: 7, seq: true, csum: true })],
      mtu: 1450,
    },
    {
      title: "gretap in fou",
      args: between({ encap: fou }),
      port: fouPort("gre"),
      inside: ["ethernet", "ipv4", "ipv6"],
      layers: [...inFou4(47), greHeader("ethernet")],
      mtu: 1454,
    },
    {
      title: "gretap in gue",
      args: between({ encap: gue }),
      port: guePort(),
      inside: ["ethernet", "ipv4", "ipv6"],
      layers: [...inGue4(47), greHeader("ethernet")],
      mtu: 1450,
    },
  ],
  clash: { args: between({ ttl: 9 }), words: /kind0 already has the endpoints .* and no key/ },
};
