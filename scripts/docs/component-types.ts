/** The arguments of components, from TypeScript's type checker, which resolves unions by kind, Omit and Pick. */
import ts from "typescript";
import { compilerOptions, entry } from "./compile.ts";
import { flow } from "./sdk.ts";

/** One argument, or one member of an argument that is an object. */
export interface Field {
  readonly name: string;
  readonly optional: boolean;
  /** its values, in words */
  readonly takes: string;
  /** the text of `@default` */
  readonly byDefault: string;
  readonly prose: string;
  /** members of the object, or of each element of a list */
  readonly members: readonly Field[];
}

/** Arguments of a component. `ofKind` has the arguments of single kinds. */
export interface ComponentArgs {
  readonly common: readonly Field[];
  readonly ofKind: ReadonlyMap<string, readonly string[]>;
}

/** Types with their own page, which describes their members. */
const WITH_A_PAGE: Readonly<Record<string, string>> = { Host: "Host", HostArgs: "Host" };

/** The deepest level of objects on a component's page. Pages of links and resources describe deeper ones. */
const DEEPEST = 2;

export class ComponentTypes {
  readonly #checker: ts.TypeChecker;
  readonly #exported: ReadonlyMap<string, ts.Symbol>;

  constructor() {
    const program = ts.createProgram([entry], compilerOptions());
    this.#checker = program.getTypeChecker();
    const file = program.getSourceFile(entry);
    const module = file && this.#checker.getSymbolAtLocation(file);
    const symbols = module === undefined ? [] : this.#checker.getExportsOfModule(module);
    this.#exported = new Map(symbols.map((symbol) => [symbol.name, symbol]));
  }

  /** The arguments of a component's class, from its type `NAMEArgs`. */
  argumentsOf(component: string): ComponentArgs {
    const symbol = this.#exported.get(`${component}Args`);
    if (symbol === undefined) throw new Error(`sdk/index.ts exports no ${component}Args`);
    const type = this.#checker.getDeclaredTypeOfSymbol(
      symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol,
    );
    const members = type.isUnion() ? type.types : [type];
    const [first] = members;
    if (first === undefined) throw new Error(`${component}Args has no members`);
    const shared = this.#propertiesOf(first).filter((one) =>
      members.every((member) => this.#hasSame(member, one)),
    );
    const names = new Set(shared.map(({ name }) => name));
    const kinds = members.map((member) => this.#kindOf(member));
    return {
      common: shared.map((one) => ({
        ...this.#field(one, one.name === "kind" ? kinds : undefined),
        members: this.#membersOfAll(members, one.name),
      })),
      ofKind:
        members.length < 2
          ? new Map()
          : new Map(
              members.map((member, index) => [
                kinds[index] ?? "",
                this.#propertiesOf(member).flatMap(({ name }) => (names.has(name) ? [] : [name])),
              ]),
            ),
    };
  }

  #propertiesOf(type: ts.Type): ts.Symbol[] {
    return this.#checker.getPropertiesOfType(this.#checker.getApparentType(type));
  }

  /** Whether another member of a union has a property from the same declaration. */
  #hasSame(type: ts.Type, { name, declarations = [] }: ts.Symbol): boolean {
    const other = this.#checker.getPropertyOfType(type, name);
    return other?.declarations?.[0] === declarations[0];
  }

  #kindOf(type: ts.Type): string {
    const kind = this.#checker.getPropertyOfType(type, "kind");
    const literal = kind && this.#checker.getTypeOfSymbol(kind);
    return literal?.isStringLiteral() ? literal.value : "";
  }

  #field(symbol: ts.Symbol, kinds: readonly string[] | undefined, depth = 0): Field {
    const type = this.#checker.getTypeOfSymbol(symbol);
    const tag = symbol.getJsDocTags(this.#checker).find(({ name }) => name === "default");
    const literals = kinds?.filter((kind) => kind !== "") ?? [];
    return {
      name: symbol.name,
      optional: (symbol.flags & ts.SymbolFlags.Optional) !== 0,
      takes: literals.length > 1 ? inOrder(literals.map(quoted)) : this.#words(type, declaredText(symbol)),
      byDefault: flow(ts.displayPartsToString(tag?.text)),
      prose: flow(ts.displayPartsToString(symbol.getDocumentationComment(this.#checker))),
      members: depth < DEEPEST ? this.#membersOf(type, depth) : [],
    };
  }

  /** The members of an argument that is in all these types. Some of the types may have more members than the first. */
  #membersOfAll(types: readonly ts.Type[], name: string): Field[] {
    const fields = types.flatMap((type) => {
      const property = this.#checker.getPropertyOfType(type, name);
      return property === undefined ? [] : this.#membersOf(this.#checker.getTypeOfSymbol(property), 0);
    });
    return fields.filter((one, index) => fields.findIndex((other) => other.name === one.name) === index);
  }

  #membersOf(type: ts.Type, depth: number): Field[] {
    for (const part of this.#partsOf(type)) {
      const element = this.#elementOf(part) ?? this.#valueOf(part);
      if (element !== undefined) return this.#membersOf(element, depth);
      if (isObject(part) && pageOf(part) === undefined) {
        return this.#propertiesOf(part).map((one) => this.#field(one, undefined, depth + 1));
      }
    }
    return [];
  }

  /** The types of a union, without what `pulumi.Input` adds: promises and outputs. */
  #partsOf(type: ts.Type): ts.Type[] {
    const parts = type.isUnion() ? type.types : [type];
    return parts.filter((part) => {
      const name = part.symbol?.name;
      return !(part.flags & ts.TypeFlags.Undefined) && name !== "Promise" && name !== "OutputInstance";
    });
  }

  #elementOf(type: ts.Type): ts.Type | undefined {
    return this.#checker.isArrayType(type)
      ? this.#checker.getTypeArguments(type as ts.TypeReference)[0]
      : undefined;
  }

  #valueOf(type: ts.Type): ts.Type | undefined {
    return isObject(type) ? type.getStringIndexType() : undefined;
  }

  /** A type in the words of the other pages. Literals keep the order of the declaration. */
  #words(type: ts.Type, declared: string): string {
    const words = this.#partsOf(type).map((part) => this.#wordsOf(part, declared));
    const unique = [...new Set(words)];
    return inOrder(unique.toSorted((one, other) => rank(one, declared) - rank(other, declared)));
  }

  #wordsOf(type: ts.Type, declared: string): string {
    if (type.flags & ts.TypeFlags.BooleanLike) return "`true` or `false`";
    if (type.isStringLiteral()) return quoted(type.value);
    if (type.isNumberLiteral()) return `\`${type.value}\``;
    if (type.flags & ts.TypeFlags.String) return "text";
    if (type.flags & ts.TypeFlags.Number) return "number";
    const element = this.#elementOf(type);
    if (element !== undefined) return `list: ${this.#words(element, declared)}`;
    const value = this.#valueOf(type);
    if (value !== undefined) return `object, by name: ${this.#words(value, declared)}`;
    const page = pageOf(type);
    return page === undefined ? "object" : `\`${page}\`, or its arguments`;
  }
}

/** Whether the page describes the members of a type. Those of an object with a kind are on the pages of the kinds. */
const isObject = (type: ts.Type) =>
  (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0 &&
  type.getProperty("kind") === undefined;

const pageOf = (type: ts.Type): string | undefined => WITH_A_PAGE[type.symbol?.name ?? ""];

const quoted = (text: string) => `\`"${text}"\``;

const declaredText = ({ declarations = [] }: ts.Symbol): string => declarations[0]?.getText() ?? "";

/** The position of a literal in its declaration. Every other type comes first. */
const rank = (word: string, declared: string): number => declared.indexOf(word.replaceAll("`", ""));

const inOrder = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
