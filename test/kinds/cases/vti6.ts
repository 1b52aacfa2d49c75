import type { KindCase } from "../kind-case.ts";
import { remade } from "./outer4.ts";
import { between6, inPlace6, underlayChanges6, underlayDrifts6, underlayRefusals6 } from "./outer6.ts";

const self = { kind: "vti6", mtu: 1460 };

export const vti6: KindCase = {
  type: "Vti6Tunnel",
  minimal: between6(),
  full: [
    between6(({ dev }) => ({ key: 42, dev, fwmark: 7, mtu: 1400 })),
    between6({ ikey: 1, okey: "0.0.0.2" }),
    ({ local6 }) => ({ local: local6, ikey: 5 }),
    ({ remote6 }) => ({ remote: remote6, okey: 4_294_967_295 }),
  ],
  shows: [
    ({ local6, remote6 }) => ({
      ...{ local: local6, remote: remote6, ikey: undefined, okey: undefined },
      ...{ link: undefined, fwmark: undefined, mtu: 1460 },
    }),
    ({ dev }) => ({ ikey: "0.0.0.42", okey: "0.0.0.42", link: dev, fwmark: "0x7", mtu: 1400 }),
    () => ({ ikey: "0.0.0.1", okey: "0.0.0.2" }),
    ({ local6 }) => ({ local: local6, remote: "any", ikey: "0.0.0.5", okey: undefined }),
    ({ remote6 }) => ({ local: "any", remote: remote6, ikey: undefined, okey: "255.255.255.255" }),
  ],
  changes: [
    ...underlayChanges6(self),
    inPlace6({}, { key: 5 }, { ikey: "0.0.0.5", okey: "0.0.0.5", mtu: 1460 }),
    inPlace6({ key: 5 }, { key: undefined }, { ikey: undefined, okey: undefined }),
    inPlace6({ key: 5 }, { key: undefined, ikey: 5 }, { ikey: "0.0.0.5", okey: undefined }),
    inPlace6({ ikey: 5 }, { ikey: undefined, okey: 6 }, { ikey: undefined, okey: "0.0.0.6" }),
    inPlace6({ mtu: 1300 }, { key: 5 }, { ikey: "0.0.0.5", mtu: 1300 }),
    // 0.10: the index of dev is above 255
    {
      from: between6(({ dev }) => ({ dev })),
      to: () => ({ key: 2 }),
      how: "in place",
      live: ({ dev }) => ({ ikey: "0.0.0.2", link: dev }),
    },
  ],
  drifts: [
    ...underlayDrifts6(self),
    // Without a source address the kernel looks up no route, and subtracts more bytes.
    { by: "ip link change DEV type vti6 local any", names: ["local", "mtu"] },
    { by: "ip link change DEV type vti6 key 9", names: ["key"] },
    { by: "ip link change DEV type vti6 ikey 9", names: ["ikey"] },
    { from: between6({ key: 5 }), by: "ip link change DEV type vti6 key 0", names: ["key"] },
    {
      from: between6({ key: 5 }),
      by: "ip link change DEV type vti6 okey 6",
      names: ["ikey", "key", "okey"],
    },
    { from: between6({ mtu: 1300 }), by: "ip link change DEV type vti6 fwmark 3", names: ["fwmark", "mtu"] },
    // iproute2 truncates the index of dev to 8 bits when it repeats dev in a change.
    {
      from: between6(({ dev }) => ({ dev })),
      by: "ip link change DEV type vti6 key 2",
      names: ["dev", "key"],
    },
    { by: remade("vti6 local fd44::1 remote fd44::8 key 3"), names: ["key", "remote"] },
  ],
  refusals: [
    ...underlayRefusals6,
    { args: () => ({}), property: "remote", reason: /local or remote is needed/ },
    { args: () => ({ key: 5 }), property: "remote", reason: /local or remote is needed/ },
    { args: between6({ key: 0 }), property: "key", reason: /from 1 to 4294967295/ },
    { args: between6({ key: 5, ikey: 6 }), property: "key", reason: /excludes ikey/ },
    { args: between6({ hopLimit: 9 }), property: "hopLimit", reason: /IPsec makes the packets/ },
    {
      args: between6({ encap: { type: "fou", dport: 5555 } }),
      property: "encap",
      reason: /IPsec has UDP encapsulation of its own/,
    },
    { args: () => ({ external: true }), property: "external", reason: /XfrmInterface/ },
  ],
  // test/wire/ipsec.test.ts tests the packets, because a VTI needs IPsec.
  wire: [],
  clash: { args: between6(({ dev }) => ({ key: 9, dev })), words: /kind0 already has the endpoints/ },
};
