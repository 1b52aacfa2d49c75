import type { Capabilities } from "./machine.ts";
import type { OperatorAct } from "./operator.ts";
import type { Fault } from "./wire.ts";
import type { HostName } from "./world.ts";

/**
 * The resources that a program may declare: three VXLAN links, a LinkSet, a policy, a neighbour and forwarding; and where
 * the kernel can: a GRE and an IPIP link, a FOU port, an IPsec state and a mirror.
 */
export const SLOTS = ["a", "b", "c", "set", "p", "n", "f", "g", "i", "u", "x", "e"] as const;
export type Slot = (typeof SLOTS)[number];

/** The arguments and options of a link in the model. If a value is undefined, the program does not declare it. */
export interface LinkEdit {
  readonly host?: HostName;
  /** a choice between the two VNIs or keys of the slot; an IPIP link has GUE by the second one */
  readonly vni: 0 | 1;
  readonly dev?: "eth0" | "eth1";
  readonly ttl?: number;
  /** indexes in `addressesOf` and `routesOf` (./program.ts) */
  readonly addresses: readonly number[];
  readonly routes: readonly number[];
  readonly mtu?: number;
  readonly down?: boolean;
  /** an argument whose change needs a new device */
  readonly maxAddresses?: number;
  /** Whether the device's name differs from the resource's. */
  readonly name?: boolean;
  readonly adopt?: boolean;
  /** a choice of one spelling of the same connection */
  readonly spelling?: number;
  /** Whether a replacement creates the new object before it deletes the old one. */
  readonly createFirst?: boolean;
}

export interface SetEdit {
  readonly members: readonly { readonly key: number; readonly ttl?: number; readonly addressed: boolean }[];
}

export interface PolicyEdit {
  readonly selector: 0 | 1;
  readonly priority: number;
  readonly adopt?: boolean;
}

export interface NeighborEdit {
  /** a choice of `NEIGHBORS` (./operator.ts) */
  readonly neighbor: 0 | 1;
  readonly lladdr: string;
  readonly adopt?: boolean;
}

export interface ForwardingEdit {
  readonly family: "inet" | "inet6";
}

export interface PortEdit {
  /** a choice of `PORTS` (./operator.ts) */
  readonly port: 0 | 1;
  readonly gue: boolean;
  readonly adopt?: boolean;
}

export interface StateEdit {
  /** a choice of `SPIS` (./operator.ts) */
  readonly spi: 0 | 1;
  readonly reqid: number;
  /** a choice of two keys */
  readonly key: 0 | 1;
  readonly adopt?: boolean;
}

export interface MirrorEdit {
  readonly monitor: "eth1" | "a" | "s0";
  readonly target: "span0" | "span1";
  readonly direction: "ingress" | "egress" | "both";
  readonly pref?: number;
  /** Whether it copies only DNS queries. */
  readonly match?: boolean;
  readonly mtu?: number;
}

export type Edit =
  | { readonly slot: LinkSlot; readonly link: LinkEdit | null }
  | { readonly slot: "set"; readonly set: SetEdit | null }
  | { readonly slot: "p"; readonly policy: PolicyEdit | null }
  | { readonly slot: "n"; readonly neighbor: NeighborEdit | null }
  | { readonly slot: "f"; readonly forwarding: ForwardingEdit | null }
  | { readonly slot: "u"; readonly port: PortEdit | null }
  | { readonly slot: "x"; readonly state: StateEdit | null }
  | { readonly slot: "e"; readonly mirror: MirrorEdit | null };

export type LinkSlot = "a" | "b" | "c" | "g" | "i";

/** A step. A step of a stack ends with a run of the engine. The next step continues with the edited program. */
export type Step =
  | {
      readonly do: "up";
      readonly stack: 0 | 1;
      readonly edits: readonly Edit[];
      readonly refresh?: boolean;
      readonly targetReplace?: Slot;
      readonly fault?: Fault;
    }
  | { readonly do: "refresh" | "destroy" | "forget"; readonly stack: 0 | 1 }
  | {
      readonly do: "rename" | "reparent";
      readonly stack: 0 | 1;
      readonly slot: Slot;
      readonly alias: boolean;
    }
  | { readonly do: "taint"; readonly stack: 0 | 1; readonly slot: Slot }
  | ({ readonly do: "operator"; readonly host: HostName } & OperatorAct);

export interface Sequence {
  /** Whether the second stack has the project and name of the first, in another backend. */
  readonly twins: boolean;
  readonly machineIds: "distinct" | "same" | "none";
  readonly steps: readonly Step[];
}

/** The features that sequences use. A feature is off as long as a finding about it is open. */
export interface Features {
  readonly createFirst: boolean;
  readonly reparent: boolean;
  readonly twins: boolean;
  readonly machineIds: boolean;
  readonly spellings: boolean;
  readonly replacedRoutes: boolean;
  readonly sharedRoutes: boolean;
  readonly dynamicAddresses: boolean;
  readonly automaticMtu: boolean;
  readonly oddAliases: boolean;
  readonly peers: boolean;
  readonly adoption: boolean;
  readonly operatorsForwarding: boolean;
  readonly lostConnections: boolean;
  readonly killedForwarding: boolean;
  /** what the kernel can do */
  readonly can: Capabilities;
}

export const featuresWithout = (open: ReadonlySet<string>, can: Capabilities): Features => ({
  can,
  createFirst: !open.has("1a"),
  reparent: !open.has("1b"),
  twins: !open.has("3"),
  machineIds: !open.has("4"),
  spellings: !open.has("2"),
  replacedRoutes: !open.has("6"),
  sharedRoutes: !open.has("7"),
  dynamicAddresses: !open.has("8"),
  automaticMtu: !open.has("9"),
  oddAliases: !open.has("10"),
  peers: !open.has("15"),
  adoption: !open.has("A7"),
  operatorsForwarding: !open.has("20"),
  killedForwarding: !open.has("M3"),
  lostConnections: !open.has("M1") && !open.has("M2"),
});
