import { afterEach, beforeEach, vi } from "vitest";
import { program } from "../../../cli/program.ts";
import { runProgram } from "../../../cli/shared/run-program.ts";

/** What the last commands of a test wrote. */
export interface Written {
  stdout: string;
  stderr: string;
}

/** Catches what commands write in the tests of a file. */
export function catchOutput(): Written {
  const written: Written = { stdout: "", stderr: "" };
  beforeEach(() => {
    for (const name of ["stdout", "stderr"] as const) {
      written[name] = "";
      vi.spyOn(process[name], "write").mockImplementation((text) => {
        written[name] += String(text);
        return true;
      });
    }
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  return written;
}

/** Runs a command as a user does. Returns its exit code. */
export async function runCommand(...args: readonly string[]): Promise<number> {
  const before = process.exitCode;
  process.exitCode = 0;
  await runProgram(program(), ["node", "pulumi-iproute2", ...args]);
  const code = Number(process.exitCode);
  process.exitCode = before;
  return code;
}
