// Generators of random sequences, for fast-check.
import fc from "fast-check";
import { operatorAct } from "./random-acts.ts";
import { edit } from "./random-edits.ts";
import { maybe, record } from "./random-values.ts";
import type { Features, Sequence, Slot, Step } from "./sequence.ts";
import type { Fault } from "./wire.ts";
import type { HostName } from "./world.ts";

const stack = fc.constantFrom<0 | 1>(0, 0, 0, 1);
const hostName = fc.constantFrom<HostName>("alpha", "alpha", "alpha", "beta");
const fault = (features: Features): fc.Arbitrary<Fault> =>
  record<Fault>({
    after: fc.constantFrom(0, 0, 1, 2, 3),
    how: fc.constantFrom("unsent", "unanswered"),
    what: fc.constantFrom("process", ...(features.lostConnections ? (["connection"] as const) : [])),
  });

const step = (features: Features): fc.Arbitrary<Step> => {
  const slot = fc.constantFrom<Slot>(
    ...(["a", "a", "b", "set", "p", "n"] as const),
    ...(features.can.tunnels ? (["g", "i", "u", "x", "e"] as const) : []),
  );
  return fc.oneof(
    {
      weight: 10,
      arbitrary: record<Step>({
        do: fc.constant("up"),
        stack,
        edits: fc.array(edit(features), { minLength: 1, maxLength: 3 }),
        refresh: maybe(fc.constant(true), 4),
        targetReplace: features.createFirst ? maybe(slot, 8) : fc.constant(undefined),
        fault: maybe(fault(features), 6),
      } as never),
    },
    {
      weight: 2,
      arbitrary: record<Step>({
        do: fc.constant("up"),
        stack,
        edits: fc.constant([]),
        refresh: fc.constant(true),
      } as never),
    },
    { weight: 1, arbitrary: record<Step>({ do: fc.constantFrom("refresh", "destroy"), stack } as never) },
    {
      weight: 1,
      arbitrary: record<Step>({
        do: fc.constantFrom("rename", ...(features.reparent ? ["reparent"] : [])),
        stack,
        slot,
        alias: features.reparent ? fc.boolean() : fc.constant(true),
      } as never),
    },
    ...(features.createFirst
      ? [{ weight: 1, arbitrary: record<Step>({ do: fc.constant("taint"), stack, slot } as never) }]
      : []),
    ...(features.twins
      ? [{ weight: 1, arbitrary: record<Step>({ do: fc.constant("forget"), stack } as never) }]
      : []),
    {
      weight: 6,
      arbitrary: fc
        .tuple(hostName, operatorAct(features))
        .map(([host, act]): Step => ({ do: "operator", host, ...act })),
    },
  );
};

/** Random sequences of steps of two stacks and an operator. */
export const sequences = (features: Features): fc.Arbitrary<Sequence> =>
  fc.record({
    twins: features.twins ? fc.boolean() : fc.constant(false),
    machineIds: features.machineIds
      ? fc.constantFrom<Sequence["machineIds"]>("distinct", "distinct", "same", "none")
      : fc.constant<Sequence["machineIds"]>("distinct"),
    steps: fc.array(step(features), { minLength: 2, maxLength: 7 }),
  });
