import type { Operation, Outcome } from "../model/operation.ts";
import { type FrameRequest, MANY } from "./frame.ts";
import { NOT_RUN, type Reply, rawLinks, rawRoutes } from "./reply.ts";

/**
 * The most values that an operation prints if a dump can replace its output: a link and its routes. An operation with
 * more values also prints routes that a dump does not assign to its device.
 */
const MAX_SHOWS = 2;

/** Whether a dump contains what the operation prints. */
const isInDump = ({ showsDevice, shows = 0 }: Operation): boolean =>
  showsDevice !== undefined && shows <= MAX_SHOWS;

/** Whether one dump of the host takes less time than one command for each device. */
export const prefersDump = ({ operations }: FrameRequest): boolean =>
  operations.filter(isInDump).length >= MANY;

/** The same request, with one dump after all operations in place of the commands that print their devices. */
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
 * Turns the reply to `withDumpReadback(request)` into a reply to `request`. If `ip` died, this reply does not show
 * which operations ran. They count as not run, so that the caller sends them again, each with its own output.
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
    return { ...outcome, shown: [link === undefined ? [] : [link], ...through] };
  });
  return { ...reply, operations };
}
