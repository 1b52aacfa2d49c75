import * as pulumi from "@pulumi/pulumi";
import { argsOf, endsOf } from "../pairs.ts";
import type { System } from "../system.ts";
import { engineBench } from "./engine.ts";

/**
 * Resources that do nothing, with the same arguments and the same number of outputs. Their time is the engine's own.
 */
const provider: pulumi.dynamic.ResourceProvider = {
  check: async (_olds, news) => ({ inputs: news }),
  diff: async (_id, olds, news) =>
    ({ changes: olds.ttl === news.ttl ? false : undefined }) as pulumi.dynamic.DiffResult,
  create: async (inputs) => ({ id: inputs.name, outs: { ...inputs, ifindex: 1, mtu: 1480, kind: "ipip" } }),
  read: async (id, props) => ({ id: id ?? "", props: props ?? {} }),
  update: async (_id, olds, news) => ({ outs: { ...olds, ...news } }),
  delete: async () => {},
};

class Nothing extends pulumi.dynamic.Resource {
  constructor(name: string, args: object) {
    super(
      provider,
      name,
      { ifindex: undefined, mtu: undefined, kind: undefined, ...args },
      undefined,
      "bench",
      "Nothing",
    );
  }
}

/** As in the package's own resources, the key is a secret, and the engine encrypts it in every checkpoint. */
const secret = (args: ReturnType<typeof argsOf>) => {
  const { connection } = args.host as { connection: { privateKey: string } };
  return {
    ...args,
    host: { connection: { ...connection, privateKey: pulumi.secret(connection.privateKey) } },
  };
};

export const floor: System = {
  name: "floor",
  what: "dynamic resources that do nothing",
  open: (pairs) =>
    engineBench("floor", (ttl) => async () => {
      for (const end of endsOf(pairs)) new Nothing(end.name, secret(argsOf(end, ttl)));
    }),
};
