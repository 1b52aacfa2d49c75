import v8 from "node:v8";

/**
 * The size at which V8's young generation stops growing, in bytes. Node 24 allows 128 MiB, and Node 22 allows 32 MiB. A
 * `pulumi up` of 1000 links is not faster with either of them.
 */
const LIMIT = 16 * 1024 * 1024;

let isLimited = [...process.execArgv, process.env.NODE_OPTIONS ?? ""].some((text) =>
  text.includes("semi-space"),
);

/**
 * Limits the memory of the provider's process. The engine starts that process, so the provider cannot choose its command
 * line. V8 reads the growth factor at each growth. Options of the user for the semi-spaces have priority. Costs 3 µs.
 */
export function limitYoungGeneration(): void {
  if (isLimited) return;
  const size = v8.getHeapSpaceStatistics().find((space) => space.space_name === "new_space")?.space_size ?? 0;
  if (size < LIMIT) return;
  v8.setFlagsFromString("--semi-space-growth-factor=1");
  isLimited = true;
}
