import { type Family, familyOf, parseAddress, parseInterfaceAddress } from "../../iproute2/address.ts";
import type { Args } from "../../schema/declaration.ts";
import { holdsUnknown, UNKNOWN } from "../../schema/unknown-value.ts";
import type { LinkKind } from "./link-kind.ts";

export const DEFAULT: Readonly<Record<Family, string>> = { inet: "0.0.0.0/0", inet6: "::/0" };

/**
 * Arguments with the prefix in place of the word "default" in routes. The family is that of the gateway, else that of the
 * packets that the link can carry, else that of all addresses of the link. If none of them shows it, the word stays, and
 * the schema refuses it. If one of them is unknown, the destination is unknown too. Any part of the arguments may be
 * invalid.
 */
export function withDefaultRoutes(link: LinkKind, args: Args): Args {
  const { routes } = args;
  if (!Array.isArray(routes) || !routes.some((one) => destinationOf(one) === "default")) return args;
  return { ...args, routes: routes.map((one) => withPrefix(link, args, one)) };
}

const destinationOf = (route: unknown): unknown => (isObject(route) ? route.to : route);

const isObject = (value: unknown): value is Args =>
  value !== null && typeof value === "object" && !Array.isArray(value);

function withPrefix(link: LinkKind, args: Args, route: unknown): unknown {
  if (destinationOf(route) !== "default") return route;
  const via = isObject(route) ? route.via : undefined;
  const family = via === undefined ? familyOfLink(link, args) : familyIn(parseAddress, via);
  const isUnknown = holdsUnknown(via === undefined ? [args.mode, args.addresses] : via);
  if (family === undefined && !isUnknown) return route;
  const to = family === undefined ? UNKNOWN : DEFAULT[family];
  return isObject(route) ? { ...route, to } : to;
}

function familyOfLink(link: LinkKind, args: Args): Family | undefined {
  const inside = link.familyInside?.(args);
  if (inside !== undefined) return inside;
  const addresses = Array.isArray(args.addresses) ? args.addresses : [];
  const families = new Set(
    addresses.map((one) =>
      isObject(one) ? familyIn(addressOrWithPrefix, one.address) : familyIn(parseInterfaceAddress, one),
    ),
  );
  return families.size === 1 ? [...families][0] : undefined;
}

const addressOrWithPrefix = (text: string) => parseAddress(text) ?? parseInterfaceAddress(text);

export function familyIn(parse: (text: string) => string | undefined, value: unknown): Family | undefined {
  const parsed = typeof value === "string" ? parse(value) : undefined;
  return parsed === undefined ? undefined : familyOf(parsed);
}
