import { describeOperation } from "../model/describe-operation.ts";
import type { ResourceKind } from "../model/resource-kind.ts";
import type { Args } from "../schema/declaration.ts";
import { host as hostSchema } from "../schema/host-args.ts";
import { isTransient, SshError } from "../ssh/index.ts";
import type { OnHost } from "./on-host.ts";

/** Whether no connection to the machine was possible, so no operation ran on it. */
const isUnreachable = (error: unknown): error is SshError =>
  error instanceof SshError && error.outcome === "not-run" && isTransient(error);

/** The message of an error, without the target at its start. */
const reasonOf = ({ message, target }: SshError): string => message.slice(target.length + 2);

/**
 * Handles an error of a removal. It returns only if the machine cannot be reached and the resource's host has
 * `onUnreachable: "forget"`. It then warns about the object that stays on the machine. Otherwise it throws.
 */
export function settleUnreachable({ kind, host }: OnHost, args: Args, recorded: Args, error: unknown): void {
  if (!isUnreachable(error)) throw error;
  const { onUnreachable = "fail", netns } = hostSchema.parse(args.host);
  const name = kind.displayName(args);
  if (onUnreachable === "fail")
    throw host.error(name, {
      cause: "other",
      advice: `${reasonOf(error)}. It was not removed. If the machine does not come back, set \`onUnreachable: "forget"\` on its host, run pulumi up, and remove it then`,
    });
  const commands = removalCommands(kind, args, recorded, netns).join("; ");
  console.warn(
    `${name} stays on ${error.target}, because the machine cannot be reached (${reasonOf(error)}) and onUnreachable is "forget". To remove it there: ${commands}`,
  );
}

/** The commands with which an operator can remove an object. */
function removalCommands(
  kind: ResourceKind,
  args: Args,
  recorded: Args,
  netns: string | undefined,
): string[] {
  const commands = describeOperation(kind.remove(args, recorded)).filter((line) => !line.startsWith("#"));
  return netns === undefined ? commands : commands.map((command) => `ip netns exec ${netns} ${command}`);
}
