// A process that runs operations on many hosts at once, and prints their cost. It reads the connections from stdin.
import { text } from "node:stream/consumers";
import { type ConnectionArgs, closeAll, shellOn, stats } from "../../provider/ssh/index.ts";
import type { ManyHostsReport } from "./many-hosts.ts";
import { timed } from "./timed.ts";

const operations = Number(process.argv[2]);
const targets = (JSON.parse(await text(process.stdin)) as ConnectionArgs[]).map((connection) => ({
  connection,
}));
const ask = () =>
  Promise.all(
    targets.flatMap((target) =>
      Array.from({ length: operations }, async () => (await shellOn(target)).run("x")),
    ),
  );
const seconds = await timed(ask);
const connectedSeconds = await timed(ask);
const report: ManyHostsReport = {
  seconds,
  connectedSeconds,
  handshakes: stats.peakHandshakes,
  memory: process.resourceUsage().maxRSS / 1024,
};
await closeAll();
process.stdout.write(JSON.stringify(report), () => process.exit());
