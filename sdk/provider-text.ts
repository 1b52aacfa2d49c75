/**
 * The text that a resource's state has in place of its provider. Pulumi's dynamic-provider process evaluates it to find
 * the handlers in this package. States keep the text for years, so it is an ABI: the `handlers` of `./provider` will
 * always have `check`, `diff`, `create`, `read`, `update` and `delete` for each type.
 *
 * `pulumi.dynamic.Resource` would make the text from the source of a provider object. For that each program would start
 * a TypeScript compiler. The text would also be twenty times as long, and the engine writes the state at each step.
 */
export const providerOf = (type: string): string =>
  `exports.handler = () => require("pulumi-iproute2/provider").handlers.${type};\n`;

/** The type in the URN of a resource, for the engine. */
export const tokenOf = (type: string): string => `pulumi-nodejs:dynamic/iproute2:${type}`;

/** The type of this package that a URN names, if it is one: `GreTunnel`. */
export const typeInUrn = (urn: string): string | undefined =>
  /^pulumi-nodejs:dynamic\/iproute2:(\w+)$/.exec(urn.split("::")[2]?.split("$").at(-1) ?? "")?.[1];
