/** Draws a packet on the underlay, and lists how many bytes each argument adds. */
import { z } from "zod";
import type { LinkResource } from "../../provider/kinds/link-base/link-kind.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import { inlineValue } from "./markdown.ts";
import { argumentsOf } from "./schema.ts";

const ETHERNET_MTU = 1500;

/** The bytes of a header, from its text: "GRE 4" has 4. */
export const bytesIn = (header: string): number => Number(/ (\d+)$/.exec(header)?.[1] ?? 0);

/** A row of boxes. */
function boxes(cells: readonly string[]): string {
  const padded = cells.map((cell) => ` ${cell} `);
  const line = (left: string, middle: string, right: string) =>
    left + padded.map((cell) => "─".repeat(cell.length)).join(middle) + right;
  return [line("┌", "┬", "┐"), `│${padded.join("│")}│`, line("└", "┴", "┘")].join("\n");
}

/** Whether a header is the outer IP header or its option. A UDP header follows these. */
const isOuter = (header: string) => /^(IPv[46]|encapsulation limit) /.test(header);

export function drawing({ link, schema }: LinkResource): string {
  const { headers } = link;
  const at = headers.findLastIndex(isOuter) + 1;
  const inUdp = (...udp: string[]) => boxes([...headers.slice(0, at), ...udp, ...headers.slice(at)]);
  if (!("encap" in schema.shape)) return boxes(headers);
  return [
    boxes(headers),
    `with \`encap\` of type "fou":\n${inUdp("UDP 8")}`,
    `with \`encap\` of type "gue":\n${inUdp("UDP 8", "GUE 4")}`,
  ]
    .join("\n\n")
    .replaceAll("`", "");
}

/** The rows of the table: arguments in words and as values. A kind has a row only if the number of bytes changes. */
const TRIED: readonly (readonly [string, Args])[] = [
  ["`key` or `okey`", { key: 42 }],
  ["`seq` or `oseq`", { seq: true }],
  ["`csum` or `ocsum`", { csum: true }],
  ...[{ encapLimit: "none" }, { version: 0 }, { version: 2 }].map(inline),
  ["an IPv6 address as `remote`", { remote: "2001:db8::1" }],
  ...[{ type: "fou" }, { type: "gue" }].map((encap) => inline({ encap })),
  ["`remcsum` in `encap`", { encap: { type: "fou", remcsum: true } }],
];

function inline(args: Args): [string, Args] {
  return [
    Object.entries(args)
      .map(([name, value]) => inlineValue(name, value))
      .join(", "),
    args,
  ];
}

/** Whether a kind has an argument with this value. `encap` is not validated, because the rows have no port. */
const takes = ({ schema: { shape } }: LinkResource, name: string, value: unknown): boolean =>
  name in shape && (name === "encap" || z.safeParse(shape[name], value).success);

export interface OverheadRow {
  readonly when: string;
  readonly bytes: number;
}

/** The overhead with default arguments, and how many bytes each argument adds or saves. */
export function overheadRows(kind: LinkResource): { bytes: number; mtu: number; rows: OverheadRow[] } {
  const known = argumentsOf(kind.schema);
  const plain: Args = {
    ...Object.fromEntries(known.map(({ name, byDefault }) => [name, byDefault])),
    ...("remote" in kind.schema.shape ? { remote: "192.0.2.1" } : {}),
  };
  const bytes = kind.overhead(plain);
  const fou = "encap" in kind.schema.shape ? kind.overhead({ ...plain, encap: { type: "fou" } }) - bytes : 0;
  const rows = TRIED.flatMap(([when, args]) => {
    if (!Object.entries(args).every(([name, value]) => takes(kind, name, value))) return [];
    const all = kind.overhead({ ...plain, ...args }) - bytes;
    const more = when.startsWith("`remcsum`") ? all - fou : all;
    return more === 0 ? [] : [{ when, bytes: more }];
  });
  return { bytes, mtu: kind.mtuOver(ETHERNET_MTU, plain), rows };
}
