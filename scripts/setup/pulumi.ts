import { mkdir } from "node:fs/promises";
import { cacheDir } from "./paths.ts";
import { buildPulumi } from "./pulumi-build.ts";
import { downloadPulumi } from "./pulumi-download.ts";
import { findPulumi } from "./pulumi-find.ts";

/** Makes sure that a Pulumi CLI exists: one on PATH, else a download from Pulumi's site, else one that is built with Go. */
export async function ensurePulumi(): Promise<void> {
  const unusable: string[] = [];
  if (await findPulumi((message) => unusable.push(message))) return;
  for (const message of unusable) console.error(`not used: ${message}`);

  await mkdir(cacheDir, { recursive: true });
  const reasons: string[] = [];
  for (const way of [downloadPulumi, buildPulumi]) {
    try {
      return await way();
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(
    [
      "There is no Pulumi CLI, and it could not be installed:",
      ...reasons.map((reason) => `  - ${reason.replaceAll("\n", "\n    ")}`),
      "Install one (pulumi.com/docs/install). When `pulumi version` works, run this again.",
    ].join("\n"),
  );
}
