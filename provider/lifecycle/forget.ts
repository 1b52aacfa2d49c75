import { type HostSnapshot, markerIn } from "../model/host-snapshot.ts";
import type { Operation } from "../model/operation.ts";
import { isOwnedBy } from "../model/ownership.ts";
import { isRemoval } from "../model/resource-kind.ts";
import type { Args } from "../schema/declaration.ts";
import { removalWithFile } from "./boot-files.ts";
import type { OnHost } from "./on-host.ts";

/**
 * How long after a boot an object may be absent because it waits for its underlay device, in seconds. The script that
 * restores objects gives up after one minute.
 */
const BOOT_SECONDS = 600;

/**
 * Removes the marker and the file for a reboot of an object that a read has not found. The marker would claim an object that
 * another program adds later, and the file would make the object again at the next boot, although no state records it.
 */
export async function forgetAbsent(where: OnHost, snapshot: HostSnapshot, args: Args, recorded: Args) {
  const { kind, host } = where;
  const removal = kind.remove(args, recorded);
  const { tool, guard, marker }: Pick<Operation, "tool" | "guard" | "marker"> = isRemoval(removal)
    ? { tool: "ip", guard: { device: removal.device, aliases: removal.aliases } }
    : removal;
  if (guard === undefined) return;
  const isMarked = marker !== undefined && isOwnedBy(markerIn(snapshot, marker.name)?.alias, args);
  const name = kind.boot?.fileName(args);
  const hasFile = name !== undefined && snapshot.sections.files?.[name] !== undefined;
  const isForgotten = hasFile && (await secondsSinceBoot(where)) >= BOOT_SECONDS;
  if (!isMarked && !isForgotten) return;
  const forgetting: Operation = { tool, guard, commands: [], ...(isMarked ? { marker } : {}) };
  const sent = isForgotten ? removalWithFile(kind, args, forgetting) : forgetting;
  // The next read tries again
  await host.perform(sent).catch(() => undefined);
}

async function secondsSinceBoot({ host }: OnHost): Promise<number> {
  const snapshot = await host.dump(["uptime"]).catch(() => undefined);
  return Number(snapshot?.sections.uptime ?? 0);
}
