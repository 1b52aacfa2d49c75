import type { Declaration } from "./engine-types.ts";
import { NEIGHBORS, PORTS, SELECTORS, SPIS } from "./operator.ts";
import type { Args } from "./provider.ts";
import type { Edit, LinkEdit, LinkSlot, MirrorEdit, SetEdit, Slot, StateEdit } from "./sequence.ts";
import { type HostName, UNDERLAY } from "./world.ts";

/** The declaration of a slot's resource. Steps change its logical name and its parent, and never its type. */
interface Declared {
  readonly edit: Edit;
  name: string;
  parent: string;
  aliases: { readonly name: string; readonly parent: string }[];
}

const SPELLINGS: readonly Args[] = [{}, { port: 22 }, { user: "root", perDialTimeout: 20 }];

/** The addresses from which the edits of a link choose. No two links share a subnet. */
export const addressesOf = (slot: number): readonly string[] => [
  `10.9.${slot}.1/30`,
  `10.9.${slot}.5/30`,
  `2001:db8:9${slot}::1/64`,
];

/** The routes from which the edits of a link choose. All links share the last one. */
export const routesOf = (slot: number): readonly (string | Args)[] => [
  `10.${20 + slot}.0.0/16`,
  { to: `10.${20 + slot}.0.0/16`, metric: 50 },
  `2001:db8:2${slot}::/48`,
  "10.99.0.0/16",
];

/** The types of the links of each slot. */
const LINK_TYPES = {
  a: "VxlanTunnel",
  b: "VxlanTunnel",
  c: "VxlanTunnel",
  g: "GreTunnel",
  i: "IpipTunnel",
} as const;

/** The arguments by which two links of a slot differ. */
const ownArgs = {
  VxlanTunnel: (index: number, { vni, maxAddresses }: LinkEdit) => ({
    vni: 10 * (index + 1) + vni,
    ...(maxAddresses === undefined ? {} : { maxAddresses }),
  }),
  GreTunnel: (_index: number, { vni }: LinkEdit) => ({ key: vni + 1 }),
  IpipTunnel: (_index: number, { vni }: LinkEdit) =>
    vni === 0 ? {} : { encap: { type: "gue", dport: PORTS[0] } },
} as const;

function linkArgs(slot: LinkSlot, edit: LinkEdit): Args {
  const index = "abcgi".indexOf(slot);
  const host: HostName = edit.host ?? "alpha";
  const routes = edit.down === true ? [] : edit.routes;
  const [allAddresses, allRoutes] = [addressesOf(index), routesOf(index)];
  return {
    host: { connection: { host, ...SPELLINGS[edit.spelling ?? 0] } },
    ...ownArgs[LINK_TYPES[slot]](index, edit),
    local: UNDERLAY[host],
    remote: UNDERLAY[host === "alpha" ? "beta" : "alpha"],
    addresses: edit.addresses.map((choice) => allAddresses[choice]),
    routes: routes.map((choice) => allRoutes[choice]),
    ...(edit.dev === undefined ? {} : { dev: edit.dev }),
    ...(edit.ttl === undefined ? {} : { ttl: edit.ttl }),
    ...(edit.mtu === undefined ? {} : { mtu: edit.mtu }),
    ...(edit.down === true ? { up: false } : {}),
    ...(edit.name === true ? { name: `n${slot}` } : {}),
    ...(edit.adopt === true ? { adopt: true } : {}),
  };
}

const setArgs = ({ members }: SetEdit): Args => ({
  host: { connection: { host: "alpha" } },
  kind: "vxlan",
  links: Object.fromEntries(
    members.map(({ key, ttl, addressed }) => [
      `m${key}`,
      {
        ...{ vni: 41 + key, local: UNDERLAY.alpha, remote: UNDERLAY.beta, dev: "eth0" },
        ...(ttl === undefined ? {} : { ttl }),
        ...(addressed ? { addresses: [`10.9.${40 + key}.1/30`] } : {}),
      },
    ]),
  ),
});

const STATE_KEYS = ["a1".repeat(16), "b2".repeat(16)] as const;

const stateArgs = ({ spi, reqid, key, adopt }: StateEdit): Args => ({
  host: { connection: { host: "alpha" } },
  ...{ source: UNDERLAY.alpha, destination: UNDERLAY.beta, spi: SPIS[spi], reqid },
  authentication: { name: "hmac(sha256)", key: "c3".repeat(32), truncation: 128 },
  encryption: { name: "cbc(aes)", key: STATE_KEYS[key] },
  ...(adopt === true ? { adopt } : {}),
});

const mirrorArgs = ({ monitor, target, direction, pref, match, mtu }: MirrorEdit): Args => ({
  ...{ host: { connection: { host: "alpha" } }, monitor, target, direction },
  ...(pref === undefined ? {} : { pref }),
  ...(match === true ? { match: { protocol: "ip", ipProto: "udp", destinationPort: 53 } } : {}),
  ...(mtu === undefined ? {} : { mtu }),
});

/** The program of a stack. Steps edit it. */
export class Program {
  readonly #slots = new Map<Slot, Declared>();

  /** Applies an edit. The resource keeps its logical name, parent and aliases. */
  apply(edit: Edit): void {
    const isRemoved = Object.values(edit).includes(null);
    const before = this.#slots.get(edit.slot);
    if (isRemoved) this.#slots.delete(edit.slot);
    else this.#slots.set(edit.slot, { name: edit.slot, parent: "", aliases: [], ...before, edit });
  }

  name(slot: Slot): string | undefined {
    return this.#slots.get(slot)?.name;
  }

  rename(slot: Slot, alias: boolean): void {
    this.#move(slot, alias, (one) => {
      one.name = one.name.endsWith("2") ? slot : `${slot}2`;
    });
  }

  reparent(slot: Slot, alias: boolean): void {
    this.#move(slot, alias, (one) => {
      one.parent = one.parent === "" ? "my:Site" : "";
    });
  }

  #move(slot: Slot, alias: boolean, how: (one: Declared) => void): void {
    const one = this.#slots.get(slot);
    if (one === undefined) return;
    const { name, parent } = one;
    how(one);
    one.aliases = alias ? [{ name, parent }, ...one.aliases] : [];
  }

  /** The resources. The SDK sets deleteBeforeReplace, unless the program does. (sdk/host.ts, hostOptions) */
  declarations(): Declaration[] {
    return [...this.#slots].map(([, { edit, name, parent, aliases }]) => {
      const own = aliases.filter((one) => one.name !== name || one.parent !== parent);
      const options = { deleteBeforeReplace: true, ...(own.length === 0 ? {} : { aliases: own }) };
      const common = { name, parent, options };
      if ("link" in edit && edit.link !== null) {
        const first = edit.link.createFirst === true ? { deleteBeforeReplace: false } : {};
        return {
          ...common,
          type: LINK_TYPES[edit.slot],
          args: linkArgs(edit.slot, edit.link),
          options: { ...common.options, ...first },
        };
      }
      if ("set" in edit && edit.set !== null) return { ...common, type: "LinkSet", args: setArgs(edit.set) };
      if ("policy" in edit && edit.policy !== null) {
        const { selector, priority, adopt } = edit.policy;
        const args = {
          host: { connection: { host: "alpha" } },
          direction: "out",
          selector: SELECTORS[selector],
          priority,
        };
        return { ...common, type: "XfrmPolicy", args: { ...args, ...(adopt === true ? { adopt } : {}) } };
      }
      if ("neighbor" in edit && edit.neighbor !== null) {
        const { neighbor, lladdr, adopt } = edit.neighbor;
        const args = {
          ...{ host: { connection: { host: "alpha" } }, dev: "eth0", lladdr },
          address: NEIGHBORS[neighbor],
        };
        return { ...common, type: "Neighbor", args: { ...args, ...(adopt === true ? { adopt } : {}) } };
      }
      if ("port" in edit && edit.port !== null) {
        const { port, gue, adopt } = edit.port;
        const args = {
          host: { connection: { host: "alpha" } },
          port: PORTS[port],
          ...(gue ? { gue } : { protocol: "ipip" }),
        };
        return { ...common, type: "FouPort", args: { ...args, ...(adopt === true ? { adopt } : {}) } };
      }
      if ("state" in edit && edit.state !== null)
        return { ...common, type: "XfrmState", args: stateArgs(edit.state) };
      if ("mirror" in edit && edit.mirror !== null) {
        // A mirror needs its monitor, which another resource of the program may make
        const dependsOn = [...this.#slots.values()]
          .filter(({ edit: other }) => "link" in other)
          .map((one) => one.name);
        return {
          ...common,
          type: "ErspanMirror",
          args: mirrorArgs(edit.mirror),
          options: { ...options, dependsOn },
        };
      }
      const family = "forwarding" in edit ? edit.forwarding?.family : "inet";
      return { ...common, type: "Forwarding", args: { host: { connection: { host: "alpha" } }, family } };
    });
  }
}
