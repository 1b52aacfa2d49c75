// Vitest's setup file of the tests on hosts. It assigns a lab to the worker before the test file is imported. Vitest
// numbers the workers of a run from 1 and gives each number to one worker only.
import { beforeAll, inject } from "vitest";
import { LAB_NUMBER } from "./paths.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** how many labs run */
    labs: number;
  }
  interface TaskMeta {
    /** the lab that a test file ran on */
    lab?: number;
  }
}

const worker = Number(process.env.VITEST_POOL_ID);
const labs = inject("labs");
if (!(worker >= 1 && worker <= labs)) throw new Error(`worker ${worker} has no lab of its own among ${labs}`);
process.env[LAB_NUMBER] = String(worker);

// biome-ignore lint/correctness/noEmptyPattern: vitest takes nothing but a pattern here
beforeAll(({}, { file }) => {
  file.meta.lab = worker;
});
