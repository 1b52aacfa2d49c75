import { createHash } from "node:crypto";

/**
 * Devices that the kernel makes by itself when a tunnel module loads. They receive the packets that no tunnel matches,
 * and the kernel neither deletes nor changes them, so a link of this package never has such a name.
 */
export const FALLBACK_DEVICES = [
  "tunl0", "sit0", "ip6tnl0", "gre0", "gretap0", "erspan0", "ip6gre0", "ip_vti0", "ip6_vti0",
] as const; // biome-ignore format: one line reads as the set it is

const RESERVED = new Set<string>([...FALLBACK_DEVICES, "lo", "all", "default"]);

/**
 * Why a text cannot name a network device, or undefined where it can. (linux: dev_valid_name; 15 is IFNAMSIZ - 1)
 *
 * Where no device has the name `if5`, ip takes it for the device with the index 5. (iproute2: lib/ll_map.c,
 * ll_name_to_index)
 */
export function deviceNameFault(name: string): string | undefined {
  if (name.length < 1 || name.length > 15) return `must have 1 to 15 characters, has ${name.length}`;
  if (!/^[A-Za-z0-9_.-]+$/.test(name)) return "may hold only letters, digits, '_', '.' and '-'";
  if (name === "." || name === ".." || name.startsWith("-")) return "must not be '.', '..' or begin with '-'";
  if (/^if\d+$/.test(name)) return "must not be 'if' and a number: ip takes it for an index";
  return undefined;
}

/** As deviceNameFault, and not a name that the kernel keeps for itself. */
export function newDeviceNameFault(name: string): string | undefined {
  if (RESERVED.has(name)) return "is reserved: the kernel makes and keeps that device itself";
  return deviceNameFault(name);
}

/** Characters of the hash in a derived name: 36^6 values, so that a mesh of 100 sites has no clash. */
const HASH_LENGTH = 6;
/** With the hash and the dash before it 15 characters, as many as a device's name can have. */
const STEM_LENGTH = 15 - 1 - HASH_LENGTH;

/**
 * Derives a device's name from a Pulumi resource's name. A name that fits is taken as it is. A longer one gives its
 * first characters and a hash of the whole, so that long names with a common beginning differ.
 *
 * Callers keep the name that a resource has already: earlier versions derived other names.
 */
export function deviceNameFrom(resourceName: string): string {
  const plain = resourceName.replace(/[^A-Za-z0-9_.-]+/g, "-").replace(/^-+/, "");
  if (plain === resourceName && newDeviceNameFault(plain) === undefined) return plain;
  const digest = createHash("sha256").update(resourceName).digest("hex");
  const hash = BigInt(`0x${digest}`).toString(36).slice(-HASH_LENGTH);
  const stem = plain.slice(0, STEM_LENGTH).replace(/[-.]+$/, "") || "link";
  return `${stem}-${hash}`;
}

/**
 * The device name that a resource keeps, or gets where it has none. A name of release 0.1.0 that no device may have any
 * more (`if5`) is not kept.
 */
export const keptDeviceName = (recorded: unknown, resourceName: string): string =>
  typeof recorded === "string" && newDeviceNameFault(recorded) === undefined
    ? recorded
    : deviceNameFrom(resourceName);
