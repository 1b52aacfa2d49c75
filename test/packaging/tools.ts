import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { exec } from "../../scripts/setup/exec.ts";
import { cacheDir } from "../../scripts/setup/paths.ts";

/**
 * The node_modules/.bin of a package from npm with an exact version, such as `pnpm@12.21.0`. The package is in the cache
 * after the first call.
 */
export async function programsOf(spec: string): Promise<string> {
  const directory = path.join(cacheDir, "tools", spec.replaceAll(/[/@]/g, "_"));
  const bin = path.join(directory, "node_modules/.bin");
  if (existsSync(bin)) return bin;
  const partial = `${directory}.${process.pid}`;
  await mkdir(partial, { recursive: true });
  await exec("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", partial, spec]);
  // Another process may have installed it meanwhile
  await rename(partial, directory).catch(() => rm(partial, { recursive: true, force: true }));
  return bin;
}

/** The directory of a Node with an exact version: that of this process, or the npm package for this machine. */
export async function nodeOf(version: string): Promise<string> {
  if (version === process.versions.node) return path.dirname(process.execPath);
  return programsOf(`node-${process.platform}-${process.arch}@${version}`);
}
