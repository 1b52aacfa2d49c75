// The content of the image. The recipe's hash names the image in the cache, so a changed recipe builds a new image.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { imageDir } from "../paths.ts";
import { USERS } from "../topology.ts";

export const DEFAULT_RELEASE = "bookworm";

/** Debian's testing release. Its index is valid for a week only, and a mirror may be older. */
const TESTING = "forky";

const PACKAGES = [
  "linux-image-cloud-amd64",
  "kmod",
  "busybox-static", // the first program of the boot; its `ip` is also the reduced one that hosts may have
  "iproute2",
  "ethtool",
  "openssh-server",
  "sudo",
  "procps",
  "iputils-ping",
  "tcpdump",
  "iptables",
  "nftables",
  // For machines that boot with systemd from the same image.
  "systemd",
  "systemd-sysv",
  "udev",
  "dbus",
];

/**
 * The machines that boot with systemd have the default release. NetworkManager runs in one of their tests, and FRR
 * beside an example's mesh on alpha and beta.
 */
const ofDefault = ["network-manager", "frr"];
const packagesOf = (release: string): readonly string[] =>
  release === DEFAULT_RELEASE ? [...PACKAGES, ...ofDefault] : PACKAGES;
/** A test starts FRR where it needs it. */
const hooksOf = (release: string): readonly string[] =>
  release === DEFAULT_RELEASE ? ['--customize-hook=chroot "$1" systemctl disable frr'] : [];

export interface Recipe {
  readonly release: string;
  /** Arguments of mmdebstrap before the suite, without sources and target. */
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly hash: string;
}

const customize = join(imageDir, "customize.sh");
export const makeDisk = join(imageDir, "make-disk.sh");

export function recipe(release: string): Recipe {
  if (!/^[a-z]+$/.test(release)) throw new Error(`not a Debian release: ${release}`);
  const environment = {
    LAB_OPS_PASSWORD: USERS.ops.password,
    LAB_PLAIN_PASSWORD: USERS.plain.password,
    // Debian's initramfs is omitted, because the lab has its own.
    INITRD: "No",
  };
  const options = [
    "--variant=minbase",
    "--format=tar",
    `--include=${packagesOf(release).join(",")}`,
    "--dpkgopt=path-exclude=/usr/share/man/*",
    "--dpkgopt=path-exclude=/usr/share/doc/*",
    "--dpkgopt=path-exclude=/usr/share/locale/*",
    ...(release === TESTING ? ["--aptopt=Acquire::Check-Valid-Until false"] : []),
  ];
  const hooks = hooksOf(release);
  const hash = createHash("sha256");
  for (const file of [customize, makeDisk]) hash.update(readFileSync(file)).update("\0");
  hash.update(JSON.stringify([release, [...options, ...hooks], environment, process.arch]));
  return {
    release,
    arguments: [...options, ...hooks, `--customize-hook=sh '${customize}' "$1"`],
    environment,
    hash: hash.digest("hex").slice(0, 16),
  };
}
