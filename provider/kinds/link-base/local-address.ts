import { z } from "zod";
import type { Family } from "../../iproute2/address.ts";
import { parseAddress } from "../../iproute2/address.ts";
import type { HostValues, Reference } from "../../model/reference.ts";
import { hostAddressKey } from "../../model/reference.ts";
import type { Args } from "../../schema/declaration.ts";
import { UNKNOWN } from "../../schema/unknown-value.ts";
import { deviceName, object } from "../../schema/values.ts";
import { shapeOf } from "./attribute.ts";
import { familyIn } from "./default-route.ts";
import type { LinkKind } from "./link-kind.ts";
import { farEnd } from "./mtu.ts";

const ofDevice = object({
  dev: deviceName().describe(
    "Device of the host. The address is its first global one that is not deprecated, of the family of the far end.",
  ),
});

/** The schema of `local`: an address, or the device that has it. */
export const localAddress = <Schema extends z.ZodType<string>>(address: Schema) =>
  z.union([address, ofDevice], {
    error: ({ input }) =>
      `${z.safeParse(address, input).error?.issues[0]?.message ?? "must be an address"}, or an object with dev`,
  });

/** The address that `local` has for a command. */
export function addressIn(local: unknown): string {
  if (typeof local !== "string")
    throw new Error("the address of a device is not known before the host is asked");
  return local;
}

const deviceIn = ({ local }: Args): string | undefined => ofDevice.safeParse(local).data?.dev;

/** The family of the underlay: that of the far end, or else the one that the kind has. */
function familyOfUnderlay(link: LinkKind, args: Args): Family {
  const far = [farEnd(args), args.group].map((one) => familyIn(parseAddress, one));
  const known = far.find((one) => one !== undefined);
  const schema = (shapeOf(link.attributes) as z.ZodRawShape).local;
  const takesIpv4 = schema !== undefined && z.safeParse(schema, "192.0.2.1").success;
  return known ?? (takesIpv4 ? "inet" : "inet6");
}

/** The reference in `local`. */
export function localReferences(link: LinkKind, args: Args): Reference[] {
  const dev = deviceIn(args);
  return dev === undefined
    ? []
    : [{ argument: "local", property: "local", address: { dev, family: familyOfUnderlay(link, args) } }];
}

/** The arguments with the address of a device in place of the device. */
export function withLocalAddress(link: LinkKind, args: Args, values: HostValues): Args {
  const dev = deviceIn(args);
  const value = dev && values[hostAddressKey({ dev, family: familyOfUnderlay(link, args) })];
  return value === undefined ? args : { ...args, local: value };
}

/** The arguments for a preview, which does not know the address of a device. */
export const withUnknownLocal = (args: Args): Args =>
  deviceIn(args) === undefined ? args : { ...args, local: UNKNOWN };
