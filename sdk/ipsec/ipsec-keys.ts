import * as pulumi from "@pulumi/pulumi";
import { Iproute2Resource } from "../iproute2-resource.ts";

/** Arguments of `IpsecKeys`. Other lengths are other keys. */
export interface IpsecKeysArgs {
  /** Bytes of each encryption key, salt included. @example 36 */
  encryptionBytes: pulumi.Input<number>;
  /** Bytes of each authentication key; none for algorithms that do both. */
  authenticationBytes?: pulumi.Input<number>;
}

/** The keys of one direction of an IPsec tunnel. */
export interface DirectionKeys {
  /** The number in each packet by which the receiver finds the keys. */
  spi: number;
  /** In hex. */
  encryption: string;
  /** In hex; absent for algorithms that do both. */
  authentication?: string;
}

/**
 * Keys for both directions of an IPsec tunnel, from the random source of the machine that runs pulumi. They are made
 * once and stay the same from run to run; they are secrets in the state and are on no host by themselves.
 *
 * @example
 * ```ts
 * const keys = new IpsecKeys("ams-fra", { encryptionBytes: 36 }); // 32 for AES-256-GCM, 4 of salt
 * ```
 */
export class IpsecKeys extends Iproute2Resource {
  /** Keys for what goes from the first end to the second. Secret. */
  declare readonly aToB: pulumi.Output<DirectionKeys>;
  /** Keys for what goes from the second end to the first. Secret. */
  declare readonly bToA: pulumi.Output<DirectionKeys>;

  constructor(name: string, args: IpsecKeysArgs, options?: pulumi.CustomResourceOptions) {
    const secrets = { additionalSecretOutputs: ["aToB", "bToA"] };
    const merged = pulumi.mergeOptions(options, secrets);
    super("IpsecKeys", name, { aToB: undefined, bToA: undefined, ...args }, merged);
  }
}
