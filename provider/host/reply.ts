import { z } from "zod";
import { Secret } from "../iproute2/command.ts";
import { readLinks, readRoutes } from "../iproute2/ip-json.ts";
import type { Dump, MarkerText, Section } from "../model/host-snapshot.ts";
import type { Operation, Outcome } from "../model/operation.ts";
import type { Batch } from "./script.ts";

/** A host's own words about itself. */
export interface Introduction {
  readonly machineId: string;
  /** `uname -r` */
  readonly kernel: string;
}

export interface Reply {
  readonly introduction?: Introduction;
  /** what `ip -V` printed, whatever it was: asked where something failed */
  readonly version?: string;
  /** another run held the host's lock too long: nothing was done */
  readonly busy: boolean;
  /** a program gave up without saying at what */
  readonly lost: boolean;
  /** the frame came to its end; of one that did not, what was not heard of is unknown */
  readonly complete: boolean;
  /** lines that the ip which stays has been given by now; undefined where there is none any more */
  readonly fed?: number;
  /** modules that could not be loaded */
  readonly missingModules: readonly string[];
  readonly operations: readonly Outcome[];
  readonly removals: readonly Outcome[];
  readonly sections: Readonly<Partial<Record<Section, string>>>;
}

/** Of an operation behind one that took the program down with it; it is sent again. */
export const NOT_RUN: Outcome = { status: "unknown", stderr: "" };

interface Mark {
  readonly word: string;
  readonly rest: readonly string[];
  readonly text: string;
}

/** A frame's output at its marks. What came before the first mark is a banner or other noise. */
function marksOf(stdout: string, nonce: string): Mark[] {
  return stdout
    .split(`\n${nonce} `)
    .slice(1)
    .map((part) => {
      const end = part.indexOf("\n");
      const [word = "", ...rest] = (end < 0 ? part : part.slice(0, end)).trim().split(" ");
      return { word, rest, text: end < 0 ? "" : part.slice(end + 1) };
    });
}

export function parseReply(stdout: string, nonce: string, batch: Batch): Reply {
  const marks = marksOf(`\n${stdout}`, nonce);
  const of = (word: string) => marks.filter((mark) => mark.word === word);
  const introduction = of("introduction")[0]?.text.split("\n");
  const fed = of("fed")[0]?.rest[0];
  const version = of("version")[0]?.text.split("\n")[0];
  const complete = marks.at(-1)?.word === "end";
  return {
    ...(introduction === undefined ? {} : { introduction: introductionOf(introduction) }),
    ...(version === undefined ? {} : { version }),
    busy: of("busy").length > 0,
    lost: of("lost").length > 0,
    complete,
    ...(fed === undefined ? {} : { fed: Number(fed) }),
    missingModules: of("module").flatMap((mark) => mark.rest),
    operations: operationOutcomes(marks, batch.operations),
    removals: removalOutcomes(marks, batch, complete),
    sections: Object.fromEntries(of("section").flatMap(sectionsIn)),
  };
}

const introductionOf = ([machineId = "", kernel = ""]: string[]): Introduction => ({ machineId, kernel });

/** Of sections that were printed together each but the last is a line. */
function sectionsIn({ rest, text }: Mark): [string, string][] {
  const [name = "", ...others] = rest;
  if (others.length === 0) return [[name, text]];
  const end = text.indexOf("\n") + 1;
  return [
    [name, text.slice(0, end)],
    ...sectionsIn({ word: "section", rest: others, text: text.slice(end) }),
  ];
}

/**
 * Which operation of which run came to what. A run takes the operations of one program that are left, in order, up
 * to the first failure; what it showed belongs to them in that order.
 */
function operationOutcomes(marks: readonly Mark[], operations: readonly Operation[]): Outcome[] {
  const outcomes = new Map<number, Outcome>();
  const scrubbed = scrubber(operations);
  for (const { word, rest, text } of marks) {
    const index = Number(rest[0]);
    if (word === "unmarked") {
      const stderr = `the marker could not be written: ${text}`;
      outcomes.set(index, { status: "failed", command: undefined, at: -1, stderr });
    }
    if (word === "gone" && !rest[0]?.startsWith("r")) outcomes.set(index, { status: "gone" });
    if (word === "foreign" && !rest[0]?.startsWith("r"))
      outcomes.set(index, { status: "foreign", alias: rest.slice(1).join(" ") });
  }
  const waiting = [...new Set(operations.map((one) => one.tool))].flatMap((tool) =>
    operations.flatMap((one, index) => (one.tool === tool && !outcomes.has(index) ? [index] : [])),
  );
  for (const [at, mark] of marks.entries()) {
    if (mark.word !== "run") continue;
    const end = marks[at + 1];
    const shown = jsonValues(mark.text);
    const tool = operations[waiting[0] ?? 0]?.tool;
    const finish = (index: number) =>
      outcomes.set(index, { status: "done", shown: shown.splice(0, operations[index]?.shows ?? 0) });
    const ofTool = () => waiting.length > 0 && operations[waiting[0] ?? 0]?.tool === tool;
    if (end?.word === "all") while (ofTool()) finish(waiting.shift() ?? 0);
    else if (end?.word === "failed") {
      const failed = Number(end.rest[0]);
      while (ofTool() && waiting[0] !== failed) finish(waiting.shift() ?? 0);
      waiting.shift();
      const line = Number(end.rest[1]);
      const command = operations[failed]?.commands[line - 1];
      outcomes.set(failed, { status: "failed", command, at: line - 1, stderr: scrubbed(end.text) });
    } else {
      // `ip` gives up on what it cannot read without saying where. What was shown tells how far it came
      const mine = waiting.filter((index) => operations[index]?.tool === tool);
      const lost = reached(mine, operations, shown.length);
      for (const index of mine.slice(0, lost.done)) finish(index);
      const stderr = scrubbed(end?.text ?? "");
      const alone = lost.tried - lost.done === 1 && end?.word === "lost" && stderr.trim() !== "";
      const outcome: Outcome = alone
        ? { status: "failed", command: undefined, at: -1, stderr }
        : { status: "unknown", stderr };
      for (const index of mine.slice(lost.done, lost.tried)) outcomes.set(index, outcome);
      for (const index of mine.slice(lost.tried)) outcomes.set(index, NOT_RUN);
      while (ofTool()) waiting.shift();
    }
  }
  return operations.map((_, index) => outcomes.get(index) ?? { status: "unknown", stderr: "" });
}

/**
 * How far a run came that ended without a word: the operations that are done, since something after them was shown,
 * and those that may have been tried, up to the first that would have shown more.
 */
function reached(
  indexes: readonly number[],
  operations: readonly Operation[],
  shown: number,
): { done: number; tried: number } {
  let [left, done] = [shown, 0];
  for (const [n, index] of indexes.entries()) {
    const shows = operations[index]?.shows ?? 0;
    if (shows > left) return { done, tried: n + 1 };
    left -= shows;
    if (shows > 0) done = n + 1;
  }
  return { done, tried: indexes.length };
}

/** iproute2 repeats an argument that it does not like: what is secret goes no further than this. */
function scrubber(operations: readonly Operation[]): (text: string) => string {
  const secrets = operations.flatMap((one) =>
    [...one.commands, ...(one.undo ?? [])].flat().filter((token) => token instanceof Secret),
  );
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret.reveal(), String(secret)), text);
}

function removalOutcomes(marks: readonly Mark[], { removals }: Batch, complete: boolean): Outcome[] {
  const removing = marks.find((mark) => mark.word === "removing");
  const stays = new Set(marks.filter((mark) => mark.word === "stays").flatMap((mark) => mark.rest));
  return removals.map(({ device }, index): Outcome => {
    const barred = marks.find((mark) => mark.rest[0] === `r${index}`);
    if (barred?.word === "gone") return { status: "gone" };
    if (barred?.word === "foreign") return { status: "foreign", alias: barred.rest.slice(1).join(" ") };
    if (removing === undefined || !complete) return { status: "unknown", stderr: "" };
    if (!stays.has(device)) return { status: "done", shown: [] };
    return { status: "failed", command: ["link", "del", "dev", device], at: 0, stderr: removing.text };
  });
}

export const rawLinks = ({ links }: Reply["sections"]) => raw.parse(jsonValues(links ?? "").flat());
export const rawRoutes = ({ routes }: Reply["sections"]) => raw.parse(jsonValues(routes ?? "").flat());

const raw = z.array(z.looseObject({ ifname: z.string().optional(), dev: z.string().optional() }));

/** The JSON values that `ip -j` printed, one a command. Between them there is nothing but white space. */
function jsonValues(text: string): unknown[] {
  const values: unknown[] = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    values.push(JSON.parse(line));
  }
  return values;
}

const list = z.array(z.unknown());

const parsed = new WeakMap<Reply["sections"], Dump>();

/** The sections of a dump, parsed: once, for all that look at the same. */
export function dumpOf(sections: Reply["sections"]): Dump {
  const dump = parsed.get(sections) ?? parseDump(sections);
  parsed.set(sections, dump);
  return dump;
}

function parseDump(sections: Reply["sections"]): Dump {
  const { links, routes, fou, markers, tc, ...others } = sections;
  return {
    links: links === undefined ? [] : readLinks(JSON.parse(links)),
    routes: routes === undefined ? [] : readRoutes(jsonValues(routes).flatMap((one) => list.parse(one))),
    sections: {
      ...others,
      ...(fou === undefined ? {} : { fou: jsonValues(fou).flatMap((one) => list.parse(one)) }),
      ...(tc === undefined ? {} : { tc: jsonValues(tc) }),
      ...(markers === undefined ? {} : { markers: markersOf(markers) }),
    },
  };
}

/** Lines of a name and what the marker of that name says. */
const markersOf = (text: string): Record<string, MarkerText> =>
  Object.fromEntries(
    text.split("\n").flatMap((line) => {
      const [name = "", alias = "", note] = line.split(" ");
      return name === "" ? [] : [[name, { alias, note }]];
    }),
  );
