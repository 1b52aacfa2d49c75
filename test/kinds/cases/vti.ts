import type { Args } from "../../../provider/schema/declaration.ts";
import type { Change, KindCase } from "../kind-case.ts";
import { keyRefusals } from "./gre-options.ts";
import { between, remade, underlayChanges, underlayDrifts, underlayRefusals } from "./outer4.ts";

const self = { kind: "vti", mtu: 1480 };

const inPlace = (from: Args, to: Args, live: Args): Change => ({
  from: between(from),
  to: () => to,
  how: "in place",
  live: () => live,
});

export const vti: KindCase = {
  type: "VtiTunnel",
  minimal: between(),
  full: [
    between(({ dev }) => ({ key: 42, dev, fwmark: 7, mtu: 1400 })),
    between({ ikey: 1, okey: "0.0.0.2" }),
    ({ local4 }) => ({ local: local4, ikey: 5 }),
    ({ remote4 }) => ({ remote: remote4, okey: 4_294_967_295 }),
  ],
  shows: [
    ({ local4, remote4 }) => ({
      ...{ local: local4, remote: remote4, ikey: undefined, okey: undefined },
      ...{ link: undefined, fwmark: undefined, mtu: 1480 },
    }),
    ({ dev }) => ({ ikey: "0.0.0.42", okey: "0.0.0.42", link: dev, fwmark: "0x7", mtu: 1400 }),
    () => ({ ikey: "0.0.0.1", okey: "0.0.0.2" }),
    ({ local4 }) => ({ local: local4, remote: "any", ikey: "0.0.0.5", okey: undefined }),
    ({ remote4 }) => ({ local: "any", remote: remote4, ikey: undefined, okey: "255.255.255.255" }),
  ],
  changes: [
    ...underlayChanges(self),
    inPlace({}, { key: 5 }, { ikey: "0.0.0.5", okey: "0.0.0.5", mtu: 1480 }),
    inPlace({ key: 5 }, { key: undefined }, { ikey: undefined, okey: undefined }),
    inPlace({ key: 5 }, { key: undefined, ikey: 5 }, { ikey: "0.0.0.5", okey: undefined }),
    inPlace({ ikey: 5 }, { ikey: undefined, okey: 6 }, { ikey: undefined, okey: "0.0.0.6" }),
    inPlace({ mtu: 1300 }, { key: 5 }, { ikey: "0.0.0.5", mtu: 1300 }),
    // 0.10: the index of dev is above 255
    {
      from: between(({ dev }) => ({ dev })),
      to: () => ({ key: 2 }),
      how: "in place",
      live: ({ dev }) => ({ ikey: "0.0.0.2", link: dev }),
    },
    { to: () => ({ remote: undefined }), how: "replace", live: () => ({ remote: "any" }) },
    {
      from: ({ local4 }) => ({ local: local4 }),
      to: ({ remote4 }) => ({ remote: remote4 }),
      how: "replace",
      live: ({ remote4 }) => ({ remote: remote4 }),
    },
  ],
  drifts: [
    ...underlayDrifts(self),
    { by: "ip link change DEV type vti key 9", names: ["key"] },
    { by: "ip link change DEV type vti ikey 9", names: ["ikey"] },
    { from: between({ key: 5 }), by: "ip link change DEV type vti key 0", names: ["key"] },
    { from: between({ key: 5 }), by: "ip link change DEV type vti okey 9", names: ["ikey", "key", "okey"] },
    { from: between({ ikey: 5 }), by: "ip link change DEV type vti okey 9", names: ["okey"] },
    // iproute2 truncates the index of dev to 8 bits when it repeats dev in a change.
    { from: between(({ dev }) => ({ dev })), by: "ip link change DEV type vti key 2", names: ["dev", "key"] },
    { by: remade("vti local 10.44.0.1"), names: ["remote"] },
  ],
  refusals: [
    ...underlayRefusals,
    ...keyRefusals,
    { args: () => ({ key: 5 }), property: "remote", reason: /local or remote is needed/ },
    { args: between({ key: 0 }), property: "key", reason: /from 1 to 4294967295/ },
    { args: between({ ikey: "0.0.0.0" }), property: "ikey", reason: /from 1 to 4294967295/ },
    {
      args: between({ encap: { type: "fou", dport: 1 } }),
      property: "encap",
      reason: /UDP encapsulation of its own/,
    },
    { args: between({ ttl: 64 }), property: "ttl", reason: /IPsec makes the packets/ },
    { args: () => ({ external: true }), property: "external", reason: /an XfrmInterface can be external/ },
    { args: between({ seq: true }), property: "seq", reason: /not a property of VtiTunnel/ },
  ],
  // test/wire/ipsec.test.ts tests the packets, because a VTI needs IPsec.
  wire: [],
  clash: { args: between({ key: 9 }), words: /kind0 already has the endpoints local 10\.44\.0\.1/ },
};
