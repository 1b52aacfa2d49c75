import * as pulumi from "@pulumi/pulumi";

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

const provider: pulumi.dynamic.ResourceProvider = {
  check: (...a) => require("pulumi-iproute2/provider").handlers.IpsecKeys.check(...a),
  diff: (...a) => require("pulumi-iproute2/provider").handlers.IpsecKeys.diff(...a),
  create: (...a) => require("pulumi-iproute2/provider").handlers.IpsecKeys.create(...a),
  read: (...a) => require("pulumi-iproute2/provider").handlers.IpsecKeys.read(...a),
  update: (...a) => require("pulumi-iproute2/provider").handlers.IpsecKeys.update(...a),
  delete: (...a) => require("pulumi-iproute2/provider").handlers.IpsecKeys.delete(...a),
};

/**
 * Keys for both directions of an IPsec tunnel, from the random source of the machine that runs pulumi. They are made
 * once and stay the same from run to run; they are secrets in the state and are on no host by themselves.
 *
 * @example
 * ```ts
 * const keys = new IpsecKeys("ams-fra", { encryptionBytes: 36 }); // 32 for AES-256-GCM, 4 of salt
 * ```
 */
export class IpsecKeys extends pulumi.dynamic.Resource {
  /** Keys for what goes from the first end to the second. Secret. */
  declare readonly aToB: pulumi.Output<DirectionKeys>;
  /** Keys for what goes from the second end to the first. Secret. */
  declare readonly bToA: pulumi.Output<DirectionKeys>;

  constructor(name: string, args: IpsecKeysArgs, options?: pulumi.CustomResourceOptions) {
    const secrets = { additionalSecretOutputs: ["aToB", "bToA"] };
    const merged = pulumi.mergeOptions(options, secrets);
    super(provider, name, { aToB: undefined, bToA: undefined, ...args }, merged, "iproute2", "IpsecKeys");
  }
}
