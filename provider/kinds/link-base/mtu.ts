import { z } from "zod";
import { type Command, optional, tokens } from "../../iproute2/command.ts";
import type { Outcome } from "../../model/operation.ts";
import type { Probe, ProbeAnswer } from "../../model/resource-kind.ts";
import type { Args } from "../../schema/declaration.ts";
import { type LinkKind, overheadOf } from "./link-kind.ts";

/** Who decides a link's mtu, with the numbers behind the decision in bytes. */
export type MtuPolicy =
  /** The program: `mtu` is an argument. */
  | { readonly decidedBy: "declared"; readonly mtu: number }
  /** The kernel at creation: it takes the headers off the mtu of the underlay that it finds. */
  | { readonly decidedBy: "kernel" }
  /** The underlay, as a probe found it or the state recorded it: the command names the number. */
  | {
      readonly decidedBy: "underlay";
      readonly underlayMtu: number;
      readonly deduction: number;
      readonly smallest: number;
    };

/** The number that a command names; undefined where the kernel decides. */
export function mtuIn(policy: MtuPolicy): number | undefined {
  if (policy.decidedBy === "kernel") return undefined;
  if (policy.decidedBy === "declared") return policy.mtu;
  return Math.max(policy.underlayMtu - policy.deduction, policy.smallest);
}

/** The smallest mtu of IPv4, in bytes. (RFC 791) */
const IPV4_MIN_MTU = 68;

const overUnderlay = (link: LinkKind, args: Args, underlayMtu: number): MtuPolicy => ({
  decidedBy: "underlay",
  underlayMtu,
  deduction: overheadOf(link, args),
  smallest: link.smallestMtu ?? IPV4_MIN_MTU,
});

const declaredIn = ({ mtu }: Args): MtuPolicy | undefined =>
  typeof mtu === "number" ? { decidedBy: "declared", mtu } : undefined;

/** Bytes of the largest packet that a link takes over an underlay whose mtu is `underlayMtu` bytes. */
export const mtuOver = (link: LinkKind, args: Args, underlayMtu: number): number =>
  underlayMtu - overheadOf(link, args);

/** `answer` is the one to `mtuProbe`. */
export function policyAtCreation(link: LinkKind, args: Args, answer: ProbeAnswer | undefined): MtuPolicy {
  const automatic = (): MtuPolicy =>
    kernelIgnoresUnderlay(link, args)
      ? overUnderlay(link, args, underlayMtuIn(link, args, answer))
      : { decidedBy: "kernel" };
  return declaredIn(args) ?? automatic();
}

interface Change {
  readonly before: Args;
  readonly after: Args;
  /** The outputs before the change. */
  readonly recorded: Args;
  /** The answer to `mtuProbe`, which asks where the recorded underlay may be another one. */
  readonly answer?: ProbeAnswer | undefined;
}

export function policyAfterChange(link: LinkKind, { before, after, recorded, answer }: Change): MtuPolicy {
  const automatic = (): MtuPolicy => {
    const { mtu, underlayMtu } = recorded;
    if (answer !== undefined) return overUnderlay(link, after, underlayMtuIn(link, after, answer));
    if (typeof underlayMtu === "number") return overUnderlay(link, after, underlayMtu);
    return before.mtu === undefined && typeof mtu === "number"
      ? overUnderlay(link, after, mtu + overheadOf(link, before))
      : { decidedBy: "kernel" };
  };
  return declaredIn(after) ?? automatic();
}

/** Without `dev` the kernel creates such a device with the mtu of Ethernet, whatever its packets leave by. */
const kernelIgnoresUnderlay = (link: LinkKind, args: Args): boolean =>
  link.underlayFrom === "dev" && args.dev === undefined;

/** The arguments that decide which device a link's packets leave by. */
const UNDERLAY = ["remote", "group", "local", "dev", "fwmark"];

function hasOtherUnderlay(link: LinkKind, before: Args, after: Args): boolean {
  const keys = link.underlayFrom === "dev" && after.dev !== undefined ? ["dev"] : UNDERLAY;
  return keys.some((key) => (before[key] || undefined) !== (after[key] || undefined));
}

/**
 * Asks for the mtu of the underlay where the link's is automatic and the kernel does not compute it: at the creation of
 * a device whose underlay it ignores, and in a change to another underlay. Some kinds compute it in a change, but not all, and
 * not in a change of every argument.
 */
export function mtuProbe(link: LinkKind, args: Args, before: Args | undefined): Probe | undefined {
  if (args.mtu !== undefined || args.external === true || link.underlayFrom === "none") return undefined;
  const isNeeded =
    before === undefined
      ? kernelIgnoresUnderlay(link, args) && args.remote !== undefined
      : before.mtu !== undefined || hasOtherUnderlay(link, before, args);
  if (!isNeeded) return undefined;
  const question = routeQuestion(link, args);
  return {
    ...(question === undefined
      ? {}
      : { operation: { tool: "ip", commands: [question], shows: 1, readsOnly: true } }),
    sections: ["links"],
  };
}

/** Asks for the route that the kernel looks up for the outer header. */
function routeQuestion(link: LinkKind, { remote, local, dev, fwmark }: Args): Command | undefined {
  if (typeof remote !== "string" || (link.underlayFrom === "dev" && dev !== undefined)) return undefined;
  const mark = typeof fwmark === "number" && fwmark > 0 ? fwmark : undefined;
  return tokens`route get ${remote} ${optional("from", textOf(local))} ${optional("oif", textOf(dev))}
    ${optional("mark", mark)}`;
}

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);

/** What the kernel assumes of an underlay that it does not know: Ethernet. (linux: ip_tunnel_bind_dev) */
const ETHERNET_MTU = 1500;
/** The largest IP packet, in bytes: the kernel counts no more of an underlay. (linux: IP_MAX_MTU) */
const IP_MAX_MTU = 65_535;

/** The mtu of the device that packets leave by; without a route to `remote` that of `dev`, without `dev` Ethernet's. */
function underlayMtuIn(link: LinkKind, { dev }: Args, answer: ProbeAnswer | undefined): number {
  const device = deviceOfRoute(answer?.outcome) ?? dev;
  const mtu = answer?.snapshot.links.find(({ name }) => name === device)?.mtu ?? ETHERNET_MTU;
  return link.underlayFrom === "dev" ? mtu : Math.min(mtu, IP_MAX_MTU);
}

const shownRoute = z.tuple([z.tuple([z.object({ dev: z.string() })]).rest(z.unknown())]);

const deviceOfRoute = (outcome: Outcome | undefined): string | undefined =>
  outcome?.status === "done" ? shownRoute.safeParse(outcome.shown).data?.[0][0].dev : undefined;

/** The argument as the host has it: a number where the program declared one, or where it differs from the recorded one. */
export const liveMtuArgument = (mtu: number, declared: unknown, recorded: Args): Args =>
  declared !== undefined || (recorded.mtu !== undefined && recorded.mtu !== mtu) ? { mtu } : {};

/**
 * Outputs beside the live `mtu`: who decided it, and the mtu of the underlay. The recorded underlay stays until a change
 * asks for it again, because the live mtu may be one that somebody set by hand.
 */
export function mtuOutputs(link: LinkKind, mtu: number, args: Args, recorded: Args): Args {
  const isAutomatic = args.mtu === undefined;
  const isAskedAgain = recorded.mtuFrom === "declared" || hasOtherUnderlay(link, recorded, args);
  const known = isAutomatic && isAskedAgain ? undefined : recorded.underlayMtu;
  const underlayMtu = known ?? (isAutomatic ? mtu + overheadOf(link, args) : undefined);
  return {
    mtuFrom: isAutomatic ? "kernel" : "declared",
    ...(underlayMtu === undefined ? {} : { underlayMtu }),
  };
}

/** Recorded outputs with `mtu` as an argument, which it is only where the program declared it. */
export function argsWithDeclaredMtu(outputs: Args): Args {
  const { mtu, mtuFrom, ...rest } = outputs;
  return mtuFrom === "kernel" || mtu === undefined ? rest : { ...rest, mtu };
}

/** Only a new device goes back to an automatic mtu where no output recorded the underlay's. */
export const mtuNeedsNewDevice = (after: Args, changed: readonly string[], recorded: Args): boolean =>
  changed.includes("mtu") && after.mtu === undefined && recorded.underlayMtu === undefined;
