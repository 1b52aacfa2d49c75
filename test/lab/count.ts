import { availableParallelism, totalmem } from "node:os";

/** More do not pay on two processors, and each takes about 1.5 GB of memory. */
const MOST = 2;
const MEMORY_PER_LAB = 3 * 2 ** 30;

/** How many labs a test run uses side by side; LABS=1 is for a machine that is short of memory. */
export function labsAtOnce(): number {
  const wanted = Number(process.env.LABS ?? Math.min(MOST, availableParallelism()));
  if (!Number.isInteger(wanted) || wanted < 1)
    throw new Error(`LABS is a number from 1, not ${process.env.LABS}`);
  return process.env.LABS ? wanted : Math.max(1, Math.min(wanted, Math.floor(totalmem() / MEMORY_PER_LAB)));
}
