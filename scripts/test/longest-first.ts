import path from "node:path";
import type { TestSpecification } from "vitest/node";
import { BaseSequencer } from "vitest/node";
import { readDurations, secondsOf } from "./durations.ts";

/**
 * Runs the longest files first. Otherwise one worker would run a long file at the end while the others are idle. Vitest's
 * own order depends on a cache, and a fresh checkout has none.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const durations = readDurations();
    const seconds = ({ project, moduleId }: TestSpecification) =>
      secondsOf(durations, path.relative(project.config.root, moduleId));
    return [...files].sort((one, other) => groupOf(one) - groupOf(other) || seconds(other) - seconds(one));
  }
}

const groupOf = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;
