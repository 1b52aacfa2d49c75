import { LinkSet } from "pulumi-iproute2";
import { argsOf, endsOf, SIDES } from "../pairs.ts";
import type { System } from "../system.ts";
import { engineBench } from "./engine.ts";

export const linkSet: System = {
  name: "link-set",
  what: "one LinkSet for each host",
  open: (pairs) =>
    engineBench("link-set", (ttl) => async () => {
      for (const side of SIDES) {
        const ends = endsOf(pairs).filter((end) => end.side === side);
        const [first] = ends.map((end) => argsOf(end, ttl));
        if (first === undefined) continue;
        const links = Object.fromEntries(
          ends.map((end) => {
            const { host: _host, ...link } = argsOf(end, ttl);
            return [end.name, link];
          }),
        );
        new LinkSet(side, { host: first.host, kind: "ipip", links });
      }
    }),
};
