// The parts of a preview's text that concern one resource, in a form that is the same in each run.
import { type PreviewStep, partsOf } from "../../cli/preview/preview.ts";

/** A text with words in place of what differs from run to run: ports, keys, ids and paths. */
export const masked = (text: string): string =>
  text
    .replaceAll(/ssh-ed25519 [\w+/=]+/g, "HOST-KEY")
    .replaceAll(/\/tmp\/[\w-]+\//g, "DIRECTORY/")
    .replaceAll(/(127\.0\.0\.1:|port\\?"?\s*: )\d{4,5}/g, "$1PORT")
    .replaceAll(/(\bPORT => )\d{4,5}/g, "$1OTHER-PORT")
    .replaceAll(/(__stack: |\[id=)"?[a-z0-9]{8,16}"?(\]?)$/gm, "$1RANDOM$2")
    .replaceAll(/(macAddress\s*: )"[0-9a-f:]{17}"/g, '$1"MAC"')
    .replaceAll(/(ifindex\s*: )\d+/g, "$1INDEX");

const HEAD = /^( *)(?:[-+~=><]+)? ?[\w/:-]+: \(\w+\)$/;

/** The blocks of `pulumi preview --diff` by name of the resource. A refresh and an update of one resource are two. */
export function blocksIn(text: string): Map<string, string[]> {
  const blocks = new Map<string, string[]>();
  let lines: string[] = [];
  const close = () => {
    const name = /^ *\[urn=.*::([^\]]+)\]$/m.exec(lines.join("\n"))?.[1];
    if (name === undefined) return;
    blocks.set(name, [...(blocks.get(name) ?? []), dedented(lines).join("\n")]);
  };
  for (const line of text.split("\n")) {
    // Progress, which depends on the time
    if (line.startsWith("@ ")) continue;
    if (HEAD.test(line) || line === "Resources:") {
      close();
      lines = [];
    }
    lines.push(line);
  }
  return blocks;
}

function dedented(lines: readonly string[]): string[] {
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/));
  const indent = Math.min(...indents);
  return lines.map((line) => line.slice(indent)).filter((line) => !line.trimStart().startsWith("[urn="));
}

/** What `pulumi preview --json` has of a step besides the resource's values: why it happens and which properties differ. */
export function reduced({ urn, op, detailedDiff, replaceReasons }: PreviewStep): string {
  const kinds = Object.entries(detailedDiff ?? {}).map(([key, diff]) => [key, kindOf(diff)]);
  return JSON.stringify({
    ...{ name: partsOf(urn).name, op },
    ...(kinds.length > 0 && { detailedDiff: Object.fromEntries(kinds) }),
    ...(replaceReasons && { replaceReasons }),
  });
}

const kindOf = (diff: unknown): unknown =>
  diff !== null && typeof diff === "object" && "kind" in diff ? diff.kind : diff;
