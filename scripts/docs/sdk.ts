/** Reads the doc comments of sdk/: those of classes and arguments, and examples. */
import { readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import path from "node:path";
import ts from "typescript";
import { root } from "../setup/paths.ts";

export interface Example {
  readonly title: string | undefined;
  readonly code: string;
}

export interface Property {
  readonly name: string;
  readonly optional: boolean;
  readonly type: ts.TypeNode | undefined;
  readonly doc: string;
  /** the text of `@default` */
  readonly byDefault: string | undefined;
}

export interface ClassDoc {
  readonly file: string;
  readonly prose: string;
  readonly examples: readonly Example[];
  /** the outputs of the class, inherited ones first */
  readonly outputs: readonly Property[];
}

export class Sdk {
  readonly classes = new Map<string, ts.ClassDeclaration>();
  readonly interfaces = new Map<string, ts.InterfaceDeclaration>();

  static async read(): Promise<Sdk> {
    const sdk = new Sdk();
    for await (const file of glob("sdk/**/*.ts", { cwd: root })) {
      const text = readFileSync(path.join(root, file), "utf8");
      const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
      for (const node of source.statements) {
        if (ts.isClassDeclaration(node) && node.name) sdk.classes.set(node.name.text, node);
        if (ts.isInterfaceDeclaration(node)) sdk.interfaces.set(node.name.text, node);
      }
    }
    return sdk;
  }

  class(name: string): ClassDoc {
    const node = this.classes.get(name);
    if (node === undefined) throw new Error(`sdk/ has no class ${name}`);
    const { prose, examples } = docOf(node);
    return { file: node.getSourceFile().fileName, prose, examples, outputs: this.#outputs(node) };
  }

  #outputs(node: ts.ClassDeclaration): Property[] {
    const parent = parentsOf(node)
      .map((name) => this.classes.get(name))
      .find((one) => one !== undefined);
    const own = node.members.filter(ts.isPropertyDeclaration).filter((one) => !isInternal(one));
    return [...(parent ? this.#outputs(parent) : []), ...own.map(propertyOf)];
  }

  /** The properties of an interface by name, with inherited ones. */
  properties(name: string): ReadonlyMap<string, Property> {
    const node = this.interfaces.get(name);
    if (node === undefined) return new Map();
    const inherited = parentsOf(node).flatMap((parent) => [...this.properties(parent)]);
    const own = node.members
      .filter(ts.isPropertySignature)
      .map((one) => [one.name.getText(), propertyOf(one)]);
    return new Map([...inherited, ...(own as [string, Property][])]);
  }

  /** The interface of this package in the type of a property. */
  interfaceIn(type: ts.TypeNode | undefined): string | undefined {
    const find = (node: ts.Node): string | undefined =>
      ts.isTypeReferenceNode(node) && this.interfaces.has(node.typeName.getText())
        ? node.typeName.getText()
        : ts.forEachChild(node, find);
    return type && find(type);
  }
}

const parentsOf = (node: ts.ClassDeclaration | ts.InterfaceDeclaration): string[] =>
  (node.heritageClauses ?? [])
    .filter((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)
    .flatMap((clause) => clause.types.map((type) => type.expression.getText()));

const isInternal = (node: ts.Node) => ts.getJSDocTags(node).some((tag) => tag.tagName.text === "internal");

const propertyOf = (node: ts.PropertySignature | ts.PropertyDeclaration): Property => {
  const { prose, byDefault } = docOf(node);
  return {
    name: node.name.getText(),
    optional: node.questionToken !== undefined,
    type: node.type,
    doc: prose,
    byDefault,
  };
};

export const flow = (text: string) => text.replace(/[ \t]*\n(?!\n)[ \t]*/g, " ").trim();

/** A doc comment: its prose, a paragraph a line, and its tags. */
function docOf(node: ts.Node): { prose: string; byDefault: string | undefined; examples: Example[] } {
  const comments = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const prose = comments.map((one) => ts.getTextOfJSDocComment(one.comment) ?? "").join("\n\n");
  const tag = ts.getJSDocTags(node).find((one) => one.tagName.text === "default");
  return {
    prose: prose
      .split(/\n{2,}/)
      .map(flow)
      .join("\n\n"),
    byDefault: tag && flow(ts.getTextOfJSDocComment(tag.comment) ?? ""),
    examples: comments.flatMap((one) => examplesIn(one.getText())),
  };
}

/** It reads the source text, because TypeScript's parsed comment has no indentation. */
function examplesIn(comment: string): Example[] {
  const text = comment.replace(/^[ \t]*\* ?/gm, "");
  return [...text.matchAll(/^@example(.*)\n```ts\n([\s\S]*?)\n```$/gm)].map(([, title = "", code = ""]) => ({
    title: title.trim() || undefined,
    code,
  }));
}
