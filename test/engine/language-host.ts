import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** A directory with a language host for Node that runs no program. */
export interface LanguageHost {
  /** the variable PATH of a stack that needs it */
  readonly PATH: string;
  remove(): void;
}

/** Makes a language host. `pulumi import` starts one, and asks it only for the plugins of the program. */
export function makeLanguageHost(): LanguageHost {
  const directory = mkdtempSync(path.join(tmpdir(), "language-host-"));
  const file = path.join(directory, "pulumi-language-nodejs");
  const script = path.join(import.meta.dirname, "language-host.mjs");
  writeFileSync(file, `#!/bin/sh\nNODE_OPTIONS= exec ${process.execPath} ${script}\n`);
  chmodSync(file, 0o755);
  const directories = [path.dirname(process.execPath), process.env.PATH ?? "", directory];
  // The plugin for dynamic resources, for a CLI without its own
  const plugin = path.join(import.meta.dirname, "../../node_modules/@pulumi/pulumi");
  return {
    PATH: [...directories, plugin].join(path.delimiter),
    remove: () => rmSync(directory, { recursive: true }),
  };
}
