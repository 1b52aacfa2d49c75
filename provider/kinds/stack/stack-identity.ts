import { z } from "zod";
import { randomWord } from "../../lifecycle/arguments.ts";
import type { Handlers } from "../../lifecycle/handlers.ts";
import type { Declaration } from "../../schema/declaration.ts";

export const stackIdentityDeclaration: Declaration = {
  type: "StackIdentity",
  schema: z.strictObject({}),
  rules: [],
};

/** The stack id. The provider makes it once and keeps it in the state. No host has it except in owner aliases. */
export const stackIdentityHandlers: Handlers = {
  async check() {
    return { inputs: {}, failures: [] };
  },
  async diff() {
    return { changes: false, replaces: [], deleteBeforeReplace: false };
  },
  async create(inputs) {
    const word = randomWord(8);
    return { id: word, outs: { ...inputs, word } };
  },
  async read(id, props) {
    return { id, props };
  },
  async update(_id, olds) {
    return { outs: olds };
  },
  async delete() {},
};
