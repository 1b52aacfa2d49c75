import { z } from "zod";
import { readLinks, readRoutes } from "../iproute2/ip-json.ts";
import type { HostSnapshot, MarkerText } from "../model/host-snapshot.ts";
import { jsonValues, type SectionTexts } from "./reply.ts";

const list = z.array(z.unknown());

const parsed = new WeakMap<SectionTexts, HostSnapshot>();

/** The snapshot of a dump. It is parsed once for all callers that share the dump. */
export function snapshotOf(sections: SectionTexts): HostSnapshot {
  const snapshot = parsed.get(sections) ?? parseSnapshot(sections);
  parsed.set(sections, snapshot);
  return snapshot;
}

function parseSnapshot(sections: SectionTexts): HostSnapshot {
  const { links, routes, fou, markers, tc, ...others } = sections;
  return {
    links: links === undefined ? [] : readLinks(JSON.parse(links)),
    routes: routes === undefined ? [] : readRoutes(jsonValues(routes).flatMap((one) => list.parse(one))),
    sections: {
      ...others,
      ...(fou === undefined ? {} : { fou: jsonValues(fou).flatMap((one) => list.parse(one)) }),
      ...(tc === undefined ? {} : { tc: jsonValues(tc) }),
      ...(markers === undefined ? {} : { markers: markersIn(markers) }),
    },
  };
}

/** Reads lines of the form "NAME ALIAS NOTE". */
const markersIn = (text: string): Record<string, MarkerText> =>
  Object.fromEntries(
    text.split("\n").flatMap((line) => {
      const [name = "", alias = "", note] = line.split(" ");
      return name === "" ? [] : [[name, { alias, note }]];
    }),
  );
