import { build } from "./build.ts";
import { installDebianPackages, installTestPackages } from "./debian.ts";
import { ensurePulumi } from "./pulumi.ts";

/** What a command needs beside the npm packages, which are there before any TypeScript runs. */
const parts = {
  /** Debian's packages, for the hosts. */
  packages: installDebianPackages,
  /** The same, and those that the tests need beside the hosts. */
  "test-packages": installTestPackages,
  /** The Pulumi CLI. */
  pulumi: ensurePulumi,
  /** dist/, which the dynamic provider's process loads. */
  build,
};

/** Brings what is missing, in order. What is there already costs next to nothing. */
export async function setUp(wanted: readonly (keyof typeof parts)[]): Promise<void> {
  for (const part of wanted) await parts[part]();
}
