import { createHash } from "node:crypto";

/**
 * The device group of this provider. A device is in it from its creation, because the kernel accepts the group in the
 * message that creates the device. It accepts the alias only later. (linux: rtnl_create_link takes IFLA_GROUP, not
 * IFLA_IFALIAS) The number is "ip" in ASCII, because other programs are unlikely to use it.
 */
export const GROUP = 26992;

/** The owner of an object on a host. */
export interface Owner {
  /** `project/stack/name` */
  readonly owner: string;
  /** A random word for the stack, because another backend or organisation may have a stack of the same name. */
  readonly stackId?: string | undefined;
  /** A random word for one creation, because the recorded object and a later one have the same owner. */
  readonly incarnation?: string | undefined;
}

/** The owner in an alias: its first 200 characters, with `_` for unusual ones. */
const readable = (owner: string) => owner.replace(/[^A-Za-z0-9_./-]/g, "_").slice(0, 200);
const digestOf = (owner: string) => createHash("sha256").update(owner).digest("hex").slice(0, 12);

/**
 * The owner alias: the alias of a device, or the first word of a marker. It has the product, the version of its form,
 * the stack id and the incarnation, a hash of the owner, and the readable owner. The kernel accepts at most 255
 * characters. Release 0.1.0 wrote form 1, which has no stack id.
 * @example "pulumi-iproute2:2:k3x9q2ab.7fh20d:5e884898da28:shop/prod/ams-fra-a"
 */
export function ownerAlias({ owner, stackId, incarnation }: Owner): string {
  const tail = `${digestOf(owner)}:${readable(owner)}`;
  return stackId === undefined
    ? `pulumi-iproute2:1:${tail}`
    : `pulumi-iproute2:2:${stackId}.${incarnation ?? ""}:${tail}`;
}

const FORM = /^pulumi-iproute2:(?:1|2:([a-z0-9]+)\.([a-z0-9]*)):([0-9a-f]{12}):(.*)$/;

/** An alias of a device: the owner alias, and after a blank the description of the program. */
export function splitAlias(alias: string): { alias: string; description?: string } {
  const blank = alias.indexOf(" ");
  const isOurs = blank > 0 && parseOwnerAlias(alias.slice(0, blank)) !== undefined;
  return isOurs ? { alias: alias.slice(0, blank), description: alias.slice(blank + 1) } : { alias };
}

/** The characters of an owner alias in front of the readable owner, and the blank after it. */
const FIXED_LENGTH = "pulumi-iproute2:2:12345678.123456:123456789012: ".length;
/** linux: IFALIASZ, without the NUL at the end */
const ALIAS_LENGTH = 255;

/** How many characters of a device's alias are left for a description. */
export const roomForDescription = (owner: string): number =>
  ALIAS_LENGTH - FIXED_LENGTH - readable(owner).length;

/** A parsed owner alias. `owner` is for people. Two owners are equal if their hashes are. */
export interface OwnerAlias extends Owner {
  readonly digest: string;
}

/** The parts of an owner alias, or undefined if the text is not an owner alias. */
export function parseOwnerAlias(text: string): OwnerAlias | undefined {
  const [, stackId, incarnation, digest, owner] = FORM.exec(text) ?? [];
  if (digest === undefined || owner === undefined) return undefined;
  return { owner, digest, ...(stackId === undefined ? {} : { stackId, incarnation: incarnation ?? "" }) };
}

/** Whether two owner aliases are of the same resource and stack. Their incarnations may differ. */
export function isSameResource(text: string, other: string): boolean {
  const [one, two] = [parseOwnerAlias(text), parseOwnerAlias(other)];
  return one?.stackId !== undefined && one.stackId === two?.stackId && one.digest === two.digest;
}

/** Whether two owner aliases are of the same stack. Those of release 0.1.0 have no stack id, so their names decide. */
export function isOfSameStack(text: string, other: string): boolean {
  const [one, two] = [parseOwnerAlias(text), parseOwnerAlias(other)];
  if (one === undefined || two === undefined || one.stackId !== two.stackId) return false;
  return stackOf(one.owner) === stackOf(two.owner);
}

/** The part `project/stack` of an owner. */
export const stackOf = (owner: string): string => owner.split("/").slice(0, 2).join("/");

/** The owner in an alias, or undefined if the text is not an owner alias. */
export const ownerIn = (alias: string): string | undefined => parseOwnerAlias(alias)?.owner;

/** The resource's name in an owner `project/stack/name`, for messages. */
export const nameIn = (owner: string): string => owner.split("/").slice(2).join("/") || owner;
