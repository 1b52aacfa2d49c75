import { isDeepStrictEqual } from "node:util";
import { hostOf } from "../host/host.ts";
import { isSameIncarnation } from "../model/ownership.ts";
import { referenceSections } from "../model/reference.ts";
import { type Found, type ResourceKind, sectionsOf } from "../model/resource-kind.ts";
import type { Args } from "../schema/declaration.ts";
import { toPulumiValue } from "../schema/pulumi-value.ts";
import { HIDDEN_INPUTS } from "../schema/validate.ts";
import {
  declaredArgs,
  incarnationIn,
  isOnHost,
  isUnmarked,
  outputsOf,
  pick,
  recordedArgs,
} from "./arguments.ts";
import { persistedIn } from "./boot-files.ts";
import { forgetAbsent } from "./forget.ts";
import { readImport } from "./import.ts";
import { recordedValues, referencesIn, valuesIn, withValues } from "./references.ts";

/** The `read` of a type, for a refresh or an import. It returns {} if the recorded object no longer exists. */
export async function read(kind: ResourceKind, id: string, olds: Args) {
  if (isUnmarked(olds)) return readImport(kind, id, olds);
  const args = recordedArgs(kind, olds);
  const host = await hostOf(args, olds);
  const declared = declaredArgs(kind, olds);
  const references = referencesIn(kind, declared);
  const files = kind.boot === undefined ? [] : ["files" as const];
  const sections = [...new Set([...sectionsOf(kind, args), ...files, ...referenceSections(references)])];
  const snapshot = await host.dump(sections);
  const found = kind.find(snapshot, args, olds);
  if (found?.ownership !== "ours") await forgetAbsent({ kind, host }, snapshot, args, olds);
  if (found?.ownership !== "ours" || !isSameIncarnation(found.args, args)) return {};
  const persisted = persistedIn({ kind, host }, snapshot, args, olds);
  const values = { ...recordedValues(olds), ...valuesIn(snapshot, references) };
  const inputs = inputsWithDrift(kind, olds, withValues(kind, declared, values), found);
  // So the next run sees a difference to what the program declares, and writes the file
  if (persisted === "missing" || persisted === "changed") inputs.persist = "none";
  return {
    id,
    props: outputsOf({
      ...{ kind, host, inputs, found, persisted, values },
      ...{ incarnation: incarnationIn(olds), before: olds },
    }),
    inputs: toPulumiValue({ ...inputs, __provider: olds.__provider }),
  };
}

/**
 * The inputs. Each has the declared value if the host has the same one, and the value of the host otherwise. `args` have
 * the values that references have now.
 */
function inputsWithDrift(kind: ResourceKind, olds: Args, args: Args, found: Found): Record<string, unknown> {
  const declared = kind.argsFromState?.(olds) ?? olds;
  const values = Object.keys(kind.schema.shape).map((key) => {
    const isAsDeclared = !isOnHost(key) || isDeepStrictEqual(found.args[key], args[key]);
    return [key, isAsDeclared ? declared[key] : found.args[key]] as const;
  });
  const inputs = Object.fromEntries(values.filter(([, value]) => value !== undefined));
  return { ...inputs, ...pick(olds, HIDDEN_INPUTS) };
}
