import { links } from "../../provider/index.ts";
import { networkOf } from "../../provider/iproute2/address.ts";
import type { LinkResource } from "../../provider/kinds/link-base/link-kind.ts";
import { linkOf, membersOf } from "../../provider/kinds/link-set/members.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import { UNKNOWN } from "../../provider/schema/unknown-value.ts";
import { withDefaults } from "../../provider/schema/validate.ts";
import { ownTypeOf, type PreviewStep, partsOf } from "../preview/preview.ts";
import { hostLabelOf } from "./host-label.ts";
import { kindLabel } from "./kind-label.ts";
import type { PlannedLink } from "./model.ts";
import { actionOf } from "./subjects.ts";
import { unitOf } from "./unit.ts";

const byType: Readonly<Record<string, LinkResource>> = links;

/** The links that exist after the run, and those that it removes. Unchanged ones need `--show-sames`. */
export const linksIn = (steps: readonly PreviewStep[]): PlannedLink[] =>
  steps.flatMap((step) => {
    const state = step.newState ?? step.oldState;
    if (state === undefined || state === null || !isLasting(step)) return [];
    const type = ownTypeOf(step.urn) ?? "";
    const shared = {
      unit: unitOf(step.urn, state.parent, type),
      host: hostLabelOf(step.urn, state),
      action: actionOf(step),
    };
    return argumentsOf(step.urn, state.inputs ?? {}).map(({ name, kind, args }) => ({
      ...{ ...shared, name, kind: kindLabel(kind, args) ?? type, prefixes: prefixesOf(args) },
    }));
  });

/** Whether a step is one that its resource ends with, and not a part of another one. */
const isLasting = (step: PreviewStep): boolean => step.op === "same" || actionOf(step) !== undefined;

interface LinkArguments {
  readonly name: string;
  readonly kind: LinkResource;
  readonly args: Args;
}

/** The arguments of a link, or of each link of a set. */
function argumentsOf(urn: string, inputs: Args): LinkArguments[] {
  const { name } = partsOf(urn);
  const kind = byType[ownTypeOf(urn) ?? ""];
  if (kind !== undefined) return [{ name, kind, args: withDefaults(kind, inputs) }];
  const member = Object.values(byType).find(({ link }) => link.kind === inputs.kind);
  if (ownTypeOf(urn) !== "LinkSet" || member === undefined) return [];
  return Object.keys(membersOf(inputs)).map((key) => ({
    ...{ name: `${name}/${key}`, kind: member, args: withDefaults(member, linkOf(inputs, key)) },
  }));
}

/** The prefixes whose packets the host sends through a link: its routes and the subnets of its addresses. */
function prefixesOf({ routes, addresses }: Args): string[] {
  const to = (route: unknown) =>
    typeof route === "string"
      ? route
      : route !== null && typeof route === "object"
        ? Reflect.get(route, "to")
        : "";
  const listed = [
    ...(Array.isArray(routes) ? routes.map(to) : []),
    ...(Array.isArray(addresses) ? addresses.map(subnetOf) : []),
  ];
  return listed.filter((one): one is string => typeof one === "string" && one !== "" && one !== UNKNOWN);
}

const subnetOf = (address: unknown): string => {
  try {
    return typeof address === "string" ? networkOf(address) : "";
  } catch {
    return "";
  }
};
