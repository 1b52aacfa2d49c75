import { createHash } from "node:crypto";

/**
 * The group that a device of ours is in from the instant it exists: the kernel takes it in the message that makes
 * the device. "ip" in ASCII, so that it is nobody's habit. (linux: rtnl_create_link takes IFLA_GROUP, not IFLA_IFALIAS)
 */
export const GROUP = 26992;

/**
 * The alias of a device of ours: the product, the version of this form, a hash of the owner, and the owner to be
 * read by people. 255 characters at most; nothing in it is syntax to anybody.
 */
export function aliasOf(owner: string): string {
  const digest = createHash("sha256").update(owner).digest("hex").slice(0, 12);
  return `pulumi-iproute2:1:${digest}:${owner.replace(/[^A-Za-z0-9_./-]/g, "_").slice(0, 200)}`;
}

/** The owner that an alias names, or undefined if it is not an alias of ours. */
export const ownerIn = (alias: string): string | undefined =>
  /^pulumi-iproute2:1:[0-9a-f]{12}:(.*)$/.exec(alias)?.[1];

/** `project/stack/name` is the owner; people know the name. */
export const nameIn = (owner: string): string => owner.split("/").slice(2).join("/") || owner;
