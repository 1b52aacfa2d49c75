import type { ResourceKind } from "../../provider/model/resource-kind.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import { readableText } from "./values.ts";

/** The kind of a link by iproute2's name, with its UDP encapsulation: "gre in gue". Undefined for other types. */
export function kindLabel(kind: ResourceKind | undefined, args: Args): string | undefined {
  if (kind === undefined || !("link" in kind)) return undefined;
  const { kind: name } = kind.link as { readonly kind: string };
  const { encap } = args;
  const around = encap !== null && typeof encap === "object" ? Reflect.get(encap, "type") : undefined;
  return typeof around === "string" ? `${name} in ${readableText(around)}` : name;
}
