import { randomInt } from "node:crypto";
import type { DumpSection } from "../model/host-snapshot.ts";
import type { Operation } from "../model/operation.ts";
import { BOOT_VERSION } from "./boot-script.ts";
import type { HostIdentity, Init } from "./facts.ts";
import type { DeviceRemoval, FrameRequest } from "./frame.ts";
import type { Reply } from "./reply.ts";

/** What a frame can carry: an operation, the removal of a device, or a dump of sections. */
export type Request =
  | { readonly operation: Operation }
  | { readonly removal: DeviceRemoval }
  | { readonly sections: readonly DumpSection[] };

/**
 * Combines requests to one frame. It writes files only if the host is known to have an init system, and installs the
 * script that reads them if the host has none of this version.
 */
export function requestOf(
  requests: readonly Request[],
  identity: HostIdentity | undefined,
  init: Init | undefined,
): FrameRequest {
  const canSave = init !== undefined && init !== "none";
  const operations = requests
    .flatMap((one) => ("operation" in one ? [one.operation] : []))
    .map((one) => (canSave ? one : withoutFile(one, init)));
  const writes = operations.some(({ file }) => file !== undefined && file.action !== "remove");
  return {
    operations,
    removals: requests.flatMap((one) => ("removal" in one ? [one.removal] : [])),
    sections: [...new Set(requests.flatMap((one) => ("sections" in one ? one.sections : [])))],
    mayHaveFiles: init !== "none",
    installBoot: canSave && writes && identity?.bootVersion !== BOOT_VERSION ? init : undefined,
    scratchGroup: randomInt(100_000, 2_000_000_000),
  };
}

/** The operation without its file. If the init system is not known yet, a file may exist, so its removal stays. */
function withoutFile(operation: Operation, init: Init | undefined): Operation {
  const { file, ...rest } = operation;
  if (file === undefined || (file.action === "remove" && init === undefined)) return operation;
  return file.action === "write only" ? { tool: rest.tool, commands: [] } : rest;
}

/** The identity of a host after a frame, which may have installed or removed the script that reads files. */
export function identityAfter(identity: HostIdentity, request: FrameRequest, reply: Reply): HostIdentity {
  if (reply.unlocked !== undefined) return identity;
  if (reply.unsaved || reply.uninstalled) return { ...identity, bootVersion: "" };
  const isInstalled = request.installBoot !== undefined && reply.complete;
  return isInstalled ? { ...identity, bootVersion: BOOT_VERSION } : identity;
}
