/** The examples of doc comments, as texts to compile and as arguments to validate. */
import ts from "typescript";
import { UNKNOWN } from "../../provider/schema/unknown-value.ts";

/** Names that every example may use without a declaration, with a value for each. */
export const SCENE: Readonly<Record<string, unknown>> = {
  privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----",
  host: { connection: { host: "198.51.100.1" } },
  ams: { connection: { host: "198.51.100.1" } },
  fra: { connection: { host: "203.0.113.7" } },
  nyc: { connection: { host: "192.0.2.9" } },
  local: "198.51.100.1",
  remote: "203.0.113.7",
};
/** A key for AES-GCM, of 20 bytes. */
const SECRET = `0x${"1a".repeat(20)}`;
const SCENE_OVER_IPV6 = { ...SCENE, local: "2001:db8:1::1", remote: "2001:db8:2::7" };

/** Declarations before each example, for the compiler. */
export const SCENERY = `
declare const privateKey: import("@pulumi/pulumi").Input<string>;
declare const config: import("@pulumi/pulumi").Config;
declare const host: import("pulumi-iproute2").HostInput;
declare const ams: import("pulumi-iproute2").Host;
declare const fra: import("pulumi-iproute2").Host;
declare const nyc: import("pulumi-iproute2").Host;
declare const link: import("pulumi-iproute2").Link;
declare const far: import("pulumi-iproute2").Link;
declare const local: string;
declare const remote: string;
`;

export interface Constructed {
  readonly type: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** All resources of an example with their arguments. Computed values are unknown here. */
export function constructed(code: string): Constructed[] {
  const found: Constructed[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && ts.isIdentifier(node.expression)) {
      const [name, args] = node.arguments ?? [];
      const type = node.expression.text;
      const scene = type.includes("6") ? SCENE_OVER_IPV6 : SCENE;
      if (name && args && ts.isObjectLiteralExpression(args))
        found.push({
          type,
          name: String(argumentIn(name, scene)),
          args: argumentIn(args, scene) as Constructed["args"],
        });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("example.ts", code, ts.ScriptTarget.Latest, true));
  return found;
}

function argumentIn(node: ts.Expression, scene: typeof SCENE): unknown {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text.replaceAll("_", ""));
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (ts.isArrayLiteralExpression(node)) return node.elements.map((one) => argumentIn(one, scene));
  if (ts.isIdentifier(node)) return scene[node.text] ?? UNKNOWN;
  if (ts.isObjectLiteralExpression(node)) {
    const entries = node.properties.map((one) => {
      if (ts.isPropertyAssignment(one)) return [nameOf(one.name), argumentIn(one.initializer, scene)];
      if (ts.isShorthandPropertyAssignment(one)) return [one.name.text, argumentIn(one.name, scene)];
      throw new Error(`an example has ${one.getText()}, which is not understood`);
    });
    return Object.fromEntries(entries);
  }
  if (ts.isCallExpression(node) && node.expression.getText() === "config.requireSecret") return SECRET;
  return UNKNOWN;
}

const nameOf = (name: ts.PropertyName) => (ts.isStringLiteral(name) ? name.text : name.getText());
