import type { HostLabel, Plan, PlannedStep } from "./model.ts";

/** The steps on one host, in the order of the preview. */
export interface HostSteps {
  /** undefined for resources without a host */
  readonly host: HostLabel | undefined;
  readonly steps: readonly PlannedStep[];
}

/** The steps of each host. Steps of one address or of one `Host` are together. */
export function byHost({ steps }: Pick<Plan, "steps">): HostSteps[] {
  const hosts = new Map<string, { host: HostLabel | undefined; steps: PlannedStep[] }>();
  for (const step of steps) {
    const key = step.host?.key ?? "";
    const entry = hosts.get(key) ?? { host: step.host, steps: [] };
    if (entry.host?.name === undefined && step.host !== undefined) entry.host = step.host;
    entry.steps.push(step);
    hosts.set(key, entry);
  }
  return [...hosts.values()];
}
