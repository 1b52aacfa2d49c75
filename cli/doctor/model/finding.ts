import type { Chain } from "../firewall/rule.ts";
import type { HostFacts } from "../host/facts.ts";

/** "problem": what the user asked for cannot work. "warning": it may not work, or not for long. */
export type Level = "ok" | "warning" | "problem";

/** One result of a check of a host. */
export interface Finding {
  readonly level: Level;
  /** The name of the check, which never changes: `modules`, `rp_filter`. */
  readonly check: string;
  /** What is so. */
  readonly text: string;
  /** What to do. */
  readonly advice?: string;
}

/** What a check reads. */
export interface Examination {
  readonly facts: HostFacts;
  /** The chains of its firewall; undefined if they cannot be read. */
  readonly firewall: readonly Chain[] | undefined;
  /** The kinds that the user wants. Without any, all kinds are checked, and what one lacks is a warning. */
  readonly wanted: readonly string[];
  /** UDP ports of tunnels besides the default ones. */
  readonly udpPorts: readonly number[];
  readonly peer: string | undefined;
  /** Whether commands run by sudo. */
  readonly usesSudo: boolean;
  readonly netns: string | undefined;
  /** When the facts were requested and received, in seconds since 1970. */
  readonly sent: number;
  readonly received: number;
}

export type Check = (examination: Examination) => readonly Finding[];

export const ok = (check: string, text: string): Finding => ({ level: "ok", check, text });
export const warning = (check: string, text: string, advice: string): Finding => ({
  ...{ level: "warning", check, text, advice },
});
export const problem = (check: string, text: string, advice: string): Finding => ({
  ...{ level: "problem", check, text, advice },
});
