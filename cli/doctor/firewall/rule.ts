/** An outer packet of a tunnel, as a host receives or sends it for the first time. */
export interface Packet {
  readonly family: "inet" | "inet6";
  /** The number of the IP protocol. */
  readonly protocol: number;
  /** The UDP port of its destination. */
  readonly port?: number;
}

/** "unknown": it depends on what is not known here, such as an address or a device. */
export type Answer = "yes" | "no" | "unknown";

/** One condition of a rule. */
export type Test = (packet: Packet) => Answer;

export type Verdict =
  | { readonly type: "accept" | "drop" | "return" | "unknown" }
  | { readonly type: "jump" | "goto"; readonly target: string };

export interface Rule {
  readonly tests: readonly Test[];
  readonly verdict: Verdict;
}

/** A chain of rules. */
export interface Chain {
  /** `inet filter` of nft, or `iptables filter`. Chains of one table reach each other by their names. */
  readonly table: string;
  readonly name: string;
  readonly families: readonly Packet["family"][];
  /** Where the kernel begins with this chain. Other chains are reached by jumps. */
  readonly hook?: "prerouting" | "input" | "output" | "postrouting";
  readonly policy?: "accept" | "drop";
  readonly rules: readonly Rule[];
}
