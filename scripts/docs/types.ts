/** Every resource type, with its schema, its handlers and its class. */

import { handlers, links, others } from "../../provider/index.ts";
import { hostDeclaration } from "../../provider/kinds/hosts/host.ts";
import { ipsecKeysDeclaration } from "../../provider/kinds/ipsec/ipsec-keys.ts";
import type { LinkResource } from "../../provider/kinds/link-base/link-kind.ts";
import { linkCheckDeclaration } from "../../provider/kinds/link-check/link-check.ts";
import { linkSetDeclaration } from "../../provider/kinds/link-set/declaration.ts";
import type { Args, Declaration } from "../../provider/schema/declaration.ts";
import { validate } from "../../provider/schema/validate.ts";
import { withoutDroppingRoutes } from "../../sdk/links/dropping-routes.ts";
import type { Subject } from "./changes.ts";
import { type Constructed, constructed } from "./examples.ts";
import type { ClassDoc, Sdk } from "./sdk.ts";

export interface Type extends Subject {
  readonly doc: ClassDoc;
  /** of a link */
  readonly link?: LinkResource;
}

export const declarations: Readonly<Record<string, Declaration>> = {
  Host: hostDeclaration,
  IpsecKeys: ipsecKeysDeclaration,
  ...links,
  LinkSet: linkSetDeclaration(links),
  ...others,
  LinkCheck: linkCheckDeclaration,
};

/** Types that the package creates by itself. Programs do not construct them, so they have no page. */
export const internalTypes: readonly string[] = ["StackIdentity"];

/** The arguments as a class sends them: with `owner`, with `name` if the type has one, without routes that become a Route. */
export const filledIn = (kind: Declaration, { name, args }: Constructed): Args => ({
  ...("owner" in kind.schema.shape ? { owner: `project/stack/${name}` } : {}),
  ...("name" in kind.schema.shape ? { name: "tunnel7" } : {}),
  ...withoutDroppingRoutes(args),
});

export function typesOf(sdk: Sdk): Type[] {
  return Object.entries(declarations).map(([type, kind]) => {
    const doc = sdk.class(type);
    const own = handlers[type];
    if (own === undefined) throw new Error(`there are no handlers of ${type}`);
    const examples = doc.examples
      .flatMap(({ code }) => constructed(code))
      .filter((one) => one.type === type)
      .map((one) => validate(kind, filledIn(kind, one)).inputs);
    const link = Object.entries(links).find(([name]) => name === type)?.[1];
    return { ...kind, handlers: own, doc, examples, ...(link ? { link } : {}) };
  });
}
