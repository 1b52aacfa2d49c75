import type { z } from "zod";
import { type Family, familyOf } from "../../iproute2/address.ts";
import { type Command, hex, optional, tokens } from "../../iproute2/command.ts";
import type { LiveTemplate } from "../../iproute2/xfrm-text.ts";
import { anyAddress, integer, object, oneOf, U32 } from "../../schema/values.ts";
import { inDeclaredSpelling } from "../shared/declared-spelling.ts";
import { defined } from "../shared/defined.ts";

/** A template of a policy. It describes the state that transforms a packet. */
export const template = object({
  source: anyAddress().optional(),
  destination: anyAddress().optional(),
  proto: oneOf("esp", "ah").default("esp"),
  mode: oneOf("tunnel", "transport").default("tunnel"),
  reqid: integer(0, U32).default(0),
  spi: integer(256, U32).optional(),
  level: oneOf("required", "use").default("required"),
});

export type Template = z.output<typeof template>;

/** The fault of a template, in a policy of this direction for packets of this family; undefined if there is none. */
export function templateFault(
  { source, destination, mode, level }: Template,
  direction: string,
  family: Family,
): string | undefined {
  if (mode === "tunnel" && (source === undefined || destination === undefined))
    return "needs source and destination: the ends of its tunnel";
  if (source !== undefined && destination !== undefined && familyOf(source) !== familyOf(destination))
    return `has the source ${source} and the destination ${destination} of another family`;
  const end = destination ?? source;
  if (mode === "transport" && end !== undefined && familyOf(end) !== family)
    return "is of another family than the selector: only a tunnel can carry the other family";
  if (level === "use" && direction === "out" && mode === "tunnel")
    return 'is a tunnel that is optional: the kernel accepts none in the direction "out"';
  return undefined;
}

export const templateTokens = ({ source, destination, proto, spi, mode, reqid, level }: Template): Command =>
  tokens`tmpl ${optional("src", source)} ${optional("dst", destination)} proto ${proto}
    ${optional("spi", spi === undefined ? undefined : hex(spi, 8))} mode ${mode} reqid ${reqid} level ${level}`;

const isUnset = (address: string | undefined) => ["", "0.0.0.0", "::"].includes(address ?? "");

/** A template without wildcards: addresses that mean "any", and the SPI 0. */
const withoutWildcards = ({ source, destination, spi, ...rest }: Partial<LiveTemplate>): object =>
  defined({
    ...rest,
    source: isUnset(source) ? undefined : source,
    destination: isUnset(destination) ? undefined : destination,
    spi: spi === 0 ? undefined : spi,
  });

/** Live templates. One with the meaning of the declared template gets the declared spelling. */
export const templatesInDeclaredSpelling = (
  declared: readonly Template[],
  live: readonly LiveTemplate[],
): readonly object[] =>
  live.map((one, index) =>
    inDeclaredSpelling<object>(declared[index], withoutWildcards(one), withoutWildcards),
  );
