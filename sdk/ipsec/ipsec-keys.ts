import * as pulumi from "@pulumi/pulumi";
import { Iproute2Resource } from "../iproute2-resource.ts";

/** Arguments of `IpsecKeys`. A change of a length creates new keys. */
export interface IpsecKeysArgs {
  /** Length of each encryption key in bytes, with its salt. @example 36 */
  encryptionBytes: pulumi.Input<number>;
  /** Length of each authentication key in bytes. Leave it out for an AEAD algorithm. @default none */
  authenticationBytes?: pulumi.Input<number>;
}

/** The keys of one direction of an IPsec tunnel. */
export interface DirectionKeys {
  /** Security parameters index: the number in each packet by which the receiver finds the keys. */
  spi: number;
  /** Encryption key in hex. */
  encryption: string;
  /** Authentication key in hex; absent for an AEAD algorithm. */
  authentication?: string;
}

/**
 * Keys for both directions of an IPsec tunnel, from the random source of the machine that runs pulumi. They are created
 * once and then kept. They are secrets in the state. This resource puts them on no host.
 *
 * @example
 * ```ts
 * const keys = new IpsecKeys("ams-fra", { encryptionBytes: 36 }); // 32 for AES-256-GCM, 4 of salt
 * ```
 */
export class IpsecKeys extends Iproute2Resource {
  /** Keys of the direction from the first end to the second. Secret. */
  declare readonly aToB: pulumi.Output<DirectionKeys>;
  /** Keys of the direction from the second end to the first. Secret. */
  declare readonly bToA: pulumi.Output<DirectionKeys>;

  constructor(name: string, args: IpsecKeysArgs, options?: pulumi.CustomResourceOptions) {
    const secrets = { additionalSecretOutputs: ["aToB", "bToA"] };
    const merged = pulumi.mergeOptions(options, secrets);
    super("IpsecKeys", name, { aToB: undefined, bToA: undefined, ...args }, merged);
  }
}
