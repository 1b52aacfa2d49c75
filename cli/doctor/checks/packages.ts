// Names of packages, by distribution. (packages.debian.org, packages.ubuntu.com, pkgs.org)
import type { HostFacts } from "../host/facts.ts";

type Family = "debian" | "ubuntu" | "rhel" | "alpine" | "arch" | "suse";

const FAMILIES: readonly (readonly [Family, RegExp])[] = [
  ["ubuntu", /^ubuntu$/],
  ["debian", /^(?:debian|raspbian)$/],
  ["rhel", /^(?:rhel|fedora|centos|rocky|almalinux|ol|amzn)$/],
  ["alpine", /^alpine$/],
  ["arch", /^arch$/],
  ["suse", /^(?:suse|sles|opensuse.*)$/],
];

/** The family of a distribution, by ID and ID_LIKE of /etc/os-release. */
function familyOf({ os }: HostFacts): Family | undefined {
  const ids = [os.ID ?? "", ...(os.ID_LIKE ?? "").split(" ")];
  return ids
    .map((id) => FAMILIES.find(([, pattern]) => pattern.test(id))?.[0])
    .find((one) => one !== undefined);
}

const INSTALL: Readonly<Record<Family, string>> = {
  debian: "apt install",
  ubuntu: "apt install",
  rhel: "dnf install",
  alpine: "apk add",
  arch: "pacman -S",
  suse: "zypper install",
};

/** Packages of programs, where their names differ from the first one. */
const PROGRAMS: Readonly<
  Record<string, Readonly<Partial<Record<Family, string>>> & { readonly any: string }>
> = {
  ip: { any: "iproute2", rhel: "iproute" },
  tc: { any: "iproute2", rhel: "iproute-tc" },
  ss: { any: "iproute2", rhel: "iproute" },
  ping: { any: "iputils", debian: "iputils-ping", ubuntu: "iputils-ping" },
  flock: { any: "util-linux" },
  modprobe: { any: "kmod" },
  nft: { any: "nftables" },
  cksum: { any: "coreutils" },
  awk: { any: "gawk", debian: "mawk", ubuntu: "mawk" },
};

/** The command that installs a program: `apt install iputils-ping`. */
export function installCommand(facts: HostFacts, program: string): string {
  const family = familyOf(facts);
  const names = PROGRAMS[program];
  const name = (family === undefined ? undefined : names?.[family]) ?? names?.any ?? program;
  return family === undefined ? `install the package ${name}` : `run \`${INSTALL[family]} ${name}\``;
}

/** What brings a kernel module that is missing. */
export function moduleAdvice(facts: HostFacts, modules: readonly string[]): string {
  const { kernel } = facts;
  const family = familyOf(facts);
  const by = (name: string) => `run \`${INSTALL[family ?? "debian"]} ${name}\``;
  if (family === "ubuntu")
    return `${by(`linux-modules-extra-${kernel}`)}, which has the modules that cloud kernels lack`;
  if (family === "debian" && kernel.includes("cloud"))
    return `${by("linux-image-amd64")} and reboot: the cloud kernel is built without it`;
  if (family === "rhel") {
    const none = modules.filter((name) => name === "fou" || name === "fou6");
    const extra = by(`kernel-modules-extra-${kernel}`);
    return none.length === modules.length
      ? "use another encapsulation: kernels of Red Hat have no FOU and no GUE"
      : extra;
  }
  if (family === "alpine") return `${by("linux-lts")} and reboot: the virt kernel has fewer modules`;
  if (family === "suse") return `${by("kernel-default")} and reboot, in place of kernel-default-base`;
  return "install a kernel that is built with it";
}
