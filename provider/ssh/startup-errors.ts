import { printable, SshError, type SshErrorCode } from "./errors.ts";
import { userOf } from "./target.ts";
import type { Target } from "./types.ts";

interface Cause {
  readonly user: string;
  readonly netns: string;
}

type Row = readonly [pattern: RegExp, code: SshErrorCode, message: (cause: Cause) => string];

const sudoRule = (user: string) => `\`${user} ALL=(root) NOPASSWD: ALL\``;

const SUDO: readonly Row[] = [
  [
    /a password is required|no tty present|a terminal is required/,
    "sudo",
    ({ user }) =>
      `sudo wants a password, and the provider sends none: add the line ${sudoRule(user)} to /etc/sudoers.d/${user} ` +
      "(visudo -f). It makes this user root, as does every rule that allows ip",
  ],
  [
    /must have a tty/,
    "sudo",
    ({ user }) => `sudo wants a terminal: add \`Defaults:${user} !requiretty\` to /etc/sudoers.d/${user}`,
  ],
  [
    /not in the sudoers file|is not allowed to (run sudo|execute)|may not run sudo/,
    "sudo",
    ({ user }) =>
      `${user} may not use sudo: add the line ${sudoRule(user)} to /etc/sudoers.d/${user} (visudo -f)`,
  ],
  [
    /sudo: *(command )?not found|sudo.?: No such file/,
    "sudo",
    () => "the host has no sudo: install it, or connect as root and leave out `sudo`",
  ],
];

const NETNS: readonly Row[] = [
  [
    /Cannot open network namespace/,
    "netns",
    ({ netns }) => `there is no network namespace ${netns}: make it with \`ip netns add ${netns}\``,
  ],
  [
    /Operation not permitted|Permission denied/,
    "netns",
    ({ user, netns }) =>
      `${user} may not enter the network namespace ${netns}: connect as root or set \`sudo\``,
  ],
  [/ip.?: (No such file|not found)/, "netns", () => "the host has no ip command (iproute2)"],
];

/** The error of a shell that did not start. The host's stderr shows the cause. */
export function startupError(stderr: string, label: string, target: Target): SshError {
  const cause = { user: userOf(target.connection), netns: target.netns ?? "" };
  const rows = [...(target.sudo === true ? SUDO : []), ...(target.netns === undefined ? [] : NETNS)];
  const [, code, message] = rows.find(([pattern]) => pattern.test(stderr)) ?? [];
  if (code !== undefined && message !== undefined)
    return new SshError(code, label, message(cause), "unknown");
  const last = printable(stderr.trim().split("\n").at(-1) ?? "");
  const reason = last === "" ? " and printed nothing" : `: ${last}`;
  return new SshError("shell", label, `the shell on the host ended${reason}`, "unknown");
}
