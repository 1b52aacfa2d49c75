import type { Outcome } from "../model/operation.ts";
import { type FrameRequest, MANY } from "./frame.ts";
import { NOT_RUN, type Reply, rawLinks, rawRoutes } from "./reply.ts";

/** Whether one dump of the host costs less than a command for each device that operations print. */
export const prefersDump = ({ operations }: FrameRequest): boolean =>
  operations.filter((one) => one.showsDevice !== undefined).length >= MANY;

/** The same request, with one dump after all operations in place of the commands that print their devices. */
export function withDumpReadback(request: FrameRequest): FrameRequest {
  const operations = request.operations.map((one) =>
    one.showsDevice === undefined
      ? one
      : { ...one, commands: one.commands.slice(0, one.commands.length - (one.shows ?? 0)), shows: 0 },
  );
  return {
    ...request,
    operations,
    sections: [...new Set([...request.sections, "links" as const, "routes" as const])],
  };
}

/**
 * Turns the reply to `withDumpReadback(request)` into a reply to `request`. If `ip` died, progress is unknown in this
 * mode. The caller sends those operations again, and each prints its own device then.
 */
export function splitDump(reply: Reply, request: FrameRequest): Reply {
  const links = new Map(rawLinks(reply.sections).map((one) => [one.ifname, one]));
  const routes = rawRoutes(reply.sections);
  const operations = reply.operations.map((outcome, index): Outcome => {
    const { showsDevice, shows = 0 } = request.operations[index] ?? {};
    if (reply.lost && outcome.status === "unknown") return NOT_RUN;
    if (showsDevice === undefined || outcome.status !== "done") return outcome;
    const link = links.get(showsDevice);
    const through = shows > 1 ? [routes.filter((one) => one.dev === showsDevice)] : [];
    return { status: "done", shown: [link === undefined ? [] : [link], ...through] };
  });
  return { ...reply, operations };
}
