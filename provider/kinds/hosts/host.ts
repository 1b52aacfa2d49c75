import { isDeepStrictEqual } from "node:util";
import { readFacts } from "../../host/facts.ts";
import { hostOf } from "../../host/host.ts";
import type { Handlers } from "../../lifecycle/handlers.ts";
import { connectionChanged } from "../../lifecycle/host-change.ts";
import type { Args, Declaration } from "../../schema/declaration.ts";
import { host as hostSchema } from "../../schema/host-args.ts";
import { toPulumiValue } from "../../schema/pulumi-value.ts";
import { failuresOf, validate } from "../../schema/validate.ts";

const { hostKey: _, machineId: __, ...shape } = hostSchema.shape;

/** A machine as a resource. The provider makes no object on it: it reads facts and pins the host key. */
export const hostDeclaration: Declaration = {
  type: "Host",
  schema: hostSchema.omit({ hostKey: true, machineId: true }),
  rules: [],
};

const inputsOf = (args: Args): Args =>
  Object.fromEntries(
    Object.keys(shape).flatMap((key) => (args[key] === undefined ? [] : [[key, args[key]]])),
  );

/** The arguments that a connection depends on. The others can change while the machine is away. */
const wayOf = (args: Args): Args => toPulumiValue({ ...inputsOf(args), ...withoutGuides });

/** Arguments that only guide the provider, and that no connection depends on. */
const withoutGuides = {
  ...{ adopt: undefined, onUnreachable: undefined, persist: undefined },
  ...{ confirm: undefined, confirmTimeout: undefined },
};

/** Connects, checks the host key, and reads the facts. `recorded` has the key of an earlier connection, if any. */
async function meet(inputs: Args, recorded: Args = {}): Promise<{ address: string; outs: Args }> {
  const host = await hostOf({ host: inputsOf(inputs) }, recorded);
  const dump = await host.dump(["facts"], { fresh: true });
  const facts = readFacts(host.facts, dump.sections.facts ?? "");
  return { address: host.address, outs: toPulumiValue({ ...inputs, ...facts, hostKey: host.hostKey }) };
}

export const hostHandlers: Handlers = {
  async check(_olds, news) {
    const { inputs, faults } = validate(hostDeclaration, news);
    return { inputs: toPulumiValue(inputs), failures: failuresOf(news, faults) };
  },
  async diff(_id, olds, news) {
    const same = isDeepStrictEqual(toPulumiValue(inputsOf(olds)), toPulumiValue(inputsOf(news)));
    return { changes: same ? false : undefined, replaces: [], deleteBeforeReplace: true };
  },
  async create(inputs) {
    const { address, outs } = await meet(inputs);
    return { id: `host@${address}`, outs };
  },
  async read(id, props) {
    const { outs } = await meet(props, props);
    return { id, props: outs, inputs: toPulumiValue({ ...inputsOf(props), __provider: props.__provider }) };
  },
  async update(_id, olds, news) {
    if (isDeepStrictEqual(wayOf(olds), wayOf(news))) {
      return { outs: toPulumiValue({ ...olds, ...withoutGuides, ...inputsOf(news) }) };
    }
    // Another address may be another machine with another host key, so the recorded key is dropped
    const { outs } = await meet(news, connectionChanged({ host: olds }, { host: news }) ? {} : olds);
    return { outs };
  },
  async delete() {},
};
