/** What a step does to an object on a host. */
export type Action = "create" | "change" | "replace" | "remove";

/** An argument that a step changes. */
export interface Change {
  readonly property: string;
  /** the values as a reader sees them; a secret is "[secret]" */
  readonly before: string;
  readonly after: string;
  /** for a list: the items that only one of the values has */
  readonly items?: { readonly added: readonly string[]; readonly removed: readonly string[] };
  /** Whether the object is replaced because of this argument. */
  readonly replaces: boolean;
}

/** The host of a step. */
export interface HostLabel {
  /** equal for steps on the same host */
  readonly key: string;
  /** the name of its `Host` resource, if it has one */
  readonly name: string | undefined;
  /** `root@198.51.100.1`, with the port if it is not 22, and the network namespace; undefined if the preview hides it */
  readonly address: string | undefined;
  /** why the preview hides the address: it is a secret, or it is known only in the run */
  readonly hidden: "secret" | "unknown" | undefined;
}

/**
 * What a step does to packets.
 *
 * - none: no packet needs the object, or packets flow on
 * - starts: the object carries packets from now on
 * - stops: packets stop until `until`
 */
export type Effect = { readonly kind: "none" | "starts" } | Interruption;

export interface Interruption {
  readonly kind: "stops";
  /** the packets, in words */
  readonly packets: string;
  /** the arguments that cause it; none for a removal */
  readonly because: readonly string[];
  /**
   * - "creation": the run creates the object again
   * - "both ends": the far end has the same change
   * - "next change": a later change of the program
   */
  readonly until: "creation" | "both ends" | "next change";
  /** The shortest duration, in round trips between this machine and the host. Undefined if nothing ends it. */
  readonly atLeastRoundTrips: number | undefined;
}

/** One object on one host in a preview. */
export interface PlannedStep {
  readonly urn: string;
  /** the resource's name; for a link of a set `SET/LINK` */
  readonly name: string;
  /** `GreTunnel` */
  readonly type: string;
  /** the kind of a link by iproute2's name, with its encapsulation: "gre in gue" */
  readonly kind: string | undefined;
  /** the component or set that the object belongs to, else the resource itself */
  readonly unit: { readonly key: string; readonly name: string };
  readonly action: Action;
  /** undefined for a resource without a host, such as IpsecKeys */
  readonly host: HostLabel | undefined;
  readonly changes: readonly Change[];
  /** Commands in the syntax of `ip`, `tc` and `sysctl`; lines that begin with # are comments. Empty if the host runs none. */
  readonly commands: readonly string[];
  readonly effect: Effect;
  /**
   * Whether the connection leads to another address, which may be another machine. The run then creates the object there, and
   * removes it from the old machine.
   */
  readonly mayMove: boolean;
}

/** A difference between a host and the state, which a refresh has found. */
export interface Drift {
  readonly urn: string;
  readonly name: string;
  readonly type: string;
  readonly host: HostLabel | undefined;
  /** `before` is the recorded value, `after` the one on the host */
  readonly changes: readonly Change[];
  /** Whether the object no longer exists. */
  readonly isGone: boolean;
}

/** A link after the run, or one that the run removes. */
export interface PlannedLink {
  readonly name: string;
  /** by iproute2's name, with its encapsulation: "gre in gue" */
  readonly kind: string;
  readonly unit: { readonly key: string; readonly name: string };
  readonly host: HostLabel | undefined;
  /** undefined if nothing changes */
  readonly action: Action | undefined;
  /** the prefixes whose packets the host sends through it: routes, and subnets of its addresses */
  readonly prefixes: readonly string[];
}

/** What a run does, computed from a preview. */
export interface Plan {
  readonly project: string;
  readonly stack: string;
  readonly steps: readonly PlannedStep[];
  readonly drifts: readonly Drift[];
  /** All links that the preview lists: with `--show-sames` also those that do not change. */
  readonly links: readonly PlannedLink[];
  /** How many units of this package do not change. Undefined if the preview lists no unchanged resources. */
  readonly unchanged: number | undefined;
  /** How many resources of other packages change. */
  readonly others: number;
}

export const interrupts = (step: PlannedStep): boolean => step.effect.kind === "stops";
