import { mkdir } from "node:fs/promises";
import { cacheDir } from "./paths.ts";
import { buildPulumi } from "./pulumi-build.ts";
import { downloadPulumi } from "./pulumi-download.ts";
import { findPulumi } from "./pulumi-find.ts";

/** Sees to it that there is a Pulumi CLI: one on PATH, else Pulumi's own download, else one built with Go. */
export async function ensurePulumi(): Promise<void> {
  const told: string[] = [];
  if (await findPulumi((message) => told.push(message))) return;
  for (const message of told) console.error(`not used: ${message}`);

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
      "There is no Pulumi CLI, and none could be had:",
      ...reasons.map((reason) => `  - ${reason.replaceAll("\n", "\n    ")}`),
      "Install one (pulumi.com/docs/install), so that `pulumi version` works, and run this again.",
    ].join("\n"),
  );
}
