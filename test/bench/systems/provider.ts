import { IpipTunnel } from "pulumi-iproute2";
import { argsOf, endsOf } from "../pairs.ts";
import type { System } from "../system.ts";
import { engineBench } from "./engine.ts";

export const provider: System = {
  name: "pulumi-iproute2",
  what: "a resource for each end",
  open: (pairs) =>
    engineBench("links", (ttl) => async () => {
      for (const end of endsOf(pairs)) new IpipTunnel(end.name, argsOf(end, ttl));
    }),
};
