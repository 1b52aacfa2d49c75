// A process that does with links what the provider's process does, and prints what it took: times and memory.
import { handlers } from "pulumi-iproute2/provider";
import type { ChildReport } from "./links.ts";
import { argsOf, endsOf, OTHER_TTL, TTL } from "./pairs.ts";
import { timed } from "./timed.ts";

const kind = handlers.IpipTunnel;
if (kind === undefined) throw new Error("no handlers");
const ends = endsOf(Number(process.argv[2])).filter((end) => end.side === "alpha");
const inputsOf = (ttl: number) =>
  ends.map((end) => JSON.parse(JSON.stringify({ owner: `bench/${end.name}`, ...argsOf(end, ttl) })));

// The connection is there before anything is measured, as it is for the batch
await kind.read("x", { ...inputsOf(TTL)[0], name: "absent" });
let made: { id: string; outs: Readonly<Record<string, unknown>> }[] = [];
const inputs = inputsOf(TTL);
const create = await timed(async () => {
  made = await Promise.all(inputs.map((one) => kind.create(one)));
});
const read = await timed(() => Promise.all(made.map(({ id, outs }) => kind.read(id, outs))));
const others = inputsOf(OTHER_TTL);
const change = await timed(async () => {
  made = await Promise.all(
    made.map(async ({ id, outs }, n) => ({ id, ...(await kind.update(id, outs, others[n] ?? {})) })),
  );
});
const remove = await timed(() => Promise.all(made.map(({ id, outs }) => kind.delete(id, outs))));

const report: ChildReport = {
  seconds: { create, read, change, delete: remove },
  memory: process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(JSON.stringify(report), () => process.exit());
