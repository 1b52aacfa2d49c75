import { z } from "zod";
import { UNKNOWN } from "../../provider/schema/unknown-value.ts";
import { labelOf } from "../../provider/ssh/target.ts";
import { ownTypeOf, partsOf, type StepState } from "../preview/preview.ts";
import type { HostLabel } from "./model.ts";

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

/** `root@198.51.100.1`, `root@198.51.100.1:2222`, `root@198.51.100.1, namespace edge`. */
function addressIn(host: unknown): string | undefined {
  const { connection, netns } = hostSchema.safeParse(host).data ?? {};
  if (connection?.host === undefined || connection.host === UNKNOWN) return undefined;
  const label = labelOf({
    host: connection.host,
    ...(connection.port === undefined ? {} : { port: connection.port }),
    ...(connection.user === undefined ? {} : { user: connection.user }),
  }).replace(/:22$/, "");
  return netns === undefined || netns === UNKNOWN ? label : `${label}, namespace ${netns}`;
}

/** The name of the `Host` resource that the property `host` comes from. */
function nameIn({ propertyDependencies }: StepState): string | undefined {
  const urn = (propertyDependencies?.host ?? []).find((one) => ownTypeOf(one) === "Host");
  return urn === undefined ? undefined : partsOf(urn).name;
}

/** The host of a resource. Undefined for a resource that has none. */
export function hostLabelOf(urn: string, state: StepState): HostLabel | undefined {
  const inputs = state.inputs ?? {};
  const isHost = ownTypeOf(urn) === "Host";
  if (!isHost && inputs.host === undefined) return undefined;
  const name = isHost ? partsOf(urn).name : nameIn(state);
  const address = addressIn(isHost ? inputs : inputs.host);
  return { key: address ?? name ?? "unknown", name, address };
}

/** The host for a heading: `ams (root@198.51.100.1)`. */
export function titleOf({ name, address }: HostLabel): string {
  if (name === undefined) return address ?? "a host whose address is known at apply";
  return `${name} (${address ?? "address known at apply"})`;
}

/** The host in few words: `ams`. */
export const shortLabelOf = ({ name, address }: HostLabel): string =>
  name ?? address ?? "a host known at apply";
