// Calls a resource type's handlers in the order in which the engine calls them, without the engine.
import { expect } from "vitest";
import { releaseClaims } from "../../provider/conflicts/registry.ts";
import { handlers } from "../../provider/index.ts";
import type { Args } from "../../provider/schema/declaration.ts";

export interface Made {
  readonly id: string;
  readonly inputs: Args;
  readonly outs: Args;
}

export interface ResourceDriver {
  /** The inputs that check returns for valid arguments. The driver adds the host and an owner. */
  checked(args: Args): Promise<Args>;
  /** The failures that check returns for invalid arguments, as `property: reason`. */
  faults(args: Args): Promise<string[]>;
  create(args: Args): Promise<Made>;
  /** What the engine does for new arguments. A list contains the arguments that force a replacement. */
  plan(made: Made, args: Args): Promise<"nothing" | "update" | string[]>;
  update(made: Made, args: Args): Promise<Made>;
  /** The inputs that a refresh records. Undefined if the object no longer exists. */
  refresh(made: Made): Promise<Args | undefined>;
  /** The resource as the state contains it after a refresh. */
  refreshed(made: Made): Promise<Made>;
  /** The names of the arguments that a refresh finds changed, sorted. */
  drift(made: Made): Promise<string[]>;
  remove(made: Made): Promise<void>;
  /** Creates the resource, runs `body`, and removes the resource even if `body` fails. */
  having(args: Args, body: (made: Made) => Promise<void>): Promise<void>;
  /** Fails unless a refresh finds the declared arguments and the next preview is empty. */
  isQuiet(made: Made): Promise<void>;
}

export function driverFor(type: string, host: () => Args): ResourceDriver {
  const kind = handlers[type];
  if (kind === undefined) throw new Error(`no handlers for ${type}`);
  const given = (args: Args): Args => {
    const all = { host: host(), owner: `test/kinds/${type}`, ...args };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  };
  const checked = async (args: Args): Promise<Args> => {
    const { inputs, failures } = await kind.check({}, given(args));
    expect(failures).toEqual([]);
    // Each call acts as a deployment of its own, so it must not conflict with claims of earlier calls.
    releaseClaims(type, inputs);
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
  const driver: ResourceDriver = {
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
  return driver;
}
