import { bootFileText, checksum } from "../host/boot-file.ts";
import { outcomeError } from "../host/error-messages.ts";
import type { Init } from "../host/facts.ts";
import type { HostSnapshot } from "../model/host-snapshot.ts";
import type { Operation } from "../model/operation.ts";
import type { ResourceKind } from "../model/resource-kind.ts";
import type { Args } from "../schema/declaration.ts";
import type { OnHost } from "./on-host.ts";

/**
 * The output `persisted`: the init system that restores the object at boot. A refresh that finds no file, or another
 * content in it, records "missing" or "changed".
 */
export type Persisted = Init | "missing" | "changed";

/** Whether the host should restore the object at boot. */
const isWanted = ({ boot }: ResourceKind, args: Args): boolean =>
  boot !== undefined && args.persist !== "none" && boot.isForbidden?.(args) !== true;

/** A creation that also writes the file. `isFirst`: it does not depend on other objects of the host. */
export function creationWithFile(kind: ResourceKind, args: Args, operation: Operation, isFirst: boolean) {
  if (kind.boot === undefined || !isFirst || !isWanted(kind, args)) return operation;
  return { ...operation, file: { name: kind.boot.fileName(args), action: "write" as const } };
}

/** A change that also writes the file. `recorded` are the outputs before it. */
export function changeWithFile(kind: ResourceKind, args: Args, recorded: Args, operation: Operation) {
  if (kind.boot === undefined || !isWanted(kind, args)) return operation;
  const content = kind.boot.operation(args, recorded);
  return { ...operation, file: { name: kind.boot.fileName(args), action: "write" as const, content } };
}

/** A removal that first removes the file. The host itself knows the files of devices. */
export const removalWithFile = ({ boot }: ResourceKind, args: Args, operation: Operation): Operation =>
  boot === undefined ? operation : { ...operation, file: { name: boot.fileName(args), action: "remove" } };

/**
 * Writes the file of an object that exists as declared, or removes it if the host should not restore the object.
 * `hadFile`: whether an earlier run has written a file.
 */
export async function writeBootFile(
  where: OnHost,
  args: Args,
  live: Args,
  hadFile = false,
): Promise<Persisted> {
  const { kind, host } = where;
  const isKept = isWanted(kind, args);
  if (kind.boot === undefined || (!isKept && !hadFile)) return "none";
  const init = await host.init();
  if (init === "none") return "none";
  const [operation, name] = [kind.boot.operation(args, live), kind.boot.fileName(args)];
  const change: Operation = isKept
    ? { ...operation, file: { name, action: "write only" } }
    : { tool: operation.tool, ...guardOf(operation), commands: [], file: { name, action: "remove" } };
  const first = await host.perform(change);
  // The first attempt fails if another run has just removed the script that reads the files
  const outcome = first.status === "done" || !isKept ? first : await host.perform(change);
  if (outcome.status === "failed")
    throw host.error(kind.displayName(args), {
      cause: "other",
      stderr: outcome.stderr,
      advice: `the object is there as declared, but a reboot would lose it. Make /etc/pulumi-iproute2 writable and run pulumi up, or set \`persist: "none"\``,
    });
  if (outcome.status !== "done") throw outcomeError(kind, host, args, undefined, outcome);
  return isKept ? init : "none";
}

const guardOf = ({ guard }: Operation): Pick<Operation, "guard"> => (guard === undefined ? {} : { guard });

/** What a refresh records: whether the file is there and has the right content. */
export function persistedIn(
  { kind, host }: OnHost,
  snapshot: HostSnapshot,
  args: Args,
  recorded: Args,
): Persisted {
  const { init, machineId } = host.facts;
  if (kind.boot === undefined || init === "none" || !isWanted(kind, args)) return "none";
  const [operation, name] = [kind.boot.operation(args, recorded), kind.boot.fileName(args)];
  const found = snapshot.sections.files?.[name];
  if (found === undefined) return "missing";
  return found === checksum(bootFileText(operation, { machineId, live: recorded })) ? init : "changed";
}

/** Whether an update has to write or remove the file: the argument changed, or an earlier release wrote none. */
export const needsBootFile = (kind: ResourceKind, recorded: Args, before: Args, after: Args): boolean =>
  kind.boot !== undefined &&
  (before.persist !== after.persist || (recorded.persisted === undefined && after.persist !== "none"));
