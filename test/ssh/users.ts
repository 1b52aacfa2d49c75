import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, rmSync, writeFileSync } from "node:fs";

/** A user of this machine during a test. */
export interface TemporaryUser {
  name: string;
  password: string;
  remove(): void;
}

export function found(program: string): string | undefined {
  return ["/bin", "/usr/bin", "/sbin", "/usr/sbin"].map((dir) => `${dir}/${program}`).find(existsSync);
}

export const canAddUsers = process.getuid?.() === 0 && found("useradd") !== undefined;

/** `sudoers`: the text that follows the user's name in a sudoers file. */
export function temporaryUser(options: { shell?: string; sudoers?: string } = {}): TemporaryUser {
  const name = `t${randomBytes(5).toString("hex")}`;
  const password = randomBytes(9).toString("base64url");
  execFileSync("/usr/sbin/useradd", ["-m", "-s", options.shell ?? "/bin/sh", name]);
  execFileSync("/usr/sbin/chpasswd", { input: `${name}:${password}\n` });
  const rules = `/etc/sudoers.d/${name}`;
  if (options.sudoers) writeFileSync(rules, `${name} ${options.sudoers}\n`, { mode: 0o440 });
  return {
    name,
    password,
    remove: () => {
      rmSync(rules, { force: true });
      execFileSync("/usr/sbin/userdel", ["-r", "-f", name], { stdio: "ignore" });
    },
  };
}
