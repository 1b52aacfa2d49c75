import type { LiveLink, LiveRoute } from "../iproute2/ip-json.ts";

/** All of a host's networking that reads look at, from one frame. */
export interface HostSnapshot {
  readonly links: readonly LiveLink[];
  readonly routes: readonly { dev: string | undefined; route: LiveRoute }[];
  /** raw JSON or text of the sections that were asked for by name */
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

/** What an object's marker says, if it has one. */
export const markerIn = (dump: HostSnapshot, name: string): MarkerText | undefined =>
  (dump.sections.markers as Readonly<Record<string, MarkerText>> | undefined)?.[name];
