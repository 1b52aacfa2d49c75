import { copyFile, mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { type Step, step } from "../bootstrap/step.mjs";
import { exec } from "./exec.ts";
import { ensureGo } from "./go.ts";
import { root } from "./paths.ts";
import { builtRoot, builtVersion, versionOf } from "./pulumi-find.ts";

/** Its go.mod and go.sum pin every module of the build. */
const tools = path.join(root, "scripts/pulumi-cli");
const main = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** Released CLIs have it beside them: it finds the SDK of the program that it serves. */
const dynamicProvider = path.join(root, "node_modules/@pulumi/pulumi/pulumi-resource-pulumi-nodejs");

/** Builds the CLI from the Go module proxy and keeps it in our cache. */
export async function buildPulumi(): Promise<void> {
  const { go, toolchain } = await ensureGo();
  const { GOROOT: _ofAnotherGo, ...inherited } = process.env;
  const env = { ...inherited, GOTOOLCHAIN: toolchain, GOFLAGS: "-mod=readonly", CGO_ENABLED: "0" };
  const started = step(`Pulumi CLI ${builtVersion}, built with Go (some minutes, once)`);
  const binary = path.join(builtRoot, "bin/pulumi");
  // Put in its place only when it is whole and runs.
  const part = path.join(builtRoot, `bin/pulumi.${process.pid}.part`);
  try {
    await mkdir(path.dirname(binary), { recursive: true });
    const packages = await fetchModules(go, env, started);
    let compiled = 0;
    const flags = `-s -w -X ${versionVariable}=v${builtVersion}`;
    await exec(go, ["build", "-v", "-trimpath", "-buildvcs=false", `-ldflags=${flags}`, "-o", part, main], {
      cwd: tools,
      env,
      // -v names a package when it has been compiled; what is left of an earlier build is not named.
      onLine: () => started.update(`${++compiled} of at most ${packages} packages compiled`),
    });
    const printed = await versionOf(part);
    if (printed !== builtVersion)
      throw new Error(`what was built prints version ${printed}, not ${builtVersion}`);
    await copyFile(dynamicProvider, path.join(builtRoot, "bin", path.basename(dynamicProvider)));
    await rename(part, binary);
    started.done(`${compiled} packages compiled`);
  } catch (error) {
    started.fail("the build failed");
    throw new Error(`Go: ${(error as Error).message}`);
  } finally {
    await rm(part, { force: true });
  }
}

/** Fetches what the build needs; listing it is what makes Go fetch it. Gives the number of packages. */
async function fetchModules(go: string, env: NodeJS.ProcessEnv, started: Step): Promise<number> {
  let modules = 0;
  let packages = 0;
  await exec(go, ["list", "-deps", main], {
    cwd: tools,
    env,
    onLine: (line) => {
      if (line.startsWith("go: downloading")) started.update(`${++modules} modules fetched`);
      else packages++;
    },
  });
  return packages;
}
