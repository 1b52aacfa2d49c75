import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { cacheDir } from "./paths.ts";

const run = promisify(execFile);

/** The release that scripts/pulumi-cli/go.mod pins. */
export const builtVersion = "3.259.0";

/** The oldest CLI for this project. It is the oldest SDK of the peer dependency. */
export const oldestVersion = "3.216.0";

/** The folders of a downloaded CLI and of a built one. Each has bin/pulumi in it. */
export const downloadRoot = (version: string) => path.join(cacheDir, `pulumi-download-${version}`);
export const builtRoot = path.join(cacheDir, `pulumi-${builtVersion}`);

export interface PulumiCli {
  /** An absolute path. */
  readonly path: string;
  readonly version: string;
  readonly origin: "PATH" | "download" | "build";
}

/** The version that `pulumi version` prints; undefined if the file does not run or prints none. */
export async function versionOf(file: string): Promise<string | undefined> {
  try {
    const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
    const { stdout } = await run(file, ["version"], { env, timeout: 30_000 });
    return /^v?(\d+\.\d+\.\d+\S*)\s*$/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

export function isNewEnough(version: string): boolean {
  return version.localeCompare(oldestVersion, "en", { numeric: true }) >= 0;
}

/** All places of a `pulumi`, in the order of preference. It does not fetch or build one. */
async function* candidates(): AsyncGenerator<Omit<PulumiCli, "version">> {
  for (const dir of (process.env.PATH ?? "").split(path.delimiter)) {
    if (path.isAbsolute(dir)) yield { path: path.join(dir, "pulumi"), origin: "PATH" };
  }
  const { version: sdk } = await import("@pulumi/pulumi/version.js");
  yield { path: path.join(downloadRoot(sdk), "bin/pulumi"), origin: "download" };
  yield { path: path.join(builtRoot, "bin/pulumi"), origin: "build" };
}

/** The first usable CLI, if there is one. `onUnusable` is called with the reason for each unusable one. */
export async function findPulumi(onUnusable?: (message: string) => void): Promise<PulumiCli | undefined> {
  for await (const candidate of candidates()) {
    const isExecutable = await access(candidate.path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!isExecutable) continue;
    const version = await versionOf(candidate.path);
    if (version && isNewEnough(version)) return { ...candidate, version };
    onUnusable?.(
      version
        ? `${candidate.path} is ${version}, older than ${oldestVersion}`
        : `${candidate.path} does not print a version`,
    );
  }
  return undefined;
}
