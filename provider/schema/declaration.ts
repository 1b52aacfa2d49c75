import type { z } from "zod";

/** Arguments as they came from the program, or whole: with every default in place. */
export type Args = Readonly<Record<string, unknown>>;

/** Arguments that are not on the host: how to reach it, and how the provider proceeds. */
export const NOT_ON_HOST: ReadonlySet<string> = new Set(["host", "adopt", "loopCheck"]);

/** A condition over several arguments. It is left out while one of those is unknown or wrong by itself. */
export interface Rule<A = Args> {
  /** the arguments it looks at; the first is the one that the message is filed under */
  readonly over: readonly [string, ...string[]];
  /** what is wrong and what is allowed, or undefined */
  readonly fault: (args: A) => string | undefined;
}

/** What arguments a type takes. */
export interface Declaration {
  /** `IpipTunnel`: the class, and the type in Pulumi's token */
  readonly type: string;
  readonly schema: z.ZodObject;
  readonly rules: readonly Rule[];
  /** properties that somebody may well expect here, and why there are none */
  readonly unsupported?: Readonly<Record<string, string>>;
}
