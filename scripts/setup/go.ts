import { access, chmod, constants, glob, readFile } from "node:fs/promises";
import { arch, platform } from "node:os";
import path from "node:path";
import { step } from "../bootstrap/step.mjs";
import { aptInstall } from "./debian.ts";
import { exec } from "./exec.ts";
import { cacheDir, root } from "./paths.ts";

export interface Go {
  readonly go: string;
  /** GOTOOLCHAIN for it. */
  readonly toolchain: "auto" | "local";
}

/** The first Go that fetches the Go that a go.mod asks for, when it is older itself. */
const fetchesItself = "1.21";

/** A Go that builds the CLI: this machine's, else what an older one or Debian's can fetch. */
export async function ensureGo(): Promise<Go> {
  let found = await findGo();
  if (!found) {
    await aptInstall(["golang-go"]).catch((error: Error) => {
      throw new Error(
        `Go: there is none on this machine, and it takes Go to build the CLI.\n${error.message}`,
      );
    });
    found = await findGo();
  }
  if (!found) throw new Error("Go: there is none on this machine; it is at go.dev/dl");
  if (isAtLeast(found.version, fetchesItself)) return { go: found.go, toolchain: "auto" };
  return { go: await fetchToolchain(found.go), toolchain: "local" };
}

async function findGo(): Promise<{ go: string; version: string } | undefined> {
  const dirs = [...(process.env.PATH ?? "").split(path.delimiter), "/usr/local/go/bin"];
  let newest: { go: string; version: string } | undefined;
  for (const dir of dirs) {
    const go = path.join(dir, "go");
    const there = await access(go, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!there) continue;
    const version = /go version go(\S+)/.exec(await exec(go, ["version"]).catch(() => ""))?.[1];
    if (version && (!newest || !isAtLeast(newest.version, version))) newest = { go, version };
  }
  return newest;
}

/** Every release of Go is a Go module too. What newer ones do by themselves, done by hand with an older one. */
async function fetchToolchain(oldGo: string): Promise<string> {
  const version = /^go (\S+)$/m.exec(
    await readFile(path.join(root, "scripts/pulumi-cli/go.mod"), "utf8"),
  )?.[1];
  const system = `${platform()}-${arch() === "x64" ? "amd64" : arch()}`;
  const started = step(`Go ${version}`);
  try {
    const query = `golang.org/toolchain@v0.0.1-go${version}.${system}`;
    // Not in the folder of the go.mod, whose form old versions do not know.
    const { Dir } = JSON.parse(await exec(oldGo, ["mod", "download", "-json", query], { cwd: cacheDir }));
    // Modules are unpacked without the right to run anything.
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
