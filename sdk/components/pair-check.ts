import * as pulumi from "@pulumi/pulumi";
import { LinkCheck, type LinkCheckArgs } from "../checks/link-check.ts";
import type { Link } from "../links/link.ts";
import { addressText, type EndArgs } from "./ends.ts";

/** How a pair is checked: arguments of a `LinkCheck`. */
export type PairCheckArgs = Pick<
  LinkCheckArgs,
  "count" | "size" | "df" | "maxLoss" | "timeoutSeconds" | "onFailure"
>;

interface PairCheck {
  readonly a: EndArgs;
  readonly b: EndArgs;
  readonly links: { readonly a: Link; readonly b: Link };
  /** what else packets need */
  readonly after: readonly pulumi.Resource[];
  /** the arguments of the pair beside its ends */
  readonly own: object;
  readonly options: PairCheckArgs;
}

/** Pings from the end `a` to the first address of `b`, when both links exist and again when one changes. */
export function checkPair(
  name: string,
  { a, b, links, after, own, options }: PairCheck,
  parent: pulumi.Resource,
): LinkCheck {
  const to = pulumi.all([a.addresses, b.addresses]).apply(([near = [], far = []]) => {
    const [first] = far;
    if (first === undefined || near.length === 0) {
      throw new pulumi.RunError(`${name}: a pair that is to be checked needs addresses at both ends`);
    }
    return addressText(first).split("/")[0] ?? "";
  });
  const declared = [a, b].map(({ host: _host, ...end }) => end);
  return new LinkCheck(
    `${name}-check`,
    {
      host: a.host,
      to,
      dev: links.a.name,
      ...options,
      triggers: [links.a.ifindex, links.b.ifindex, links.a.mtu, links.b.mtu, ...declared, own],
    },
    { parent, dependsOn: [links.a, links.b, ...after] },
  );
}
