// Devices of each kind that an operator made on a host become resources by their address alone. The unit tests have all
// variants on a host in memory; here the kernel chooses the mtu and prints the attributes.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { links } from "../../provider/index.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import { sample } from "../sample.ts";
import { linesByHand } from "./by-hand.ts";
import { ends } from "./ends.ts";
import { importPlace } from "./import-place.ts";
import { fakeDumpClock } from "./later.ts";
import { allLinks, liveLink } from "./live-link.ts";
import { makeUnderlayNetns, type Netns } from "./netns-fixture.ts";
import { table } from "./table.ts";

const NAME = "kind0";
const NETNS = "kinds-import";
const MARK = { owner: "shop/prod/fra", __stack: "k3x9q2bc" };
const ADDRESSING = { addresses: ["10.77.0.1/30"], routes: ["10.78.0.0/24"] };
/** Keys of a device that the mark changes, or that change by themselves. */
const MARKED = { ifalias: "", group: "", addr_info: [] };
const secondsLater = fakeDumpClock();

const place = importPlace(NETNS);

let netns: Netns;
let before: unknown;
beforeAll(async () => {
  netns = await makeUnderlayNetns(NETNS);
  before = await allLinks(netns);
});
afterEach(async () => {
  await netns.run(`ip link del ${NAME} 2>/dev/null || true`);
});
afterAll(() => netns.remove());

const rows = table.flatMap(({ type, minimal, full }) =>
  [minimal, ...full.slice(0, 1)].map((args, index) => ({
    type,
    args,
    what: index === 0 ? "minimal" : "full",
  })),
);

describe("import", () => {
  test.each(sample(rows, 5))(
    "of a $type with $what arguments shows only the mark, and sets it in place",
    async (row) => {
      const type = row.type as keyof typeof links;
      const driver = place.driver(type);
      const lines = linesByHand(type, { name: NAME, ...row.args(ends), ...ADDRESSING });
      await netns.run(lines.map((line) => `ip ${line}`).join(" && "));
      const live = async () => {
        // `addr_info` has the state of duplicate address detection, which changes by itself
        const {
          ifalias: _a,
          group: _g,
          addr_info: _i,
          ...link
        } = { ...MARKED, ...(await liveLink(netns, NAME)) };
        return { ...link, routes: await netns.run(`ip route show dev ${NAME}`) };
      };
      const original = await live();

      secondsLater();
      const made = await place.imported(type, NAME);
      const { inputs } = made;
      if (row.what === "minimal" && type !== "VxlanTunnel") expect(inputs).not.toHaveProperty("mtu");
      if (row.what === "minimal")
        expect(Object.keys(inputs).filter((key) => ["settings", "addrGenMode", "fdb"].includes(key))).toEqual(
          [],
        );

      const { host: _h, ...args } = inputs as Args;
      const program = { ...args, ...MARK };
      const { host: _c, ...checked } = await driver.checked(program);
      expect(checked).toEqual(program);
      expect(await driver.plan(made, program)).toBe("update");
      const updated = await driver.update(made, program);
      expect(await live()).toEqual(original);
      expect(await netns.run(`ip link show ${NAME}`)).toContain("alias pulumi-iproute2:2:k3x9q2bc.");
      secondsLater();
      await driver.isQuiet(updated);
      await driver.remove(updated);
      expect(await allLinks(netns)).toEqual(before);
    },
  );
});
