// An operator removes or changes the marks by which the provider knows its objects.
import { expect } from "vitest";
import type { Declaration } from "../../model/engine-types.ts";
import { device, look } from "../../model/look.ts";
import { green, policy, refused, vxlan } from "../../model/trials.ts";
import type { World } from "../../model/world.ts";
import { matrixTest, worlds } from "./converge.ts";

const pool = worlds();
const MARKERS = "/run/pulumi-iproute2/*/xfrm-policy*";

/** What the operator does, and whether the object then belongs to another owner. */
const WIPES = {
  "link without alias": { type: "link", script: 'ip link set x alias ""', isForeign: false },
  "link without group": { type: "link", script: "ip link set x group 0", isForeign: false },
  "link without both": { type: "link", script: 'ip link set x alias "" group 0', isForeign: true },
  "link with another alias": { type: "link", script: "ip link set x alias uplink", isForeign: true },
  "policy without marker": { type: "policy", script: `rm ${MARKERS}`, isForeign: true },
  "policy with another marker": {
    type: "policy",
    script: `for f in ${MARKERS}; do echo pulumi-iproute2:2:abcdefgh.ijklmn:0123456789ab:other/stack/x >$f; done`,
    isForeign: true,
  },
} as const;
type Wipe = keyof typeof WIPES;

const declared = (wipe: Wipe, change: boolean, adopt = false): Declaration => {
  const more = adopt ? { adopt } : {};
  return WIPES[wipe].type === "link"
    ? vxlan("x", { ttl: change ? 32 : 64, addresses: ["10.9.0.1/30"], ...more })
    : policy("x", { priority: change ? 20 : 10, ...more });
};

/** The object of the test on alpha, as a text; undefined if there is none. */
const objectOn = async (world: World, wipe: Wipe): Promise<string | undefined> => {
  const seen = await look(world.alpha);
  const found = device(seen, "x");
  if (WIPES[wipe].type === "link")
    return found && JSON.stringify([found.ifindex, found.data, found.addresses]);
  return seen.objects.get("policy 10.1.0.0/16 dst 10.2.0.0/16 out");
};

const cases = (Object.keys(WIPES) as Wipe[]).flatMap((wipe) =>
  (["up", "up --refresh", "destroy"] as const).map((run) => ({ wipe, run })),
);

matrixTest(
  "wiped or changed marks",
  "object whose marks an operator removed: it stays unchanged until the program adopts it, unless one mark is left",
  () => cases,
  ({ wipe, run }: (typeof cases)[number]) =>
    pool.use(async (world) => {
      const { script, isForeign } = WIPES[wipe];
      const stack = world.stack();
      green(await stack.up([declared(wipe, false)]));
      await world.alpha.must(script);
      const before = await objectOn(world, wipe);
      expect(before).toBeDefined();
      const again = [declared(wipe, true, isForeign)];
      if (run === "destroy") await stack.destroy();
      else {
        const result = await stack.up([declared(wipe, true)], { refresh: run === "up --refresh" });
        if (isForeign) refused(result, /adopt: true|belongs to/);
      }
      if (isForeign) expect(await objectOn(world, wipe)).toBe(before);
      // A destroy that refuses to remove the object keeps it in the state
      if (isForeign || run !== "destroy" || stack.resource("x") !== undefined)
        green(await stack.up(again, { refresh: true }));
      if (stack.resource("x") !== undefined) expect(await objectOn(world, wipe)).toMatch(/32|priority 20/);
      green(await stack.destroy());
      expect(await objectOn(world, wipe)).toBeUndefined();
    }),
  { isShort: true },
);
