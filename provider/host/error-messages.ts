import type { Command } from "../iproute2/command.ts";
import { type Cause, causeOf, type HostError } from "../iproute2/errors.ts";
import { ownerIn } from "../iproute2/owner-alias.ts";
import type { Operation, Outcome } from "../model/operation.ts";
import { isOwnedBy } from "../model/ownership.ts";
import type { Found, ResourceKind } from "../model/resource-kind.ts";
import { type Args, NOT_ON_HOST } from "../schema/declaration.ts";
import type { Host } from "./host.ts";

/** The error for a foreign object that has the name of a resource. */
export function foreignObjectError(
  kind: ResourceKind,
  host: Host,
  found: Found,
  args: Args,
  differing: readonly string[],
): HostError {
  const subject = kind.displayName(args);
  const theirs = kind.label ?? `${String(found.computed.kind ?? "")} device of this name`;
  const [has, asked] = [redactedArgs(kind, found.args), redactedArgs(kind, args)];
  const shown = differing
    .filter((key) => !["owner", "mtu"].includes(key) && !NOT_ON_HOST.has(key))
    .map((key) => `${key} is ${text(has[key])} there, ${text(asked[key])} here`);
  const difference = shown.length > 0 ? `: ${shown.join("; ")}` : ", although with the same arguments";
  const isFormerType = isOwnedBy(String(found.args.ownerAlias), args);
  const whose = isFormerType
    ? "belongs to this very resource, which had another type"
    : ownerInWords(found.args, args);
  const ways = [
    ...(isFormerType ? ["remove that resource in a run of its own first"] : []),
    ...(kind.adopt?.(found, args) === undefined ? [] : ["set `adopt: true` to take it over"]),
    ...(kind.label === undefined ? ["choose another name"] : []),
  ];
  const advice = [ways.join(", "), "remove it by hand"].filter((way) => way !== "").join(", or ");
  return host.error(subject, {
    cause: "exists",
    advice: `${/^[aeiou]/i.test(theirs) ? "an" : "a"} ${theirs} is there already and ${whose}${difference}. Nothing was changed; ${advice}`,
  });
}

/** The owner of a foreign object, in words. The same owner text means a stack in another backend, or a lost state. */
function ownerInWords({ owner, ownerAlias }: Args, args: Args): string {
  if (owner !== undefined && owner !== args.owner) return `belongs to ${String(owner)}`;
  const isMarked = typeof ownerAlias === "string" && ownerIn(ownerAlias) !== undefined;
  return isMarked
    ? `belongs to another stack of this name, or to a state that was lost (${String(owner)})`
    : "has no owner alias";
}

/** The arguments for messages, without secrets. */
export const redactedArgs = (kind: ResourceKind, args: Args): Args => kind.redact?.(args) ?? args;

const text = (value: unknown) => (value === undefined ? "absent" : JSON.stringify(value));

/** The error for users, from an outcome other than "done". */
export function outcomeError(
  kind: ResourceKind,
  host: Host,
  args: Args,
  operation: Operation | undefined,
  outcome: Outcome,
  conflict?: string,
): HostError {
  const subject = kind.displayName(args);
  if (outcome.status === "foreign") {
    const owner = ownerIn(outcome.alias);
    const whose =
      owner === undefined
        ? outcome.alias === ""
          ? "has no owner alias"
          : `has the alias "${outcome.alias}"`
        : `belongs to ${owner}`;
    return host.error(subject, {
      cause: "exists",
      advice: `the ${kind.label ?? "device"} that is there now ${whose}, so it was left alone. Remove it by hand, or set \`adopt: true\` and run pulumi up`,
    });
  }
  if (outcome.status === "refused") {
    const { key, stderr } = outcome;
    return host.error(subject, {
      cause: "other",
      ...(stderr === "" ? {} : { stderr }),
      advice: KEY_REFUSALS[key],
    });
  }
  if (outcome.status === "failed") {
    const { command, stderr } = outcome;
    const tool = operation?.tool ?? "ip";
    const cause = causeOf(stderr);
    const [own, general] = [kind.advice?.(stderr, args), generalAdvice(cause, host, operation, command)];
    // The general advice names the host's version
    const both = cause === "unknown-option" && own && general ? `${own}; ${general}` : (own ?? general);
    const advice = conflict ?? both;
    return host.error(subject, {
      cause,
      tool,
      stderr,
      ...(command ? { command } : {}),
      ...(advice ? { advice } : {}),
    });
  }
  if (outcome.status === "gone") {
    return host.error(subject, {
      cause: "missing-device",
      advice: "it is gone; run `pulumi refresh`, then `pulumi up`",
    });
  }
  return host.error(subject, {
    cause: "other",
    ...(outcome.status === "unknown" && outcome.stderr.trim() !== "" ? { stderr: outcome.stderr } : {}),
    advice: "the result was lost; run `pulumi up` again: it continues from the current state of the host",
  });
}

/** Why the host refused a state because of its key, and the remedy. */
const KEY_REFUSALS: Readonly<Record<(Outcome & { status: "refused" })["key"], string>> = {
  used: "this host has sent with this key before, and a new state counts its packets from 1, so it would use the nonces of that key again (RFC 4106, section 3). Nothing was changed; increase `generation`, and give new keys if they are your own",
  differs:
    'the state that is there has another key, and `adopt` with `keyUse: "once"` leaves its packets and its key as they are. Nothing was changed; declare the key that it has, or remove it by hand',
  unrecorded:
    "the host could not record that this key is used, so a later state could use its nonces again. Nothing was changed; make /var/lib/pulumi-iproute2 writable and run pulumi up",
};

function generalAdvice(
  cause: Cause,
  host: Host,
  operation: Operation | undefined,
  command: Command | undefined,
): string | undefined {
  const missing = (operation?.modules ?? []).filter((name) => host.missingModules.has(name));
  if (missing.length > 0) {
    return `the kernel ${host.facts.kernel} has no module ${missing.join(", ")}: install it (Debian and Ubuntu ship it; RHEL and its kin ship none)`;
  }
  const advice: Partial<Record<Cause, string>> = {
    "no-kind": `the kernel ${host.facts.kernel} has no such kind of device, or its module could not be loaded`,
    exists: existsAdvice(command),
    "no-permission": isIpv6Address(command)
      ? "IPv6 is off there (the setting disable_ipv6), or root is needed: connect as root, or set `sudo: true`"
      : "root is needed: connect as root, or set `sudo: true` for a user with the right to",
    "unknown-option": `the host's iproute2 (${host.facts.ip}) does not know one of these words: a newer one may`,
    "address-unavailable": "the address is not one of the host's, or not there any more",
    "unreachable-gateway": "the gateway of the route must lie in a subnet of the link",
  };
  return advice[cause];
}

/** "File exists" means another thing for each object that a command adds. */
function existsAdvice([object, , subject]: Command = []): string {
  switch (object) {
    case "route":
      return `the host already has a route to ${String(subject)} with this metric: \`ip route show ${String(subject)} table all\` shows it. Remove that route, or give this one another metric`;
    case "addr":
      return "the device already has this address";
    default:
      return "another tunnel has the same endpoints and key: the kernel allows one";
  }
}

const isIpv6Address = ([object, , subject]: Command = []): boolean =>
  object === "addr" && String(subject).includes(":");
