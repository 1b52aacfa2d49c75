import { access, constants } from "node:fs/promises";
import { PACKAGE_OF } from "../../test/lab/tools.ts";
import { step } from "../bootstrap/step.mjs";
import { exec } from "./exec.ts";

type Packages = Readonly<Record<string, string>>;

/** The Debian package of each program that the tests use in addition to the lab's: servers, a browser, common shells and awks. */
const TESTS_PACKAGE_OF: Packages = {
  sshd: "openssh-server",
  ip: "iproute2",
  ping: "iputils-ping",
  "chromium-headless-shell": "chromium-headless-shell",
  ...Object.fromEntries(
    ["sudo", "busybox", "mawk", "gawk", "mksh", "zsh", "tcsh", "fish"].map((name) => [name, name]),
  ),
};

/** Installs the missing packages of the lab. */
export const installDebianPackages = () => installFor(PACKAGE_OF);
/** Installs the linter of shell files, which `npm run check` needs. */
export const installShellcheck = () => installFor({ shellcheck: "shellcheck" });
/** Installs the missing packages of the lab and of the tests. */
export const installTestPackages = () => installFor({ ...PACKAGE_OF, ...TESTS_PACKAGE_OF });

async function installFor(packageOf: Packages): Promise<void> {
  const missing = await missingPackages(packageOf);
  if (missing.length === 0) return;
  await aptInstall(missing);
  const still = await missingPackages(packageOf);
  if (still.length > 0)
    throw new Error(`apt-get installed ${still.join(", ")}, but its programs are not found`);
}

/** Installs packages as root, or by sudo if it asks for no password. Else it throws an error with the command to type. */
export async function aptInstall(packages: readonly string[]): Promise<void> {
  const install = ["apt-get", "install", "--yes", "--no-install-recommends", ...packages];
  const prefix = await privilege();
  if (!prefix || !(await isOnPath("apt-get"))) {
    throw new Error(
      `Debian packages are missing. Install them, then run this again:\n\n  sudo apt-get update && sudo ${install.join(" ")}\n`,
    );
  }
  const started = step(`Debian packages ${packages.join(" ")}`);
  // Without this, apt-get would wait for an answer to the question of tshark.
  const env = ["env", "DEBIAN_FRONTEND=noninteractive"];
  const apt = (args: readonly string[]) => {
    const [command = "env", ...rest] = [...prefix, ...env, ...args];
    return exec(command, rest, { onLine: (line) => started.update(line.trim().slice(0, 60)) });
  };
  try {
    // The package list of a fresh machine is empty or old, so a failure updates it. A usable list is not updated.
    await apt(install).catch(async () => {
      await apt(["apt-get", "update"]);
      await apt(install);
    });
    started.done("");
  } catch (error) {
    started.fail("");
    throw error;
  }
}

async function missingPackages(packageOf: Packages): Promise<string[]> {
  const missing = new Set<string>();
  for (const [program, name] of Object.entries(packageOf)) if (!(await isOnPath(program))) missing.add(name);
  return [...missing];
}

/** The words before a command that needs root; undefined if sudo asks for a password. */
async function privilege(): Promise<string[] | undefined> {
  if (process.getuid?.() === 0) return [];
  return exec("sudo", ["-n", "true"]).then(
    () => ["sudo", "-n"],
    () => undefined,
  );
}

async function isOnPath(program: string): Promise<boolean> {
  // On Debian mkfs and ip are in directories that a user's PATH lacks.
  const dirs = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"];
  for (const dir of dirs) {
    if (
      await access(`${dir}/${program}`, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return true;
  }
  return false;
}
