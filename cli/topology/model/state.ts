import { z } from "zod";
import { CommandError } from "../../shared/exit-codes.ts";

type Values = Readonly<Record<string, unknown>>;

/** A resource of a stack's state. Encrypted values are undefined. */
export interface StateResource {
  readonly urn: string;
  /** The last part of its type: `GreTunnel`, `TunnelPair`. */
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly parent: string | undefined;
  /** Its arguments. */
  readonly inputs: Values;
  readonly outputs: Values;
}

export interface State {
  /** `project/stack` */
  readonly stack: string;
  /** The resources of this package by URN. */
  readonly resources: ReadonlyMap<string, StateResource>;
}

const values = z.record(z.string(), z.unknown()).default({});
const resource = z.object({
  urn: z.string(),
  type: z.string(),
  id: z.string().default(""),
  parent: z.string().optional(),
  inputs: values,
  outputs: values,
  /** The engine still has to delete it, because a replacement has taken its place. */
  delete: z.boolean().default(false),
});
const exported = z.object({ deployment: z.object({ resources: z.array(resource).default([]) }) });

const OURS = /^(?:pulumi-nodejs:dynamic\/iproute2:|iproute2:index:)(\w+)$/;

/** Parses what `pulumi stack export` prints, with or without `--show-secrets`. */
export function readState(text: string): State {
  const resources = parse(text).filter((one) => !one.delete);
  const [, stack = "", project = ""] = /^urn:pulumi:([^:]*)::([^:]*)::/.exec(resources[0]?.urn ?? "") ?? [];
  const ours = resources.flatMap(({ urn, type, id, parent, inputs, outputs }): StateResource[] => {
    const own = OURS.exec(type)?.[1];
    if (own === undefined) return [];
    const name = urn.slice(urn.lastIndexOf("::") + 2);
    const open = { inputs: reveal(inputs) as Values, outputs: reveal(outputs) as Values };
    return [{ urn, type: own, name, id, parent, ...open }];
  });
  return {
    stack: project === "" ? "this stack" : `${project}/${stack}`,
    resources: new Map(ours.map((one) => [one.urn, one])),
  };
}

function parse(text: string): z.output<typeof resource>[] {
  if (text.trim() === "")
    throw new CommandError(
      "the input is empty: give it the output of `pulumi stack export`, or name a stack by --stack",
    );
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new CommandError("the input is not JSON: give it the output of `pulumi stack export`");
  }
  const state = exported.safeParse(json);
  if (!state.success)
    throw new CommandError("the input has no `deployment`: give it the output of `pulumi stack export`");
  return state.data.deployment.resources;
}

/** The key that marks special values of the engine, and its value for secrets. (pulumi sdk/go/common/resource/sig) */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** A value with plain secrets in it, and undefined in place of encrypted ones. */
function reveal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reveal);
  if (typeof value !== "object" || value === null) return value;
  const { [SIGNATURE]: signature, plaintext } = value as Values;
  if (signature === SECRET) return typeof plaintext === "string" ? reveal(JSON.parse(plaintext)) : undefined;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, reveal(one)]));
}
