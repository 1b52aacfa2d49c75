import { readFileSync } from "node:fs";
import path from "node:path";
import { readState, type State } from "../../../../cli/topology/model/state.ts";

/** The file of a recorded state: what `pulumi stack export` printed, without what topology does not read. */
export const stateFile = (name: string): string => path.join(import.meta.dirname, `states/${name}.json`);

export const recordedState = (name: string): State => readState(readFileSync(stateFile(name), "utf8"));

/** A picture without the round trip times, which differ from run to run. */
export const withoutTimes = (text: string): string => text.replace(/, [\d.]+ ms/g, ", N ms");
