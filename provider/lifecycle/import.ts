import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { foreignObjectError, redactedArgs } from "../host/error-messages.ts";
import { type Host, hostOf } from "../host/host.ts";
import { ownerIn } from "../iproute2/owner-alias.ts";
import type { DumpSection, HostSnapshot } from "../model/host-snapshot.ts";
import { type ResourceKind, sectionsOf } from "../model/resource-kind.ts";
import type { Args } from "../schema/declaration.ts";
import type { HostValue } from "../schema/host-args.ts";
import { parseObjectAddress } from "../schema/object-address.ts";
import { toPulumiValue } from "../schema/pulumi-value.ts";
import { argsOf, changedOnHost, newIncarnation, outputsOf, recordedArgs } from "./arguments.ts";
import { ensure } from "./ensure.ts";
import { areKnownToDiffer, hostReplacement } from "./host-change.ts";
import { type Imported, importedBefore, importedObject, importSupport } from "./importable.ts";
import { find } from "./on-host.ts";
import { resolve } from "./references.ts";

/**
 * The `host` argument for a connection: with the private key of a file on this machine. The environment has the passphrase
 * of the key.
 */
export async function withIdentity(host: HostValue, identity: string | undefined): Promise<HostValue> {
  if (identity === undefined) return host;
  const file = identity.replace(/^~(?=\/)/, homedir());
  const privateKey = await readFile(path.resolve(file), "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new Error(`the private key ${identity} cannot be read: ${error.code ?? error.message}`);
  });
  const passphrase = process.env.PULUMI_IPROUTE2_PASSPHRASE;
  const opened = passphrase === undefined ? {} : { privateKeyPassword: passphrase };
  return { ...host, connection: { ...host.connection, privateKey, ...opened } };
}

/** The outputs of an import. They contain no owner and no credential. */
export const outputsOfImport = (kind: ResourceKind, host: Host, hostArgument: unknown, one: Imported) => {
  const inputs = { ...one.inputs, host: hostArgument };
  const { found } = one;
  const outputs = outputsOf({ kind, host, inputs, found, persisted: "none", incarnation: undefined });
  return { inputs: toPulumiValue(inputs), outputs };
};

/** A dump of sections, and of those that its objects need beside them. */
export async function withSections(
  host: Host,
  sections: readonly DumpSection[],
  moreFor: (snapshot: HostSnapshot) => readonly DumpSection[],
): Promise<HostSnapshot> {
  const snapshot = await host.dump(sections);
  const more = moreFor(snapshot);
  return more.length === 0 ? snapshot : host.dump([...sections, ...more]);
}

/**
 * The `read` of an import: finds the object by its address alone. `olds` are empty at the import itself. A refresh before
 * the first update has the outputs of the import; it returns {} if the object no longer exists.
 */
export async function readImport(kind: ResourceKind, id: string, olds: Args) {
  const { host: hostArgument, identity, name } = parseObjectAddress(id);
  const support = importSupport(kind);
  if (typeof support === "string") throw new Error(`${kind.type} ${support}`);
  const host = await hostOf({ host: await withIdentity(hostArgument, identity) });
  const snapshot = await withSections(
    host,
    sectionsOf(kind, {}),
    (one) => support.sectionsOf?.(one, name) ?? [],
  );
  const isRefresh = olds.host !== undefined;
  const one = isRefresh
    ? importedBefore(kind, snapshot, name)
    : importedObject(kind, snapshot, name, hostArgument);
  if (one === undefined) return {};
  if ("obstacle" in one)
    throw host.error(name, { cause: "invalid", advice: `it cannot be imported: ${one.obstacle}` });
  const { inputs, outputs } = outputsOfImport(kind, host, hostArgument, one);
  return { id, props: outputs, inputs: { ...inputs, __provider: olds.__provider } };
}

/**
 * Refuses a difference between the imported object and the declared one that needs a new object, because the engine would
 * then remove the imported one.
 */
export function refuseReplacement(kind: ResourceKind, olds: Args, after: Args): void {
  const before = recordedArgs(kind, olds);
  const changed = changedOnHost(kind, before, after).filter((key) => key !== "owner");
  const keys = [...kind.replaces(before, after, changed, olds), ...hostReplacement(before, after)];
  if (keys.length === 0) return;
  const [has, declared] = [redactedArgs(kind, before), redactedArgs(kind, after)];
  const text = (value: unknown) => (value === undefined ? "absent" : JSON.stringify(value));
  const shown = keys.map((key) =>
    key === "host"
      ? "host.netns is another one in the id than in the program"
      : `${key} is ${text(has[key])} on the host, ${text(declared[key])} in the program`,
  );
  throw new Error(
    `${kind.displayName(after)} was imported, and these arguments need a new object: ${shown.join("; ")}. Declare it as the host has it; change it in a later run`,
  );
}

/**
 * The first update after an import: gives the object the declared arguments, and the ownership mark last. It is an adoption
 * of an object that has no mark of another resource.
 */
export async function markImported(kind: ResourceKind, olds: Args, news: Args): Promise<Args> {
  const incarnation = newIncarnation();
  const declared = { ...argsOf(kind, news, incarnation), adopt: true };
  const host = await hostOf(declared);
  const where = { kind, host };
  const { args, values } = await resolve(where, declared);
  const found = await find(where, args);
  if (areKnownToDiffer(olds.machineId, host.facts.machineId))
    throw host.error(kind.displayName(args), {
      cause: "invalid",
      advice: `it was imported from another machine: the machine id there is ${String(olds.machineId)}, here it is ${host.facts.machineId}`,
    });
  if (found === undefined)
    throw host.error(kind.displayName(args), {
      cause: "missing-device",
      advice: "it no longer exists. Run pulumi refresh, then pulumi up",
    });
  if (found.ownership === "foreign" && ownerIn(String(found.args.ownerAlias)) !== undefined)
    throw foreignObjectError(kind, host, found, args, changedOnHost(kind, found.args, args));
  const ensured = await ensure(where, args);
  return outputsOf({ kind, host, inputs: news, values, ...ensured, incarnation, before: olds });
}
