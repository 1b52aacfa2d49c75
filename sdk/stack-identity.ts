import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { Iproute2Resource } from "./iproute2-resource.ts";
import { sharedResource } from "./shared-resource.ts";

/**
 * A random word of this stack, made once and kept in its state. It is part of the owner alias that every object on a
 * host carries. So objects of a stack of the same name in another backend or organisation are distinguished, and so are
 * objects whose state was lost.
 *
 * The package makes it by itself with the first resource on a host. It contacts no host.
 */
export class StackIdentity extends Iproute2Resource {
  /** The random word. @example "k3x9q2zb" */
  declare readonly word: pulumi.Output<string>;

  /** @internal */
  constructor(name: string) {
    super("StackIdentity", name, { word: undefined }, {});
  }
}

/** The logical name of the one `StackIdentity` of a stack. It stands in states, so it never changes. */
const NAME = "iproute2-stack-identity";

/** Inputs that name the owner of an object on a host. */
export interface Ownership {
  /** `project/stack/name` */
  readonly owner: string;
  readonly __stack: pulumi.Output<string>;
  readonly __parent?: string;
}

/** @internal The inputs by which the provider knows whose an object is. */
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
 * The types and names of a resource and its parents. Its URN contains the same, but it is an output, and a child that
 * depends on an output of its parent component waits for itself. So this reads the fields that Pulumi keeps for its own
 * use: `__pulumiType`, `__name`, `__parentResource`. Without them two resources of one name under different parents are
 * taken for one.
 */
function pathOf(resource: pulumi.Resource | undefined): string {
  if (resource === undefined || resource === pulumi.runtime.getStackResource()) return "";
  const field = (name: string): unknown => Reflect.get(resource, name);
  const parent = field("__parentResource");
  const above = pulumi.Resource.isInstance(parent) ? pathOf(parent) : "";
  return `${above}/${String(field("__pulumiType"))}::${String(field("__name"))}`;
}
