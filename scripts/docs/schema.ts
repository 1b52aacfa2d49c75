/** The arguments of a type, from its zod schema, in a form for docs and tests. */
import { z } from "zod";

/** The values of an argument in a program. */
export type Form = (
  | { readonly is: "text" }
  | { readonly is: "anything" }
  | { readonly is: "number"; readonly min?: number; readonly max?: number }
  | { readonly is: "flag" }
  | { readonly is: "literal"; readonly value: string | number | boolean }
  | { readonly is: "list"; readonly of: Form }
  | { readonly is: "map"; readonly of: Form }
  | { readonly is: "object"; readonly members: () => readonly Argument[] }
  | { readonly is: "choice"; readonly of: readonly Form[] }
) & {
  /** their name in the schema: "IPv4 address" */
  readonly named?: string;
};

export interface Argument {
  readonly name: string;
  readonly form: Form;
  readonly optional: boolean;
  /** the default; undefined if there is none */
  readonly byDefault: unknown;
  readonly description: string | undefined;
  readonly schema: z.core.$ZodType;
}

interface Meta {
  readonly description?: string;
  readonly form?: string;
}

const metaOf = (schema: z.core.$ZodType): Meta => (z.globalRegistry.get(schema) ?? {}) as Meta;

/** The arguments of an object's schema, in their order. */
export const argumentsOf = (object: z.core.$ZodObject): Argument[] =>
  Object.entries(object._zod.def.shape).map(([name, schema]) => {
    const absent = z.safeParse(schema, undefined);
    return {
      name,
      form: formOf(schema),
      optional: absent.success,
      byDefault: absent.data,
      description: descriptionOf(schema),
      schema,
    };
  });

/** The outermost description of a schema. */
const descriptionOf = (schema: z.core.$ZodType): string | undefined => {
  const own = metaOf(schema).description;
  const inner = own === undefined ? wrapped(schema) : undefined;
  return inner === undefined ? own : descriptionOf(inner);
};

/** The inner schema of one that only adds a default or a transformation. */
function wrapped(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "optional":
    case "default":
    case "prefault":
    case "nonoptional":
    case "readonly":
      return def.innerType;
    case "pipe":
      return def.in;
    case "lazy":
      return def.getter();
    default:
      return undefined;
  }
}

export function formOf(schema: z.core.$ZodType): Form {
  const inner = wrapped(schema);
  const form = inner === undefined ? ownForm(schema) : formOf(inner);
  const named = metaOf(schema).form;
  return named === undefined ? form : { ...form, named };
}

function ownForm(schema: z.core.$ZodType): Form {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "string":
      return { is: "text" };
    case "unknown":
      return { is: "anything" };
    case "number": {
      const { minimum: min, maximum: max } = z.toJSONSchema(schema);
      return { is: "number", ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
    }
    case "boolean":
      return { is: "flag" };
    case "enum":
      return choice(Object.values(def.entries).map((value): Form => ({ is: "literal", value })));
    case "literal":
      return choice(
        def.values.map((value): Form => ({ is: "literal", value: value as string | number | boolean })),
      );
    case "union":
      return choice(def.options.map(formOf));
    case "array":
      return { is: "list", of: formOf(def.element) };
    case "record":
      return { is: "map", of: formOf(def.valueType) };
    case "object":
      return { is: "object", members: () => argumentsOf(schema as z.core.$ZodObject) };
    default:
      throw new Error(`the docs know no zod schema of type ${def.type}`);
  }
}

const choice = (of: readonly Form[]): Form => {
  const flat = of.flatMap((one) => (one.is === "choice" && one.named === undefined ? one.of : [one]));
  const [only] = flat;
  return flat.length === 1 && only !== undefined ? only : { is: "choice", of: flat };
};

/** A form in words: `"inherit"` or 0 to 255. */
export function inWords(form: Form): string {
  if (form.named !== undefined) return form.named;
  switch (form.is) {
    case "text":
    case "anything":
      return form.is;
    case "number":
      return form.min === undefined && form.max === undefined
        ? "number"
        : form.max === undefined
          ? `from ${form.min}`
          : `${form.min} to ${form.max}`;
    case "flag":
      return "`true` or `false`";
    case "literal":
      return `\`${JSON.stringify(form.value)}\``;
    case "list":
      return `list: ${inWords(form.of)}`;
    case "map":
      return form.of.is === "anything" ? "object" : `object, by name: ${inWords(form.of)}`;
    case "object":
      return "object";
    case "choice":
      return orList(form.of.map(inWords));
  }
}

export const orList = (words: readonly string[], or = "or"): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${or} ${words.at(-1)}`;
