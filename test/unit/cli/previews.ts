// Previews of small stacks, for tests of comments.
import { isDeepStrictEqual } from "node:util";
import { planOf } from "../../../cli/plan/plan.ts";
import { type PreviewStep, parsePreview } from "../../../cli/preview/preview.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import { previewText, stepOf } from "./steps.ts";

export const planFrom = (...steps: readonly PreviewStep[]) => planOf(parsePreview(previewText(steps)));

const ADDRESSES: Readonly<Record<string, string>> = {
  ams: "198.51.100.1",
  fra: "203.0.113.7",
  par: "192.0.2.9",
};

const inputsOf = (type: string, name: string, host: string, args: Args): Args => ({
  ...{ host: { connection: { host: ADDRESSES[host] ?? "192.0.2.200", privateKey: "[secret]" } }, name },
  ...{ owner: `net/prod/${name}`, __stack: "k3x9q2bc" },
  ...(type === "GeneveTunnel" ? { remote: "192.0.2.77" } : { local: "192.0.2.66", remote: "192.0.2.77" }),
  ...args,
});
const outputsOf = (inputs: Args): Args => ({
  ...{ ...inputs, ifindex: 7, mtu: 1476, mtuFrom: "kernel", underlayMtu: 1500, persisted: "systemd" },
  __incarnation: "7fh20d",
});

export interface PairParts {
  readonly op: string;
  readonly type?: string;
  readonly pair: string;
  readonly ends?: readonly [string, string];
  readonly before?: Args;
  readonly after?: Args;
}

/** The steps of both ends of a pair. */
export function pairSteps(parts: PairParts): PreviewStep[] {
  const { op, type = "GreTunnel", pair, ends = ["ams", "fra"], before = {}, after = before } = parts;
  return (["a", "b"] as const).map((side, index) => {
    const host = ends[index] ?? "";
    const name = `${pair}-${side}`;
    const [olds, news] = [before, after].map((args) => inputsOf(type, name, host, args)) as [Args, Args];
    return stepOf({
      ...{
        op,
        type,
        name,
        pair,
        host,
        differing: Object.keys(after).filter((key) => !isDeepStrictEqual(before[key], after[key])),
      },
      ...(op === "create" ? {} : { olds: outputsOf(olds) }),
      ...(op === "delete" ? {} : { news }),
    });
  });
}
