import { access, constants } from "node:fs/promises";
import { PACKAGE_OF } from "../../test/lab/tools.ts";
import { step } from "../bootstrap/step.mjs";
import { exec } from "./exec.ts";

type Packages = Readonly<Record<string, string>>;

/** Debian's package of each program that the tests use beside those of the lab: servers, and shells that users have. */
const TESTS_PACKAGE_OF: Packages = {
  sshd: "openssh-server",
  ip: "iproute2",
  ping: "iputils-ping",
  ...Object.fromEntries(["sudo", "busybox", "mksh", "zsh", "tcsh", "fish"].map((name) => [name, name])),
};

/** Installs the packages of the programs that the lab needs and that are missing. */
export const installDebianPackages = () => installFor(PACKAGE_OF);
/** Installs the linter of shell files, which `npm run check` needs. */
export const installShellcheck = () => installFor({ shellcheck: "shellcheck" });
/** And of those that the tests need beside them. */
export const installTestPackages = () => installFor({ ...PACKAGE_OF, ...TESTS_PACKAGE_OF });

async function installFor(packageOf: Packages): Promise<void> {
  const missing = await missingPackages(packageOf);
  if (missing.length === 0) return;
  await aptInstall(missing);
  const still = await missingPackages(packageOf);
  if (still.length > 0)
    throw new Error(`apt-get installed ${still.join(", ")}, but its programs are not found`);
}

/** As root, else with sudo where it asks nothing, else by saying what to type. */
export async function aptInstall(packages: readonly string[]): Promise<void> {
  const install = ["apt-get", "install", "--yes", "--no-install-recommends", ...packages];
  const prefix = await privilege();
  if (!prefix || !(await isOnPath("apt-get"))) {
    throw new Error(
      `Debian packages are missing. Install them, then run this again:\n\n  sudo apt-get update && sudo ${install.join(" ")}\n`,
    );
  }
  const started = step(`Debian packages ${packages.join(" ")}`);
  // A question would wait for ever: tshark has one.
  const env = ["env", "DEBIAN_FRONTEND=noninteractive"];
  const apt = (args: readonly string[]) => {
    const [command = "env", ...rest] = [...prefix, ...env, ...args];
    return exec(command, rest, { onLine: (line) => started.update(line.trim().slice(0, 60)) });
  };
  try {
    // The list of packages of a fresh machine is empty or old; one that is good enough is not fetched again.
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

/** What goes before a command that needs root, or undefined when root is not to be had without a question. */
async function privilege(): Promise<string[] | undefined> {
  if (process.getuid?.() === 0) return [];
  return exec("sudo", ["-n", "true"]).then(
    () => ["sudo", "-n"],
    () => undefined,
  );
}

async function isOnPath(program: string): Promise<boolean> {
  // Debian keeps mkfs and ip where a user's PATH does not lead.
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
