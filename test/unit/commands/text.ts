// The text of a golden file: arguments in comments, and commands in the form that a host runs.
import { isDeepStrictEqual } from "node:util";
import { describeOperation } from "../../../provider/model/describe-operation.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import type { Asked } from "../fake-host/fake-host.ts";

/** A change of arguments: the commands that change the object in place, or the arguments that need a new object. */
export type Changed =
  | { readonly asked: readonly Asked[] }
  | { readonly replacedBecauseOf: readonly string[] };

const WIDTH = 100;
/** A key in hexadecimal, which is too long for a reader. */
const KEY = /^0x[0-9a-f]{32,}$/;
const shortened = (key: string) => `${key.slice(0, 4)}… (${(key.length - 2) / 2} bytes)`;

function text(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(text).join(", ")}]`;
  if (value === undefined) return "absent";
  if (typeof value !== "object" || value === null) return String(value).replace(KEY, shortened);
  return `{ ${Object.entries(value)
    .map(([key, one]) => `${key}: ${text(one)}`)
    .join(", ")} }`;
}

/** Words of a comment, on as many lines as they need. */
function comment(title: string, parts: readonly string[]): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last === undefined || last.length + part.length > WIDTH)
      lines.push(`# ${lines.length === 0 ? `${title}: ` : "  "}${part}`);
    else lines[lines.length - 1] = `${last}, ${part}`;
  }
  return lines;
}

export const argumentLines = (title: string, args: Args): string[] => {
  const parts = Object.entries(args)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${text(value)}`);
  return comment(title, parts.length === 0 ? ["nothing"] : parts);
};

/** `ttl: absent → 99` for each argument that a change names. */
export const changeLines = (before: Args, to: Args): string[] =>
  comment(
    "change",
    Object.entries(to).map(([name, value]) => `${name} ${text(before[name])} → ${text(value)}`),
  );

/** The arguments that differ between two sets. An argument of `base` that the other set lacks is "absent". */
export const differenceLines = (title: string, args: Args, base: Args): string[] => {
  const names = [...new Set([...Object.keys(base), ...Object.keys(args)])];
  const differing = names.filter((name) => !isDeepStrictEqual(args[name], base[name]));
  return differing.length === 0
    ? []
    : comment(
        title,
        differing.map((name) => `${name} ${text(args[name])}`),
      );
};

export const askedLines = (asked: readonly Asked[]): string[] =>
  asked.length === 0
    ? ["# nothing to do on the host"]
    : asked.flatMap(({ request, failure }) => [
        ...describeOperation(request),
        ...(failure === undefined ? [] : [`# the host answers: ${failure}`]),
      ]);

/** A block of a golden file. */
export const block = (title: string, ...lines: readonly (readonly string[])[]): string =>
  [`## ${title}`, ...lines.flat()].join("\n");

export const file = (title: string, about: string, blocks: readonly string[]): string =>
  `${[
    [
      `# ${title}`,
      `# ${about}`,
      "# `npm run golden` writes this file. Lines that begin with # are comments.",
    ].join("\n"),
    ...blocks,
  ].join("\n\n")}\n`;
