import { type Bench, OPERATIONS, type Operation, type System, type SystemName } from "./system.ts";

export interface Row {
  readonly system: SystemName;
  readonly pairs: number;
  readonly operation: Operation;
  readonly seconds: number;
  /** the factor to the engine's time for resources that do nothing */
  readonly ratioToFloor: number | null;
}

/** Measures systems. Those of one group are measured at the same time. */
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
 * Runs one operation of each system before the next operation of any, so that other load of the machine affects all
 * of them. Their objects are on the hosts together, so only one system of a group may make objects.
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
      if (bench === undefined) tell(`${system.name}: not available on this machine`);
      else benches.push({ name: system.name, bench });
    }
    for (const operation of OPERATIONS) {
      for (const { name, bench } of benches) {
        const operate = bench[operation];
        if (operate === undefined) continue;
        const start = performance.now();
        await operate();
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
