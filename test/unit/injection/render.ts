// The text that a host receives for given arguments, and a reader of that text. The reader shares no code with the
// writer.

import { renderFrame as rendered } from "../../../provider/host/frame.ts";
import type { Operation, Removal } from "../../../provider/model/operation.ts";
import { keyOf } from "../../../provider/model/reference.ts";
import { isRemoval, type ResourceKind } from "../../../provider/model/resource-kind.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import { validate, withDefaults } from "../../../provider/schema/validate.ts";
import type { Script } from "../../../provider/ssh/index.ts";

/** The arguments with an address of the host in place of a device. The lifecycle asks the host for it. */
function withAddresses(kind: ResourceKind, args: Args): Args {
  const values = (kind.references?.of(args) ?? []).flatMap((one): [string, string][] =>
    "address" in one ? [[keyOf(one), one.address.family === "inet" ? "192.0.2.1" : "2001:db8::1"]] : [],
  );
  return kind.references?.withValues(args, Object.fromEntries(values)) ?? args;
}

/** All operations of an object's lifecycle with these arguments. `base` are the arguments before and after a change. */
export function operationsOf(kind: ResourceKind, given: Args, before: Args): (Operation | Removal)[] {
  const [args, base] = [withAddresses(kind, given), withAddresses(kind, before)];
  const computed = {
    ifindex: 7,
    mtu: 1400,
    underlayMtu: 1500,
    kind: "link" in kind ? (kind.link as { kind: string }).kind : "",
  };
  const ops = [
    kind.create(args),
    kind.probe?.(args)?.operation,
    kind.probe?.(args, base)?.operation,
    kind.change(base, args, computed),
    kind.change(args, base, computed),
    kind.adopt?.({ ownership: "foreign", args, computed }, args),
    kind.remove(args, computed),
  ];
  return ops.filter((one) => one !== undefined);
}

export interface RenderedFrame {
  readonly script: Script;
  readonly operations: readonly Operation[];
  readonly removals: readonly Removal[];
}

export function renderFrame(ops: readonly (Operation | Removal)[]): RenderedFrame {
  const removals = ops.filter(isRemoval);
  const operations = ops.filter((one): one is Operation => !isRemoval(one));
  return {
    operations,
    removals,
    script: rendered(
      { operations, removals, sections: [], mayHaveFiles: false, scratchGroup: 7 },
      { defineFunctions: true, yieldLock: false, lock: "keep", startIp: false },
    ),
  };
}

/** The arguments that the lifecycle uses after a successful check. Undefined when the check refuses them. */
export function accepted(kind: ResourceKind, args: Args): Args | undefined {
  const { inputs, faults } = validate(kind, args);
  return faults.length > 0 ? undefined : withDefaults(kind, inputs);
}

/** A script's lines as a shell reads them, each as its words. Quotes are removed, and nothing is expanded. */
export function shellLines(text: string): string[][] {
  const lines: string[][] = [];
  let words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  for (const character of text) {
    if (quoted) {
      if (character === "'") quoted = false;
      else word = (word ?? "") + character;
    } else if (character === "'") {
      quoted = true;
      word ??= "";
    } else if (character === " " || character === "\n") {
      if (word !== undefined) words.push(word);
      word = undefined;
      if (character === "\n") {
        lines.push(words);
        words = [];
      }
    } else word = (word ?? "") + character;
  }
  if (quoted) throw new Error("a quote is open at the end");
  return [...lines, word === undefined ? words : [...words, word]];
}
