/** All that the model takes from the provider: a file that moves there costs a word here. */
import { createHash } from "node:crypto";
import { vi } from "vitest";
import type { Args } from "../../provider/schema/declaration.ts";

vi.mock("../../provider/ssh/pool.ts", () => import("./wire.ts"));

export type { Handlers } from "../../provider/lifecycle/handlers.ts";
export type { Args } from "../../provider/schema/declaration.ts";
export { SshError } from "../../provider/ssh/errors.ts";
export type { Target } from "../../provider/ssh/types.ts";

/** The handlers of each resource type, as the stubs in states find them. */
export const load = async () => (await import("../../provider/index.ts")).handlers;

/** The resource that the SDK adds to each stack: its random word is in every owner alias. (sdk/stack-identity.ts) */
export const IDENTITY = { type: "StackIdentity", name: "iproute2-stack-identity" } as const;

/** The inputs by which the provider knows whose an object is, as the classes of the SDK send them. */
export function ownershipOf(
  { project, stack, word }: { project: string; stack: string; word: unknown },
  { name, parent = "" }: { name: string; parent?: string },
): Args {
  // Each parent of the model is called "site"
  const path = parent === "" ? "" : `/${parent.split("$").join("::site/")}::site`;
  return {
    owner: `${project}/${stack}/${name}`,
    __stack: word,
    ...(path === "" ? {} : { __parent: createHash("sha256").update(path).digest("hex").slice(0, 8) }),
  };
}
