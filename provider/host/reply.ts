import { z } from "zod";
import { Secret } from "../iproute2/command.ts";
import { endOfFirstValue, jsonValues } from "../iproute2/json-text.ts";
import type { DumpSection } from "../model/host-snapshot.ts";
import type { Operation, Outcome } from "../model/operation.ts";
import type { FrameRequest } from "./frame.ts";
import { parseEvents, type ReplyEvent } from "./reply-events.ts";

/** The output of each section of a dump. */
export type SectionTexts = Readonly<Partial<Record<DumpSection, string>>>;

export interface Reply {
  /** the output of `ip -V`; a frame asks for it only if something failed */
  readonly version?: string;
  /** Why the frame did not get the host's lock. Nothing was done then. */
  readonly unlocked?: "busy" | { readonly stderr: string };
  /** whether a program ended without the number of a failing line */
  readonly lost: boolean;
  /** Whether the reply is complete. If not, missing outcomes are unknown. */
  readonly complete: boolean;
  /** A list of the kernel changed while it was read, so that entries of the sections may be missing. */
  readonly interrupted: boolean;
  /** how many lines the persistent ip has received since its start; undefined if it no longer runs */
  readonly linesSent?: number;
  /** modules that could not be loaded */
  readonly missingModules: readonly string[];
  readonly operations: readonly Outcome[];
  readonly removals: readonly Outcome[];
  readonly sections: SectionTexts;
  /** Whether the frame removed the script that restores objects, because the last file is gone. */
  readonly uninstalled: boolean;
  /** Whether a file could not be written. */
  readonly unsaved: boolean;
}

/** The outcome of an operation that did not run, because the program died at an earlier one. It is sent again. */
export const NOT_RUN: Outcome = { status: "unknown", stderr: "" };
const UNKNOWN_OUTCOME: Outcome = { status: "unknown", stderr: "" };

export function parseReply(stdout: string, nonce: string, request: FrameRequest): Reply {
  const events = parseEvents(stdout, nonce);
  const first = <Word extends ReplyEvent["type"]>(type: Word) =>
    events.find((event): event is Extract<ReplyEvent, { type: Word }> => event.type === type);
  const [version, persistentIp] = [first("version"), first("persistent-ip")];
  const unlocked = first("busy") ?? first("lock-failed");
  const outcomes = outcomesOf(events, request);
  return {
    ...(version && { version: version.version }),
    ...(unlocked && { unlocked: unlocked.type === "busy" ? "busy" : { stderr: unlocked.stderr } }),
    lost: events.some(({ type }) => type === "lost"),
    uninstalled: events.some(({ type }) => type === "uninstalled"),
    unsaved: events.some(({ type }) => type === "unsaved"),
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

/** Splits the output of sections that one program printed. Each section but the last is one line. */
function textsIn([name = "", ...others]: readonly string[], text: string): [string, string][] {
  if (others.length === 0) return [[name, text]];
  const end = endOfFirstValue(text);
  return [[name, text.slice(0, end)], ...textsIn(others, text.slice(end))];
}

/** Outcomes by the name of an operation (`3`) or of a removal (`r3`) in events. */
type Outcomes = Map<string, Outcome>;

function outcomesOf(events: readonly ReplyEvent[], request: FrameRequest): Outcomes {
  const { operations, removals } = request;
  const outcomes: Outcomes = new Map();
  const withoutSecrets = secretRemover(operations);
  const operationOf = (subject: string) => operations[Number(subject)];
  /** values of the current run that are not yet assigned to an operation */
  let printed: unknown[] = [];
  /** whether a run has begun and no event has reported its operations yet */
  let runIsOpen = false;
  let removalStderr = "";
  /** why the files of operations could not be written */
  const unsaved = new Map<string, string>();
  for (const event of events) {
    switch (event.type) {
      case "run":
        printed = jsonValues(event.text);
        runIsOpen = true;
        break;
      case "done":
        for (const subject of event.subjects) {
          const operation = operationOf(subject);
          const shown = printed.splice(0, operation?.shows ?? 0);
          outcomes.set(subject, doneOutcome(operation, shown, unsaved.get(subject)));
        }
        runIsOpen = false;
        break;
      case "unsaved":
        for (const subject of event.subjects) unsaved.set(subject, event.stderr);
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
      case "key-used":
      case "key-differs":
      case "key-unrecorded":
        outcomes.set(event.subject, { status: "refused", key: event.key, stderr: event.stderr });
        break;
      case "unarmed":
        outcomes.set(event.subject, {
          ...{ status: "failed", command: undefined, at: -1 },
          stderr: `the host could not prepare to reverse this change: ${event.stderr}`,
        });
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
  for (const [index, { file }] of operations.entries()) {
    const outcome = outcomes.get(String(index));
    const isKept = outcomes.get(`k${index}`)?.status === "done" && !unsaved.has(`k${index}`);
    if (outcome?.status === "done" && file?.content !== undefined && isKept)
      outcomes.set(String(index), { ...outcome, isSaved: true });
  }
  if (runIsOpen) loseRun(outcomes, unreported(outcomes, operations), operations, printed, undefined);
  return outcomes;
}

/** The outcome of an operation whose commands are done. `unsaved` is the reason why its file could not be written. */
function doneOutcome(
  operation: Operation | undefined,
  shown: readonly unknown[],
  unsaved: string | undefined,
): Outcome {
  const writes =
    operation?.file !== undefined &&
    operation.file.action !== "remove" &&
    operation.file.content === undefined;
  if (!writes) return { status: "done", shown };
  if (unsaved === undefined) return { status: "done", shown, isSaved: true };
  const stderr = `the file for a reboot could not be written: ${unsaved}`;
  return { status: "failed", command: undefined, at: -1, stderr };
}

/** The operations of an unfinished run at the end of a reply: those of one tool that no event has reported. */
function unreported(outcomes: Outcomes, operations: readonly Operation[]): string[] {
  const tools = [...new Set(operations.map(({ tool }) => tool))];
  const rest = tools
    .map((tool) => [...operations.keys()].filter((index) => operations[index]?.tool === tool).map(String))
    .map((subjects) => subjects.filter((subject) => !outcomes.has(subject)));
  return rest.find((subjects) => subjects.length > 0) ?? [];
}

/**
 * Sets the outcomes of a run that ended without the number of a failing line. `ip` ends so at a line that it cannot
 * parse. The printed values show how many operations are done. `stderr` is undefined if the reply was cut off.
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
 * Estimates the progress of a program that died without reporting a line. An operation is done if later output exists.
 * The first one without output may have run. The others did not run. `shows` is the number of values of each operation.
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

/** Returns a function that removes secrets from a message, because iproute2 repeats arguments that it does not accept. */
function secretRemover(operations: readonly Operation[]): (text: string) => string {
  const secrets = operations.flatMap((one) =>
    [...one.commands, ...(one.undo ?? [])].flat().filter((token) => token instanceof Secret),
  );
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret.reveal(), String(secret)), text);
}

const raw = z.array(z.looseObject({ ifname: z.string().optional(), dev: z.string().optional() }));

export const rawLinks = ({ links }: SectionTexts) => raw.parse(jsonValues(links ?? "").flat());
export const rawRoutes = ({ routes }: SectionTexts) => raw.parse(jsonValues(routes ?? "").flat());
