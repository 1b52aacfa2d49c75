import { rename, rm } from "node:fs/promises";
import path from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { version as sdkVersion } from "@pulumi/pulumi/version.js";
import { step } from "../bootstrap/step.mjs";
import { downloadRoot, versionOf } from "./pulumi-find.ts";

const site = "https://get.pulumi.com/install.sh";

/** The longest wait for the first answer of the site, in milliseconds. */
const answerLimit = 5_000;
/** The longest download, in milliseconds. */
const downloadLimit = 5 * 60_000;

/** Runs Pulumi's own installer through the Automation API. It installs into our cache. */
export async function downloadPulumi(): Promise<void> {
  const started = step(`Pulumi CLI ${sdkVersion} from Pulumi's site`);
  // The folder gets its final name only after the CLI runs, because an interrupted download must not stay.
  const parts = `${downloadRoot(sdkVersion)}.${process.pid}.part`;
  try {
    await answers();
    await within(downloadLimit, PulumiCommand.install({ root: parts }));
    const printed = await versionOf(path.join(parts, "bin/pulumi"));
    if (printed !== sdkVersion) throw new Error(`it prints version ${printed}, not ${sdkVersion}`);
    await rm(downloadRoot(sdkVersion), { recursive: true, force: true });
    await rename(parts, downloadRoot(sdkVersion));
    started.done();
  } catch (error) {
    started.fail("not available");
    throw new Error(`Pulumi's site: ${reasonOf(error)}`);
  } finally {
    await rm(parts, { recursive: true, force: true });
  }
}

async function answers(): Promise<void> {
  const response = await fetch(site, { method: "HEAD", signal: AbortSignal.timeout(answerLimit) });
  if (!response.ok) throw new Error(`answers ${response.status}`);
}

async function within<T>(limit: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${limit / 60_000} minutes`)), limit);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** The message of an error, with its cause, because the message of `fetch` lacks the reason. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return cause ? `${message} (${cause.code ?? cause.message})` : message;
}
