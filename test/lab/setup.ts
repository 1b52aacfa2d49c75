// Vitest's globalSetup starts the labs of a run. They belong to vitest's main process and not to a worker, so they
// end with the run.
import type { TestProject } from "vitest/node";
import { labsAtOnce } from "./count.ts";
import { ensureLab } from "./ensure.ts";
import { labOf } from "./paths.ts";
import { watchMachine } from "./qemu-unstick.ts";

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const labs = Array.from({ length: labsFor(project) }, (_, index) => labOf(index + 1));
  project.provide("labs", labs.length);
  const starting = labs.map((lab) => ensureLab(lab));
  const stopAll = async () => {
    const started = await Promise.allSettled(starting);
    await Promise.all(started.map((one) => (one.status === "fulfilled" ? one.value.stop() : undefined)));
  };
  try {
    await Promise.all(starting);
  } catch (error) {
    await stopAll();
    throw error;
  }
  const watches = labs.map((lab) => watchMachine(lab));
  return async () => {
    for (const watch of watches) watch.stop();
    await stopAll();
  };
}

/** A file runs on one lab, so a run of one file needs only one. */
function labsFor(project: TestProject): number {
  const files = project.vitest.state.getPaths().filter((file) => project.matchesTestGlob(file));
  return Math.max(1, Math.min(labsAtOnce(), files.length));
}
