import { z } from "zod";
import { addressOf, familyOf, parseAddress, parseInterfaceAddress } from "../../iproute2/address.ts";
import { canonical, form, integer, interfaceAddress, object, oneOf, U32 } from "../../schema/values.ts";

/** An address of a link with more than its prefix length. */
export interface AddressValue {
  /** `10.9.0.1/30`, or `10.9.0.1` if there is a peer, because the prefix length is then that of the peer */
  readonly address: string;
  /** `10.9.0.2/32` */
  readonly peer?: string;
  readonly scope?: "global" | "link" | "host";
  /** in seconds */
  readonly preferredLifetime?: number;
}

const addressObject = object({
  address: canonical(
    (text) => parseAddress(text) ?? parseInterfaceAddress(text),
    "an address with its prefix length, such as 10.9.0.1/30, or without it if there is a peer",
  )
    .meta(form("address with prefix length"))
    .describe("The address, with its prefix length; without it if there is a peer."),
  peer: interfaceAddress()
    .optional()
    .describe("Address of the other end, with the prefix length of its subnet; by default there is none."),
  scope: oneOf("global", "link", "host")
    .optional()
    .describe(
      "Where an IPv4 address is valid; by default everywhere. The scope of an IPv6 address is in the address.",
    ),
  preferredLifetime: integer(0, U32)
    .optional()
    .describe(
      "Seconds during which new connections use the address as their source; 0: only programs that are bound to it use it. By default there is no limit.",
    ),
});

type Declared = z.output<typeof addressObject>;

/** The fault of an address with more than its prefix length, and the member that has it. */
function faultOf({ address, peer, scope }: Declared): readonly [keyof Declared, string] | undefined {
  const family = familyOf(address);
  if (peer === undefined && !address.includes("/"))
    return ["address", `must have a prefix length, such as ${address}/${family === "inet" ? 24 : 64}`];
  if (peer !== undefined && familyOf(peer) !== family)
    return ["peer", `is ${peer}, of the other family than ${address}`];
  return scope !== undefined && family === "inet6"
    ? ["scope", "is only for IPv4: the scope of an IPv6 address is in the address"]
    : undefined;
}

/** The shortest form: a text, if there is nothing but the address. */
function shortest({ address, peer, scope, preferredLifetime }: Declared): AddressValue | string {
  const own = peer !== undefined && address.includes("/") ? addressOf(address) : address;
  const value: AddressValue = {
    address: own,
    ...(peer === undefined ? {} : { peer }),
    ...(scope === undefined || scope === "global" ? {} : { scope }),
    ...(preferredLifetime === undefined ? {} : { preferredLifetime }),
  };
  return Object.keys(value).length === 1 ? own : value;
}

/** An address of a link: a text, or an object. */
export const linkAddress = z.union([
  interfaceAddress(),
  addressObject
    .superRefine((declared, context) => {
      const [member, message] = faultOf(declared) ?? [];
      if (member !== undefined)
        context.addIssue({ code: "custom", message: String(message), path: [member] });
    })
    .transform(shortest),
]);

/** An address as words of `ip addr`: `10.44.0.1 peer 10.44.0.2/32 scope link`. */
export function addressText(address: AddressValue | string): string {
  if (typeof address === "string") return address;
  const { address: own, peer, scope, preferredLifetime } = address;
  return [
    own,
    ...(peer === undefined ? [] : ["peer", peer]),
    ...(scope === undefined ? [] : ["scope", scope]),
    ...(preferredLifetime === undefined ? [] : ["preferred_lft", String(preferredLifetime)]),
  ].join(" ");
}

const SCOPES = { link: "link", host: "host", global: "global" } as const;

/** The reverse of `addressText`. */
export function addressFromText(text: string): AddressValue | string {
  const [address = "", ...words] = text.split(" ");
  const after = (word: string) => (words.includes(word) ? words[words.indexOf(word) + 1] : undefined);
  const [peer, scope, preferred] = [after("peer"), after("scope"), after("preferred_lft")];
  if (words.length === 0) return address;
  return {
    address,
    ...(peer === undefined ? {} : { peer }),
    ...(scope === undefined ? {} : { scope: SCOPES[scope as keyof typeof SCOPES] }),
    ...(preferred === undefined ? {} : { preferredLifetime: Number(preferred) }),
  };
}

const LIMITED = / preferred_lft [1-9]\d*$/;

/** The key by which a declared address is compared. The kernel counts a preferred lifetime down, so only 0 is in it. */
export const declaredKey = (text: string): string => text.replace(LIMITED, "");

/** The key of a live address. `limited` are the keys of those declared addresses whose preferred lifetime ends. */
export function liveKey(text: string, limited: ReadonlySet<string>): string {
  const withoutLifetime = text.replace(/ preferred_lft 0$/, "");
  return limited.has(withoutLifetime) ? withoutLifetime : text;
}

/** The keys of those declared addresses whose preferred lifetime ends. */
export const limitedKeys = (texts: readonly string[]): ReadonlySet<string> =>
  new Set(texts.filter((text) => LIMITED.test(text)).map(declaredKey));
