import * as pulumi from "@pulumi/pulumi";
import { hideOwnFrames } from "./source-position.ts";

/**
 * The text that a resource's state has in place of its provider. Pulumi's dynamic-provider process evaluates it to find
 * the handlers in this package. States keep the text for years, so it is an ABI: the `handlers` of `./provider` will
 * always have `check`, `diff`, `create`, `read`, `update` and `delete` for each type.
 *
 * `pulumi.dynamic.Resource` would make the text from the source of a provider object. For that each program would start
 * a TypeScript compiler. The text would also be twenty times as long, and the engine writes the state at each step.
 */
const providerOf = (type: string): string =>
  `exports.handler = () => require("pulumi-iproute2/provider").handlers.${type};\n`;

/** A resource of this package. For the engine it is a dynamic resource. */
export abstract class Iproute2Resource extends pulumi.CustomResource {
  /** `properties` has the arguments, and each output with the value `undefined`. */
  protected constructor(
    type: string,
    name: string,
    properties: pulumi.Inputs,
    options: pulumi.CustomResourceOptions | undefined,
  ) {
    const __provider = providerOf(type);
    const showOwnFrames = hideOwnFrames();
    try {
      super(`pulumi-nodejs:dynamic/iproute2:${type}`, name, { ...properties, __provider }, options);
    } finally {
      showOwnFrames();
    }
  }
}
