import { on } from "../../lab/index.ts";
import { changeLine, createLines, endsOf, OTHER_TTL, SIDES, type Side, TTL } from "../pairs.ts";
import type { System } from "../system.ts";

const GROUP = 4711;

/** All commands of a host in one `ip -batch`, on both hosts at once, over open connections: the kernel's floor. */
export const batch: System = {
  name: "batch",
  what: "`ip -batch` of the whole set over an open connection",
  async open(pairs) {
    const ends = endsOf(pairs);
    await Promise.all(SIDES.map((side) => on(side).must("true")));
    const each = (command: string, lines: (side: Side) => string[]) =>
      Promise.all(
        SIDES.map((side) =>
          on(side).must(command, {
            stdin: lines(side)
              .map((line) => `${line}\n`)
              .join(""),
          }),
        ),
      );
    const endsOn = (side: Side) => ends.filter((end) => end.side === side);
    return {
      up: () => each("ip -batch -", (side) => endsOn(side).flatMap((end) => createLines(end, TTL, GROUP))),
      refresh: () => each("ip -d -j addr show; ip -j route show table all", () => []),
      change: () => each("ip -batch -", (side) => endsOn(side).map((end) => changeLine(end, OTHER_TTL))),
      destroy: () => each(`ip link del group ${GROUP}`, () => []),
      async [Symbol.asyncDispose]() {
        await each(`ip link del group ${GROUP} 2>/dev/null || true`, () => []);
      },
    };
  },
};
