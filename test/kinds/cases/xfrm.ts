import type { KindCase } from "../kind-case.ts";
import { remade } from "./outer4.ts";

const onDev = ({ dev }: { dev: string }) => ({ ifId: 42, dev });

export const xfrm: KindCase = {
  type: "XfrmInterface",
  minimal: () => ({ ifId: 42 }),
  full: [
    ({ dev }) => ({ ifId: 4_294_967_295, dev, mtu: 1400 }),
    onDev,
    () => ({ external: true, mtu: 1400 }),
    () => ({ external: true }),
  ],
  shows: [
    () => ({ if_id: "0x2a", link: undefined, external: undefined, mtu: 1500 }),
    ({ dev }) => ({ if_id: "0xffffffff", link: dev, mtu: 1400 }),
    ({ dev }) => ({ if_id: "0x2a", link: dev, mtu: 1500 }),
    () => ({ external: true, if_id: undefined, mtu: 1400 }),
    () => ({ external: true, mtu: 1500 }),
  ],
  changes: [
    { to: () => ({ ifId: 43 }), how: "in place", live: () => ({ if_id: "0x2b", mtu: 1500 }) },
    // `ip` sets the id only together with dev, so a change of the id repeats dev.
    {
      from: onDev,
      to: () => ({ ifId: 43 }),
      how: "in place",
      live: ({ dev }) => ({ if_id: "0x2b", link: dev }),
    },
    {
      from: (ends) => ({ ...onDev(ends), mtu: 1300 }),
      to: () => ({ ifId: 43 }),
      how: "in place",
      live: () => ({ if_id: "0x2b", mtu: 1300 }),
    },
    { to: () => ({ mtu: 1300 }), how: "in place", live: () => ({ mtu: 1300 }) },
    {
      from: onDev,
      to: () => ({ mtu: 1300 }),
      how: "in place",
      live: ({ dev }) => ({ mtu: 1300, link: dev }),
    },
    {
      from: () => ({ ifId: 42, mtu: 1300 }),
      to: () => ({ mtu: undefined }),
      how: "replace",
      live: () => ({ mtu: 1500 }),
    },
    { to: ({ dev }) => ({ dev }), how: "replace", live: ({ dev }) => ({ if_id: "0x2a", link: dev }) },
    { from: onDev, to: () => ({ dev: "lo" }), how: "replace", live: () => ({ link: "lo" }) },
    { from: onDev, to: () => ({ dev: undefined }), how: "replace", live: () => ({ link: undefined }) },
    {
      to: () => ({ ifId: undefined, external: true }),
      how: "replace",
      live: () => ({ external: true, if_id: undefined }),
    },
    {
      from: () => ({ external: true }),
      to: () => ({ ifId: 42, external: undefined }),
      how: "replace",
      live: () => ({ external: undefined, if_id: "0x2a" }),
    },
  ],
  drifts: [
    { by: "ip link change DEV type xfrm if_id 99", names: ["ifId"] },
    { by: remade("xfrm if_id 42 dev under0"), names: ["dev"] },
    { from: onDev, by: remade("xfrm if_id 42 dev lo"), names: ["dev"] },
    { from: onDev, by: remade("xfrm if_id 42"), names: ["dev"] },
    { by: remade("xfrm external"), names: ["external", "ifId"] },
  ],
  refusals: [
    { args: () => ({}), property: "ifId", reason: /is required: a whole number from 1 to 4294967295/ },
    { args: () => ({ ifId: 0 }), property: "ifId", reason: /from 1 to 4294967295/ },
    { args: () => ({ ifId: 4_294_967_296 }), property: "ifId", reason: /from 1 to 4294967295/ },
    { args: () => ({ ifId: 1, dev: "an underlay" }), property: "dev", reason: /may hold only letters/ },
    { args: () => ({ ifId: 1, external: true }), property: "external", reason: /excludes ifId/ },
    { args: ({ dev }) => ({ dev, external: true }), property: "external", reason: /excludes dev/ },
    {
      args: ({ remote4 }) => ({ ifId: 1, remote: remote4 }),
      property: "remote",
      reason: /their states and policies hold the endpoints/,
    },
    {
      args: () => ({ ifId: 1, encap: { type: "fou", dport: 5555 } }),
      property: "encap",
      reason: /IPsec has UDP encapsulation of its own/,
    },
  ],
  // test/wire/ipsec.test.ts tests the packets, because an XFRM interface needs IPsec.
  wire: [],
  clash: { args: onDev, words: /kind0 already has the interface id 42/ },
};
