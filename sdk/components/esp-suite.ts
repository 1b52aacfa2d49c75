import type { DirectionKeys } from "../ipsec/ipsec-keys.ts";
import type { AeadArgs, AuthenticationArgs, EncryptionArgs } from "../ipsec/xfrm-state.ts";

/** Key lengths and overhead of a set of algorithms, in bytes. (RFC 4106, 7634, 3602, 4868) */
interface EspSuiteProperties {
  readonly encryptionBytes: number;
  readonly authenticationBytes?: number;
  /** whether the nonces derive from the packet count, so that a key must have one sending state only */
  readonly countsNonces: boolean;
  /** initialisation vector in each packet */
  readonly iv: number;
  /** the encrypted part is padded to a multiple of this */
  readonly block: number;
  /** integrity check value in each packet */
  readonly icv: number;
  /** the algorithms with the keys of one direction */
  readonly algorithms: (keys: DirectionKeys) => {
    aead?: AeadArgs;
    encryption?: EncryptionArgs;
    authentication?: AuthenticationArgs;
  };
}

const gcm = (keyBytes: number): EspSuiteProperties => ({
  encryptionBytes: keyBytes + 4,
  countsNonces: true,
  iv: 8,
  block: 4,
  icv: 16,
  algorithms: ({ encryption }) => ({ aead: { name: "rfc4106(gcm(aes))", key: encryption, icvLength: 128 } }),
});

export type EspSuite = "aes256-gcm" | "aes128-gcm" | "chacha20-poly1305" | "aes256-sha256";

export const suites: Readonly<Record<EspSuite, EspSuiteProperties>> = {
  "aes256-gcm": gcm(32),
  "aes128-gcm": gcm(16),
  "chacha20-poly1305": {
    encryptionBytes: 36,
    countsNonces: true,
    iv: 8,
    block: 4,
    icv: 16,
    algorithms: ({ encryption }) => ({
      aead: { name: "rfc7539esp(chacha20,poly1305)", key: encryption, icvLength: 128 },
    }),
  },
  "aes256-sha256": {
    encryptionBytes: 32,
    authenticationBytes: 32,
    countsNonces: false,
    iv: 16,
    block: 16,
    icv: 16,
    algorithms: ({ encryption, authentication = "" }) => ({
      encryption: { name: "cbc(aes)", key: encryption },
      authentication: { name: "hmac(sha256)", key: authentication, truncation: 128 },
    }),
  },
};

/** The header of ESP: SPI and sequence number. */
const ESP_HEADER = 8;
/** The header of UDP in front of ESP. (RFC 3948) */
const UDP_HEADER = 8;
/** The trailer of ESP: pad length and next header, encrypted with the packet. */
const ESP_TRAILER = 2;

/** Bytes that ESP adds to a packet: all but trailer and padding, and the block to which it pads. (RFC 4303, 2) */
export function espSize(suite: EspSuite, inUdp: boolean): { header: number; block: number } {
  const { iv, block, icv } = suites[suite];
  return { header: (inUdp ? UDP_HEADER : 0) + ESP_HEADER + iv + icv, block };
}

/** Size of the largest packet that fits into one ESP packet in tunnel mode, in bytes. (RFC 4303, 2) */
export function espMtu(
  underlayMtu: number,
  family: "inet" | "inet6",
  suite: EspSuite,
  inUdp = false,
): number {
  const { header, block } = espSize(suite, inUdp);
  const outer = family === "inet" ? 20 : 40;
  return Math.floor((underlayMtu - outer - header) / block) * block - ESP_TRAILER;
}
