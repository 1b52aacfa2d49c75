// Steps of previews, as `pulumi preview --json` prints them.
import type { PreviewStep } from "../../../cli/preview/preview.ts";
import type { Args } from "../../../provider/schema/declaration.ts";

const STACK = "urn:pulumi:prod::net";

/** The URN of a resource of this package, under a component if there is one. */
export const urnOf = (type: string, name: string, component?: string): string =>
  `${STACK}::${component === undefined ? "" : "iproute2:index:TunnelPair$"}pulumi-nodejs:dynamic/iproute2:${type}::${name}`;

export interface StepParts {
  readonly op: string;
  readonly type: string;
  readonly name: string;
  /** the recorded outputs */
  readonly olds?: Args;
  /** the declared inputs */
  readonly news?: Args;
  /** the name of the TunnelPair that is the resource's parent */
  readonly pair?: string;
  /** the name of the Host that the property `host` comes from */
  readonly host?: string;
  /** the paths of the properties that differ */
  readonly differing?: readonly string[];
}

export function stepOf({ op, type, name, olds, news, pair, host, differing = [] }: StepParts): PreviewStep {
  const of = {
    ...(pair === undefined ? {} : { parent: `${STACK}::iproute2:index:TunnelPair::${pair}` }),
    ...(host === undefined ? {} : { propertyDependencies: { host: [urnOf("Host", host)] } }),
  };
  return {
    ...{ op, urn: urnOf(type, name, pair) },
    ...(olds === undefined ? {} : { oldState: { ...of, inputs: olds, outputs: olds } }),
    ...(news === undefined ? {} : { newState: { ...of, inputs: news } }),
    detailedDiff: Object.fromEntries(differing.map((path) => [path, { kind: "update", inputDiff: true }])),
  };
}

/** The text of a preview with these steps. */
export function previewText(steps: readonly PreviewStep[]): string {
  const counts: Record<string, number> = {};
  for (const { op } of steps) counts[op] = (counts[op] ?? 0) + 1;
  return JSON.stringify({ config: {}, steps, diagnostics: [], duration: 1, changeSummary: counts });
}
