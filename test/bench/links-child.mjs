// A process that creates, reads, changes and removes links as the provider's process does, and reports times and memory. It
// is plain JavaScript, because a TypeScript compiler would use memory too. Messages from its parent give it the arguments,
// and later the order to remove the links. PROVIDER in its environment is the provider of another checkout.
import { once } from "node:events";

const { handlers } = await import(process.env.PROVIDER ?? "pulumi-iproute2/provider");

const { first, inputs, others } = /** @type {any} */ ((await once(process, "message"))[0]);
const kind = /** @type {import("../../provider/lifecycle/handlers.ts").Handlers} */ (handlers.IpipTunnel);

/** @param {() => Promise<unknown>} body */
async function timed(body) {
  const start = performance.now();
  await body();
  return (performance.now() - start) / 1000;
}

// The connection exists before the measurement begins, as it does for the batch.
await kind.read("x", first);
/** @type {{ id: string; outs: Readonly<Record<string, unknown>> }[]} */
let made = [];
const seconds = {
  create: await timed(async () => {
    made = await Promise.all(inputs.map(kind.create));
  }),
  read: await timed(() => Promise.all(made.map(({ id, outs }) => kind.read(id, outs)))),
  change: await timed(async () => {
    const update = async ({ id, outs }, n) => ({ id, ...(await kind.update(id, outs, others[n])) });
    made = await Promise.all(made.map(update));
  }),
};
process.send?.("made");
await once(process, "message");
const removal = await timed(() => Promise.all(made.map(({ id, outs }) => kind.delete(id, outs))));
const memory = process.resourceUsage().maxRSS / 1024;
process.send?.({ seconds: { ...seconds, delete: removal }, memory }, () => process.exit());
