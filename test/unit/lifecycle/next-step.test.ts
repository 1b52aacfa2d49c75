import { expect, test } from "vitest";
import { nextStep, type Situation, type Step } from "../../../provider/lifecycle/next-step.ts";

/** The situation before any attempt: another attempt is allowed, and the program does not adopt. */
const SITUATION: Situation = {
  standing: "absent",
  attempt: undefined,
  mayRetry: true,
  commandsChanged: false,
  inOwnWay: false,
  adopt: false,
};

const steps: readonly (readonly [string, Partial<Situation>, Step])[] = [
  ["an attempt whose result was lost left nothing", { attempt: "unknown" }, "retry"],
  ["the host now asks for other commands", { attempt: "failed", commandsChanged: true }, "retry"],
  ["another object of the stack is in the way", { attempt: "failed", inOwnWay: true }, "wait"],
  ["it still is after all attempts", { attempt: "failed", inOwnWay: true, mayRetry: false }, "fail"],
  ["the kernel refused the commands", { attempt: "failed" }, "fail"],
  ["the last attempt's result was lost", { attempt: "unknown", mayRetry: false }, "fail"],
  ["the object is as declared", { standing: "same" }, "done"],
  ["the object is as declared after a lost result", { standing: "same", attempt: "unknown" }, "done"],
  ["the object of this resource differs", { standing: "changeable" }, "change"],
  ["the object differs in what the kernel cannot change", { standing: "stale" }, "remove"],
  ["it still does after all attempts", { standing: "stale", mayRetry: false }, "fail"],
  ["a creation that was cut short left the object", { standing: "half-made" }, "remove"],
  ["it still does after all attempts", { standing: "half-made", mayRetry: false }, "fail"],
  ["another owner has the object", { standing: "foreign" }, "refuse"],
  [
    "another owner has the object after a refused attempt",
    { standing: "foreign", attempt: "failed" },
    "refuse",
  ],
  ["another owner has the object, and the program adopts it", { standing: "foreign", adopt: true }, "adopt"],
];

test.each(steps)("nextStep, when %s (%j), returns %s", (_what, situation, step) => {
  expect(nextStep({ ...SITUATION, ...situation })).toBe(step);
});
