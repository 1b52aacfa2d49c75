// Installs the npm packages of this checkout, and a Node that runs TypeScript.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { step } from "./step.mjs";

/** The first release that runs TypeScript files without a flag. */
const neededNode = "22.18.0";

/** Installs the packages of the lockfile if they are not installed yet. */
export async function installPackages(root) {
  if (!isInstalled(root)) {
    const started = step("npm packages");
    // Install scripts of packages are not needed, because they only build optional native code and download plugins.
    await run(
      "npm",
      ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
      root,
      started,
    );
    started.done();
  }
  if (!nodeBinary(root)) {
    const started = step(`Node, since this one is ${process.versions.node} and ${neededNode} is needed`);
    const dir = path.join(root, "node_modules/node");
    await run(process.execPath, ["installArchSpecificPackage.js"], dir, started);
    if (!nodeBinary(root)) {
      started.fail();
      throw new Error(
        `The npm package "node" brought no Node for this machine: install Node ${neededNode} or newer.`,
      );
    }
    // npm would make this link if it ran the script of the package.
    rmSync(path.join(root, "node_modules/.bin/node"), { force: true });
    symlinkSync("../node/bin/node", path.join(root, "node_modules/.bin/node"));
    started.done(versionOf(nodeBinary(root)));
  }
}

/** The path of this Node if it is new enough, else that of the npm package `node`; undefined if both are missing or old. */
export function nodeBinary(root) {
  if (isNewEnough(process.versions.node)) return process.execPath;
  const brought = path.join(root, "node_modules/node/bin/node");
  return existsSync(brought) && isNewEnough(versionOf(brought)) ? brought : undefined;
}

function versionOf(node) {
  try {
    return execFileSync(node, ["--version"], { encoding: "utf8" }).trim().slice(1);
  } catch {
    return "0";
  }
}

function isNewEnough(version) {
  return version.localeCompare(neededNode, "en", { numeric: true }) >= 0;
}

/** Runs a command. Only an error shows its output. */
function run(command, args, cwd, started) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        output += data;
      });
    }
    child.on("error", (error) => {
      started.fail();
      reject(error);
    });
    child.on("close", (code) => {
      if (code === 0) return resolve();
      started.fail();
      reject(new Error(`${command} ${args.join(" ")} failed:\n${output.trim()}`));
    });
  });
}

/** Whether the installed packages, as npm recorded them, have the versions of the lockfile. */
export function isInstalled(root) {
  const installed = packagesIn(path.join(root, "node_modules/.package-lock.json"));
  const wanted = packagesIn(path.join(root, "package-lock.json"));
  return Object.entries(wanted).every(
    ([where, { version, optional }]) => where === "" || optional || installed[where]?.version === version,
  );
}

function packagesIn(lockfile) {
  try {
    return JSON.parse(readFileSync(lockfile, "utf8")).packages;
  } catch {
    return {};
  }
}
