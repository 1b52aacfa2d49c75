import { releaseMembers, validateAndRegister } from "../../conflicts/registry.ts";
import { keptDeviceName } from "../../iproute2/device-name.ts";
import type { Args, Declaration } from "../../schema/declaration.ts";
import { UNKNOWN } from "../../schema/unknown-value.ts";
import { type Fault, type Validated, validate } from "../../schema/validate.ts";
import type { LinkResource } from "../link-base/link-kind.ts";
import { linkOf, memberOf, membersOf, pathOf, SHARED } from "./members.ts";

/**
 * Validates a set and each of its links, and registers the claims of the links. Any part may be unknown. A link without
 * a `name` keeps its name in `olds`.
 */
export function validateSet(
  declaration: Declaration,
  kindOf: (set: Args) => LinkResource | undefined,
  olds: Args,
  news: Args,
): Validated {
  const { inputs, faults } = validate(declaration, news);
  const kind = kindOf(inputs);
  releaseMembers(news);
  if (kind === undefined) return { inputs, faults };
  const checked = Object.keys(membersOf(inputs)).map((key) => ({
    key,
    ...validateMember(kind, inputs, key, membersOf(olds)[key]?.name),
  }));
  const links = Object.fromEntries(checked.map(({ key, inputs: member }) => [key, member]));
  const members = checked.flatMap(({ key, faults: some }) =>
    some.map(({ property, reason }) => ({ property: pathOf(key, property), reason })),
  );
  const { links: given } = inputs;
  const all = given !== null && typeof given === "object" ? { ...given, ...links } : given;
  return {
    inputs: { ...inputs, ...(all === undefined ? {} : { links: all }) },
    faults: [...faults, ...members],
  };
}

function validateMember(kind: LinkResource, set: Args, key: string, oldName: unknown): Validated {
  const own = membersOf(set)[key] ?? {};
  const { __defaultName: byDefault } = own;
  const name = own.name ?? keptDeviceName(oldName, typeof byDefault === "string" ? byDefault : key);
  const given = { ...linkOf(set, key), name };
  const link = kind.fillDefaults?.(given, {}) ?? given;
  const { inputs, faults } = validateAndRegister(kind, link);
  const foreign: Fault[] = SHARED.filter((name) => name in own).map((property) => ({
    property,
    reason: "is an argument of the set: all of its links have the same",
  }));
  // The schema of the set has already reported faults of the set's own arguments
  const its = faults.filter(({ property }) => !SHARED.some((name) => property.split(/[.[]/)[0] === name));
  const ofHost = faults.length > 0 ? [] : faultsOfReferences(kind, inputs);
  return { inputs: memberOf(set, key, inputs), faults: [...foreign, ...its, ...ofHost] };
}

/** A set asks the host for no values, because all of its links are in one operation. */
const faultsOfReferences = ({ references }: LinkResource, inputs: Args): Fault[] =>
  (references?.of(inputs) ?? [])
    .filter((one) => !("table" in one && one.table === UNKNOWN))
    .map((one) => ({
      property: one.property,
      reason:
        "table" in one
          ? `is ${JSON.stringify(one.table)}: a LinkSet takes only numbers of tables, because it does not ask the host for names`
          : "must be an address: a LinkSet does not ask the host for the address of a device",
    }));
