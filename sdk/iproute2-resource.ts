import * as pulumi from "@pulumi/pulumi";
import { checkImportOption } from "./import-option.ts";
import { providerOf, tokenOf } from "./provider-text.ts";
import { hideOwnFrames } from "./source-position.ts";

/** A resource of this package. For the engine it is a dynamic resource. */
export abstract class Iproute2Resource extends pulumi.CustomResource {
  /** `properties` has the arguments, and each output with the value `undefined`. */
  protected constructor(
    type: string,
    name: string,
    properties: pulumi.Inputs,
    options: pulumi.CustomResourceOptions | undefined,
  ) {
    checkImportOption(type, name, options);
    const __provider = providerOf(type);
    const showOwnFrames = hideOwnFrames();
    try {
      super(tokenOf(type), name, { ...properties, __provider }, options);
    } finally {
      showOwnFrames();
    }
  }
}
