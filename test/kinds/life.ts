// A resource's life through the handlers, as the engine would lead it; for types that are no links.
import { expect } from "vitest";
import { disclaim } from "../../provider/conflicts/registry.ts";
import { handlers } from "../../provider/index.ts";
import type { Args } from "../../provider/schema/declaration.ts";

export interface Made {
  readonly id: string;
  readonly inputs: Args;
  readonly outs: Args;
}

export interface Life {
  /** what check makes of arguments that it takes; the ground's host and an owner are added */
  checked(args: Args): Promise<Args>;
  /** what check says of arguments that it does not take: `property: reason` */
  faults(args: Args): Promise<string[]>;
  create(args: Args): Promise<Made>;
  /** what the engine would do for new arguments */
  plan(made: Made, args: Args): Promise<"nothing" | "update" | string[]>;
  update(made: Made, args: Args): Promise<Made>;
  /** the inputs that refresh would record, undefined where it would find nothing */
  refresh(made: Made): Promise<Args | undefined>;
  /** what the state holds after a refresh */
  refreshed(made: Made): Promise<Made>;
  /** as the engine has it after a refresh */
  refreshed(made: Made): Promise<Made>;
  /** the names of the arguments that refresh reports as other than declared */
  drift(made: Made): Promise<string[]>;
  remove(made: Made): Promise<void>;
  /** creates, does something and removes, whatever happens */
  having(args: Args, body: (made: Made) => Promise<void>): Promise<void>;
  /** refresh finds what was declared, and the next preview has nothing to do */
  isQuiet(made: Made): Promise<void>;
}

export function lifeOf(type: string, host: () => Args): Life {
  const kind = handlers[type];
  if (kind === undefined) throw new Error(`no handlers for ${type}`);
  const given = (args: Args): Args => {
    const all = { host: host(), owner: `test/kinds/${type}`, ...args };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  };
  const checked = async (args: Args): Promise<Args> => {
    const { inputs, failures } = await kind.check({}, given(args));
    expect(failures).toEqual([]);
    // Each is declared by itself here, and perhaps by another stack than the one before
    disclaim(type, inputs);
    return inputs;
  };
  const create = async (args: Args): Promise<Made> => {
    const inputs = await checked(args);
    return { inputs, ...(await kind.create(inputs)) };
  };
  const read = (made: Made) => kind.read(made.id, { ...made.outs, __provider: "stub" });
  const refresh = async (made: Made) => {
    const { inputs } = await read(made);
    if (inputs === undefined) return undefined;
    const { __provider, ...rest } = inputs;
    expect(__provider).toBe("stub");
    return rest;
  };
  const life: Life = {
    checked,
    faults: async (args) =>
      (await kind.check({}, given(args))).failures.map(({ property, reason }) =>
        property === "" ? reason : `${property}: ${reason}`,
      ),
    create,
    async plan(made, args) {
      const { changes, replaces } = await kind.diff(made.id, made.outs, await checked(args));
      return changes === false ? "nothing" : replaces.length > 0 ? replaces : "update";
    },
    async update(made, args) {
      const inputs = await checked(args);
      return { id: made.id, inputs, outs: (await kind.update(made.id, made.outs, inputs)).outs };
    },
    refresh,
    async refreshed(made) {
      const { props = {}, inputs = {} } = await read(made);
      return { id: made.id, inputs, outs: props };
    },
    async drift(made) {
      const found = (await refresh(made)) ?? {};
      const keys = new Set([...Object.keys(found), ...Object.keys(made.inputs)]);
      return [...keys]
        .filter((key) => JSON.stringify(found[key]) !== JSON.stringify(made.inputs[key]))
        .sort();
    },
    remove: (made) => kind.delete(made.id, made.outs),
    async having(args, body) {
      const made = await create(args);
      try {
        await body(made);
      } finally {
        await kind.delete(made.id, made.outs);
      }
    },
    async isQuiet(made) {
      const { props = {}, inputs = {} } = await read(made);
      const { __provider, ...rest } = inputs;
      expect(rest).toEqual(made.inputs);
      expect(props).toEqual(made.outs);
      expect(await kind.diff(made.id, made.outs, made.inputs)).toMatchObject({ changes: false });
      expect(await kind.diff(made.id, props, rest)).toMatchObject({ changes: false });
    },
  };
  return life;
}
