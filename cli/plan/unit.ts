import { partsOf } from "../preview/preview.ts";

const COMPONENT = /^iproute2:index:/;

/**
 * What a reader sees as one thing: the component that a resource belongs to, together with others of its type. A resource
 * without a component is one by itself. Both ends of a pair are one unit.
 */
export function unitOf(urn: string, parent: string | undefined, type: string): { key: string; name: string } {
  if (parent === undefined || !COMPONENT.test(partsOf(parent).type))
    return { key: urn, name: partsOf(urn).name };
  return { key: `${parent} ${type}`, name: partsOf(parent).name };
}
