import { createHash } from "node:crypto";

/**
 * Fallback devices. The kernel creates them when a tunnel module loads, and they receive the packets that match no
 * tunnel. The kernel refuses to delete or change them, so no link of this package has one of these names.
 */
export const FALLBACK_DEVICES = [
  "tunl0", "sit0", "ip6tnl0", "gre0", "gretap0", "erspan0", "ip6gre0", "ip_vti0", "ip6_vti0",
] as const; // biome-ignore format: one line reads as the set it is

const RESERVED = new Set<string>([...FALLBACK_DEVICES, "lo", "all", "default"]);

/**
 * Why a text cannot be the name of a network device, or undefined if it can. (linux: dev_valid_name; 15 is IFNAMSIZ - 1)
 *
 * If no device has the name `if5`, ip reads it as the device with the index 5. (iproute2: lib/ll_map.c,
 * ll_name_to_index)
 */
export function deviceNameFault(name: string): string | undefined {
  if (name.length < 1 || name.length > 15) return `must have 1 to 15 characters, has ${name.length}`;
  if (!/^[A-Za-z0-9_.-]+$/.test(name)) return "may hold only letters, digits, '_', '.' and '-'";
  if (name === "." || name === ".." || name.startsWith("-")) return "must not be '.', '..' or begin with '-'";
  if (/^if\d+$/.test(name)) return "must not be 'if' and a number: ip takes it for an index";
  return undefined;
}

/** Like deviceNameFault, for a new device. It also refuses names of the kernel's own devices. */
export function newDeviceNameFault(name: string): string | undefined {
  if (RESERVED.has(name)) return "is reserved: the kernel makes and keeps that device itself";
  return deviceNameFault(name);
}

/** Characters of the hash in a derived name. They have 36^6 values, so the names of a mesh of 100 sites differ. */
const HASH_LENGTH = 6;
/** Characters before the dash and the hash. The name then has 15 characters, which is the longest. */
const STEM_LENGTH = 15 - 1 - HASH_LENGTH;

/**
 * Derives the name of a device from the name of a resource. A valid device name is used unchanged. For a longer one the
 * result is its first characters and a hash of the whole, because long names often begin alike.
 *
 * A resource that has a device name keeps it, because earlier releases derived other names.
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
 * The recorded device name of a resource, or a derived one if none is recorded. A recorded name that is no longer
 * allowed (`if5` of release 0.1.0) is replaced by a derived one.
 */
export const keptDeviceName = (recorded: unknown, resourceName: string): string =>
  typeof recorded === "string" && newDeviceNameFault(recorded) === undefined
    ? recorded
    : deviceNameFrom(resourceName);
