import { z } from "zod";
import { Secret } from "../iproute2/command.ts";
import { endOfFirstValue, jsonValues } from "../iproute2/json-text.ts";
import type { DumpSection } from "../model/host-snapshot.ts";
import type { Operation, Outcome } from "../model/operation.ts";
import type { FrameRequest } from "./frame.ts";
import { parseEvents, type ReplyEvent } from "./reply-events.ts";

/** What a host says it is. */
export interface HostIdentity {
  readonly machineId: string;
  /** `uname -r` */
  readonly kernel: string;
}

/** What sections of a dump printed. */
export type SectionTexts = Readonly<Partial<Record<DumpSection, string>>>;

export interface Reply {
  readonly identity?: HostIdentity;
  /** what `ip -V` printed: asked where something failed */
  readonly version?: string;
  /** Why the frame did not get the host's lock, so that nothing was done. */
  readonly unlocked?: "busy" | { readonly stderr: string };
  /** a program ended without the line that failed */
  readonly lost: boolean;
  /** The frame came to its end. Of one that did not, the outcomes that are missing are unknown. */
  readonly complete: boolean;
  /** A list of the kernel changed while it was read, so that entries of the sections may be missing. */
  readonly interrupted: boolean;
  /** lines that the persistent ip was sent in its life; undefined where it does not run any more */
  readonly linesSent?: number;
  /** modules that could not be loaded */
  readonly missingModules: readonly string[];
  readonly operations: readonly Outcome[];
  readonly removals: readonly Outcome[];
  readonly sections: SectionTexts;
}

/** The outcome of an operation behind one that took the program down with it: it is sent again. */
export const NOT_RUN: Outcome = { status: "unknown", stderr: "" };
const UNKNOWN_OUTCOME: Outcome = { status: "unknown", stderr: "" };

export function parseReply(stdout: string, nonce: string, request: FrameRequest): Reply {
  const events = parseEvents(stdout, nonce);
  const first = <Word extends ReplyEvent["type"]>(type: Word) =>
    events.find((event): event is Extract<ReplyEvent, { type: Word }> => event.type === type);
  const [identity, version, persistentIp] = [first("identity"), first("version"), first("persistent-ip")];
  const unlocked = first("busy") ?? first("lock-failed");
  const outcomes = outcomesOf(events, request);
  return {
    ...(identity && { identity: { machineId: identity.machineId, kernel: identity.kernel } }),
    ...(version && { version: version.version }),
    ...(unlocked && { unlocked: unlocked.type === "busy" ? "busy" : { stderr: unlocked.stderr } }),
    lost: events.some(({ type }) => type === "lost"),
    complete: events.at(-1)?.type === "end",
    interrupted: events.some(({ type }) => type === "interrupted"),
    ...(persistentIp && { linesSent: persistentIp.linesSent }),
    missingModules: events.flatMap((event) => (event.type === "no-module" ? [event.name] : [])),
    operations: request.operations.map((_, index) => outcomes.get(String(index)) ?? UNKNOWN_OUTCOME),
    removals: request.removals.map((_, index) => outcomes.get(`r${index}`) ?? UNKNOWN_OUTCOME),
    sections: Object.fromEntries(
      events.flatMap((event) => (event.type === "section" ? textsIn(event.names, event.text) : [])),
    ),
  };
}

/** Of sections that were printed together each but the last is a line. */
function textsIn([name = "", ...others]: readonly string[], text: string): [string, string][] {
  if (others.length === 0) return [[name, text]];
  const end = endOfFirstValue(text);
  return [[name, text.slice(0, end)], ...textsIn(others, text.slice(end))];
}

/** Outcomes by the name that events give an operation (`3`) or a removal (`r3`). */
type Outcomes = Map<string, Outcome>;

function outcomesOf(events: readonly ReplyEvent[], request: FrameRequest): Outcomes {
  const { operations, removals } = request;
  const outcomes: Outcomes = new Map();
  const withoutSecrets = secretRemover(operations);
  const operationOf = (subject: string) => operations[Number(subject)];
  /** values that the current run printed and no operation has yet */
  let printed: unknown[] = [];
  /** A run began, and no event about its operations has followed. */
  let runIsOpen = false;
  let removalStderr = "";
  for (const event of events) {
    switch (event.type) {
      case "run":
        printed = jsonValues(event.text);
        runIsOpen = true;
        break;
      case "done":
        for (const subject of event.subjects) {
          const shown = printed.splice(0, operationOf(subject)?.shows ?? 0);
          outcomes.set(subject, { status: "done", shown });
        }
        runIsOpen = false;
        break;
      case "failed": {
        const at = event.line - 1;
        const command = operationOf(event.subject)?.commands[at];
        outcomes.set(event.subject, { status: "failed", command, at, stderr: withoutSecrets(event.stderr) });
        runIsOpen = false;
        break;
      }
      case "lost":
        loseRun(outcomes, event.subjects, operations, printed, withoutSecrets(event.stderr));
        runIsOpen = false;
        break;
      case "gone":
        outcomes.set(event.subject, { status: "gone" });
        break;
      case "foreign":
        outcomes.set(event.subject, { status: "foreign", alias: event.alias });
        break;
      case "unmarked": {
        const stderr = `the marker could not be written: ${event.stderr}`;
        outcomes.set(event.subject, { status: "failed", command: undefined, at: -1, stderr });
        break;
      }
      case "removing":
        removalStderr = event.text;
        break;
      case "stays": {
        const device = removals[Number(event.subject.slice(1))]?.device ?? "";
        const command = ["link", "del", "dev", device];
        outcomes.set(event.subject, { status: "failed", command, at: 0, stderr: removalStderr });
        break;
      }
    }
  }
  if (runIsOpen) loseRun(outcomes, unreported(outcomes, operations), operations, printed, undefined);
  return outcomes;
}

/** The operations of a run that the reply ends in: those of one tool that no event has named. */
function unreported(outcomes: Outcomes, operations: readonly Operation[]): string[] {
  const tools = [...new Set(operations.map(({ tool }) => tool))];
  const rest = tools
    .map((tool) => [...operations.keys()].filter((index) => operations[index]?.tool === tool).map(String))
    .map((subjects) => subjects.filter((subject) => !outcomes.has(subject)));
  return rest.find((subjects) => subjects.length > 0) ?? [];
}

/**
 * A run that ended without the line that failed (`ip` does so at what it cannot parse). What was printed says how far
 * it came. `stderr` is undefined where the reply was cut.
 */
function loseRun(
  outcomes: Outcomes,
  subjects: readonly string[],
  operations: readonly Operation[],
  printed: unknown[],
  stderr: string | undefined,
): void {
  const shows = subjects.map((subject) => operations[Number(subject)]?.shows ?? 0);
  const { done, tried } = progress(shows, printed.length);
  const isKnown = tried - done === 1 && stderr !== undefined && stderr.trim() !== "";
  const outcome: Outcome = isKnown
    ? { status: "failed", command: undefined, at: -1, stderr }
    : { status: "unknown", stderr: stderr ?? "" };
  for (const [index, subject] of subjects.entries()) {
    if (index < done) outcomes.set(subject, { status: "done", shown: printed.splice(0, shows[index] ?? 0) });
    else outcomes.set(subject, index < tried ? outcome : NOT_RUN);
  }
}

/**
 * Estimates progress when a program died without reporting a line: an operation is done if later output exists; the
 * first one whose output is missing may have run; the rest did not. `shows` is how many values each prints.
 */
function progress(shows: readonly number[], printed: number): { done: number; tried: number } {
  let [left, done] = [printed, 0];
  for (const [index, count] of shows.entries()) {
    if (count > left) return { done, tried: index + 1 };
    left -= count;
    if (count > 0) done = index + 1;
  }
  return { done, tried: shows.length };
}

/** iproute2 repeats an argument that it does not accept: secrets are replaced before the text goes on. */
function secretRemover(operations: readonly Operation[]): (text: string) => string {
  const secrets = operations.flatMap((one) =>
    [...one.commands, ...(one.undo ?? [])].flat().filter((token) => token instanceof Secret),
  );
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret.reveal(), String(secret)), text);
}

const raw = z.array(z.looseObject({ ifname: z.string().optional(), dev: z.string().optional() }));

export const rawLinks = ({ links }: SectionTexts) => raw.parse(jsonValues(links ?? "").flat());
export const rawRoutes = ({ routes }: SectionTexts) => raw.parse(jsonValues(routes ?? "").flat());
