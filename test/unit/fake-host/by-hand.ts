import type { links } from "../../../provider/index.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import { linesByHand } from "../../kinds/by-hand.ts";
import type { FakeHost } from "./fake-host.ts";

/** Makes a link as an operator does. */
export function makeByHand(host: FakeHost, type: keyof typeof links, args: Args): void {
  for (const line of linesByHand(type, args)) {
    const [program, ...words] = line.split(" ");
    if (program === "bridge") host.kernel.runBridge(words);
    else host.kernel.run(line);
  }
}
