import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../scripts/setup/paths.ts";

test("example teams passes its own unit tests", () => {
  const { VITEST: _, NODE_ENV: __, ...env } = process.env;
  const cwd = path.join(root, "examples/teams");
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--test"], { cwd, env, encoding: "utf8" });
  expect({ status, output: status === 0 ? "" : stdout + stderr }).toEqual({ status: 0, output: "" });
  expect(stdout).toMatch(/pass 2/);
});
