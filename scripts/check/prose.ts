/** Finds the prose of a file, without its code. */
import path from "node:path";
import ts from "typescript";

export interface Prose {
  /** the first line of the text in its file, from 1 */
  readonly line: number;
  readonly text: string;
}

/** The prose of a file: all text of Markdown, comments and messages of TypeScript, comments of shell. */
export function proseOf(file: string, text: string): Prose[] {
  switch (path.extname(file)) {
    case ".md":
      return [{ line: 1, text: withoutCode(text) }];
    case ".sh":
      return shellComments(text);
    default:
      return typescriptProse(file, text);
  }
}

/**
 * Replaces generated parts and code by spaces: blocks, `code`, addresses, and targets of links. Line breaks stay, because
 * findings have line numbers.
 */
const withoutCode = (text: string): string =>
  text
    .replace(/<!-- (\w+): made by [\s\S]*?<!-- \/\1 -->/g, blank)
    .replace(/^([ \t]*```)[\s\S]*?^[ \t]*```[ \t]*$/gm, blank)
    .replace(/(`+)[\s\S]*?[^`]\1(?!`)/g, blank)
    .replace(/\]\([^)\s]*\)/g, blank)
    .replace(/https?:\/\/\S+/g, blank);

const blank = (text: string): string => text.replace(/[^\n]/g, " ");

const shellComments = (text: string): Prose[] =>
  text.split("\n").flatMap((line, index) => {
    const comment = /(?:^|\s)#(?!!)(.*)$/.exec(line)?.[1];
    return comment === undefined ? [] : [{ line: index + 1, text: withoutCode(comment) }];
  });

/** Comments, titles of tests, and the messages of the provider and the command line. */
function typescriptProse(file: string, text: string): Prose[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const lineAt = (position: number) => source.getLineAndCharacterOfPosition(position).line + 1;
  const comments = new Map<number, Prose>();
  const messages: Prose[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return;
    const children = node.getChildren(source);
    if (children.length === 0) {
      for (const { pos, end } of commentsAround(text, node)) {
        const comment = text.slice(pos, end).replace(/^[ \t]*\* ?/gm, "");
        comments.set(pos, { line: lineAt(pos), text: withoutCode(comment) });
      }
    }
    if (isMessage(file, node)) messages.push({ line: lineAt(node.getStart()), text: withoutCode(node.text) });
    for (const child of children) visit(child);
  };
  visit(source);
  return [...comments.values(), ...messages];
}

const commentsAround = (text: string, token: ts.Node): ts.CommentRange[] => [
  ...(ts.getLeadingCommentRanges(text, token.getFullStart()) ?? []),
  ...(ts.getTrailingCommentRanges(text, token.getEnd()) ?? []),
];

type Text = ts.StringLiteral | ts.TemplateLiteralLikeNode;

/** Whether a text is a message: a text of several words in cli/ or provider/, or a title in test/. */
function isMessage(file: string, node: ts.Node): node is Text {
  const isText =
    ts.isStringLiteralLike(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddle(node) ||
    ts.isTemplateTail(node);
  if (!isText || !/\S \S/.test(node.text)) return false;
  return /^(?:cli|provider)\//.test(file) || (file.startsWith("test/") && isTitle(node));
}

function isTitle(node: ts.Node): boolean {
  const call = ts.isTemplateSpan(node.parent) ? node.parent.parent.parent : node.parent;
  return ts.isCallExpression(call) && /^(?:test|it|describe)\b/.test(call.expression.getText());
}
