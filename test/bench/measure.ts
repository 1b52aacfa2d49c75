import { type Bench, OPERATIONS, type Operation, type System, type SystemName } from "./system.ts";

export interface Row {
  readonly system: SystemName;
  readonly pairs: number;
  readonly operation: Operation;
  readonly seconds: number;
  /** how many times what the engine needs for resources that do nothing */
  readonly ratioToFloor: number | null;
}

/** Measures systems; those of one group side by side. */
export async function measure(
  groups: readonly (readonly System[])[],
  pairs: number,
  tell: (text: string) => void,
): Promise<Row[]> {
  const times: Times[] = [];
  for (const group of groups) times.push(...(await sideBySide(group, pairs, tell)));
  const floorOf = (operation: Operation) =>
    times.find((one) => one.system === "floor" && one.operation === operation)?.seconds;
  return times.map((one) => {
    const floor = floorOf(one.operation);
    return { ...one, ratioToFloor: floor === undefined ? null : one.seconds / floor };
  });
}

type Times = Omit<Row, "ratioToFloor">;

/**
 * One operation of each before the next operation of any, so that whatever else the machine is at befalls all of
 * them. What they make stands on the hosts together, so it is only for systems of which one makes anything.
 */
async function sideBySide(
  systems: readonly System[],
  pairs: number,
  tell: (text: string) => void,
): Promise<Times[]> {
  const wanted = systems.filter(({ most }) => most === undefined || pairs <= most);
  const benches: { name: SystemName; bench: Bench }[] = [];
  const times: Times[] = [];
  try {
    for (const system of wanted) {
      const bench = await system.open(pairs);
      if (bench === undefined) tell(`${system.name}: not to be had on this machine`);
      else benches.push({ name: system.name, bench });
    }
    for (const operation of OPERATIONS) {
      for (const { name, bench } of benches) {
        const act = bench[operation];
        if (act === undefined) continue;
        const start = performance.now();
        await act();
        const seconds = (performance.now() - start) / 1000;
        times.push({ system: name, pairs, operation, seconds });
        tell(`${pairs} pairs, ${operation}, ${name}: ${seconds.toFixed(2)} s`);
      }
    }
  } finally {
    for (const { bench } of benches) await bench[Symbol.asyncDispose]();
  }
  return times;
}
