import { z } from "zod";
import { readLinks } from "../../iproute2/ip-json.ts";
import type { Operation, Outcome } from "../../model/operation.ts";
import type { Args } from "../../schema/declaration.ts";
import { type LinkKind, overheadOf } from "./link-kind.ts";

/** Who decides a link's mtu, with the numbers behind the decision in bytes. */
export type MtuPolicy =
  /** The program: `mtu` is an argument. */
  | { readonly decidedBy: "declared"; readonly mtu: number }
  /** The kernel at creation: it takes the headers off the mtu of the underlay that it finds. */
  | { readonly decidedBy: "kernel" }
  /** The underlay, as a probe found it or the state recorded it: the command names the number. */
  | { readonly decidedBy: "underlay"; readonly underlayMtu: number; readonly deduction: number };

/** The number that a command names; undefined where the kernel decides. */
export function mtuIn(policy: MtuPolicy): number | undefined {
  if (policy.decidedBy === "declared") return policy.mtu;
  return policy.decidedBy === "kernel" ? undefined : policy.underlayMtu - policy.deduction;
}

const overUnderlay = (link: LinkKind, args: Args, underlayMtu: number): MtuPolicy => ({
  decidedBy: "underlay",
  underlayMtu,
  deduction: overheadOf(link, args),
});

const declaredIn = ({ mtu }: Args): MtuPolicy | undefined =>
  typeof mtu === "number" ? { decidedBy: "declared", mtu } : undefined;

/** Bytes of the largest packet that a link takes over an underlay whose mtu is `underlayMtu` bytes. */
export const mtuOver = (link: LinkKind, args: Args, underlayMtu: number): number =>
  underlayMtu - overheadOf(link, args);

/** `answer` is the outcome of `mtuProbe`. */
export function policyAtCreation(link: LinkKind, args: Args, answer: Outcome | undefined): MtuPolicy {
  const automatic = (): MtuPolicy =>
    link.ignoresUnderlayMtu?.(args) === true
      ? overUnderlay(link, args, underlayMtuIn(answer))
      : { decidedBy: "kernel" };
  return declaredIn(args) ?? automatic();
}

/** `recorded` are the outputs before the change. Without a recorded underlay the old mtu and the old headers give it. */
export function policyAfterChange(link: LinkKind, before: Args, after: Args, recorded: Args): MtuPolicy {
  const automatic = (): MtuPolicy => {
    const { mtu, underlayMtu } = recorded;
    if (typeof underlayMtu === "number") return overUnderlay(link, after, underlayMtu);
    return before.mtu === undefined && typeof mtu === "number"
      ? overUnderlay(link, after, mtu + overheadOf(link, before))
      : { decidedBy: "kernel" };
  };
  return declaredIn(after) ?? automatic();
}

/** Asks which device packets to `remote` leave by, where the kernel would not look. */
export const mtuProbe = (link: LinkKind, args: Args): Operation | undefined =>
  args.mtu === undefined && link.ignoresUnderlayMtu?.(args) === true && typeof args.remote === "string"
    ? {
        tool: "ip",
        commands: [
          ["route", "get", args.remote],
          ["addr", "show"],
        ],
        shows: 2,
      }
    : undefined;

/** What the kernel assumes of an underlay that it does not know: Ethernet. (linux: ip_tunnel_bind_dev) */
const ETHERNET_MTU = 1500;

const routeAndDevices = z.tuple([z.tuple([z.object({ dev: z.string() })]).rest(z.unknown()), z.unknown()]);

/** The mtu of the device that the answer to `mtuProbe` names. */
function underlayMtuIn(answer: Outcome | undefined): number {
  const shown = answer?.status === "done" ? routeAndDevices.safeParse(answer.shown).data : undefined;
  if (shown === undefined) return ETHERNET_MTU;
  const [[{ dev }], links] = shown;
  return readLinks(links).find((one) => one.name === dev)?.mtu ?? ETHERNET_MTU;
}

/** The argument as the host has it: a number where the program declared one, or where it differs from the recorded one. */
export const liveMtuArgument = (mtu: number, declared: unknown, recorded: Args): Args =>
  declared !== undefined || (recorded.mtu !== undefined && recorded.mtu !== mtu) ? { mtu } : {};

/**
 * Outputs beside the live `mtu`: who decided it, and the mtu of the underlay at that time. A recorded underlay stays,
 * because the live mtu may be one that somebody set by hand.
 */
export function mtuOutputs(link: LinkKind, mtu: number, args: Args, recorded: Args): Args {
  const automatic = args.mtu === undefined;
  const underlayMtu = recorded.underlayMtu ?? (automatic ? mtu + overheadOf(link, args) : undefined);
  return {
    mtuFrom: automatic ? "kernel" : "declared",
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
