import type { Args } from "../../provider/schema/declaration.ts";
import { providerOf, tokenOf } from "../../sdk/provider-text.ts";
import type { Discovered } from "./inventory.ts";
import type { Resources } from "./resources.ts";

/** An entry of the file that `pulumi import --file` reads. With outputs, the engine does not read the resource itself. */
export interface ImportEntry {
  readonly type: string;
  readonly name: string;
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
      ...pairs.map(({ name }) => ({ type: "iproute2:index:TunnelPair", name, component: true as const })),
      ...[...implied, ...singles].map(({ object, ...rest }) => {
        const { type, ...more } = entry(object);
        return { type, ...rest, ...more };
      }),
    ],
  };
}
