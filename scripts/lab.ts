/** `npm run lab up | down | status | ssh HOST [CMD…]`: starts, stops and uses the hosts. */
import { setUp } from "./setup/index.ts";

try {
  await setUp(["packages"]);
  await import("../test/lab/cli.ts");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
