import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Operation, SenderKey } from "../../model/operation.ts";
import { NOT_ON_HOST } from "../../schema/declaration.ts";
import { keyOfNonces } from "./algorithms.ts";
import { argumentNames, type StateArgs } from "./xfrm-state-args.ts";

/** The digest of the key that draws nonces, if the host must add a state with it only once. */
export function senderKey(args: StateArgs, action: SenderKey["action"]): Pick<Operation, "senderKey"> {
  const key = args.keyUse === "once" ? keyOfNonces(args) : undefined;
  if (key === undefined) return {};
  const digest = createHash("sha256")
    .update(Buffer.from(key.slice("0x".length), "hex"))
    .digest("hex");
  return { senderKey: { digest, action } };
}

/** Whether a new state after `before` would send with the same key, although the host must add it only once. */
export const wouldRepeatKey = (before: StateArgs, after: StateArgs): boolean =>
  after.keyUse === "once" && keyOfNonces(before) === keyOfNonces(after);

/** Whether two states differ only in `keyUse`, which the kernel does not know. */
export const differInUseAlone = (before: StateArgs, after: StateArgs): boolean =>
  before.keyUse !== after.keyUse &&
  argumentNames.every(
    (name) => name === "keyUse" || NOT_ON_HOST.has(name) || isDeepStrictEqual(before[name], after[name]),
  );
