import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { glob, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { step } from "../bootstrap/step.mjs";
import { writePackedShell } from "../build/shell.ts";
import { exec } from "./exec.ts";
import { root } from "./paths.ts";

const stamp = path.join(root, "node_modules/.cache/pulumi-iproute2/built");
const entry = path.join(root, "dist/sdk/index.js");

/** Packs the shell functions, and compiles cli/, provider/ and sdk/ to dist/ if a source has changed since the last time. */
export async function build(): Promise<void> {
  writePackedShell();
  const now = await fingerprint();
  if (existsSync(entry) && now === (await readFile(stamp, "utf8").catch(() => ""))) return;
  const started = step("The package, compiled to dist/");
  const tsc = path.join(root, "node_modules/typescript/bin/tsc");
  try {
    await exec(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root });
  } catch (error) {
    started.fail();
    throw error;
  }
  await mkdir(path.dirname(stamp), { recursive: true });
  await writeFile(stamp, now);
  started.done();
}

async function fingerprint(): Promise<string> {
  const files = ["package-lock.json", "tsconfig.json", "tsconfig.build.json"];
  for await (const file of glob("{cli,provider,sdk}/**/*.ts", { cwd: root })) files.push(file);
  const hash = createHash("sha256");
  for (const file of files.sort()) hash.update(`${file}\0`).update(await readFile(path.join(root, file)));
  return hash.digest("hex");
}
