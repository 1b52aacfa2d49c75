/** All imports of the model from the provider are here, so the move of a file there changes only this file. */
import { createHash } from "node:crypto";
import { vi } from "vitest";
import type { Args } from "../../provider/schema/declaration.ts";

vi.mock("../../provider/ssh/pool.ts", () => import("./wire.ts"));

export type { Handlers } from "../../provider/lifecycle/handlers.ts";
export type { Args } from "../../provider/schema/declaration.ts";
export { SshError } from "../../provider/ssh/errors.ts";
export type { Reached } from "../../provider/ssh/pool.ts";
export type { Target } from "../../provider/ssh/types.ts";

/** Loads the handlers of each resource type, as the code in a state's `__provider` does. */
export const load = async () => (await import("../../provider/index.ts")).handlers;

/** The resource that the SDK adds to each stack. Every owner alias contains its random word. (sdk/stack-identity.ts) */
export const IDENTITY = { type: "StackIdentity", name: "iproute2-stack-identity" } as const;

/** The inputs from which the provider makes the owner alias. The classes of the SDK send the same. */
export function ownershipOf(
  { project, stack, word }: { project: string; stack: string; word: unknown },
  { name, parent = "" }: { name: string; parent?: string },
): Args {
  // The logical name of each parent is "site"
  const path = parent === "" ? "" : `/${parent.split("$").join("::site/")}::site`;
  return {
    owner: `${project}/${stack}/${name}`,
    __stack: word,
    ...(path === "" ? {} : { __parent: createHash("sha256").update(path).digest("hex").slice(0, 8) }),
  };
}
