/** `npm run bench [-- --preamble] [--pairs N] [--json FILE]`: measures the cost of operations, here and with other tools. */
import { reportShellSizes } from "./build/shell-sizes.ts";
import { setUp } from "./setup/index.ts";

if (process.argv.includes("--preamble")) {
  reportShellSizes();
  process.exit();
}

try {
  await setUp(["packages", "pulumi", "build"]);
  const { bench } = await import("../test/bench/bench.ts");
  await bench();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
