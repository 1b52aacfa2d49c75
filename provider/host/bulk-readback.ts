import type { Outcome } from "../model/operation.ts";
import { NOT_RUN, type Reply, rawLinks, rawRoutes } from "./reply.ts";
import type { Batch } from "./script.ts";

/** From so many on a dump of the host is quicker than to show each device by itself. */
const MANY = 32;

/** Whether the devices of a batch had better be looked up in one dump. */
export const isBulk = ({ operations }: Batch): boolean =>
  operations.filter((one) => one.showsDevice !== undefined).length >= MANY;

/** The same, but what each operation would show of its device is read out of one dump behind them all. */
export function inBulk(batch: Batch): Batch {
  const operations = batch.operations.map((one) =>
    one.showsDevice === undefined
      ? one
      : { ...one, commands: one.commands.slice(0, one.commands.length - (one.shows ?? 0)), shows: 0 },
  );
  return {
    ...batch,
    operations,
    sections: [...new Set([...batch.sections, "links" as const, "routes" as const])],
  };
}

/**
 * The reply to `inBulk(batch)` as one to `batch`. Of a program that gave up nobody knows here how far it came: those
 * operations are to be sent again, each with what it shows.
 */
export function outOfBulk(reply: Reply, batch: Batch): Reply {
  const links = new Map(rawLinks(reply.sections).map((one) => [one.ifname, one]));
  const routes = rawRoutes(reply.sections);
  const operations = reply.operations.map((outcome, index): Outcome => {
    const { showsDevice, shows = 0 } = batch.operations[index] ?? {};
    if (reply.lost && outcome.status === "unknown") return NOT_RUN;
    if (showsDevice === undefined || outcome.status !== "done") return outcome;
    const link = links.get(showsDevice);
    const through = shows > 1 ? [routes.filter((one) => one.dev === showsDevice)] : [];
    return { status: "done", shown: [link === undefined ? [] : [link], ...through] };
  });
  return { ...reply, operations };
}
