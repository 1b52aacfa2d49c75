import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import { type Command, tokens } from "../../iproute2/command.ts";
import type { LiveLink } from "../../iproute2/ip-json.ts";
import type { Args } from "../../schema/declaration.ts";
import { flag, integer } from "../../schema/values.ts";
import { common } from "./common-args.ts";
import type { LinkKind } from "./link-kind.ts";

/**
 * An argument that the kernel has for every device. Without a value the device keeps what the kernel or an operator gave
 * it, and a refresh does not compare it.
 */
interface DeviceAttribute {
  /** the value of a new device */
  byDefault(link: LinkKind): unknown;
  /** the words of `ip link set`; undefined means the value of a new device */
  words(value: unknown, link: LinkKind): Command;
  read(live: LiveLink): unknown;
}

/** The kernel's queue length of a new device, in packets. (linux: DEFAULT_TX_QUEUE_LEN) */
const QUEUE_LENGTH = 1000;

export const deviceShape = {
  multicast: flag()
    .optional()
    .describe(
      "Whether the device has the flag MULTICAST, which OSPF, PIM and other daemons require; by default only devices that carry Ethernet frames have it.",
    ),
  txQueueLength: integer(0, 0x7fff_ffff)
    .optional()
    .describe("Length of the transmit queue, in packets; by default 1000."),
} satisfies z.ZodRawShape;

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
};
const names = Object.keys(attributes) as (keyof typeof deviceShape)[];

/** The command that gives a device the attributes that differ. */
export function deviceCommands(link: LinkKind, before: Args, after: Args): Command[] {
  const changed = names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
  if (changed.length === 0) return [];
  const words = changed.flatMap((name) => attributes[name].words(after[name], link));
  return [tokens`link set dev ${common(after).name} ${words}`];
}

/** The live values of the attributes that the program declares. */
export const liveDeviceAttributes = (live: LiveLink, declared: Args): Args =>
  Object.fromEntries(
    names.flatMap((name) => (declared[name] === undefined ? [] : [[name, attributes[name].read(live)]])),
  );

/** The live values of the attributes that are not as those of a new device. */
export const unusualDeviceAttributes = (link: LinkKind, live: LiveLink): Args =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = attributes[name].read(live);
      return value === attributes[name].byDefault(link) ? [] : [[name, value]];
    }),
  );
