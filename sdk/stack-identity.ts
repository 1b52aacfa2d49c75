import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
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

/** @internal The inputs from which the provider makes the owner alias. */
export function ownershipOf(name: string, options: pulumi.ResourceOptions | undefined): Ownership {
  const identity = sharedResource(NAME, (its) => new StackIdentity(its));
  const parent = pathOf(options?.parent);
  return {
    owner: `${pulumi.getProject()}/${pulumi.getStack()}/${name}`,
    __stack: identity.word,
    ...(parent === "" ? {} : { __parent: createHash("sha256").update(parent).digest("hex").slice(0, 8) }),
  };
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
