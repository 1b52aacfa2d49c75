import * as pulumi from "@pulumi/pulumi";
import { HostResource, type HostResourceArgs } from "../host-resource.ts";
import type { XfrmMarkArgs } from "./xfrm-mark.ts";

/** Encryption and integrity in one algorithm. */
export interface AeadArgs {
  /** Name in the kernel. Hardware accelerates AES-GCM; ChaCha20-Poly1305 is fast without hardware. */
  name: pulumi.Input<
    "rfc4106(gcm(aes))" | "rfc4543(gcm(aes))" | "rfc4309(ccm(aes))" | "rfc7539esp(chacha20,poly1305)"
  >;
  /**
   * The key in hex, with its salt at the end: 20, 28 or 36 bytes for GCM (4 of them salt), 19, 27 or 35 for CCM (3),
   * 36 for ChaCha20 (4). Secret in the state.
   */
  key: pulumi.Input<string>;
  /** Length of the integrity check value in each packet, in bits: 64, 96 or 128. @default 128 */
  icvLength?: pulumi.Input<number>;
}

/** Encryption without integrity. */
export interface EncryptionArgs {
  /** Name in the kernel. */
  name: pulumi.Input<"cbc(aes)" | "rfc3686(ctr(aes))" | "cbc(camellia)">;
  /** The key in hex: 16, 24 or 32 bytes, and with rfc3686 a salt of 4 bytes at the end. Secret in the state. */
  key: pulumi.Input<string>;
}

/** Integrity without encryption. */
export interface AuthenticationArgs {
  /** Name in the kernel. */
  name: pulumi.Input<
    "hmac(sha256)" | "hmac(sha384)" | "hmac(sha512)" | "hmac(sha1)" | "cmac(aes)" | "xcbc(aes)"
  >;
  /** The key in hex, as long as the hash; 16 bytes for cmac and xcbc. Secret in the state. */
  key: pulumi.Input<string>;
  /**
   * Length of the integrity check value in each packet, in bits.
   * @default by RFC 8221: 128 for SHA-256, 192 for SHA-384, 256 for SHA-512, 96 for the others
   */
  truncation?: pulumi.Input<number>;
}

/** A UDP header in front of ESP. */
export interface EspEncapsulationArgs {
  /** UDP encapsulation by RFC 3948. @default "espinudp" */
  type?: pulumi.Input<"espinudp">;
  /** UDP source port. @example 4500 */
  sport: pulumi.Input<number>;
  /** UDP destination port. @example 4500 */
  dport: pulumi.Input<number>;
}

/** Arguments of an `XfrmState`. */
export interface XfrmStateArgs extends HostResourceArgs {
  /** Outer source address of the packets. */
  source: pulumi.Input<string>;
  /** Outer destination address of the packets. A change replaces the state. */
  destination: pulumi.Input<string>;
  /** ESP (encryption and integrity) or AH (integrity only). @default "esp" */
  proto?: pulumi.Input<"esp" | "ah">;
  /** Security parameters index, 256 to 4294967295: the receiver finds the state by it. @example 0x1001 */
  spi: pulumi.Input<number>;
  /** Number by which policies refer to the state. @default 0, none */
  reqid?: pulumi.Input<number>;
  /** "tunnel" adds an outer IP header; "transport" keeps the packet's own. @default "tunnel" */
  mode?: pulumi.Input<"tunnel" | "transport">;
  /** Mark that packets must have: the key of a VTI. @default any */
  mark?: pulumi.Input<XfrmMarkArgs>;
  /** `ifId` of the XFRM interface that the state belongs to. @default none */
  ifId?: pulumi.Input<number>;
  /** Mark that the kernel sets on transformed packets, for routing. @default none */
  outputMark?: pulumi.Input<XfrmMarkArgs>;
  /**
   * Size of the replay window in packets: how far out of order a packet may arrive. With a window, replace the states
   * of both ends together: a sender that starts to count from 1 is dropped until it has passed the old number.
   * @default 0, no replay protection
   */
  replayWindow?: pulumi.Input<number>;
  /** Sequence numbers of 64 bits, set at both ends. Needs `replayWindow`. @default false */
  esn?: pulumi.Input<boolean>;
  /** A tunnel carries IPv4 and IPv6. With false it carries only the family of its outer addresses. @default true */
  anyFamily?: pulumi.Input<boolean>;
  /** Copy the outer header's DSCP to the inner packet. @default false */
  decapDscp?: pulumi.Input<boolean>;
  /** Do not copy explicit congestion notification (ECN) to the inner packet. @default false */
  noEcn?: pulumi.Input<boolean>;
  /** Send outer packets without DF. @default false */
  noPmtudisc?: pulumi.Input<boolean>;
  /** Encryption and integrity in one algorithm. Only with ESP; excludes `encryption` and `authentication`. */
  aead?: pulumi.Input<AeadArgs>;
  /** Encryption. Needs `authentication`. Only with ESP. */
  encryption?: pulumi.Input<EncryptionArgs>;
  /** Integrity: with `encryption` in ESP, without it in AH. */
  authentication?: pulumi.Input<AuthenticationArgs>;
  /**
   * A UDP header in front of ESP, to pass network address translation. A process on the host has to open the port,
   * because the kernel decapsulates only at a socket.
   * @default none
   */
  encapsulation?: pulumi.Input<EspEncapsulationArgs>;
  /**
   * "once" for a state that sends with `aead` or rfc3686(ctr(aes)): the host adds no second state with this key, also after
   * a reboot or a removal, and records the key's digest in /var/lib/pulumi-iproute2. A new state counts its packets from 1,
   * and their nonces derive from that count; two packets with one nonce and one key reveal their content (RFC 4106,
   * section 3; RFC 8221, section 4.1). Only a sender draws nonces, so a receiving state needs "repeated", which adds the
   * state again as often as it is gone. With "once", `adopt` leaves the key and the count of the existing state as they
   * are, and refuses a state with another key.
   * @default "repeated"
   */
  keyUse?: pulumi.Input<"once" | "repeated">;
  /**
   * Take over a state of the same identity that exists already, and give it these keys. With false the provider refuses
   * it.
   * @default false
   */
  adopt?: pulumi.Input<boolean>;
}

/** Marks only the key of an algorithm as secret, so that the rest stays readable in diffs. */
function withSecretKey<T extends { key: pulumi.Input<string> }>(
  algorithm: pulumi.Input<T> | undefined,
): pulumi.Input<T> | undefined {
  if (algorithm === undefined) return undefined;
  if (pulumi.Output.isInstance(algorithm) || algorithm instanceof Promise)
    return pulumi.secret(algorithm) as pulumi.Output<unknown> as pulumi.Output<T>;
  return { ...algorithm, key: pulumi.secret(algorithm.key) };
}

/**
 * An IPsec security association: one direction, with its keys. Each end of a tunnel needs both directions, so a tunnel
 * has four states. An `XfrmPolicy` selects the packets. A VTI finds its states by `mark`, an XFRM interface by `ifId`.
 *
 * The keys are Pulumi secrets. They reach the host only on standard input, and the provider never reads them back, so
 * refresh does not see a key that was changed by hand. A changed key replaces the old key in one step. Static keys are
 * for tests and closed networks; elsewhere an IKE daemon should negotiate keys.
 *
 * @example One direction of a tunnel between two machines
 * ```ts
 * new XfrmState("ams-to-fra", {
 *   host,
 *   source: "198.51.100.1",
 *   destination: "203.0.113.7",
 *   spi: 0x1001,
 *   reqid: 1,
 *   ifId: 42,
 *   aead: { name: "rfc4106(gcm(aes))", key: config.requireSecret("amsToFra") },
 * });
 * ```
 */
export class XfrmState extends HostResource {
  declare readonly source: pulumi.Output<string>;
  declare readonly destination: pulumi.Output<string>;
  declare readonly spi: pulumi.Output<number>;
  declare readonly reqid: pulumi.Output<number | undefined>;

  constructor(name: string, args: XfrmStateArgs, options?: pulumi.CustomResourceOptions) {
    const { aead, encryption, authentication, ...open } = args;
    const inputs = {
      ...open,
      aead: withSecretKey(aead),
      encryption: withSecretKey(encryption),
      authentication: withSecretKey(authentication),
    };
    super("XfrmState", name, {}, inputs, options);
  }
}
