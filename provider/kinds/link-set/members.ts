import type { Args } from "../../schema/declaration.ts";
import { HIDDEN_INPUTS } from "../../schema/validate.ts";

/** The links of a set by name, without unknown ones. */
export type Members = Readonly<Record<string, Args>>;

const isArgs = (value: unknown): value is Args =>
  value !== null && typeof value === "object" && !Array.isArray(value);

const objectsIn = (value: unknown): Members =>
  isArgs(value)
    ? Object.fromEntries(
        Object.entries(value).flatMap(([key, one]): [string, Args][] => (isArgs(one) ? [[key, one]] : [])),
      )
    : {};

export const membersOf = (set: Args): Members => objectsIn(set.links);

/** The path of a member or of its property, in the engine's form: `links.lon.ttl`, `links["to-fra"]`. */
export function pathOf(key: string, property = ""): string {
  const member = /^[A-Za-z_]\w*$/.test(key) ? `links.${key}` : `links[${JSON.stringify(key)}]`;
  return property === "" ? member : `${member}.${property}`;
}

/** Arguments of the set that apply to all of its links. A link must not set them. */
export const SHARED = ["host", "owner"] as const;

/** The arguments of a member as a link: its own and those of the set. */
export function linkOf(set: Args, key: string): Args {
  const member = membersOf(set)[key] ?? {};
  const [adopt, persist] = [member.adopt ?? set.adopt, member.persist ?? set.persist];
  return {
    ...member,
    ...(adopt === undefined ? {} : { adopt }),
    ...(persist === undefined ? {} : { persist }),
    host: set.host,
    owner: `${String(set.owner)}/${key}`,
    ...Object.fromEntries(
      HIDDEN_INPUTS.flatMap((name) => (set[name] === undefined ? [] : [[name, set[name]]])),
    ),
  };
}

/** The reverse of `linkOf`: the arguments of a link without those of the set. */
export function memberOf(set: Args, key: string, link: Args): Args {
  const { host: _host, owner: _owner, __provider, __stack, __parent, adopt, persist, ...own } = link;
  const member = membersOf(set)[key] ?? {};
  return {
    ...own,
    ...(member.adopt === undefined ? {} : { adopt }),
    // A refresh that finds another file gives the link a value of its own
    ...(member.persist === undefined && persist === set.persist ? {} : { persist }),
  };
}

/** Outputs that describe the host. The set records them once for all members. */
const OF_HOST = ["machineId", "hostKey"] as const;

/** The outputs of a link, from those of the set. */
export function outputsOf(set: Args, key: string): Args {
  const ofHost = OF_HOST.flatMap((name) => (set[name] === undefined ? [] : [[name, set[name]]]));
  return { ...linkOf(set, key), ...objectsIn(set.members)[key], ...Object.fromEntries(ofHost) };
}

/** A link that was created, changed or read. */
export interface Made {
  /** its arguments: declared or live ones */
  readonly link: Args;
  readonly outputs: Args;
}

/** The outputs that have the name of an argument. */
const COMPUTED: readonly string[] = ["mtu", "macAddress"];

/** The outputs of the set, from those of its links. */
export function setOutputs(set: Args, made: ReadonlyMap<string, Made>, known: readonly string[]): Args {
  const [first] = made.values();
  const ofHost = OF_HOST.flatMap((name) => {
    const value = first?.outputs[name] ?? set[name];
    return value === undefined ? [] : [[name, value]];
  });
  const computed = ({ outputs }: Made) =>
    Object.fromEntries(
      Object.entries(outputs).filter(
        ([name]) =>
          COMPUTED.includes(name) || ![...known, ...OF_HOST, "__provider", "__stack"].includes(name),
      ),
    );
  const { __provider, members: _members, ...inputs } = set;
  return {
    ...inputs,
    ...Object.fromEntries(ofHost),
    links: Object.fromEntries([...made].map(([key, { link }]) => [key, memberOf(set, key, link)])),
    members: Object.fromEntries([...made].map(([key, one]) => [key, computed(one)])),
  };
}
