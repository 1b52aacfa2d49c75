import { pathToFileURL } from "node:url";
import type { Program } from "./stack.ts";

let runs = 0;

/**
 * A Pulumi program in a file. As in the engine's language host, its top level makes the resources, and its exports
 * are the outputs. Each run evaluates the file again.
 */
export function programFrom(file: string): Program {
  return async () => {
    const { default: main, ...exported } = await import(`${pathToFileURL(file).href}?run=${++runs}`);
    return typeof main === "function" ? await main() : { ...exported, ...main };
  };
}
