import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { type Command, optional, tokens } from "../../iproute2/command.ts";
import type { Outcome } from "../../model/operation.ts";
import type { Probe, ProbeAnswer } from "../../model/resource-kind.ts";
import type { Args } from "../../schema/declaration.ts";
import { roomInEsp, underlayForRoom } from "./esp-size.ts";
import { type LinkKind, overheadOf } from "./link-kind.ts";

/** Who decides the mtu of a link, with the numbers in bytes. */
export type MtuPolicy =
  /** The program: `mtu` is an argument. */
  | { readonly decidedBy: "declared"; readonly mtu: number }
  /** The kernel, at creation: it subtracts the headers from the mtu of the underlay. */
  | { readonly decidedBy: "kernel" }
  /** The provider: it computes the mtu from that of the underlay, which a probe or the state has. */
  | {
      readonly decidedBy: "underlay";
      readonly underlayMtu: number;
      readonly deduction: number;
      readonly smallest: number;
    };

/** The mtu for a command; undefined if the kernel decides. */
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
  deduction: underlayMtu - mtuOver(link, args, underlayMtu),
  smallest: link.smallestMtu ?? IPV4_MIN_MTU,
});

const declaredIn = ({ mtu }: Args): MtuPolicy | undefined =>
  typeof mtu === "number" ? { decidedBy: "declared", mtu } : undefined;

/** Bytes of the largest packet of a link over an underlay with an mtu of `underlayMtu` bytes. */
export const mtuOver = (link: LinkKind, args: Args, underlayMtu: number): number =>
  roomInEsp(args, underlayMtu) - overheadOf(link, args);

/** The mtu of an underlay whose packets hold one of the link that has `mtu` bytes. */
const underlayUnder = (link: LinkKind, args: Args, mtu: number): number =>
  underlayForRoom(args, mtu + overheadOf(link, args));

/** The policy for a new link. `answer` is the answer to `mtuProbe`. */
export function policyAtCreation(link: LinkKind, args: Args, answer: ProbeAnswer | undefined): MtuPolicy {
  const automatic = (): MtuPolicy =>
    kernelIgnoresUnderlay(link, args) || args.esp !== undefined
      ? overUnderlay(link, args, underlayMtuIn(link, args, answer))
      : { decidedBy: "kernel" };
  return declaredIn(args) ?? automatic();
}

interface Change {
  readonly before: Args;
  readonly after: Args;
  /** The outputs before the change. */
  readonly recorded: Args;
  /** The answer to `mtuProbe`, if the underlay may have changed. */
  readonly answer?: ProbeAnswer | undefined;
}

export function policyAfterChange(link: LinkKind, { before, after, recorded, answer }: Change): MtuPolicy {
  const automatic = (): MtuPolicy => {
    if (link.followsPorts === true) return { decidedBy: "kernel" };
    const { mtu, underlayMtu } = recorded;
    if (answer !== undefined) return overUnderlay(link, after, underlayMtuIn(link, after, answer));
    if (typeof underlayMtu === "number") return overUnderlay(link, after, underlayMtu);
    return before.mtu === undefined && typeof mtu === "number"
      ? overUnderlay(link, after, underlayUnder(link, before, mtu))
      : { decidedBy: "kernel" };
  };
  return declaredIn(after) ?? automatic();
}

/** Whether the kernel ignores the underlay. Without `dev` it creates such a device with the mtu of Ethernet. */
const kernelIgnoresUnderlay = (link: LinkKind, args: Args): boolean =>
  link.underlayFrom === "dev" && args.dev === undefined;

/** The underlay address that decides the route of the outer packets; with several far ends it is that of the first. */
export const farEnd = ({ remote, remotes }: Args): string | undefined =>
  textOf(remote) ?? (Array.isArray(remotes) ? textOf(remotes[0]) : undefined);

/** The arguments that decide which underlay device a link's packets take. */
const UNDERLAY = ["group", "local", "dev", "fwmark"];

function hasOtherUnderlay(link: LinkKind, before: Args, after: Args): boolean {
  const isBound = link.underlayFrom === "dev" && after.dev !== undefined;
  if (!isBound && farEnd(before) !== farEnd(after)) return true;
  return (isBound ? ["dev"] : UNDERLAY).some(
    (key) => (before[key] || undefined) !== (after[key] || undefined),
  );
}

const hasOtherEsp = (before: Args, after: Args): boolean => !isDeepStrictEqual(before.esp, after.esp);

/**
 * A question for the mtu of the underlay, if the link's mtu is automatic and the kernel does not compute it. That is so
 * at the creation of a device whose underlay the kernel ignores or whose packets go in ESP, and in a change to another
 * underlay or in or out of ESP. In a change the kernel computes the mtu for some kinds and some arguments only.
 */
export function mtuProbe(link: LinkKind, args: Args, before: Args | undefined): Probe | undefined {
  if (args.mtu !== undefined || args.external === true || link.underlayFrom === "none") return undefined;
  // The question would be for the routes of the device's own network namespace
  if (args.linkNetns !== undefined) return undefined;
  const isNeeded =
    before === undefined
      ? (kernelIgnoresUnderlay(link, args) || args.esp !== undefined) && farEnd(args) !== undefined
      : before.mtu !== undefined || hasOtherUnderlay(link, before, args) || hasOtherEsp(before, args);
  if (!isNeeded) return undefined;
  const question = routeQuestion(link, args);
  return {
    ...(question === undefined
      ? {}
      : { operation: { tool: "ip", commands: [question], shows: 1, readsOnly: true } }),
    sections: ["links"],
  };
}

/** The command that asks for the route of the outer packets. */
function routeQuestion(link: LinkKind, args: Args): Command | undefined {
  const { local, dev, fwmark } = args;
  const remote = farEnd(args);
  if (remote === undefined || (link.underlayFrom === "dev" && dev !== undefined)) return undefined;
  const mark = typeof fwmark === "number" && fwmark > 0 ? fwmark : undefined;
  return tokens`route get ${remote} ${optional("from", textOf(local))} ${optional("oif", textOf(dev))}
    ${optional("mark", mark)}`;
}

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);

/** The mtu that the kernel assumes for an unknown underlay: that of Ethernet. (linux: ip_tunnel_bind_dev) */
const ETHERNET_MTU = 1500;
/** The largest IP packet, in bytes. The kernel ignores a larger mtu of an underlay. (linux: IP_MAX_MTU) */
const IP_MAX_MTU = 65_535;

/** The mtu of the device that routes to `remote`. Without such a route it is that of `dev`, else that of Ethernet. */
function underlayMtuIn(link: LinkKind, { dev }: Args, answer: ProbeAnswer | undefined): number {
  const device = deviceOfRoute(answer?.outcome) ?? dev;
  const mtu = answer?.snapshot.links.find(({ name }) => name === device)?.mtu ?? ETHERNET_MTU;
  return link.underlayFrom === "dev" ? mtu : Math.min(mtu, IP_MAX_MTU);
}

const shownRoute = z.tuple([z.tuple([z.object({ dev: z.string() })]).rest(z.unknown())]);

const deviceOfRoute = (outcome: Outcome | undefined): string | undefined =>
  outcome?.status === "done" ? shownRoute.safeParse(outcome.shown).data?.[0][0].dev : undefined;

/** The live mtu as an argument, if the program declared an mtu or if the live one differs from the recorded one. */
export const liveMtuArgument = (mtu: number, declared: unknown, recorded: Args): Args =>
  declared !== undefined || (recorded.mtu !== undefined && recorded.mtu !== mtu) ? { mtu } : {};

/**
 * The outputs next to the live `mtu`: who decided it, and the mtu of the underlay. The recorded mtu of the underlay stays
 * until a change asks for it again, because an operator may have set the live mtu by hand.
 */
export function mtuOutputs(link: LinkKind, mtu: number, args: Args, recorded: Args): Args {
  const isAutomatic = args.mtu === undefined;
  const isAskedAgain =
    recorded.mtuFrom === "declared" || hasOtherUnderlay(link, recorded, args) || hasOtherEsp(recorded, args);
  const known = isAutomatic && isAskedAgain ? undefined : recorded.underlayMtu;
  const underlayMtu = known ?? (isAutomatic ? underlayUnder(link, args, mtu) : undefined);
  return {
    mtuFrom: isAutomatic ? "kernel" : "declared",
    ...(underlayMtu === undefined ? {} : { underlayMtu }),
  };
}

/** The arguments that outputs record. `mtu` is one of them only if the program declared it. */
export function argsWithDeclaredMtu(outputs: Args): Args {
  const { mtu, mtuFrom, ...rest } = outputs;
  return mtuFrom === "kernel" || mtu === undefined ? rest : { ...rest, mtu };
}

/** Whether a change to an automatic mtu needs a new device, because no output records the mtu of the underlay. */
export const mtuNeedsNewDevice = (
  link: LinkKind,
  after: Args,
  changed: readonly string[],
  recorded: Args,
): boolean =>
  link.followsPorts !== true &&
  changed.includes("mtu") &&
  after.mtu === undefined &&
  recorded.underlayMtu === undefined;

/** Whether the kernel may have chosen the mtu of a link, because it fits the mtu of an underlay: one of `underlays`. */
export function mayBeAutomatic(
  link: LinkKind,
  args: Args,
  mtu: number,
  underlays: readonly number[],
): boolean {
  const smallest = link.smallestMtu ?? IPV4_MIN_MTU;
  return [ETHERNET_MTU, ...underlays].some(
    (underlayMtu) => Math.max(Math.min(underlayMtu, IP_MAX_MTU) - overheadOf(link, args), smallest) === mtu,
  );
}
