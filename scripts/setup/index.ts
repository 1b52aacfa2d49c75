import { build } from "./build.ts";
import { installDebianPackages, installTestPackages } from "./debian.ts";
import { ensurePulumi } from "./pulumi.ts";

/** The parts that commands need in addition to the npm packages. */
const parts = {
  /** The Debian packages of the lab. */
  packages: installDebianPackages,
  /** The Debian packages of the lab and of the tests. */
  "test-packages": installTestPackages,
  /** The Pulumi CLI. */
  pulumi: ensurePulumi,
  /** dist/, because the process of the dynamic provider loads it. */
  build,
};

/** Installs or builds the missing parts, in order. An existing part takes almost no time. */
export async function setUp(wanted: readonly (keyof typeof parts)[]): Promise<void> {
  for (const part of wanted) await parts[part]();
}
