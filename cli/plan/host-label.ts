import { z } from "zod";
import { parseAddress } from "../../provider/iproute2/address.ts";
import { UNKNOWN } from "../../provider/schema/unknown-value.ts";
import { labelOf } from "../../provider/ssh/target.ts";
import { ownTypeOf, partsOf, type StepState } from "../preview/preview.ts";
import type { HostLabel } from "./model.ts";
import { SECRET } from "./values.ts";

const hostSchema = z.looseObject({
  connection: z
    .looseObject({
      host: z.string().optional(),
      port: z.number().optional().catch(undefined),
      user: z.string().optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  netns: z.string().optional().catch(undefined),
});

/** Where a host is, as far as a preview shows it. */
type Shown = Pick<HostLabel, "address" | "hidden">;

const isHidden = (text: string): boolean => text === UNKNOWN || text.includes(SECRET);

/** `root@198.51.100.1`, `root@198.51.100.1:2222`, `root@198.51.100.1, namespace edge`. */
function shownOf(host: unknown): Shown {
  const { connection, netns } = hostSchema.safeParse(host).data ?? {};
  const address = connection?.host;
  if (connection === undefined || address === undefined || isHidden(address)) {
    const isSecret = [host, address, isObject(host) ? host.connection : undefined].some(
      (one) => one === SECRET,
    );
    return { address: undefined, hidden: isSecret ? "secret" : "unknown" };
  }
  const user = connection.user === undefined || isHidden(connection.user) ? {} : { user: connection.user };
  const label = labelOf({
    // A host has one label however its address is spelled
    host: parseAddress(address) ?? address.toLowerCase(),
    ...(connection.port === undefined ? {} : { port: connection.port }),
    ...user,
  }).replace(/:22$/, "");
  const isKnown = netns !== undefined && !isHidden(netns);
  return { address: isKnown ? `${label}, namespace ${netns}` : label, hidden: undefined };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === "object";

/** The resources that the property `host` comes from. */
const sourcesIn = ({ propertyDependencies }: StepState): readonly string[] =>
  propertyDependencies?.host ?? [];

/** The name of the `Host` resource that the property `host` comes from. */
function nameIn(state: StepState): string | undefined {
  const urn = sourcesIn(state).find((one) => ownTypeOf(one) === "Host");
  return urn === undefined ? undefined : partsOf(urn).name;
}

/** The host of a resource. Undefined for a resource that has none. */
export function hostLabelOf(urn: string, state: StepState): HostLabel | undefined {
  const inputs = state.inputs ?? {};
  const isHost = ownTypeOf(urn) === "Host";
  if (!isHost && inputs.host === undefined) return undefined;
  const name = isHost ? partsOf(urn).name : nameIn(state);
  const shown = shownOf(isHost ? inputs : inputs.host);
  // Two hosts whose addresses are hidden are one only if their addresses come from the same resources
  const sources = sourcesIn(state).toSorted().join(" ");
  const key = shown.address ?? name ?? `hidden ${sources === "" ? urn : sources}`;
  return { key, name, ...shown };
}

const HIDDEN: Readonly<Record<NonNullable<HostLabel["hidden"]>, readonly [host: string, address: string]>> = {
  secret: ["a host whose address is secret", "secret address"],
  unknown: ["a host whose address is known at apply", "address known at apply"],
};

/** The host for a heading: `ams (root@198.51.100.1)`. */
export function titleOf({ name, address, hidden = "unknown" }: HostLabel): string {
  const [asHost, asAddress] = HIDDEN[hidden];
  return name === undefined ? (address ?? asHost) : `${name} (${address ?? asAddress})`;
}

/** The host in few words: `ams`. */
export const shortLabelOf = ({ name, address, hidden = "unknown" }: HostLabel): string =>
  name ?? address ?? HIDDEN[hidden][0];
