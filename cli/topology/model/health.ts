import { z } from "zod";
import { placeOf } from "./ends.ts";
import type { StateResource } from "./state.ts";
import type { End, Health } from "./topology.ts";

/** The result of a `LinkCheck`, with what assigns it to a link. */
export interface Check {
  readonly parent: string | undefined;
  readonly site: string | undefined;
  readonly dev: string | undefined;
  readonly to: string;
  readonly health: Health;
}

const outputs = z.object({
  to: z.string(),
  dev: z.string().optional().catch(undefined),
  passed: z.boolean(),
  sent: z.number().default(0),
  received: z.number().default(0),
  loss: z.number().optional(),
  rtt: z.number().optional().catch(undefined),
});

/** The checks of a state. */
export const checksIn = (resources: Iterable<StateResource>): Check[] =>
  [...resources].flatMap((resource) => {
    const parsed = resource.type === "LinkCheck" ? outputs.safeParse(resource.outputs) : undefined;
    if (!parsed?.success) return [];
    const { to, dev, ...result } = parsed.data;
    const health = healthOf(result, "check");
    return [{ parent: resource.parent, site: placeOf(resource)?.site, dev, to, health }];
  });

interface Result {
  readonly passed: boolean;
  readonly sent: number;
  readonly received: number;
  readonly loss?: number | undefined;
  readonly rtt?: number | undefined;
}

/** The health that a result of pings shows. */
export function healthOf({ passed, sent, received, loss, rtt }: Result, from: "check" | "ping"): Health {
  const numbers = { ...(rtt === undefined ? {} : { rtt }), ...(loss === undefined ? {} : { loss }) };
  if (passed) return { status: "up", from, ...numbers };
  return { status: "down", from, ...numbers, reason: `${received} of ${sent} packets came back` };
}

/** The health of a link by the checks of it. A failed one decides. A device that is down decides before all checks. */
export function healthFrom(checks: readonly Check[], ends: readonly End[], pair: string | undefined): Health {
  const down = ends.find(({ up }) => !up);
  if (down !== undefined)
    return { status: "down", from: "device", reason: `${down.device} is set to down by its resource` };
  const own = checks.filter((check) => isCheckOf(check, ends, pair)).map(({ health }) => health);
  return own.find(({ status }) => status === "down") ?? own[0] ?? { status: "unknown" };
}

const isCheckOf = (
  { parent, site, dev, to }: Check,
  ends: readonly End[],
  pair: string | undefined,
): boolean =>
  (pair !== undefined && parent === pair) ||
  ends.some(
    (end) =>
      end.site === site &&
      (dev === undefined
        ? ends.some((far) => far !== end && far.addresses.some((one) => one.split("/")[0] === to))
        : end.device === dev),
  );
