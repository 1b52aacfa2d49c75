import type { DiffKind, EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";

/** What the engine does with a resource. The three steps of a replacement count as one "replace". */
export type Op = "same" | "create" | "update" | "replace" | "delete" | "refresh" | "read" | (string & {});

/** One property that changes. `path` is in the engine's form: `routes[0].to`. */
export interface Change {
  readonly path: string;
  readonly kind: `${DiffKind}`;
  readonly old: unknown;
  readonly new: unknown;
}

export interface Step {
  readonly name: string;
  readonly urn: string;
  readonly type: string;
  readonly op: Op;
  readonly detailedDiff: Readonly<Record<string, { diffKind: `${DiffKind}`; inputDiff: boolean }>>;
  readonly old: StepEventMetadata["old"];
  readonly new: StepEventMetadata["new"];
}

/** What one preview, up, refresh or destroy did. */
export interface Run {
  /** By the resource's name, without the stack itself and its providers. */
  readonly ops: Readonly<Record<string, Op>>;
  /** As `ops`, but without "same". */
  readonly changed: Readonly<Record<string, Op>>;
  readonly steps: readonly Step[];
  /** The properties that change of the resource with this name. */
  changes(name: string): Change[];
  /** Warnings and errors, in their order. */
  readonly diagnostics: readonly { severity: string; message: string; urn: string | undefined }[];
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly stdout: string;
  readonly stderr: string;
}

/** Resources of every stack: the stack, its providers, and its random word. */
const infrastructure = /^pulumi:(pulumi:Stack|providers:)|:StackIdentity$/;

/** Reads the steps from the engine's events. */
export function readEvents(
  events: readonly EngineEvent[],
): Pick<Run, "ops" | "changed" | "steps" | "changes" | "diagnostics"> {
  const byUrn = new Map<string, Step>();
  const diagnostics: { severity: string; message: string; urn: string | undefined }[] = [];

  for (const { resourcePreEvent, resOutputsEvent, diagnosticEvent } of events) {
    if (diagnosticEvent && !diagnosticEvent.ephemeral && /warning|error/.test(diagnosticEvent.severity)) {
      const { severity, message, urn } = diagnosticEvent;
      diagnostics.push({ severity, message: message.replaceAll(/<\{%[^%]*%\}>/g, "").trim(), urn });
    }
    const metadata = resourcePreEvent?.metadata ?? resOutputsEvent?.metadata;
    if (!metadata || infrastructure.test(metadata.type)) continue;
    const before = byUrn.get(metadata.urn);
    // The second event of a refresh has its result, because the first one precedes the read.
    const isResult = resOutputsEvent !== undefined;
    if (isResult && before?.op !== "refresh") continue;
    const op = plainOp(metadata.op);
    if (before?.op === "replace" && !isResult) {
      if (metadata.detailedDiff) byUrn.set(metadata.urn, { ...before, ...details(metadata) });
      continue;
    }
    byUrn.set(metadata.urn, { ...identity(metadata), op, ...details(metadata) });
  }

  const steps = [...byUrn.values()];
  const ops: Record<string, Op> = {};
  for (const step of steps) ops[step.name in ops ? `${step.type}::${step.name}` : step.name] = step.op;
  return {
    ops,
    changed: Object.fromEntries(Object.entries(ops).filter(([, op]) => op !== "same")),
    steps,
    changes: (name) => steps.filter((step) => step.name === name).flatMap(changesOf),
    diagnostics,
  };
}

function plainOp(op: string): Op {
  return /replace/.test(op) ? "replace" : op;
}

function identity({ urn, type }: StepEventMetadata) {
  return { name: urn.slice(urn.lastIndexOf("::") + 2), urn, type };
}

function details({ detailedDiff, old, new: next }: StepEventMetadata) {
  return { detailedDiff: detailedDiff ?? {}, old, new: next };
}

function changesOf(step: Step): Change[] {
  return Object.entries(step.detailedDiff).map(([path, { diffKind, inputDiff }]) => ({
    path,
    kind: diffKind,
    old: valueAt(inputDiff ? step.old?.inputs : step.old?.outputs, path),
    // An up compares with the program. A refresh has only the values that it read.
    new: valueAt(step.new?.inputs, path) ?? valueAt(step.new?.outputs, path),
  }));
}

function valueAt(value: unknown, path: string): unknown {
  let current: unknown = value;
  for (const [, index, quoted, key] of path.matchAll(/\[(\d+)\]|\["([^"]*)"\]|([^.[\]]+)/g)) {
    current = (current as Record<string, unknown> | undefined)?.[index ?? quoted ?? key ?? ""];
  }
  return current;
}
