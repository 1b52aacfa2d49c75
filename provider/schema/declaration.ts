import type { z } from "zod";

/** Arguments: as the program gives them, or with all defaults. */
export type Args = Readonly<Record<string, unknown>>;

/** Arguments that are not part of the object on the host. They only guide the provider. */
export const NOT_ON_HOST: ReadonlySet<string> = new Set(["host", "adopt", "loopCheck", "persist"]);

/** A condition over several arguments. It is not checked while one of them is unknown or invalid by itself. */
export interface Rule<A = Args> {
  /** the arguments that it reads; the fault is reported for the first one */
  readonly over: readonly [string, ...string[]];
  /** the message: what is wrong and what is allowed; undefined if the condition holds */
  readonly fault: (args: A) => string | undefined;
}

/** The arguments of a type. */
export interface Declaration {
  /** the class, and the type in Pulumi's token: `IpipTunnel` */
  readonly type: string;
  readonly schema: z.ZodObject;
  readonly rules: readonly Rule[];
  /** properties of similar types that this one lacks, each with the reason */
  readonly unsupported?: Readonly<Record<string, string>>;
  /** The arguments with unknown values in place of those that only the host knows. */
  forPreview?(args: Args): Args;
  /** Rules over the arguments as the program gives them, and not as `forPreview` makes them. */
  readonly rulesAsGiven?: readonly Rule[];
  /** Whether a replacement creates the new object before it deletes the old one, which is then not in the way */
  readonly createsFirst?: boolean;
}
