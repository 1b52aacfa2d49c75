import type { Request } from "../../provider/lifecycle/expected-requests.ts";
import { describeOperation } from "../../provider/model/describe-operation.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import { UNKNOWN } from "../../provider/schema/unknown-value.ts";
import { COOKIE_WORD, INCARNATION_WORD, NOTE_WORD, STACK_WORD } from "./placeholders.ts";
import { readableText } from "./values.ts";

/** The incarnation of objects that the run creates. The run chooses a random word. */
export const NEW_INCARNATION = "0new0";
/** The stack id of a stack that has none yet. */
const NEW_STACK = "0stack0";

/** The inputs with a stack id, because the owner alias needs one before the run has made it. */
export const withStackId = (inputs: Args): Args =>
  inputs.__stack === UNKNOWN ? { ...inputs, __stack: NEW_STACK } : inputs;

const readable = (line: string): string =>
  readableText(line).replaceAll(NEW_INCARNATION, INCARNATION_WORD).replaceAll(NEW_STACK, STACK_WORD);

const isReading = (request: Request): boolean => "commands" in request && request.readsOnly === true;

/** The comment about the file from which the host restores the object when it boots. */
function fileLines(request: Request): string[] {
  if (!("commands" in request) || request.file === undefined) return [];
  const { name, action } = request.file;
  return action === "remove"
    ? [`# removes its boot file ${name} before, if it has one`]
    : [`# writes its boot file ${name} too, if it has systemd or OpenRC`];
}

/** A line of a creation without the cookie of a mirror, which contains a hash of the incarnation. */
export const withoutCookie = (line: string): string =>
  line.replace(/\bcookie [0-9a-f]{32}\b/, `cookie ${COOKIE_WORD}`);

/** The note of a marker is a fingerprint of keys, which a preview does not have. */
const withoutNote = (request: Request): Request =>
  "commands" in request && request.marker?.note !== undefined
    ? { ...request, marker: { ...request.marker, note: NOTE_WORD } }
    : request;

/** The mtu of a command whose question precedes it. */
const MTU_WORD = "MTU";

/** The commands of requests, as lines of a shell session without secrets. */
export const commandLines = (requests: readonly Request[]): string[] =>
  requests.flatMap((request, index) => {
    const before = requests[index - 1];
    const isAsked = before !== undefined && isReading(before);
    const lines = describeOperation(withoutNote(request)).map((line) =>
      isAsked ? line.replace(/\bmtu \d+/, `mtu ${MTU_WORD}`) : line,
    );
    const explanation = isReading(request)
      ? [`# ${MTU_WORD} below is the mtu of the device in this reply, less the headers of the link`]
      : [];
    return [...lines, ...explanation, ...fileLines(request)].map(readable);
  });
