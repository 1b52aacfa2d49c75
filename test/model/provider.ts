/** All that the model takes from the provider: a file that moves there costs a word here. */
import { vi } from "vitest";

vi.mock("../../provider/ssh/pool.ts", () => import("./wire.ts"));

export type { Handlers } from "../../provider/lifecycle/handlers.ts";
export type { Args } from "../../provider/model/resource-kind.ts";
export { SshError } from "../../provider/ssh/errors.ts";
export type { Target } from "../../provider/ssh/types.ts";

/** The handlers of each resource type, as the stubs in states find them. */
export const load = async () => (await import("../../provider/index.ts")).handlers;

/** The owner that the classes of the SDK fill in. (sdk/links/link.ts and its kin) */
export const ownerOf = (project: string, stack: string, name: string): string =>
  `${project}/${stack}/${name}`;
