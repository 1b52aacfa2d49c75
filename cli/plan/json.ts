import { byHost } from "./by-host.ts";
import { interrupts, type Plan } from "./model.ts";
import { unitCounts } from "./words.ts";

/** The plan as JSON. The number is the version of its form. */
export function planJson(plan: Plan) {
  const { project, stack, unchanged, others, drifts } = plan;
  const { byAction, quiet } = unitCounts(plan.steps);
  return {
    version: 1,
    ...{ project, stack },
    interruptsTraffic: plan.steps.some(interrupts),
    counts: { ...Object.fromEntries(byAction), stateOnly: quiet, unchanged },
    otherResources: others,
    drifts,
    hosts: byHost(plan).map(({ host, steps }) => ({
      name: host?.name,
      address: host?.address,
      steps: steps.map(({ host: _host, unit, ...step }) => ({ ...step, unit: unit.name })),
    })),
  };
}
