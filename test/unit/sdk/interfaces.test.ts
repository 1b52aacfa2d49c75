import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { links } from "../../../provider/index.ts";
import { compilerOptions } from "../../../scripts/docs/compile.ts";
import { type Argument, argumentsOf, type Form } from "../../../scripts/docs/schema.ts";
import { declarations } from "../../../scripts/docs/types.ts";
import { root } from "../../../scripts/setup/paths.ts";

const entry = path.join(root, "sdk/index.ts");
const program = ts.createProgram([entry], compilerOptions());
const checker = program.getTypeChecker();
const file = program.getSourceFile(entry);
const module = file && checker.getSymbolAtLocation(file);
const exported = new Map(
  (module === undefined ? [] : checker.getExportsOfModule(module)).map((one) => [one.name, one]),
);

/** Arguments that the classes add themselves, so that their interfaces omit them or make them optional. */
const FILLED_IN = new Set(["owner", "esp"]);
const OPTIONAL_HERE = new Set(["name"]);
/** Arguments that decide which other arguments exist, and therefore must be known when the program is compiled. */
const KNOWN_AT_ONCE = new Set(["LinkSet.kind"]);
/** A recursive object (a proxy of a proxy) is compared to this depth. */
const DEEP = 4;

function interfaceOf(type: string): ts.Type {
  const symbol = exported.get(`${type}Args`);
  if (symbol === undefined) throw new Error(`sdk/index.ts exports no ${type}Args`);
  return checker.getDeclaredTypeOfSymbol(checker.getAliasedSymbol(symbol));
}

const typeOf = (property: ts.Symbol): ts.Type => checker.getTypeOfSymbol(property);
const constituents = (type: ts.Type): readonly ts.Type[] => (type.isUnion() ? type.types : [type]);
const isLater = (type: ts.Type) => ["Promise", "OutputInstance"].includes(type.getSymbol()?.name ?? "");
const isUndefined = (type: ts.Type) => (type.flags & ts.TypeFlags.Undefined) !== 0;

/** The types that an argument accepts, without pulumi.Input and `?`. */
const plain = (type: ts.Type): ts.Type[] =>
  constituents(type).filter((one) => !isLater(one) && !isUndefined(one));

const union = (words: readonly string[]): string => {
  const all = new Set(words);
  if (all.delete("true") && all.delete("false")) all.add("boolean");
  return [...all].sort().join(" | ");
};

const objectText = (members: readonly (readonly [string, boolean, string])[]): string =>
  `{ ${members
    .map(([name, optional, text]) => `${name}${optional ? "?" : ""}: ${text}`)
    .sort()
    .join("; ")} }`;

/** A type of the SDK, in words that also describe a schema. */
function typeText(type: ts.Type, depth = 0): string {
  return union(plain(type).map((one) => plainText(one, depth)));
}

function plainText(type: ts.Type, depth: number): string {
  if (type.isStringLiteral() || type.isNumberLiteral()) return JSON.stringify(type.value);
  if (checker.isArrayType(type)) {
    const [element] = checker.getTypeArguments(type as ts.TypeReference);
    return `(${element === undefined ? "?" : typeText(element, depth)})[]`;
  }
  const constraint = checker.getBaseConstraintOfType(type);
  if ((type.flags & ts.TypeFlags.TypeParameter) !== 0 && constraint) return typeText(constraint, depth);
  if ((type.flags & ts.TypeFlags.Object) === 0) return checker.typeToString(type);
  const named = checker.getIndexInfoOfType(type, ts.IndexKind.String);
  if (named !== undefined)
    return `{ [name]: ${isOpen(named.type) ? "anything" : typeText(named.type, depth)} }`;
  if (depth > DEEP) return "…";
  return objectText(
    type.getProperties().map((one) => [one.name, isOptional(one), typeText(typeOf(one), depth + 1)]),
  );
}

/** Whether a type depends on a type argument of the interface itself. */
const isOpen = (type: ts.Type) =>
  plain(type).some(
    (one) =>
      one.aliasTypeArguments?.some((given) => (given.flags & ts.TypeFlags.TypeParameter) !== 0) === true,
  );

const isOptional = (property: ts.Symbol) => (property.flags & ts.SymbolFlags.Optional) !== 0;

/** A schema, in the words of `typeText`. */
function formText(form: Form, depth = 0): string {
  switch (form.is) {
    case "text":
      return "string";
    case "anything":
      return "unknown";
    case "number":
      return "number";
    case "flag":
      return "boolean";
    case "literal":
      return JSON.stringify(form.value);
    case "list":
      return `(${formText(form.of, depth)})[]`;
    case "map":
      return `{ [name]: ${form.of.is === "map" ? "anything" : formText(form.of, depth)} }`;
    case "choice":
      return union(form.of.map((one) => formText(one, depth)));
    case "object":
      return depth > DEEP
        ? "…"
        : objectText(form.members().map((one) => [one.name, one.optional, formText(one.form, depth + 1)]));
  }
}

interface InterfaceProperty {
  /** `encap.sport` */
  readonly path: string;
  readonly property: ts.Symbol;
  readonly argument: Argument | undefined;
}

/** The properties of an interface and of the objects in it, each with its argument of the schema. */
function everyProperty(
  type: ts.Type,
  known: readonly Argument[],
  prefix = "",
  depth = 0,
): InterfaceProperty[] {
  return type.getProperties().flatMap((property): InterfaceProperty[] => {
    const argument = known.find((one) => one.name === property.name);
    const entry = { path: prefix + property.name, property, argument };
    if (argument === undefined || property.name === "host" || depth > 1) return [entry];
    const object = objectIn(argument.form);
    const inner = object && plain(typeOf(property)).flatMap(elements).find(isObject);
    if (object === undefined || inner === undefined) return [entry];
    return [entry, ...everyProperty(inner, object.members(), `${entry.path}.`, depth + 1)];
  });
}

const isObject = (type: ts.Type) => (type.flags & ts.TypeFlags.Object) !== 0 && !checker.isArrayType(type);

const elements = (type: ts.Type): ts.Type[] =>
  checker.isArrayType(type) ? checker.getTypeArguments(type as ts.TypeReference).flatMap(plain) : [type];

function objectIn(form: Form): Extract<Form, { is: "object" }> | undefined {
  if (form.is === "object") return form;
  if (form.is === "list") return objectIn(form.of);
  return form.is === "choice" ? form.of.map(objectIn).find((one) => one !== undefined) : undefined;
}

const docOf = (property: ts.Symbol) => ts.displayPartsToString(property.getDocumentationComment(checker));
const defaultOf = (property: ts.Symbol): string | undefined => {
  const tag = property.getJsDocTags(checker).find((one) => one.name === "default");
  return tag && ts.displayPartsToString(tag.text);
};

/**
 * Whether the text of an @default contains a value: `64`, `4789, IANA's`, `true on kinds …, else false`. `none` means
 * [], and any words mean {}.
 */
const containsValue = (text: string, value: unknown): boolean => {
  if (isDeepStrictEqual(value, {})) return text !== "";
  if (Array.isArray(value) && value.length === 0) return /^(none|\[\])/.test(text);
  if (typeof value === "boolean") return new RegExp(`\\b${value}\\b`).test(text);
  const word = JSON.stringify(value);
  return text === word || text.startsWith(`${word},`) || text.startsWith(`0x${Number(value).toString(16)}`);
};

/**
 * Whether an @default is a value and not words. The schema of a Host has no defaults, because they are set when the
 * provider connects.
 */
const isValue = (text: string) => /^(-?\d+|true|false|"[^"]*")$/.test(text);

const types = Object.keys(declarations);
const schemaOf = (type: string) =>
  argumentsOf((declarations[type] ?? { schema: undefined as never }).schema).filter(
    ({ name }) => !FILLED_IN.has(name),
  );

describe.each(types)("interface of %s", (type) => {
  const known = schemaOf(type);
  const properties = everyProperty(interfaceOf(type), known);
  const top = properties.filter(({ path: where }) => !where.includes("."));

  test("has exactly the schema's arguments, with the same values and the same optional ones", () => {
    const interfaceRows = top.map(({ property }) => [
      property.name,
      isOptional(property),
      property.name === "host" ? hostText(property) : typeText(typeOf(property)),
    ]);
    const schemaRows = known.map(({ name, optional, form }) => [
      name,
      optional || OPTIONAL_HERE.has(name),
      name === "host" ? "HostInput" : formText(form),
    ]);
    const byName = (rows: unknown[][]) => Object.fromEntries(rows.map(([name, ...rest]) => [name, rest]));
    expect(byName(interfaceRows)).toEqual(byName(schemaRows));
  });

  test("accepts unknown values for every property", () => {
    const bare = properties.filter(
      ({ property }) => property.name !== "host" || hostText(property) !== "HostInput",
    );
    const now = bare.filter(
      ({ property, path: where }) =>
        !KNOWN_AT_ONCE.has(`${type}.${where}`) && !constituents(typeOf(property)).some(isLater),
    );
    expect(now.map(({ path: where }) => where)).toEqual([]);
  });

  test("describes every property", () => {
    const silent = properties.filter(({ property }) => docOf(property).trim() === "");
    expect(silent.map(({ path: where }) => where)).toEqual([]);
  });

  test("documents the defaults that the schema has, and no others", () => {
    const wrong = properties.flatMap(({ path: where, property, argument }) => {
      const text = defaultOf(property);
      const value = argument?.byDefault;
      if (argument?.optional === false) return [];
      if (value === undefined)
        return text !== undefined && isValue(text) && type !== "Host" ? [`${where}: ${text}`] : [];
      return text !== undefined && containsValue(text, value)
        ? []
        : [`${where}: ${text} for ${JSON.stringify(value)}`];
    });
    expect(wrong).toEqual([]);
  });
});

/** A resource's `host` is a Host or its arguments. Their interface has a test of its own. */
function hostText(property: ts.Symbol): string {
  const [declaration] = property.getDeclarations() ?? [];
  return declaration !== undefined && ts.isPropertySignature(declaration)
    ? (declaration.type?.getText() ?? "")
    : "";
}

test("LinkSet has every kind of link, each with the arguments of its class", () => {
  const symbol = exported.get("LinkKinds") ?? expect.fail("no LinkKinds");
  const kinds = checker.getDeclaredTypeOfSymbol(checker.getAliasedSymbol(symbol)).getProperties();
  const interfaceKinds = kinds.map((one) => [one.name, checker.typeToString(typeOf(one))]);
  const known = Object.entries(links).map(([type, { link }]) => [link.kind, `${type}Args`]);
  expect(Object.fromEntries(interfaceKinds)).toEqual(Object.fromEntries(known));
});

test("every resource class with a stub has a schema that its interface is compared with", () => {
  const classes = [...exported.values()].filter((one) => {
    const target = one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one;
    const [declaration] = target.getDeclarations() ?? [];
    if (declaration === undefined || !ts.isClassDeclaration(declaration)) return false;
    const isAbstract = declaration.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword);
    const bases = checker.getBaseTypes(checker.getDeclaredTypeOfSymbol(target) as ts.InterfaceType);
    const names = bases.map((base) => base.getSymbol()?.name);
    return !isAbstract && !names.includes("ComponentResource");
  });
  expect(classes.map(({ name }) => name).toSorted()).toEqual(types.toSorted());
});
