import type { KindCase } from "../kind-case.ts";

const full = { vlanFiltering: true, defaultPvid: 7, stp: true, ageing: 20, multicastSnooping: false };
const live = { vlan_filtering: 1, vlan_default_pvid: 7, stp_state: 1, ageing_time: 2000, mcast_snooping: 0 };
const byDefault = {
  ...{ vlan_filtering: 0, vlan_default_pvid: 1, stp_state: 0, ageing_time: 30_000, mcast_snooping: 1 },
};

export const bridge: KindCase = {
  type: "Bridge",
  minimal: () => ({}),
  full: [() => full, () => ({ ...full, mtu: 1400 })],
  shows: [() => byDefault, () => live, () => ({ ...live, mtu: 1400 })],
  changes: [
    { to: () => full, how: "in place", live: () => live },
    {
      from: () => full,
      to: () => ({
        vlanFiltering: undefined,
        defaultPvid: undefined,
        stp: undefined,
        ageing: undefined,
        multicastSnooping: undefined,
      }),
      how: "in place",
      live: () => byDefault,
    },
    { to: () => ({ ageing: 0 }), how: "in place", live: () => ({ ageing_time: 0 }) },
    { to: () => ({ mtu: 1400 }), how: "in place", live: () => ({ mtu: 1400 }) },
  ],
  drifts: [
    { by: "ip link set DEV type bridge vlan_filtering 1", names: ["vlanFiltering"] },
    { by: "ip link set DEV type bridge vlan_default_pvid 9", names: ["defaultPvid"] },
    { by: "ip link set DEV type bridge stp_state 1", names: ["stp"] },
    { by: "ip link set DEV type bridge ageing_time 1000", names: ["ageing"] },
    { by: "ip link set DEV type bridge mcast_snooping 0", names: ["multicastSnooping"] },
  ],
  refusals: [
    { args: () => ({ ageing: -1 }), property: "ageing", reason: /from 0 to 42949672/ },
    { args: () => ({ defaultPvid: 4095 }), property: "defaultPvid", reason: /from 0 to 4094/ },
    { args: () => ({ master: "kind0" }), property: "master", reason: /another device than the link itself/ },
  ],
  hasMtuOfPorts: true,
  // test/kinds/master.test.ts tests the frames of its ports.
  wire: [],
};
