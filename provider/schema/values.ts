import { z } from "zod";
import { type Family, parseAddress, parseInterfaceAddress, parsePrefix } from "../iproute2/address.ts";
import { deviceNameFault, newDeviceNameFault } from "../iproute2/device-name.ts";
import { canonicalIpProtocol } from "../iproute2/ip-protocol.ts";

/** The name of a schema's values in the docs, such as "IPv4 address". Without it the docs show "text". */
export const form = (name: string) => ({ form: name });

/** An invalid value in a message: quoted, short, on one line. */
const show = (text: string) => JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);

/** A text that a parser accepts. The value becomes the text that the parser returns. */
export const canonical = (parse: (text: string) => string | undefined, what: string) =>
  z.string({ error: `must be ${what}` }).transform((text, context) => {
    const parsed = parse(text);
    if (parsed !== undefined) return parsed;
    context.addIssue({ code: "custom", message: `must be ${what}, not ${show(text)}` });
    return z.NEVER;
  });

/**
 * A number or a text that a parser accepts. The value becomes what the parser returns. `faultOf` returns the reason why a
 * value is not allowed nevertheless.
 */
export const numberOrText = <Value extends string | number>(
  parse: (given: string | number) => Value | undefined,
  what: string,
  faultOf: (value: Value) => string | undefined = () => undefined,
) =>
  z.union([z.number(), z.string()], { error: `must be ${what}` }).transform((given, context): Value => {
    const value = parse(given);
    const fault = value === undefined ? `must be ${what}` : faultOf(value);
    if (value !== undefined && fault === undefined) return value;
    context.addIssue({ code: "custom", message: fault ?? `must be ${what}` });
    return z.NEVER;
  });

/** A text without a fault. The function returns the fault of a text, or undefined. */
const faultless = (fault: (text: string) => string | undefined, what: string) =>
  z.string({ error: `must be ${what}` }).superRefine((text, context) => {
    const found = fault(text);
    if (found !== undefined) context.addIssue({ code: "custom", message: `${show(text)} ${found}` });
  });

const EXAMPLES: Record<Family, string> = {
  inet: "an IPv4 address such as 192.0.2.1",
  inet6: "an IPv6 address such as 2001:db8::1",
};

const VERSION: Record<Family, string> = { inet: "IPv4", inet6: "IPv6" };

export const address = (family: Family) =>
  canonical((text) => parseAddress(text, family), EXAMPLES[family]).meta(form(`${VERSION[family]} address`));
export const anyAddress = () =>
  canonical((text) => parseAddress(text), "an IPv4 or IPv6 address").meta(form("IPv4 or IPv6 address"));
export const interfaceAddress = () =>
  canonical(
    (text) => parseInterfaceAddress(text),
    "an address with its prefix length, such as 10.9.0.1/30",
  ).meta(form("address with prefix length"));
export const prefix = (family?: Family) =>
  canonical(
    (text) => parsePrefix(text, family),
    'a prefix without host bits, such as 10.20.0.0/16, or "default"',
  ).meta(form(family === undefined ? 'prefix or "default"' : `${VERSION[family]} prefix`));

/** The largest number of 32 bits. */
export const U32 = 4_294_967_295;

/** A whole number from `min` to `max`. */
export const integer = (min: number, max: number, or = "") => {
  const error = `must be a whole number from ${min} to ${max}${or}`;
  return z.number({ error }).int({ error }).min(min, { error }).max(max, { error });
};

/** A whole number from `min` to `max`, or one of some words. */
export const integerOr = <const Word extends string>(min: number, max: number, ...words: Word[]) => {
  const or = `, or ${words.map((word) => `"${word}"`).join(" or ")}`;
  const error = `must be a whole number from ${min} to ${max}${or}`;
  return z.union([z.literal(words), integer(min, max, or)], { error });
};

export const oneOf = <const Word extends string>(...words: Word[]) =>
  z.enum(words, { error: `must be ${words.map((word) => `"${word}"`).join(" or ")}` });

/** An IP protocol: one of `names`, or a number. The value becomes the first name with that number. */
export const ipProtocol = <const Name extends string>(names: readonly Name[], error: string) =>
  z
    .union([z.enum(names), integer(1, 255)], { error })
    .transform((protocol) => canonicalIpProtocol(names, protocol));

export const flag = () => z.boolean({ error: "must be true or false" });

/** The name of an existing device. */
export const deviceName = () =>
  faultless(deviceNameFault, "a device name of 1 to 15 characters").meta(form("device name"));
/** The name of a new device. */
export const newDeviceName = () =>
  faultless(newDeviceNameFault, "a device name of 1 to 15 characters").meta(form("device name"));

/** An object with these properties and no others. */
export const object = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === "invalid_type" ? `must be an object with ${Object.keys(shape).join(", ")}` : undefined,
  });

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i;

/** The address of an Ethernet device. The lowest bit of its first byte is 0, because a group has 1 there. */
export const macAddress = () =>
  canonical(
    (text) =>
      MAC.test(text) && Number.parseInt(text.slice(0, 2), 16) % 2 === 0 && !/^00(:00){5}$/.test(text)
        ? text.toLowerCase()
        : undefined,
    "the hardware address of one device, such as 02:00:5e:10:00:01",
  ).meta(form("hardware address"));
