import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { type HostInput, hostOptions } from "./host.ts";
import { Iproute2Resource } from "./iproute2-resource.ts";
import { sharedResource } from "./shared-resource.ts";

/**
 * The stack id: a random word that is made once and kept in the stack's state. The owner alias of every object on a host
 * contains it. By it the provider recognises objects of a stack of the same name in another backend or organisation,
 * and objects whose state was lost.
 *
 * The package creates it together with the first resource on a host. It contacts no host.
 */
export class StackIdentity extends Iproute2Resource {
  /** The random word. @example "k3x9q2zb" */
  declare readonly word: pulumi.Output<string>;

  /** @internal */
  constructor(name: string) {
    super("StackIdentity", name, { word: undefined }, {});
  }
}

/** The logical name of the `StackIdentity` of a stack. States contain it, so it never changes. */
const NAME = "iproute2-stack-identity";

/** Inputs that name the owner of an object on a host. */
export interface Ownership {
  /** `project/stack/name` */
  readonly owner: string;
  readonly __stack: pulumi.Output<string>;
  readonly __parent?: string;
}

const stackIdentity = (): StackIdentity => sharedResource(NAME, (its) => new StackIdentity(its));

/** @internal The options of a resource that owns objects on a host. It depends on the stack's identity. */
export const ownerOptions = (
  host: HostInput,
  options: pulumi.CustomResourceOptions | undefined,
): pulumi.CustomResourceOptions =>
  pulumi.mergeOptions(hostOptions(host, options), { dependsOn: stackIdentity() });

/** @internal The inputs from which the provider makes the owner alias. */
export function ownershipOf(name: string, options: pulumi.ResourceOptions | undefined): Ownership {
  const parent = pathOf(options?.parent);
  return {
    owner: `${pulumi.getProject()}/${pulumi.getStack()}/${name}`,
    __stack: withoutResources(stackIdentity().word),
    ...(parent === "" ? {} : { __parent: createHash("sha256").update(parent).digest("hex").slice(0, 8) }),
  };
}

/**
 * An output of the same value that no resource belongs to. The state would name the identity twice for each resource: as its
 * dependency, which `ownerOptions` declares, and as that of the property. The engine writes the state after each step.
 */
function withoutResources<T>(output: pulumi.Output<T>): pulumi.Output<T> {
  // Pulumi's constructor and these three are internal, because a program normally keeps the resources
  const { promise, isKnown, isSecret } = output as unknown as OutputInternals;
  return Reflect.construct(Object(pulumi.Output), [[], promise(true), isKnown, isSecret]);
}

interface OutputInternals {
  readonly promise: (withUnknowns: boolean) => Promise<unknown>;
  readonly isKnown: Promise<boolean>;
  readonly isSecret: Promise<boolean>;
}

/**
 * The types and names of a resource and its parents. The URN contains them too, but it is an output. A child that depends
 * on an output of its parent component would wait for itself. So this reads Pulumi's internal fields `__pulumiType`,
 * `__name` and `__parentResource`. Without them, two resources of one name under different parents would have one owner.
 */
function pathOf(resource: pulumi.Resource | undefined): string {
  if (resource === undefined || resource === pulumi.runtime.getStackResource()) return "";
  const field = (name: string): unknown => Reflect.get(resource, name);
  const parent = field("__parentResource");
  const above = pulumi.Resource.isInstance(parent) ? pathOf(parent) : "";
  return `${above}/${String(field("__pulumiType"))}::${String(field("__name"))}`;
}
