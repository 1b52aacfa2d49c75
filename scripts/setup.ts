/** `npm run setup`: installs everything that the tests and the demo need and that is missing. */
import { setUp } from "./setup/index.ts";
import { findPulumi } from "./setup/pulumi-find.ts";

try {
  await setUp(["test-packages", "pulumi", "build"]);
  const cli = await findPulumi();
  console.log(`Node ${process.versions.node}, Pulumi ${cli?.version} (${cli?.path})`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
