import * as pulumi from "@pulumi/pulumi";

/**
 * What stands in a resource's state in place of its provider: where the provider is. Pulumi's dynamic-provider process
 * evaluates the text, in a program of today and in a destroy of years from now, so it is an ABI: `handlers` of the
 * package's `./provider` has for each type `check`, `diff`, `create`, `read`, `update` and `delete`, for good.
 *
 * `pulumi.dynamic.Resource` would make such a text of a provider object's source. That takes a TypeScript compiler at the
 * start of each program, and twenty times the bytes: more than half of a link's state, which is written at each step.
 */
const providerOf = (type: string): string =>
  `exports.handler = () => require("pulumi-iproute2/provider").handlers.${type};\n`;

/** A resource whose provider is this package: a dynamic resource to the engine. */
export abstract class Iproute2Resource extends pulumi.CustomResource {
  /** `properties` holds the arguments, and each output as `undefined`. */
  protected constructor(
    type: string,
    name: string,
    properties: pulumi.Inputs,
    options: pulumi.CustomResourceOptions | undefined,
  ) {
    const __provider = providerOf(type);
    super(`pulumi-nodejs:dynamic/iproute2:${type}`, name, { ...properties, __provider }, options);
  }
}
