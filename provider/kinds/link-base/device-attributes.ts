import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import { type Command, tokens } from "../../iproute2/command.ts";
import type { LiveLink } from "../../iproute2/ip-json.ts";
import type { Args } from "../../schema/declaration.ts";
import { flag, integer, macAddress } from "../../schema/values.ts";
import { common } from "./common-args.ts";
import type { LinkKind } from "./link-kind.ts";

/**
 * An argument that the kernel has for every device. Without a value the device keeps what the kernel or an operator gave
 * it, and a refresh does not compare it.
 */
interface DeviceAttribute {
  /** the value of a new device */
  byDefault(link: LinkKind, live: LiveLink): unknown;
  /** the words of `ip link set`; undefined means the value of a new device */
  words(value: unknown, link: LinkKind): Command;
  read(live: LiveLink): unknown;
}

/** The kernel's queue length of a new device, in packets. (linux: DEFAULT_TX_QUEUE_LEN) */
const QUEUE_LENGTH = 1000;

const everyDevice = {
  multicast: flag()
    .optional()
    .describe(
      "Whether the device has the flag MULTICAST, which OSPF, PIM and other daemons require; by default only devices that carry Ethernet frames have it.",
    ),
  txQueueLength: integer(0, 0x7fff_ffff)
    .optional()
    .describe("Length of the transmit queue, in packets; by default 1000."),
} satisfies z.ZodRawShape;

const ethernetDevice = {
  macAddress: macAddress()
    .optional()
    .describe("Hardware address of the device; by default the kernel chooses one, or it stays as it is."),
} satisfies z.ZodRawShape;

const deviceShape = { ...everyDevice, ...ethernetDevice };

/** The arguments that the devices of a kind have. */
export const deviceShapeOf = (link: LinkKind): typeof everyDevice & Partial<typeof ethernetDevice> =>
  link.carriesEthernet === true ? deviceShape : everyDevice;

/** The arguments of all of these devices. */
export const DEVICE_ARGUMENTS: readonly string[] = Object.keys(deviceShape);

/** Whether every device of some kind has the argument. */
export const isDeviceArgument = (name: string): boolean => name in deviceShape;

/** The reasons why the kind lacks arguments of a device. */
export const missingDeviceArguments = (link: LinkKind): Readonly<Record<string, string>> =>
  link.carriesEthernet === true
    ? {}
    : { macAddress: "is only for kinds that carry Ethernet frames: this one carries IP packets" };

const attributes: Readonly<Record<keyof typeof deviceShape, DeviceAttribute>> = {
  multicast: {
    byDefault: (link) => link.carriesEthernet === true,
    words: (value, link) => ["multicast", (value ?? link.carriesEthernet === true) ? "on" : "off"],
    read: ({ multicast }) => multicast,
  },
  txQueueLength: {
    byDefault: () => QUEUE_LENGTH,
    words: (value) => ["txqueuelen", String(value ?? QUEUE_LENGTH)],
    read: ({ txQueueLength }) => txQueueLength,
  },
  macAddress: {
    byDefault: (_link, live) => live.macAddress,
    // Nothing records the address that the kernel chose, so the device keeps the last one
    words: (value) => (value === undefined ? [] : ["address", String(value)]),
    read: (live) => live.macAddress,
  },
};
const names = Object.keys(attributes) as (keyof typeof deviceShape)[];

/** The command that gives a device the attributes that differ. */
export function deviceCommands(link: LinkKind, before: Args, after: Args): Command[] {
  const changed = names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
  const words = changed.flatMap((name) => attributes[name].words(after[name], link));
  return words.length === 0 ? [] : [tokens`link set dev ${common(after).name} ${words}`];
}

/** The live values of the attributes that the program declares. */
export const liveDeviceAttributes = (live: LiveLink, declared: Args): Args =>
  Object.fromEntries(
    names.flatMap((name) => (declared[name] === undefined ? [] : [[name, attributes[name].read(live)]])),
  );

/** The output that shows whether `macAddress` is an argument too, because the output has the same name. */
export const macAddressOutputs = (args: Args): Args =>
  args.macAddress === undefined ? {} : { macAddressFrom: "declared" };

/** The arguments that outputs record. `macAddress` is one of them only if the program declared it. */
export function argsWithDeclaredMacAddress({ macAddress: address, macAddressFrom, ...rest }: Args): Args {
  return macAddressFrom === "declared" ? { ...rest, macAddress: address } : rest;
}

/** The live values of the attributes that are not as those of a new device. */
export const unusualDeviceAttributes = (link: LinkKind, live: LiveLink): Args =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = attributes[name].read(live);
      return value === attributes[name].byDefault(link, live) ? [] : [[name, value]];
    }),
  );
