import { createHash } from "node:crypto";

/**
 * The group that a device of ours is in from the instant it exists: the kernel takes it in the message that makes
 * the device. "ip" in ASCII, so that nobody else uses it by habit. (linux: rtnl_create_link takes IFLA_GROUP, not
 * IFLA_IFALIAS)
 */
export const GROUP = 26992;

/** Who an object on a host belongs to. */
export interface Owner {
  /** `project/stack/name` */
  readonly owner: string;
  /** The random word that tells this stack from one of the same name in another backend or organisation. */
  readonly stackId?: string | undefined;
  /** The random word of one creation. It tells the object that a state records from a later one of the same resource. */
  readonly incarnation?: string | undefined;
}

/** An owner as text and as it was read: the text holds the first 200 characters, `_` in place of unusual ones. */
const readable = (owner: string) => owner.replace(/[^A-Za-z0-9_./-]/g, "_").slice(0, 200);
const digestOf = (owner: string) => createHash("sha256").update(owner).digest("hex").slice(0, 12);

/**
 * The owner alias: the alias of a device, and the first word of a marker. It holds the product, the version of this
 * form, stack id and incarnation, a hash of the owner, and the owner to be read by people. The kernel takes at most
 * 255 characters. Form 1, without stack id, is what release 0.1.0 wrote.
 * @example "pulumi-iproute2:2:k3x9q2ab.7fh20d:5e884898da28:shop/prod/ams-fra-a"
 */
export function ownerAlias({ owner, stackId, incarnation }: Owner): string {
  const tail = `${digestOf(owner)}:${readable(owner)}`;
  return stackId === undefined
    ? `pulumi-iproute2:1:${tail}`
    : `pulumi-iproute2:2:${stackId}.${incarnation ?? ""}:${tail}`;
}

const FORM = /^pulumi-iproute2:(?:1|2:([a-z0-9]+)\.([a-z0-9]*)):([0-9a-f]{12}):(.*)$/;

/** An owner alias as it was read. The owner is readable text, the hash decides whether two are the same. */
export interface OwnerAlias extends Owner {
  readonly digest: string;
}

/** The parts of an owner alias, or undefined if a text is not one of ours. */
export function parseOwnerAlias(text: string): OwnerAlias | undefined {
  const [, stackId, incarnation, digest, owner] = FORM.exec(text) ?? [];
  if (digest === undefined || owner === undefined) return undefined;
  return { owner, digest, ...(stackId === undefined ? {} : { stackId, incarnation: incarnation ?? "" }) };
}

/** Whether two owner aliases are of one resource of one stack, of whatever incarnation. */
export function isSameResource(text: string, other: string): boolean {
  const [one, two] = [parseOwnerAlias(text), parseOwnerAlias(other)];
  return one?.stackId !== undefined && one.stackId === two?.stackId && one.digest === two.digest;
}

/** Whether an owner alias is of the stack that another one is of. Aliases of release 0.1.0 are told apart by name alone. */
export function isOfSameStack(text: string, other: string): boolean {
  const [one, two] = [parseOwnerAlias(text), parseOwnerAlias(other)];
  if (one === undefined || two === undefined || one.stackId !== two.stackId) return false;
  return stackOf(one.owner) === stackOf(two.owner);
}

/** `project/stack` of an owner. */
export const stackOf = (owner: string): string => owner.split("/").slice(0, 2).join("/");

/** The owner that an alias names, or undefined if it is not an alias of ours. */
export const ownerIn = (alias: string): string | undefined => parseOwnerAlias(alias)?.owner;

/** `project/stack/name` is the owner; people know the name. */
export const nameIn = (owner: string): string => owner.split("/").slice(2).join("/") || owner;
