// The project of a user, outside of the repository. An installer puts the packed package into it.
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { findPulumi } from "../../scripts/setup/pulumi-find.ts";
import { directoryOf, type Installer } from "./installers.ts";

/** The releases of TypeScript, by the names under which a project has them. */
export const TYPESCRIPTS = { 5: "5.9.3", 6: "6.0.3" } as const;
export type TypeScript = keyof typeof TYPESCRIPTS;

export const MODULES = { cjs: "commonjs", mjs: "ES modules" } as const;
export type Module = keyof typeof MODULES;

const result = z.object({
  /** by the resource's name, without unchanged resources, with the properties that differ: `update ttl` */
  operations: z.record(z.string(), z.string()),
  mtu: z.number().optional(),
});
const results = z.object({ node: z.string(), results: z.array(result) });

/** What drive.mjs does in one process. */
export interface Request {
  readonly config: Readonly<Record<string, unknown>>;
  /** a state that the stack gets before the steps */
  readonly state?: unknown;
  readonly steps: readonly ("up" | "preview" | "refresh" | "destroy")[];
}

export class UserProject {
  readonly directory = mkdtempSync(path.join(tmpdir(), "pulumi-iproute2-user-"));
  readonly #installer: Installer;
  readonly #compiled = new Map<TypeScript, Promise<unknown>>();

  constructor(installer: Installer, tarball: string) {
    this.#installer = installer;
    const aliases = Object.entries(TYPESCRIPTS).map(([major, version]) => [
      `typescript-${major}`,
      `npm:typescript@${version}`,
    ]);
    this.#write("package.json", {
      name: "net",
      private: true,
      dependencies: { "@pulumi/pulumi": "3.270.0", "pulumi-iproute2": `file:${tarball}` },
      devDependencies: { "@types/node": "^24.0.0", ...Object.fromEntries(aliases) },
    });
    const compilerOptions = { strict: true, module: "nodenext", target: "es2022", types: ["node"] };
    this.#write("tsconfig.json", { compilerOptions, files: ["index.cts", "index.mts"] });
    for (const [name, content] of Object.entries(installer.files)) this.#write(name, content);
    const user = path.join(import.meta.dirname, "user");
    for (const module of ["index.cts", "index.mts"])
      copyFileSync(path.join(user, "index.ts"), path.join(this.directory, module));
    copyFileSync(path.join(user, "drive.mjs"), path.join(this.directory, "drive.mjs"));
  }

  /** Throws with the installer's output if it fails. */
  async install(): Promise<void> {
    const [program, ...args] = this.#installer.command;
    const own = await directoryOf(this.#installer);
    await this.#run(program, args, own === undefined ? [] : [own]);
  }

  /** Compiles both programs to out-MAJOR, once. */
  compile(major: TypeScript): Promise<unknown> {
    const tsc = path.join(this.directory, `node_modules/typescript-${major}/bin/tsc`);
    const compiled =
      this.#compiled.get(major) ?? this.#run(process.execPath, [tsc, "-p", ".", "--outDir", `out-${major}`]);
    this.#compiled.set(major, compiled);
    return compiled;
  }

  /** Runs the compiled program by the real engine. `nodeDirectory` has the `node` of program and provider. */
  async drive(major: TypeScript, module: Module, nodeDirectory: string, request: Request) {
    await this.compile(major);
    const cli = await findPulumi();
    if (cli === undefined)
      throw new Error("there is no Pulumi CLI yet: `npm run setup` fetches or builds it");
    const program = path.join(this.directory, `out-${major}/index.${module}`);
    const input = JSON.stringify({ ...request, program, cli: path.dirname(path.dirname(cli.path)) });
    const output = await this.#run("node", ["drive.mjs"], [nodeDirectory], input);
    return results.parse(JSON.parse(output));
  }

  /** Removes the state of the stack. */
  forget(): void {
    for (const name of ["state", "home", "Pulumi.yaml", "Pulumi.prod.yaml"])
      rmSync(path.join(this.directory, name), { recursive: true, force: true });
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  #write(name: string, content: unknown): void {
    const file = path.join(this.directory, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, typeof content === "string" ? content : `${JSON.stringify(content, null, 2)}\n`);
  }

  async #run(program: string, args: readonly string[], first: readonly string[] = [], input = "") {
    // The plugin for dynamic resources, for a CLI without its own
    const plugin = path.join(this.directory, "node_modules/@pulumi/pulumi");
    const PATH = [...first, process.env.PATH ?? "", plugin].join(path.delimiter);
    const child = spawn(program, args, { cwd: this.directory, env: { ...process.env, PATH } });
    child.stdin.end(input);
    const exit = new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    const [code, output, errors] = await Promise.all([exit, text(child.stdout), text(child.stderr)]);
    if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}:\n${output}\n${errors}`);
    return output;
  }
}
