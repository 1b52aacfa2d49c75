/** `npm run check`: checks types, lints code and shell files, and checks the words of the prose and the workflows. */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { shellFiles } from "./build/shell.ts";
import { checkWords, reportWords } from "./check/words.ts";
import { reportWorkflows } from "./check/workflows.ts";
import { build } from "./setup/build.ts";
import { installShellcheck } from "./setup/debian.ts";
import { root } from "./setup/paths.ts";

// The examples import the package by its name, so tsc needs the compiled package.
await build();
await installShellcheck();

const bin = (name: string) => path.join(root, "node_modules/.bin", name);
const ran = [
  spawnSync(process.execPath, [bin("tsc"), "--noEmit", "-p", "."], { cwd: root, stdio: "inherit" }),
  spawnSync(bin("biome"), ["check", "--error-on-warnings", "."], { cwd: root, stdio: "inherit" }),
  spawnSync("shellcheck", ["--shell=sh", ...shellFiles()], { cwd: root, stdio: "inherit" }),
];
const clean = [reportWords(checkWords()), await reportWorkflows()];
process.exitCode = ran.every(({ status }) => status === 0) && clean.every(Boolean) ? 0 : 1;
