import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { LiveLink } from "../../iproute2/ip-json.ts";
import type { Args, Rule } from "../../schema/declaration.ts";
import { type Attribute, shapeOf } from "./attribute.ts";
import type { LinkKind } from "./link-kind.ts";

/** The attributes of a link. An external device takes most of them from each packet, and `ip` prints no true values. */
export const applicableAttributes = (link: LinkKind, args: Args): readonly Attribute[] =>
  args.external === true
    ? link.attributes.filter((attribute) => isAllowedWithExternal(link, attribute))
    : link.attributes;

const isAllowedWithExternal = (link: LinkKind, attribute: Attribute) =>
  Object.keys(attribute.shape).some(
    (key) => key === "external" || (link.allowedWithExternal ?? ["mode"]).includes(key),
  );

/** Whether `ip` printed only `external`. iproute2 before 5.16 prints no other attribute of an external device. */
export const showsOnlyExternal = ({ info }: LiveLink): boolean =>
  info.external === true && Object.keys(info).length === 1;

/** A rule against arguments that an external device lacks, because the kernel or `ip` drops them without an error. */
export function externalRule(link: LinkKind): Rule[] {
  if (!link.attributes.some((attribute) => "external" in attribute.shape)) return [];
  const shapes = shapeOf(link.attributes.filter((attribute) => !isAllowedWithExternal(link, attribute)));
  const fault: Rule["fault"] = (args) => {
    if (args.external !== true) return undefined;
    const given = Object.entries(shapes as z.ZodRawShape)
      .filter(([key, schema]) => !isDeepStrictEqual(args[key], z.safeParse(schema, undefined).data))
      .map(([key]) => key);
    if (given.length === 0) return undefined;
    return `excludes ${given.join(", ")}: an external device takes them from each packet`;
  };
  return [{ over: ["external", ...Object.keys(shapes as z.ZodRawShape)], fault }];
}
