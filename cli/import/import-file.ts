import type { Args } from "../../provider/schema/declaration.ts";
import { providerOf, tokenOf } from "../../sdk/provider-text.ts";
import type { Discovered } from "./inventory.ts";
import { idOfPair, type PairResource, type Resources } from "./resources.ts";

/** An entry of the file that `pulumi import --file` reads. With outputs, the engine does not read the resource itself. */
export interface ImportEntry {
  readonly type: string;
  readonly name: string;
  /** the name of the resource, if `name` is only a reference within the file */
  readonly logicalName?: string;
  readonly component?: true;
  readonly parent?: string;
  readonly id?: string;
  readonly inputs?: Args;
  readonly outputs?: Args;
}

/** The file for `pulumi import --file`. It has no key and no credential. */
export function importFileOf({ pairs, singles, implied }: Resources): { resources: ImportEntry[] } {
  const entry = ({ type, id, inputs, outputs, place: { host } }: Discovered) => {
    const __provider = providerOf(type);
    return {
      type: tokenOf(type),
      id,
      inputs: { ...inputs, host, __provider },
      outputs: { ...outputs, __provider },
    };
  };
  return {
    resources: [
      ...pairs.flatMap(componentsOf),
      ...[...implied, ...singles].map(({ object, ...rest }) => {
        const { type, ...more } = entry(object);
        return { type, ...rest, ...more };
      }),
    ],
  };
}

/** The components of a pair: a `SiteToSite` has the `TunnelPair` of its name as its child. */
function componentsOf(one: PairResource): ImportEntry[] {
  const { name, subnets } = one;
  const pair = { type: "iproute2:index:TunnelPair", name: idOfPair(one), component: true as const };
  return subnets === undefined
    ? [pair]
    : [
        { type: "iproute2:index:SiteToSite", name, component: true },
        { ...pair, logicalName: name, parent: name },
      ];
}
