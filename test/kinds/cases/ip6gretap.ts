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

const self = { kind: "ip6gretap", mtu: 1434 };
const [full, inherited] = fullOuter6;
const [shown, shownInherited] = shownOuter6;

export const ip6gretap: KindCase = {
  type: "Ip6GreTapTunnel",
  minimal: between6(),
  full: [
    between6((ends) => ({ key: 42, seq: true, csum: true, ...full(ends) })),
    between6({ ikey: 1, okey: "0.0.0.2", iseq: true, ocsum: true, ...inherited }),
    () => ({ key: 7 }),
    () => ({ external: true }),
    between6({ icsum: true, oseq: true }),
  ],
  shows: [
    ({ local6, remote6 }) => ({ local: local6, remote: remote6, ikey: undefined, ...plain6(1434) }),
    (ends) => ({ ikey: "0.0.0.42", okey: "0.0.0.42", iseq: true, oseq: true, icsum: true, ...shown(ends) }),
    () => ({
      ...{ ikey: "0.0.0.1", okey: "0.0.0.2", iseq: true, oseq: undefined, icsum: undefined, ocsum: true },
      ...{ ...shownInherited, mtu: 1434 },
    }),
    () => ({ local: "any", remote: "any", ikey: "0.0.0.7", mtu: 1430 }),
    () => ({ external: true, local: "any", remote: "any", mtu: 1434 }),
    () => ({ icsum: true, ocsum: undefined, iseq: undefined, oseq: true, mtu: 1430 }),
  ],
  changes: [...underlayChanges6(self), ...outerChanges6(self), ...gre6Changes(1434)],
  drifts: [
    ...underlayDrifts6(self),
    ...outerDrifts6({ ...self, forgets: ["encap"] }),
    ...gre6Drifts("ip6gretap"),
    { by: "ip link change DEV type ip6gretap local any", names: ["local"] },
  ],
  refusals: [...underlayRefusals6, ...outerRefusals6, ...gre6Refusals],
  wire: [
    {
      title: "ip6gretap",
      args: between6(),
      inside: ["ethernet", "ipv4", "ipv6"],
      layers: [...outer6(47), greHeader("ethernet")],
      mtu: 1434,
    },
    {
      title: "ip6gretap with a key, sequence numbers and checksums",
      args: between6({ key: 7, seq: true, csum: true, hopLimit: 99 }),
      inside: ["ethernet", "ipv4", "ipv6"],
      layers: [...outer6(47, { ttl: 99 }), greHeader("ethernet", { key: 7, seq: true, csum: true })],
      mtu: 1422,
    },
    {
      title: "ip6gretap in fou",
      args: between6({ encap: fou }),
      port: fouPort("gre", "inet6"),
      inside: ["ethernet", "ipv4", "ipv6"],
      layers: [...inFou6(47), greHeader("ethernet")],
      mtu: 1426,
    },
    {
      title: "ip6gretap in gue",
      args: between6({ encap: gue }),
      port: guePort("inet6"),
      inside: ["ethernet", "ipv4", "ipv6"],
      layers: [...inGue6(47), greHeader("ethernet")],
      mtu: 1422,
    },
  ],
  clash: { args: between6({ hopLimit: 9 }), words: /kind0 already has the endpoints .* and no key/ },
};
