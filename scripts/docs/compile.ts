/** Compiles all examples in one program, against the sources of the SDK. */
import path from "node:path";
import ts from "typescript";
import { root } from "../setup/paths.ts";
import { SCENERY } from "./examples.ts";

interface Text {
  readonly name: string;
  readonly code: string;
}

export const entry = path.join(root, "sdk/index.ts");

/** The options of tsconfig.json. The package's name resolves to its sources. */
export function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(path.join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  return { ...options, noEmit: true, paths: { "pulumi-iproute2": [entry] } };
}

/** The compile errors of the examples: "GreTunnel, example 2: …". */
export function compile(texts: readonly Text[]): string[] {
  const folder = path.join(root, "examples/.of-the-docs");
  const files = new Map(
    texts.map(({ name, code }, index) => [
      path.join(folder, `${index}.mts`),
      { name, text: `${code}\nexport {};\n` },
    ]),
  );
  const scenery = path.join(folder, "scenery.d.mts");
  const source = `${SCENERY}\n${globals()}`;
  const host = ts.createCompilerHost(compilerOptions());
  const { readFile, fileExists } = host;
  const virtual = (file: string) => (file === scenery ? source : files.get(file)?.text);
  host.readFile = (file) => virtual(file) ?? readFile(file);
  host.fileExists = (file) => virtual(file) !== undefined || fileExists(file);
  const program = ts.createProgram([scenery, ...files.keys()], compilerOptions(), host);
  return [scenery, ...files.keys()].flatMap((file) => {
    const wrong = [
      ...program.getSyntacticDiagnostics(program.getSourceFile(file)),
      ...program.getSemanticDiagnostics(program.getSourceFile(file)),
    ];
    const name = files.get(file)?.name ?? "the scenery";
    return wrong.map((one) => `${name}: ${ts.flattenDiagnosticMessageText(one.messageText, "\n")}`);
  });
}

/** Declarations for every class of the package, because examples in doc comments have no imports. */
function globals(): string {
  const program = ts.createProgram([entry], compilerOptions());
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(entry);
  const module = file && checker.getSymbolAtLocation(file);
  const exported = module === undefined ? [] : checker.getExportsOfModule(module);
  return exported
    .filter((one) => {
      const target = one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one;
      return (target.flags & ts.SymbolFlags.Value) !== 0;
    })
    .map(({ name }) => `declare const ${name}: typeof import("pulumi-iproute2").${name};`)
    .join("\n");
}
