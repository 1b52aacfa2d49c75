import { type Command, optional } from "../../iproute2/command.ts";
import type { LiveLink } from "../../iproute2/ip-json.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import type { Args, Rule } from "../../schema/declaration.ts";
import { netnsName } from "../../schema/host-args.ts";
import type { LinkKind } from "./link-kind.ts";

/** The argument of kinds whose packets can go through another network namespace than that of the device. */
const shape = {
  linkNetns: netnsName()
    .optional()
    .describe(
      "Network namespace of the underlay, by its name in /run/netns; by default that of the device. No host restores such a link at boot, because no namespace has a name then.",
    ),
};

export const linkNetnsShapeOf = (link: LinkKind): Partial<typeof shape> =>
  link.withoutLinkNetns === undefined ? shape : {};

export const missingLinkNetns = ({ withoutLinkNetns }: LinkKind): Readonly<Record<string, string>> =>
  withoutLinkNetns === undefined ? {} : { linkNetns: withoutLinkNetns };

const textIn = ({ linkNetns }: Args): string | undefined =>
  typeof linkNetns === "string" ? linkNetns : undefined;

/** The kernel resolves names in the network namespace of the device, and the underlay has other ones. */
const localRule: Rule = {
  over: ["local", "linkNetns"],
  fault: ({ local, linkNetns }) =>
    linkNetns !== undefined && local !== undefined && typeof local !== "string"
      ? "must be an address where linkNetns is given: the provider does not read the devices of that network namespace"
      : undefined,
};

/** The kernel shows the underlay device by its index in that namespace, so the provider cannot compare it with a name. */
const devRule: Rule = {
  over: ["dev", "linkNetns"],
  fault: ({ dev, linkNetns }) =>
    dev !== undefined && linkNetns !== undefined
      ? "is not possible with linkNetns: the host does not show the names of devices in another network namespace"
      : undefined,
};

export const linkNetnsRules: readonly Rule[] = [devRule];
/** The rules that see `local` as an object. */
export const linkNetnsRulesAsGiven: readonly Rule[] = [localRule];

export const linkNetnsTokens = (args: Args): Command => optional("link-netns", textIn(args));

/** The names of the namespaces are needed only to compare them. */
export const linkNetnsSections = (args: Args): readonly "netns"[] =>
  textIn(args) === undefined ? [] : ["netns"];

/**
 * The live namespace, if the program declares one. The output of an operation has the number of the namespace without its
 * name. It then counts as the declared one, because the operation itself named it.
 */
export function liveLinkNetns({ linkNetnsId }: LiveLink, snapshot: HostSnapshot, declared: Args): Args {
  const wanted = textIn(declared);
  if (wanted === undefined || linkNetnsId === undefined) return {};
  const names = snapshot.sections.netns?.filter(({ nsid }) => nsid === linkNetnsId).map(({ name }) => name);
  if (names === undefined || names.includes(wanted)) return { linkNetns: wanted };
  return { linkNetns: names.find((name) => name !== undefined) ?? `number ${linkNetnsId}` };
}
