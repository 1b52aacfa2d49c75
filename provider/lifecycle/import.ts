import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { foreignObjectError, redactedArgs } from "../host/error-messages.ts";
import { type Host, hostOf } from "../host/host.ts";
import { ownerIn } from "../iproute2/owner-alias.ts";
import type { HostSnapshot } from "../model/host-snapshot.ts";
import type { Found, ResourceKind } from "../model/resource-kind.ts";
import type { Args } from "../schema/declaration.ts";
import type { HostValue } from "../schema/host-args.ts";
import { parseObjectAddress } from "../schema/object-address.ts";
import { toPulumiValue } from "../schema/pulumi-value.ts";
import { argsOf, changedOnHost, newIncarnation, outputsOf, pick, recordedArgs } from "./arguments.ts";
import { ensure } from "./ensure.ts";
import { areKnownToDiffer, hostReplacement } from "./host-change.ts";
import { type Imported, importedBefore, importedObject, importSupport } from "./importable.ts";
import { find, type OnHost } from "./on-host.ts";
import { resolve } from "./references.ts";
import { converge, verify } from "./verify.ts";

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

/**
 * Reads what an import of these types needs. The first dump shows which objects there are, and the second one their details.
 * `name` is the one object that is asked for.
 */
export async function readForImport(
  host: Host,
  kinds: readonly ResourceKind[],
  name?: string,
): Promise<HostSnapshot> {
  const sections = [...new Set(kinds.flatMap((kind) => kind.sections))];
  const snapshot = await host.dump(sections);
  const details = kinds.flatMap((kind) => {
    const support = importSupport(kind);
    return typeof support === "string" ? [] : (support.detailsOf?.(snapshot, name) ?? []);
  });
  return details.length === 0 ? snapshot : host.dump([...new Set([...sections, ...details])]);
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
  const snapshot = await readForImport(host, [kind], name);
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
  const support = importSupport(kind);
  const identity = typeof support === "string" ? [] : (support.identity ?? []);
  const keys = [
    ...new Set([
      ...kind.replaces(before, after, changed, olds),
      ...identity.filter((key) => changed.includes(key)),
      ...hostReplacement(before, after),
    ]),
  ];
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
  const marked = await withoutUndeclared(where, ensured.found, args, olds);
  return outputsOf({
    ...{ kind, host, inputs: news, values, ...ensured, found: marked },
    ...{ incarnation, before: olds },
  });
}

/** Removes from an adopted object what the import recorded and the program does not declare. */
async function withoutUndeclared(where: OnHost, found: Found, args: Args, olds: Args): Promise<Found> {
  const { kind } = where;
  const support = importSupport(kind);
  const left = typeof support === "string" ? [] : (support.leftByAdoption ?? []);
  const recorded = recordedArgs(kind, olds);
  const { ownerAlias, owner } = args;
  if (left.every((key) => isDeepStrictEqual(recorded[key], args[key]))) return found;
  const seen = await find(where, { ...recorded, ownerAlias, owner });
  const live = { ...found.args, ...pick(seen?.args ?? {}, left) };
  if (changedOnHost(kind, live, args).length === 0) return found;
  return verify(where, await converge(where, live, args, found.computed), args);
}
