// Systems that are programs with the real engine.
import { openStack, type Program } from "../../engine/stack.ts";
import { OTHER_TTL, TTL } from "../pairs.ts";
import type { Bench } from "../system.ts";

/** A stack whose resources `program(ttl)` declares. */
export async function engineBench(name: string, program: (ttl: number) => Program): Promise<Bench> {
  const stack = await openStack({ name: `bench-${name}`, program: program(TTL) });
  let declared = false;
  return {
    async up() {
      declared = true;
      await stack.up();
    },
    again: () => stack.up(),
    refresh: () => stack.refresh(),
    async change() {
      stack.use(program(OTHER_TTL));
      await stack.up();
    },
    async destroy() {
      await stack.destroy();
      declared = false;
    },
    async [Symbol.asyncDispose]() {
      if (declared) await stack.destroy().catch((error: Error) => console.error(`${name}: ${error.message}`));
      await stack.dispose();
    },
  };
}
