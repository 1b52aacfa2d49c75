import type { LiveLink, LiveRoute } from "../iproute2/ip-json.ts";
import type { FilterQdisc } from "../iproute2/tc-json.ts";

/** All of a host's networking that reads look at, from one frame. */
export interface HostSnapshot {
  readonly links: readonly LiveLink[];
  readonly routes: readonly { dev: string | undefined; route: LiveRoute }[];
  /** the other sections, those that were asked for */
  readonly sections: Partial<OtherSections>;
}

interface OtherSections {
  readonly facts: string;
  /** by their names */
  readonly markers: Readonly<Record<string, MarkerText>>;
  /** JSON values that `ip fou show` prints */
  readonly fou: readonly unknown[];
  readonly udp: string;
  readonly "xfrm-state": string;
  readonly "xfrm-policy": string;
  readonly tc: readonly FilterQdisc[];
  readonly sysctl: string;
}

/** `tc:DEVICE` is what one device has of `tc`, because others may have thousands of filters. */
export type DumpSection = "links" | "routes" | Exclude<keyof OtherSections, "tc"> | `tc:${string}`;

export interface MarkerText {
  readonly alias: string;
  readonly note: string | undefined;
}

/** What an object's marker says, if it has one. */
export const markerIn = (dump: HostSnapshot, name: string): MarkerText | undefined =>
  dump.sections.markers?.[name];
