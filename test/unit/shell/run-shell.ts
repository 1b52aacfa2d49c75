// Runs the provider's shell functions in every shell, both as written and as packed for SSH.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";
import { allNames, FRAMED_SHELL, HOST_FUNCTIONS, packed, readShell } from "../../../scripts/build/shell.ts";

/** Shells that a host may have as /bin/sh. zsh runs under the name sh, as on such a host. */
export const SHELLS: readonly (readonly [title: string, program: string, ...args: string[]])[] = [
  ["dash", "dash"],
  ["bash", "bash"],
  ["bash --posix", "bash", "--posix"],
  ["busybox sh", "busybox", "sh"],
  ["mksh", "mksh"],
  ["zsh as sh", "zsh"],
].filter(([, program]) => spawnSync("which", [program ?? ""]).status === 0) as never;

export const TEXTS = ["as written", "packed"] as const;
export type TextForm = (typeof TEXTS)[number];

const names = allNames();

/** Each shell with both texts, for `describe.each`. */
export const SHELL_TABLE = SHELLS.flatMap(([title, program, ...args]) =>
  TEXTS.map((form) => [`${title}, ${form}`, { program, args, form }] as const),
);
export interface ShellForm {
  readonly program: string;
  readonly args: readonly string[];
  readonly form: TextForm;
}

/** A host of files: directories in place of /sys and /run, and programs that record their arguments. */
export interface FakeHost {
  readonly root: string;
  /** A network device. */
  device(name: string, more?: { alias?: string; group?: number; ifindex?: number; flags?: string }): void;
  /** A program on PATH. `$log` is the file in which it records its arguments. */
  program(name: string, script: string): void;
  write(file: string, text: string): void;
  /** Runs statements after the functions. Returns their output, with `N ` before each event. */
  run(
    shell: ShellForm,
    statements: string,
    options?: {
      files?: readonly string[];
      args?: readonly string[];
      env?: Readonly<Record<string, string>>;
    },
  ): string;
  leave(): void;
}

const NONCE = "0123456789abcdef0123456789abcdef";

export function fakeHost(): FakeHost {
  const root = mkdtempSync(path.join(tmpdir(), "shell-"));
  for (const folder of ["bin", "run", "net", "module", "sysctl", "config"])
    mkdirSync(path.join(root, folder));
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  return {
    root,
    write,
    device(name, { alias = "", group = 0, ifindex = 7, flags = "0x1003" } = {}) {
      write(`net/${name}/ifalias`, alias === "" ? "" : `${alias}\n`);
      write(`net/${name}/netdev_group`, `${group}\n`);
      write(`net/${name}/ifindex`, `${ifindex}\n`);
      write(`net/${name}/flags`, `${flags}\n`);
    },
    program(name, script) {
      write(`bin/${name}`, `#!/bin/sh\nnet=${root}/net log=${root}/log\n${script}\n`);
      chmodSync(path.join(root, "bin", name), 0o755);
    },
    run({ program, args, form }, statements, { files = HOST_FUNCTIONS, args: words = [], env = {} } = {}) {
      const roots = ["run", "net", "module", "sysctl", "config"].map(
        (name) => `pi_${name}_dir=${root}/${name}\n`,
      );
      const before = `pi_nonce=${NONCE}\n${readShell(FRAMED_SHELL)}PATH=${root}/bin:$PATH\n`;
      const functions = readShell(files.filter((file) => !file.endsWith("/roots.sh")));
      const markers = `pi_marker_dir=${root}/run/markers\n`;
      const text = `set -- ${words.join(" ")}\n${roots.join("")}${before}${markers}${functions}${markers}${statements}\n`;
      const done = spawnSync(program, args, {
        input: form === "packed" ? `${packed(text, names)}\n` : text,
        argv0: program === "zsh" ? "sh" : program,
        encoding: "utf8",
        timeout: 60_000,
        env: { ...process.env, ...env },
      });
      // mksh and dash print this when a program ends before it has read all input.
      const stderr = done.stderr.replace(/^.*(Broken pipe|printf: I\/O error)\n/gm, "");
      return done.stdout.replaceAll(NONCE, "N") + (stderr === "" ? "" : `STDERR ${stderr}`);
    },
    leave: () => rmSync(root, { recursive: true, force: true }),
  };
}

const hosts: FakeHost[] = [];
/** A fake host that is removed after the tests of the file. */
export function newHost(): FakeHost {
  const host = fakeHost();
  hosts.push(host);
  return host;
}
afterAll(() => {
  for (const host of hosts.splice(0)) host.leave();
});

/** The events and their text, one a line, without blank lines. */
export const lines = (output: string): string[] => output.split("\n").filter((line) => line !== "");
