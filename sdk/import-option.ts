import * as pulumi from "@pulumi/pulumi";

/** Present in a process that has loaded ./import-preload.ts. */
const LOADED = Symbol.for("pulumi-iproute2.import");

const WAYS =
  'Run pulumi with NODE_OPTIONS="--require pulumi-iproute2/import" in its environment (a program of the Automation API also imports "pulumi-iproute2/import"), or set `adopt: true` in place of the import. Remove the import when it is done';

/** Types that contact no host, or that are many objects at once. */
const WITHOUT_IMPORT = new Set(["Host", "LinkCheck", "LinkSet", "IpsecKeys", "StackIdentity"]);

/**
 * @internal Refuses the option `import` where it cannot work. Pulumi reads an imported resource by its id alone. Without this
 * package's import module its provider process for dynamic resources does not know whose handlers to call.
 */
export function checkImportOption(
  type: string,
  name: string,
  options: pulumi.CustomResourceOptions | undefined,
): void {
  if (options?.import === undefined) return;
  if (WITHOUT_IMPORT.has(type)) throw new pulumi.RunError(`${name}: a ${type} has no import: declare it`);
  requireModule(name);
}

function requireModule(name: string): void {
  if (!(LOADED in globalThis))
    throw new pulumi.RunError(
      `${name}: the option \`import\` needs a module in Pulumi's provider process. ${WAYS}`,
    );
}

/**
 * Imports objects that hosts have already, by the names of resources: also the links of a `TunnelPair`, which takes no
 * option for each end. Register it before the first resource, and remove it after the first `pulumi up`.
 *
 * @example
 * ```ts
 * pulumi.runtime.registerStackTransformation(
 *   importing({ "ams-fra-a": "ssh://root@198.51.100.1/tun0", "ams-fra-b": "ssh://root@203.0.113.7/tun0" }),
 * );
 * ```
 */
export function importing(ids: Readonly<Record<string, string>>): pulumi.ResourceTransformation {
  requireModule("importing");
  return ({ type, name, props, opts }) => {
    const isListed = type.startsWith("pulumi-nodejs:dynamic/iproute2:") && Object.hasOwn(ids, name);
    const id = isListed ? ids[name] : undefined;
    return id === undefined ? undefined : { props, opts: { ...opts, import: id } as pulumi.ResourceOptions };
  };
}
