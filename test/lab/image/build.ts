// Builds the image with mmdebstrap, once per recipe and user. Later calls find it in the cache.
import { type SpawnOptions, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { cpio } from "../cpio.ts";
import { withLock } from "../lock.ts";
import { cacheDir } from "../paths.ts";
import type { Progress } from "../progress.ts";
import { needTools } from "../tools.ts";
import { makeDisk, type Recipe, recipe } from "./recipe.ts";
import { debianSources } from "./sources.ts";

export interface Image {
  readonly release: string;
  readonly hash: string;
  readonly disk: string;
  readonly kernel: string;
  /** busybox and the modules of the disk. The lab's own files follow in a second archive. */
  readonly initrd: string;
}

export async function ensureImage(release: string, progress: Progress): Promise<Image> {
  const made = recipe(release);
  const images = join(cacheDir(), "images");
  const directory = join(images, `${release}-${made.hash}`);
  const image: Image = {
    release,
    hash: made.hash,
    disk: join(directory, "disk.img"),
    kernel: join(directory, "vmlinuz"),
    initrd: join(directory, "initrd"),
  };
  if (existsSync(directory)) return image;
  await withLock(
    join(images, "lock"),
    () => progress.step("waiting for another build of an image"),
    async () => {
      if (existsSync(directory)) return;
      // The lock excludes other builds, so an incomplete image is from an interrupted build.
      for (const name of readdirSync(images)) {
        if (name.startsWith(".building-")) rmSync(join(images, name), { recursive: true, force: true });
      }
      const stage = mkdtempSync(join(images, ".building-"));
      try {
        await build(made, stage, progress);
        await rename(stage, directory);
      } finally {
        rmSync(stage, { recursive: true, force: true });
      }
    },
  );
  return image;
}

async function build(made: Recipe, stage: string, progress: Progress): Promise<void> {
  const root = process.getuid?.() === 0;
  // Without root, mmdebstrap and this process use a user namespace with a range of user ids (/etc/subuid).
  needTools(["mmdebstrap", "mkfs.ext4", "setpriv", "tar", ...(root ? [] : ["unshare", "newuidmap"])]);
  progress.step(`building the image of Debian ${made.release}, about a minute, only once (${made.hash})`);
  const sources = debianSources(made.release);
  const files: string[] = [];
  for (const [name, text] of [
    ["apt.list", sources.oneLine] as const,
    ["apt.sources", sources.deb822] as const,
  ]) {
    if (text.trim() === "") continue;
    writeFileSync(join(stage, name), text);
    files.push(join(stage, name));
  }
  const tar = join(stage, "root.tar");
  await run("mmdebstrap", [...made.arguments, made.release, tar, ...files], progress, {
    env: { ...process.env, ...made.environment },
  });
  progress.step("making the disk");
  const asRoot = root ? [] : ["unshare", "--map-root-user", "--map-auto"];
  const [command = "sh", ...rest] = [...asRoot, "sh", makeDisk, tar, stage];
  await run(command, rest, progress);
  const modules = readdirSync(join(stage, "modules")).sort();
  writeFileSync(
    join(stage, "initrd"),
    cpio([
      { path: "busybox", mode: 0o755, data: readFileSync(join(stage, "busybox")) },
      ...modules.map((name) => ({
        path: `modules/${name}`,
        mode: 0o644,
        data: readFileSync(join(stage, "modules", name)),
      })),
    ]),
  );
  for (const name of ["root.tar", "busybox", "modules", "apt.list", "apt.sources"]) {
    rmSync(join(stage, name), { recursive: true, force: true });
  }
  progress.step("the image is in the cache");
}

/**
 * Runs a tool that ends with this process, shows its "I: …" lines as steps, and keeps all other lines for the error.
 */
function run(command: string, args: string[], progress: Progress, options: SpawnOptions = {}): Promise<void> {
  const child = spawn("setpriv", ["--pdeathsig", "TERM", "--", command, ...args], {
    ...options,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const tail: string[] = [];
  const listen = (stream: NodeJS.ReadableStream | null): void => {
    if (stream === null) return;
    createInterface({ input: stream }).on("line", (line) => {
      if (line.startsWith("I: ")) progress.step(line.slice(3));
      tail.push(line);
      if (tail.length > 40) tail.shift();
    });
  };
  listen(child.stdout);
  listen(child.stderr);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ended with ${code ?? signal}:\n${tail.join("\n")}`));
    });
  });
}
