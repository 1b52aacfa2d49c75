import { copyFile, mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { type Step, step } from "../bootstrap/step.mjs";
import { exec } from "./exec.ts";
import { ensureGo } from "./go.ts";
import { root } from "./paths.ts";
import { builtRoot, builtVersion, versionOf } from "./pulumi-find.ts";

/** The folder of the go.mod and go.sum that pin every module of the build. */
const tools = path.join(root, "scripts/pulumi-cli");
const main = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** The program that starts a dynamic provider. Released CLIs have it next to them. */
const dynamicProvider = path.join(root, "node_modules/@pulumi/pulumi/pulumi-resource-pulumi-nodejs");

/** Builds the CLI from modules of the Go module proxy, and keeps it in our cache. */
export async function buildPulumi(): Promise<void> {
  const { go, toolchain } = await ensureGo();
  const { GOROOT: _ofAnotherGo, ...inherited } = process.env;
  const env = { ...inherited, GOTOOLCHAIN: toolchain, GOFLAGS: "-mod=readonly", CGO_ENABLED: "0" };
  const started = step(`Pulumi CLI ${builtVersion}, built with Go (some minutes, once)`);
  const binary = path.join(builtRoot, "bin/pulumi");
  // The file gets its final name only after it runs, because an interrupted build must not leave a broken CLI.
  const part = path.join(builtRoot, `bin/pulumi.${process.pid}.part`);
  try {
    await mkdir(path.dirname(binary), { recursive: true });
    const packages = await fetchModules(go, env, started);
    let compiled = 0;
    const flags = `-s -w -X ${versionVariable}=v${builtVersion}`;
    await exec(go, ["build", "-v", "-trimpath", "-buildvcs=false", `-ldflags=${flags}`, "-o", part, main], {
      cwd: tools,
      env,
      // go prints each package that it has compiled. It prints none that an earlier build has compiled.
      onLine: () => started.update(`${++compiled} of at most ${packages} packages compiled`),
    });
    const printed = await versionOf(part);
    if (printed !== builtVersion)
      throw new Error(`the built CLI prints version ${printed}, not ${builtVersion}`);
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

/** Fetches the modules of the build by `go list`. Returns the number of packages. */
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
