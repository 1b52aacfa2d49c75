import * as pulumi from "@pulumi/pulumi";
import { type HostInput, hostInputs, hostOptions } from "../host.ts";
import { Iproute2Resource } from "../iproute2-resource.ts";
import { ownershipOf } from "../stack-identity.ts";
import type { XfrmMarkArgs } from "./xfrm-mark.ts";

/** Encryption and integrity in one algorithm. */
export interface AeadArgs {
  /** In the kernel's words. AES-GCM is what hardware is fast at; ChaCha20-Poly1305 is fast without. */
  name: pulumi.Input<
    "rfc4106(gcm(aes))" | "rfc4543(gcm(aes))" | "rfc4309(ccm(aes))" | "rfc7539esp(chacha20,poly1305)"
  >;
  /**
   * The key in hex, with its salt at the end: 20, 28 or 36 bytes for GCM (4 of them salt), 19, 27 or 35 for CCM (3),
   * 36 for ChaCha20 (4). Kept secret in the state.
   */
  key: pulumi.Input<string>;
  /** Bits of the integrity check value in each packet: 64, 96 or 128. @default 128 */
  icvLength?: pulumi.Input<number>;
}

/** Encryption by itself. */
export interface EncryptionArgs {
  /** In the kernel's words. */
  name: pulumi.Input<"cbc(aes)" | "rfc3686(ctr(aes))" | "cbc(camellia)">;
  /** The key in hex: 16, 24 or 32 bytes; with rfc3686 4 more of salt at the end. Kept secret in the state. */
  key: pulumi.Input<string>;
}

/** Integrity by itself. */
export interface AuthenticationArgs {
  /** In the kernel's words. */
  name: pulumi.Input<
    "hmac(sha256)" | "hmac(sha384)" | "hmac(sha512)" | "hmac(sha1)" | "cmac(aes)" | "xcbc(aes)"
  >;
  /** The key in hex: as many bytes as the hash has; 16 for cmac and xcbc. Kept secret in the state. */
  key: pulumi.Input<string>;
  /** Bits of the check value in each packet. @default what RFC 8221 has: 128 for SHA-256, 192, 256; 96 for the rest */
  truncation?: pulumi.Input<number>;
}

/** UDP around ESP. */
export interface EspEncapsulationArgs {
  /** UDP with a marker that keeps IKE and ESP apart (RFC 3948). @default "espinudp" */
  type?: pulumi.Input<"espinudp">;
  /** UDP port that packets are sent from. @example 4500 */
  sport: pulumi.Input<number>;
  /** UDP port that packets are sent to. @example 4500 */
  dport: pulumi.Input<number>;
}

/** Arguments of an `XfrmState`. */
export interface XfrmStateArgs {
  /** The machine that has the state: a `Host`, or the same fields as an object. */
  host: HostInput;
  /** Where the packets come from: the outer source address. */
  source: pulumi.Input<string>;
  /** Where the packets go to: the outer destination address. Another one is another state. */
  destination: pulumi.Input<string>;
  /** Encryption and integrity (ESP), or integrity alone (AH). @default "esp" */
  proto?: pulumi.Input<"esp" | "ah">;
  /** The number in each packet by which the receiver finds the state, 256 or more. @example 0x1001 */
  spi: pulumi.Input<number>;
  /** A number that policies name the state by. @default 0, none */
  reqid?: pulumi.Input<number>;
  /** A header of its own around each packet, or the packet's own header kept. @default "tunnel" */
  mode?: pulumi.Input<"tunnel" | "transport">;
  /** The mark that packets must have: the key of a VTI. @default any */
  mark?: pulumi.Input<XfrmMarkArgs>;
  /** The XFRM interface that the state belongs to: its `ifId`. @default none */
  ifId?: pulumi.Input<number>;
  /** The mark that packets get once they are through, for routing. @default none */
  outputMark?: pulumi.Input<XfrmMarkArgs>;
  /**
   * Packets that may come out of turn before they are taken for replayed. With a window, both ends must be made anew
   * together: one that begins to count again is not heard until it has caught up.
   * @default 0, no protection
   */
  replayWindow?: pulumi.Input<number>;
  /** Sequence numbers of 64 bits, on both ends; needs `replayWindow`. @default false */
  esn?: pulumi.Input<boolean>;
  /** A tunnel carries IPv4 and IPv6, whatever it runs over; if not, the family that it runs over. @default true */
  anyFamily?: pulumi.Input<boolean>;
  /** The inner packet takes over the DSCP of the outer one. @default false */
  decapDscp?: pulumi.Input<boolean>;
  /** Explicit congestion notification is not handed on. @default false */
  noEcn?: pulumi.Input<boolean>;
  /** Outer packets carry no DF. @default false */
  noPmtudisc?: pulumi.Input<boolean>;
  /** Encryption and integrity in one algorithm. ESP alone; excludes the two below. */
  aead?: pulumi.Input<AeadArgs>;
  /** Encryption by itself; needs `authentication`. ESP alone. */
  encryption?: pulumi.Input<EncryptionArgs>;
  /** Integrity by itself: with `encryption` in ESP, alone in AH. */
  authentication?: pulumi.Input<AuthenticationArgs>;
  /** UDP around ESP, to get through address translation. A program that opens the port is needed too. @default none */
  encapsulation?: pulumi.Input<EspEncapsulationArgs>;
  /** Take over a state with this identity that is there already, and give it these keys; otherwise it is refused. @default false */
  adopt?: pulumi.Input<boolean>;
}

/** An algorithm with its key made a secret, and nothing else, so that the rest stays readable in diffs. */
function withSecretKey<T extends { key: pulumi.Input<string> }>(
  algorithm: pulumi.Input<T> | undefined,
): pulumi.Input<T> | undefined {
  if (algorithm === undefined) return undefined;
  if (pulumi.Output.isInstance(algorithm) || algorithm instanceof Promise)
    return pulumi.secret(algorithm) as pulumi.Output<unknown> as pulumi.Output<T>;
  return { ...algorithm, key: pulumi.secret(algorithm.key) };
}

/**
 * An IPsec security association: one direction of it, with its keys. Each end of a tunnel needs both directions, so a
 * tunnel has four. Which packets use it is a matter of `XfrmPolicy`; a VTI finds its states by `mark`, an XFRM
 * interface by `ifId`.
 *
 * Keys are secrets of Pulumi's, go to the host on standard input alone and are never asked back, so refresh can't see
 * a key that was changed by hand. A changed key is put in place of the old one in one step. Keys for good are for
 * tests and closed networks; elsewhere let a daemon negotiate them.
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
export class XfrmState extends Iproute2Resource {
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
      host: hostInputs(args.host),
      ...ownershipOf(name, options),
    };
    super("XfrmState", name, inputs, hostOptions(args.host, options));
  }
}
