// The form of `pulumi preview --json`. (pulumi: sdk/go/common/display/json.go, PreviewDigest)
import { z } from "zod";

const values = z.record(z.string(), z.unknown());

/** A resource before or after a step. Pulumi prints each secret value as the text "[secret]". */
const state = z.looseObject({
  id: z.string().optional(),
  inputs: values.nullish(),
  outputs: values.nullish(),
  parent: z.string().optional(),
  /** for each property: the URNs of the resources that its value comes from */
  propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).nullish(),
});

const step = z.looseObject({
  op: z.string(),
  urn: z.string(),
  oldState: state.nullish(),
  newState: state.nullish(),
  replaceReasons: z.array(z.string()).nullish(),
  /** by the path of each property that differs: `ttl`, `routes[0].to` */
  detailedDiff: z.record(z.string(), z.unknown()).nullish(),
});

const previewSchema = z.looseObject({
  steps: z.array(step).nullish(),
  changeSummary: z.record(z.string(), z.number()).nullish(),
  diagnostics: z
    .array(z.looseObject({ message: z.string().default(""), severity: z.string().default("info") }))
    .nullish(),
});

export type StepState = z.output<typeof state>;
export type PreviewStep = z.output<typeof step>;

/** A preview, as Pulumi prints it. */
export interface Preview {
  readonly steps: readonly PreviewStep[];
  /** how many resources each operation concerns: `{ same: 38, update: 2 }` */
  readonly counts: Readonly<Record<string, number>>;
  /** messages of Pulumi with the severity "error" */
  readonly errors: readonly string[];
}

/** Reads the text that `pulumi preview --json` prints. Throws if it is something else. */
export function parsePreview(text: string): Preview {
  const parsed = previewSchema.safeParse(jsonIn(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new NotAPreview(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? "unknown form"}`);
  }
  const { steps, changeSummary, diagnostics } = parsed.data;
  if (steps === undefined && changeSummary === undefined && diagnostics === undefined)
    throw new NotAPreview("it has neither steps nor changeSummary");
  return {
    steps: steps ?? [],
    counts: changeSummary ?? {},
    // Pulumi repeats the error of a program for each part of the program that waits for the failed one
    errors: [
      ...new Set(
        (diagnostics ?? [])
          .filter(({ severity }) => severity === "error")
          .map(({ message }) => message.replaceAll(/<\{%[^%]*%\}>/g, "").trim()),
      ),
    ],
  };
}

/** The error of a text that is no preview. */
export class NotAPreview extends Error {
  constructor(reason: string) {
    super(`this is not the output of \`pulumi preview --json\`: ${reason}`);
    this.name = "NotAPreview";
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new NotAPreview(error instanceof Error ? error.message : "it is no JSON");
  }
}

/** The parts of a URN: `urn:pulumi:STACK::PROJECT::PARENT-TYPE$TYPE::NAME`. */
export function partsOf(urn: string) {
  const [stack = "", project = "", types = "", ...name] = urn.replace(/^urn:pulumi:/, "").split("::");
  // A line break in a name would begin a line of its own, which a reader takes for a command
  const inOneLine = name.join("::").replace(/\p{Cc}+/gu, " ");
  return { stack, project, type: types.split("$").at(-1) ?? "", name: inOneLine };
}

/** The type of a resource of this package: `GreTunnel`. Undefined for other resources. */
export const ownTypeOf = (urn: string): string | undefined =>
  /^pulumi-nodejs:dynamic\/iproute2:(\w+)$/.exec(partsOf(urn).type)?.[1];
