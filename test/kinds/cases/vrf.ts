import type { KindCase } from "../kind-case.ts";
import { remade } from "./outer4.ts";

export const vrf: KindCase = {
  type: "Vrf",
  minimal: () => ({ table: 100 }),
  full: [() => ({ table: 4_294_967_295, mtu: 1400 })],
  shows: [() => ({ table: 100 }), () => ({ table: 4_294_967_295, mtu: 1400 })],
  changes: [
    { to: () => ({ table: 101 }), how: "replace", live: () => ({ table: 101 }) },
    { to: () => ({ mtu: 1400 }), how: "in place", live: () => ({ mtu: 1400 }) },
  ],
  drifts: [{ by: remade("vrf table 7"), names: ["table"] }],
  refusals: [
    {
      args: () => ({}),
      property: "table",
      reason: /is required: must be a whole number from 1 to 4294967295/,
    },
    { args: () => ({ table: 254 }), property: "table", reason: /must not be 254 \(main\) or 255 \(local\)/ },
    { args: () => ({ table: 255 }), property: "table", reason: /must not be 254 \(main\) or 255 \(local\)/ },
    { args: () => ({ table: 1, master: "red" }), property: "master", reason: /no VRF in another one/ },
  ],
  // test/kinds/master.test.ts tests the packets of its ports.
  wire: [],
};
