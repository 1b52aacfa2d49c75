import type { LiveLink, LiveRoute } from "../iproute2/ip-json.ts";

/** The state of a host that one frame has read. */
export interface HostSnapshot {
  readonly links: readonly LiveLink[];
  readonly routes: readonly { dev: string | undefined; route: LiveRoute }[];
  /** JSON or text of the other sections that the frame asked for */
  readonly sections: Readonly<Partial<Record<DumpSection, unknown>>>;
}

export type DumpSection =
  | "facts"
  | "links"
  | "routes"
  | "markers"
  | "fou"
  | "udp"
  | "xfrm-state"
  | "xfrm-policy"
  | "tc"
  | "sysctl";

export interface MarkerText {
  readonly alias: string;
  readonly note: string | undefined;
}

/** The content of an object's marker, if it has one. */
export const markerIn = (dump: HostSnapshot, name: string): MarkerText | undefined =>
  (dump.sections.markers as Readonly<Record<string, MarkerText>> | undefined)?.[name];
