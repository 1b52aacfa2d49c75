import { availableParallelism, totalmem } from "node:os";

/** On two processors, more labs save no time, and each needs about 1.5 GB of memory. */
const MOST = 2;
const MEMORY_PER_LAB = 3 * 2 ** 30;

/** How many labs a test run uses at the same time. LABS=1 is for a machine with little memory. */
export function labsAtOnce(): number {
  const wanted = Number(process.env.LABS ?? Math.min(MOST, availableParallelism()));
  if (!Number.isInteger(wanted) || wanted < 1)
    throw new Error(`LABS is a number from 1, not ${process.env.LABS}`);
  return process.env.LABS ? wanted : Math.max(1, Math.min(wanted, Math.floor(totalmem() / MEMORY_PER_LAB)));
}
