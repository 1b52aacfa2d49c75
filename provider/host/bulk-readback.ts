import type { Operation, Outcome } from "../model/operation.ts";
import { type FrameRequest, MANY } from "./frame.ts";
import { NOT_RUN, type Reply, rawLinks, rawRoutes } from "./reply.ts";

/** A link and its routes. An operation that shows more asks for routes that a dump does not assign to its device. */
const MAX_SHOWS = 2;

const isInDump = ({ showsDevice, shows = 0 }: Operation): boolean =>
  showsDevice !== undefined && shows <= MAX_SHOWS;

/** Whether one dump of the host costs less than each operation showing its own device. */
export const prefersDump = ({ operations }: FrameRequest): boolean =>
  operations.filter(isInDump).length >= MANY;

/** The same request with one dump behind all operations in place of what each would show of its device. */
export function withDumpReadback(request: FrameRequest): FrameRequest {
  const operations = request.operations.map((one) =>
    isInDump(one)
      ? { ...one, commands: one.commands.slice(0, one.commands.length - (one.shows ?? 0)), shows: 0 }
      : one,
  );
  return {
    ...request,
    operations,
    sections: [...new Set([...request.sections, "links" as const, "routes" as const])],
  };
}

/**
 * The reply to `withDumpReadback(request)` as one to `request`. If the program died, progress is unknown in this mode;
 * resend those operations with per-operation output.
 */
export function splitDump(reply: Reply, request: FrameRequest): Reply {
  const links = new Map(rawLinks(reply.sections).map((one) => [one.ifname, one]));
  const routes = rawRoutes(reply.sections);
  const operations = reply.operations.map((outcome, index): Outcome => {
    const operation = request.operations[index];
    if (reply.lost && outcome.status === "unknown") return NOT_RUN;
    if (operation === undefined || !isInDump(operation) || outcome.status !== "done") return outcome;
    const { showsDevice = "", shows = 0 } = operation;
    const link = links.get(showsDevice);
    const through = shows > 1 ? [routes.filter((one) => one.dev === showsDevice)] : [];
    return { status: "done", shown: [link === undefined ? [] : [link], ...through] };
  });
  return { ...reply, operations };
}
