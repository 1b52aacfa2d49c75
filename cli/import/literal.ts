/** A part of a program that is not a value: `config.requireSecret("key")`. */
export class Code {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** The longest line of a generated program. */
const WIDTH = 100;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Code);

const keyText = (key: string) => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key));

function member([key, value]: [string, unknown], indent: string, column: number): string {
  if (value instanceof Code && value.text === key) return key;
  const name = keyText(key);
  return `${name}: ${literal(value, indent, column + name.length + 2)}`;
}

/** A value as TypeScript. It is on one line if the line has room after `column`. */
export function literal(value: unknown, indent = "", column = indent.length): string {
  if (value instanceof Code) return value.text;
  if (!Array.isArray(value) && !isRecord(value)) return JSON.stringify(value);
  const entries = isRecord(value) ? Object.entries(value).filter(([, one]) => one !== undefined) : value;
  const [open, close] = isRecord(value) ? ["{", "}"] : ["[", "]"];
  if (entries.length === 0) return open + close;
  const texts = (inner: string, from: number) =>
    isRecord(value)
      ? (entries as [string, unknown][]).map((entry) => member(entry, inner, from))
      : (entries as unknown[]).map((one) => literal(one, inner, from));
  const space = isRecord(value) ? " " : "";
  const line = `${open}${space}${texts(indent, 0).join(", ")}${space}${close}`;
  if (!line.includes("\n") && column + line.length <= WIDTH) return line;
  const inner = `${indent}  `;
  const lines = texts(inner, inner.length).map((text) => `${inner}${text},\n`);
  return `${open}\n${lines.join("")}${indent}${close}`;
}
