import { access, chmod, constants, glob, readFile } from "node:fs/promises";
import { arch, platform } from "node:os";
import path from "node:path";
import { step } from "../bootstrap/step.mjs";
import { aptInstall } from "./debian.ts";
import { exec } from "./exec.ts";
import { cacheDir, root } from "./paths.ts";

export interface Go {
  readonly go: string;
  /** The value of GOTOOLCHAIN for it. */
  readonly toolchain: "auto" | "local";
}

/** The first release of Go that fetches a newer Go by itself if the go.mod needs one. */
const fetchesItself = "1.21";

/** A Go that builds the CLI: that of this machine or of Debian. An older one fetches a newer one. */
export async function ensureGo(): Promise<Go> {
  let found = await findGo();
  if (!found) {
    await aptInstall(["golang-go"]).catch((error: Error) => {
      throw new Error(`Go: this machine has none, and the build of the CLI needs it.\n${error.message}`);
    });
    found = await findGo();
  }
  if (!found) throw new Error("Go: this machine has none. Install it from go.dev/dl");
  if (isAtLeast(found.version, fetchesItself)) return { go: found.go, toolchain: "auto" };
  return { go: await fetchToolchain(found.go), toolchain: "local" };
}

async function findGo(): Promise<{ go: string; version: string } | undefined> {
  const dirs = [...(process.env.PATH ?? "").split(path.delimiter), "/usr/local/go/bin"];
  let newest: { go: string; version: string } | undefined;
  for (const dir of dirs) {
    const go = path.join(dir, "go");
    const isExecutable = await access(go, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!isExecutable) continue;
    const version = /go version go(\S+)/.exec(await exec(go, ["version"]).catch(() => ""))?.[1];
    if (version && (!newest || !isAtLeast(newest.version, version))) newest = { go, version };
  }
  return newest;
}

/** Fetches a newer Go with an older one. Each release of Go is also a Go module, so `go mod download` can fetch it. */
async function fetchToolchain(oldGo: string): Promise<string> {
  const version = /^go (\S+)$/m.exec(
    await readFile(path.join(root, "scripts/pulumi-cli/go.mod"), "utf8"),
  )?.[1];
  const system = `${platform()}-${arch() === "x64" ? "amd64" : arch()}`;
  const started = step(`Go ${version}`);
  try {
    const query = `golang.org/toolchain@v0.0.1-go${version}.${system}`;
    // It runs outside the folder of the go.mod, because old versions cannot read that file.
    const { Dir } = JSON.parse(await exec(oldGo, ["mod", "download", "-json", query], { cwd: cacheDir }));
    // go unpacks modules without the right to execute files.
    await chmod(path.join(Dir, "bin/go"), 0o555);
    for await (const tool of glob(path.join(Dir, "pkg/tool/*/*"))) await chmod(tool, 0o555);
    started.done();
    return path.join(Dir, "bin/go");
  } catch (error) {
    started.fail();
    throw new Error(`Go: ${(error as Error).message}`);
  }
}

function isAtLeast(version: string, least: string): boolean {
  return version.localeCompare(least, "en", { numeric: true }) >= 0;
}
