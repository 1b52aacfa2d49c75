import { type Check, type Finding, ok, problem, warning } from "../model/finding.ts";
import { installCommand } from "./packages.ts";

/** The oldest versions that the provider supports, as [major, minor]. */
const OLDEST = [5, 10] as const;

const isOlder = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
};

/** The kernel and iproute2. */
export const checkVersions: Check = ({ facts }) => {
  const { kernel, ip } = facts;
  const iproute2 = /iproute2-(?:ss)?([\w.]+)/.exec(ip)?.[1];
  const kernelFinding = isOlder(kernel)
    ? problem("kernel", `the kernel is ${kernel}`, `install a kernel from ${OLDEST.join(".")} on`)
    : ok("kernel", `Linux ${kernel}`);
  return [kernelFinding, iproute2Finding()];

  function iproute2Finding(): Finding {
    const install = installCommand(facts, "ip");
    if (iproute2 === undefined) {
      const what = /busybox/i.test(ip)
        ? "ip is that of busybox, which lacks these commands"
        : "there is no iproute2";
      return problem("iproute2", what, install);
    }
    return isOlder(iproute2)
      ? problem("iproute2", `iproute2 is ${iproute2}`, `install iproute2 ${OLDEST.join(".")} or newer`)
      : ok("iproute2", `iproute2 ${iproute2}`);
  }
};

/** Whether commands run as root. */
export const checkRoot: Check = ({ facts: { isRoot, user, hasSudo }, usesSudo }) => {
  if (isRoot) return [ok("root", usesSudo ? "sudo needs no password" : "commands run as root")];
  const advice = hasSudo
    ? "set `sudo: true` for this host, and give doctor --sudo"
    : `allow sudo without a password: \`${user} ALL=(root) NOPASSWD: ALL\` by visudo, and set \`sudo: true\``;
  return [problem("root", `${user} is not root, and only root changes devices`, advice)];
};

/** What each program is for. Without the others nothing works, so `checkVersions` reports ip. */
const PURPOSES: Readonly<Record<string, string>> = {
  tc: "an ErspanMirror or a MirrorSession needs it",
  flock: "two runs at the same time are not kept apart without it",
  modprobe: "modules that the kernel does not load by itself, such as fou, need it",
  ss: "an error about a port that is in use does not name the program without it",
  cksum: "a refresh does not find changed files for a reboot without it",
  awk: "the files for a reboot of many new links at a time need it",
};

/** Programs that the provider runs. */
export const checkTools: Check = ({ facts }) => {
  const { tools, ping } = facts;
  const missing = Object.entries(PURPOSES).filter(([name]) => !tools.has(name));
  const found = missing.map(([name, purpose]) =>
    warning("tools", `${name} is missing: ${purpose}`, installCommand(facts, name)),
  );
  const pings = ping.includes("iputils")
    ? []
    : [
        warning(
          "tools",
          "there is no ping of iputils: `check` and LinkCheck need it",
          installCommand(facts, "ping"),
        ),
      ];
  const all = [...found, ...pings];
  return all.length === 0 ? [ok("tools", `${Object.keys(PURPOSES).join(", ")} and ping are installed`)] : all;
};

/** Seconds by which the clock may be wrong without a finding. */
const CLOCK_TOLERANCE = 5;

/** The clock of the host, compared with that of this machine. */
export const checkClock: Check = ({ facts: { clock }, sent, received }) => {
  const [before, after] = clock;
  if (Number.isNaN(before) || Number.isNaN(after)) return [];
  // The host read its clock between `sent` and `received`, so a right clock is between them too
  const skew = before < sent ? before - sent : after > received ? after - received : 0;
  const seconds = Math.round(Math.abs(skew));
  if (seconds <= CLOCK_TOLERANCE) return [ok("clock", "the clock agrees with that of this machine")];
  return [
    warning(
      "clock",
      `the clock is ${seconds} s ${skew < 0 ? "behind" : "ahead of"} that of this machine`,
      "run systemd-timesyncd or chrony: journals of both ends do not match, and certificates may count as expired",
    ),
  ];
};
