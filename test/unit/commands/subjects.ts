// The commands of a golden file come from the provider's handlers on a fake host, which records its requests. Objects
// that the fake host does not know get their commands from the kind itself.
import { argsOf, changedOnHost } from "../../../provider/lifecycle/arguments.ts";
import { isRemoval, type ResourceKind } from "../../../provider/model/resource-kind.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import { validate } from "../../../provider/schema/validate.ts";
import { driverFor } from "../../kinds/resource-driver.ts";
import type { Asked, FakeHost } from "../fake-host/fake-host.ts";
import { hostArgument, newFakeHost } from "../fake-host/hosts.ts";
import type { Changed } from "./text.ts";

const HERE = "192.0.2.1";
export const INCARNATION = "7fh20d";
/** Arguments that the SDK's class adds. */
const FILLED_IN = { owner: "shop/prod/fra", __stack: "k3x9q2bc" };

/** The requests that a type sends to a host. */
export interface Subject {
  create(args: Args): Promise<readonly Asked[]>;
  change(before: Args, after: Args): Promise<Changed>;
  /** `theirs` are the arguments of an existing foreign object. Undefined where the type adopts nothing. */
  adopt(theirs: Args, args: Args): Promise<readonly Asked[] | undefined>;
  remove(args: Args): Promise<readonly Asked[]>;
}

export interface LinkSubject extends Subject {
  /** The requests after a change by an operator. Undefined where the fake host does not know the operator's command. */
  repair(args: Args, line: string): Promise<Changed | undefined>;
}

/** The handlers of a type on a fake host that has what the commands of `furniture` make. */
export function onFakeHost(type: string, furniture: readonly string[] = []): LinkSubject {
  const driver = driverFor(type, () => hostArgument(HERE));
  const newHost = () => {
    const host = newFakeHost(HERE);
    for (const line of furniture) host.kernel.run(line);
    return host;
  };
  const whole = (args: Args) => ({ ...FILLED_IN, ...args });
  const askedOf = async (host: FakeHost, act: () => Promise<unknown>): Promise<readonly Asked[]> => {
    host.asked = [];
    await act();
    return host.asked;
  };
  const start = async (args: Args) => {
    const host = newHost();
    return { host, made: await driver.create(whole(args)) };
  };
  return {
    create: (args) => askedOf(newHost(), () => driver.create(whole(args))),
    async change(before, after) {
      const { host, made } = await start(before);
      const plan = await driver.plan(made, whole(after));
      if (Array.isArray(plan)) return { replacedBecauseOf: plan };
      return { asked: await askedOf(host, () => driver.update(made, whole(after))) };
    },
    async adopt(theirs, args) {
      const { host } = await start(theirs);
      for (const device of host.kernel.devices.values()) Object.assign(device, { alias: "", group: 0 });
      host.markers.clear();
      return askedOf(host, () => driver.create(whole({ ...args, adopt: true })));
    },
    async remove(args) {
      const { host, made } = await start(args);
      return askedOf(host, () => driver.remove(made));
    },
    async repair(args, line) {
      const { host, made } = await start(args);
      try {
        host.kernel.run(line);
      } catch {
        return undefined;
      }
      const found = await driver.refreshed(made);
      const plan = await driver.plan(found, whole(args));
      if (Array.isArray(plan)) return { replacedBecauseOf: plan };
      return { asked: await askedOf(host, () => driver.update(found, whole(args))) };
    },
  };
}

/** A kind without a host. `live` are the computed values of an object with these arguments. */
export function ofKind(
  kind: ResourceKind,
  live: (kind: ResourceKind, args: Args) => Args = () => ({}),
): Subject {
  const whole = (given: Args): Args => {
    const { inputs, faults } = validate(kind, { host: hostArgument(HERE), ...FILLED_IN, ...given });
    if (faults.length > 0) throw new Error(JSON.stringify(faults));
    return argsOf(kind, { ...inputs, __stack: FILLED_IN.__stack }, INCARNATION);
  };
  const requestsOf = (request: Asked["request"] | undefined): readonly Asked[] =>
    request === undefined ? [] : [{ request }];
  return {
    create: async (args) => requestsOf(kind.create(whole(args))),
    async change(before, after) {
      const [old, next] = [whole(before), whole(after)];
      const replaced = kind.replaces(old, next, changedOnHost(kind, old, next), {});
      if (replaced.length > 0) return { replacedBecauseOf: replaced };
      return { asked: requestsOf(kind.change(old, next, live(kind, old))) };
    },
    async adopt(theirs, args) {
      const found = {
        ownership: "foreign" as const,
        args: { ...whole(theirs), ownerAlias: "" },
        computed: {},
      };
      const operation = kind.adopt?.(found, whole(args));
      return operation && requestsOf(operation);
    },
    remove: async (args) => requestsOf(kind.remove(whole(args), live(kind, whole(args)))),
  };
}

/** The filters that the creation of a mirror makes, as the mirror's outputs contain them. */
export function mirrorFilters(kind: ResourceKind, args: Args): Args {
  const operation = kind.create(args);
  if (isRemoval(operation)) return {};
  const filters = operation.commands.map((command) => {
    const [, , , device, direction, , pref, , protocol, ...rest] = command.map(String);
    const [handle, filter] = rest[0] === "handle" ? [rest[1], rest[2]] : ["0x1", rest[0]];
    return { device, direction, pref: Number(pref), protocol, handle, kind: filter };
  });
  return { filters };
}
