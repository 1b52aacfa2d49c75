import { z } from "zod";
import { type Command, Secret, tokens } from "../../iproute2/command.ts";
import { integer, object, oneOf } from "../../schema/values.ts";

/** Bytes of the key with its salt, and bits of the integrity check value. (linux: xfrm_algo.c; RFC 4106, 4309, 4543, 7634) */
const AEAD = {
  "rfc4106(gcm(aes))": { key: [20, 28, 36], icv: [64, 96, 128] },
  "rfc4543(gcm(aes))": { key: [20, 28, 36], icv: [128] },
  "rfc4309(ccm(aes))": { key: [19, 27, 35], icv: [64, 96, 128] },
  "rfc7539esp(chacha20,poly1305)": { key: [36], icv: [128] },
} as const;

/** Bytes of the key. DES, Blowfish, CAST and the null cipher are left out because they protect nothing. */
const ENCRYPTION = {
  "cbc(aes)": [16, 24, 32],
  "rfc3686(ctr(aes))": [20, 28, 36],
  "cbc(camellia)": [16, 24, 32],
} as const;

/**
 * Bytes of the key, and bits after truncation. The first truncation is the default. It is the RFC's, which sometimes
 * differs from the kernel's. MD5 is left out because it is broken.
 */
const AUTHENTICATION = {
  "hmac(sha256)": { key: [32], truncation: [128, 96] },
  "hmac(sha384)": { key: [48], truncation: [192] },
  "hmac(sha512)": { key: [64], truncation: [256] },
  "hmac(sha1)": { key: [20], truncation: [96] },
  "cmac(aes)": { key: [16], truncation: [96] },
  "xcbc(aes)": { key: [16], truncation: [96] },
} as const;

const nameOf = <Name extends string>(table: Readonly<Record<Name, unknown>>) =>
  oneOf(...(Object.keys(table) as Name[]));

/** A key in hexadecimal. No message shows it. */
const key = () =>
  z.string({ error: "must be a key in hex" }).transform((text, context) => {
    const digits = text.replace(/^0x/i, "").toLowerCase();
    if (/^([0-9a-f]{2})+$/.test(digits)) return `0x${digits}`;
    const message = "must be a key in hex, two digits to the byte, such as 0x… (it is not shown here)";
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });

const aead = object({ name: nameOf(AEAD), key: key(), icvLength: integer(64, 128).default(128) });

const encryption = object({ name: nameOf(ENCRYPTION), key: key() });

const authentication = object({
  name: nameOf(AUTHENTICATION),
  key: key(),
  truncation: integer(96, 256).optional(),
}).transform(({ truncation, ...rest }) => ({
  ...rest,
  truncation: truncation ?? AUTHENTICATION[rest.name].truncation[0],
}));

export const algorithmShape = {
  aead: aead
    .optional()
    .describe("Encryption and integrity in one algorithm. The key ends with its salt. Only for ESP."),
  encryption: encryption.optional().describe("Encryption; needs authentication. Only for ESP."),
  authentication: authentication
    .optional()
    .describe("Integrity: together with encryption in ESP, by itself in AH."),
};

export type Algorithms = z.output<z.ZodObject<typeof algorithmShape>>;

const orList = (values: readonly number[]) => values.join(" or ");

function keyFault(name: string, key: string, lengths: readonly number[]): string | undefined {
  const bytes = (key.length - "0x".length) / 2;
  if (lengths.includes(bytes)) return undefined;
  const salted = /rfc(4106|4543|4309|7539|3686)/.test(name) ? ", salt included" : "";
  return `has a key of ${bytes} bytes; ${name} takes ${orList(lengths)}${salted}`;
}

export function aeadFault({ aead: given }: Algorithms): string | undefined {
  if (given === undefined) return undefined;
  const { name, icvLength } = given;
  const { key: lengths, icv } = AEAD[name];
  if (!(icv as readonly number[]).includes(icvLength))
    return `has icvLength ${icvLength}; ${name} takes ${orList(icv)}`;
  return keyFault(name, given.key, lengths);
}

export const encryptionFault = ({ encryption: given }: Algorithms): string | undefined =>
  given && keyFault(given.name, given.key, ENCRYPTION[given.name]);

export function authenticationFault({ authentication: given }: Algorithms): string | undefined {
  if (given === undefined) return undefined;
  const { name, truncation } = given;
  const { key: lengths, truncation: known } = AUTHENTICATION[name];
  if (!(known as readonly number[]).includes(truncation))
    return `has truncation ${truncation}; ${name} takes ${orList(known)}`;
  return keyFault(name, given.key, lengths);
}

/** ESP needs `aead`, or `encryption` and `authentication`. AH needs only `authentication`. */
export function algorithmsFault(given: Algorithms, proto: "esp" | "ah"): string | undefined {
  const [hasAead, hasEncryption, hasAuthentication] = [
    given.aead,
    given.encryption,
    given.authentication,
  ].map((one) => one !== undefined);
  if (proto === "ah") {
    if (hasAead || hasEncryption)
      return "does not go with AH, and neither does encryption: AH encrypts nothing";
    return hasAuthentication ? undefined : "is no algorithm for AH, but authentication is needed";
  }
  if (hasAead)
    return hasEncryption || hasAuthentication
      ? "excludes encryption and authentication: it does both"
      : undefined;
  return hasEncryption && hasAuthentication
    ? undefined
    : "is needed, or encryption and authentication together";
}

export const algorithmTokens = ({ aead, encryption, authentication }: Algorithms): Command => [
  ...(aead === undefined ? [] : tokens`aead ${aead.name} ${new Secret(aead.key)} ${aead.icvLength}`),
  ...(encryption === undefined ? [] : tokens`enc ${encryption.name} ${new Secret(encryption.key)}`),
  ...(authentication === undefined
    ? []
    : tokens`auth-trunc ${authentication.name} ${new Secret(authentication.key)} ${authentication.truncation}`),
];

/** The key of each algorithm, in the order of the fingerprint. */
export const keysIn = ({ aead, encryption, authentication }: Algorithms): readonly (string | undefined)[] => [
  aead?.key,
  encryption?.key,
  authentication?.key,
];

/**
 * The key whose nonces derive from the packet count: that of an AEAD or of counter mode. Only a sender draws nonces.
 * (RFC 4106, section 3; RFC 3686, section 4; RFC 8221, section 4.1)
 */
export const keyOfNonces = ({ aead, encryption }: Algorithms): string | undefined =>
  aead?.key ?? (encryption?.name === "rfc3686(ctr(aes))" ? encryption.key : undefined);

type Keyed = { readonly key?: string };

const NAMES = ["aead", "encryption", "authentication"] as const;

/** Algorithms with another key each. Absent algorithms stay absent. */
export const withKeys = (
  algorithms: Readonly<Partial<Record<(typeof NAMES)[number], object | undefined>>>,
  keyOf: (name: (typeof NAMES)[number]) => string,
): Readonly<Record<string, object>> =>
  Object.fromEntries(
    NAMES.flatMap((name) => {
      const algorithm = algorithms[name];
      return algorithm === undefined ? [] : [[name, { ...algorithm, key: keyOf(name) } satisfies Keyed]];
    }),
  );

/** The name of the first algorithm that this package does not have, of those that a host shows without keys. */
export const unknownAlgorithm = (
  algorithms: Readonly<Partial<Record<(typeof NAMES)[number], { readonly name: string } | undefined>>>,
): string | undefined =>
  NAMES.flatMap((name) => {
    const live = algorithms[name];
    const isKnown = live === undefined || algorithmShape[name].safeParse({ ...live, key: "0x00" }).success;
    return isKnown ? [] : [live.name];
  })[0];
