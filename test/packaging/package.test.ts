import { spawnSync } from "node:child_process";
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { declarations, internalTypes } from "../../scripts/docs/types.ts";
import { root } from "../../scripts/setup/paths.ts";

/** A user's project, outside of the repository. It contains only files that a user has. */
const project = mkdtempSync(path.join(tmpdir(), "pulumi-iproute2-user-"));
const installed = path.join(project, "node_modules/pulumi-iproute2");

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}
let packed: Packed;

function run(command: string, args: readonly string[], cwd = project): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
  return stdout;
}

const node = (text: string, type: "module" | "commonjs" = "commonjs", cwd = project) =>
  run(process.execPath, ["--no-warnings", `--input-type=${type}`, "-e", text], cwd);

const link = (name: string) => {
  const target = path.join(project, "node_modules", name);
  mkdirSync(path.dirname(target), { recursive: true });
  symlinkSync(path.join(root, "node_modules", name), target);
};

beforeAll(async () => {
  // The setup has already compiled what the script `prepack` compiles. A second compiler would overwrite files that
  // other tests use.
  const pack = ["pack", "--json", "--ignore-scripts", "--pack-destination", project];
  [packed] = JSON.parse(run("npm", pack, root)) as [Packed];
  mkdirSync(installed, { recursive: true });
  run("tar", ["-xzf", path.join(project, packed.filename), "-C", installed, "--strip-components=1"]);
  const { dependencies, peerDependencies } = JSON.parse(
    await readFile(path.join(installed, "package.json"), "utf8"),
  ) as Record<"dependencies" | "peerDependencies", Record<string, string>>;
  for (const name of [...Object.keys({ ...dependencies, ...peerDependencies }), "@types/node"]) link(name);
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

describe("published package", () => {
  test("contains only compiled files and docs", () => {
    console.info(
      `${packed.filename}: ${packed.files.length} files, ${Math.round(packed.size / 1024)} kB packed, ${Math.round(packed.unpackedSize / 1024)} kB unpacked`,
    );
    const wanted =
      /^(dist\/(cli|sdk|provider)\/[\w/-]+(\.generated)?\.(js|d\.ts)|docs\/[\w/-]+\.md|(README|CHANGELOG|COMPATIBILITY|SECURITY)\.md|LICENSE|llms\.txt|package\.json)$/;
    const paths = packed.files.map((file) => file.path);
    expect(paths.filter((one) => !wanted.test(one))).toEqual([]);
    for (const needed of ["README.md", "LICENSE", "docs/_index.md", "docs/kinds/GreTunnel.md"])
      expect(paths).toContain(needed);
    const sourceOf = (one: string) => one.replace(/^dist\//, "").replace(/(\.d\.ts|\.js)$/, ".ts");
    const compiled = paths.filter((one) => one.startsWith("dist/"));
    expect(compiled.filter((one) => !existsSync(path.join(root, sourceOf(one))))).toEqual([]);
    const sources = globSync("{cli,sdk,provider}/**/*.ts", { cwd: root });
    expect(new Set(compiled.map(sourceOf))).toEqual(new Set(sources));
    expect(packed.unpackedSize).toBeLessThan(2_500_000);
  });

  test("requires no plugin of the Pulumi CLI", async () => {
    const manifest = JSON.parse(await readFile(path.join(installed, "package.json"), "utf8"));
    expect(manifest).not.toHaveProperty("pulumi");
    expect(manifest.dependencies).not.toHaveProperty("@pulumi/command");
  });

  test("has the same exports by require and by import", () => {
    const names =
      "console.log(JSON.stringify(Object.keys(sdk).filter((name) => /^[A-Z]/.test(name)).sort()))";
    const required = node(`const sdk = require("pulumi-iproute2"); ${names}`);
    const imported = node(`import * as sdk from "pulumi-iproute2"; ${names}`, "module");
    expect(imported).toBe(required);
    expect(JSON.parse(required)).toEqual(
      expect.arrayContaining([...Object.keys(declarations), "TunnelPair"]),
    );
  });

  test("exports its handlers under the name in state files, and no file by its path", () => {
    const types = "console.log(JSON.stringify(Object.keys(provider.handlers).sort()))";
    const required = node(`const provider = require("pulumi-iproute2/provider"); ${types}`);
    const imported = node(`import * as provider from "pulumi-iproute2/provider"; ${types}`, "module");
    expect(JSON.parse(required)).toEqual([...Object.keys(declarations), ...internalTypes].toSorted());
    expect(imported).toBe(required);
    const inner = `require("pulumi-iproute2/dist/provider/lifecycle.js")`;
    expect(() => node(inner)).toThrow(/ERR_PACKAGE_PATH_NOT_EXPORTED/);
  });

  test("has a command line that needs nothing of Pulumi", () => {
    const manifest = JSON.parse(readFileSync(path.join(installed, "package.json"), "utf8"));
    const main = path.join(installed, manifest.bin["pulumi-iproute2"]);
    expect(run(process.execPath, ["--no-warnings", main, "--version"]).trim()).toBe(manifest.version);
    const loaded = `require(${JSON.stringify(path.join(path.dirname(main), "program.js"))}).program(); console.log(Object.keys(require.cache).join("\\n"))`;
    expect(node(loaded)).not.toMatch(/@pulumi/);
  });

  test("loads nothing of Pulumi for its handlers", () => {
    const loaded = `require("pulumi-iproute2/provider"); console.log(Object.keys(require.cache).join("\\n"))`;
    expect(node(loaded)).not.toMatch(/@pulumi/);
  });

  describe("stub of a state file", () => {
    const text = () => readFile(path.join(root, "test/unit/sdk/stubs/GreTunnel.js"), "utf8");
    const evaluate = async (cwd: string) =>
      node(
        `const evaluate = require(${JSON.stringify(path.join(root, "node_modules/require-from-string"))});
         const provider = evaluate(${JSON.stringify(await text())}).handler();
         const news = { host: { connection: { host: "192.0.2.1" } }, owner: "p/s/n", name: "gre7", remote: "nowhere" };
         provider.check({}, news).then(({ failures }) => console.log(JSON.stringify(failures)));`,
        "commonjs",
        cwd,
      );

    test("finds the package from the program's directory, and from a directory in it", async () => {
      const within = path.join(project, "infra/prod");
      mkdirSync(within, { recursive: true });
      for (const cwd of [project, within]) {
        const failures = JSON.parse(await evaluate(cwd));
        expect(failures).toEqual([{ property: "remote", reason: expect.stringMatching(/IPv4 address/) }]);
      }
    });

    test("fails with the package's name when the package is missing", async () => {
      await expect(evaluate(tmpdir())).rejects.toThrow(/Cannot find module 'pulumi-iproute2\/provider'/);
    });
  });

  /** Compiler settings of a user's program. The first are those of Pulumi's template. */
  const settings: [string, ts.CompilerOptions][] = [
    [
      "commonjs, node10",
      {
        module: ts.ModuleKind.CommonJS,
        moduleResolution: ts.ModuleResolutionKind.Node10,
        target: ts.ScriptTarget.ES2020,
        ignoreDeprecations: "6.0",
      },
    ],
    [
      "esnext, bundler",
      {
        module: ts.ModuleKind.ESNext,
        moduleResolution: ts.ModuleResolutionKind.Bundler,
        target: ts.ScriptTarget.ES2022,
      },
    ],
    [
      "commonjs, bundler",
      {
        module: ts.ModuleKind.CommonJS,
        moduleResolution: ts.ModuleResolutionKind.Bundler,
        target: ts.ScriptTarget.ES2022,
      },
    ],
    [
      "nodenext, exact optional properties",
      {
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
        target: ts.ScriptTarget.ES2022,
        exactOptionalPropertyTypes: true,
      },
    ],
  ];

  test.each(settings)("has types for a program with the settings %s", (_name, options) => {
    const program = path.join(project, "index.ts");
    writeFileSync(
      program,
      `import * as pulumi from "@pulumi/pulumi";
       import { FouPort, GreTunnel, Host, TunnelPair, type EncapArgs } from "pulumi-iproute2";
       const host = new Host("h", { connection: { host: "192.0.2.1" } });
       const encap: EncapArgs = { type: "gue", dport: 5555 };
       const gre = new GreTunnel("g", { host, remote: "192.0.2.2", ttl: 64, encap });
       new FouPort("p", { host, port: 5555, gue: true });
       const end = { host, underlay: "192.0.2.1" };
       const pair = new TunnelPair("t", { kind: "gre", a: end, b: end, key: 42 });
       export const mtu: pulumi.Output<number> = pair.mtu;
       export const name: pulumi.Output<string> = gre.name;
       // @ts-expect-error
       new GreTunnel("wrong", { host, remote: "192.0.2.2", ttl: "64" });
       // @ts-expect-error
       new TunnelPair("wrong", { kind: "ipip", a: end, b: end, key: 42 });
      `,
    );
    const compiled = ts.createProgram([program], { ...options, strict: true, noEmit: true, types: ["node"] });
    const ours = compiled
      .getSourceFiles()
      .filter(({ fileName }) => fileName === program || fileName.startsWith(`${installed}/`));
    const wrong = [
      ...compiled.getOptionsDiagnostics(),
      ...ours.flatMap((file) => [
        ...compiled.getSyntacticDiagnostics(file),
        ...compiled.getSemanticDiagnostics(file),
      ]),
    ].map((one) => `${one.file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(one.messageText, " ")}`);
    expect(wrong).toEqual([]);
    expect(ours.length).toBeGreaterThan(20);
  });
});
