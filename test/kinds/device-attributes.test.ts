// The arguments that the kernel has for every device, on every kind of link.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Args } from "../../provider/schema/declaration.ts";
import { sample } from "../sample.ts";
import { ends } from "./ends.ts";
import { fakeDumpClock } from "./later.ts";
import { makeUnderlayNetns, type Netns } from "./netns-fixture.ts";
import { driverFor } from "./resource-driver.ts";
import { table } from "./table.ts";

const NAME = "kind0";
const secondsLater = fakeDumpClock();

interface Shown {
  readonly flags: readonly string[];
  readonly txqlen?: number;
}

// Rows run at the same time, each in its own namespace.
describe.concurrent.each(sample(table, 4, 1).map((row) => ({ type: row.type, row })))(
  "$type",
  ({ type, row }) => {
    let netns: Netns;
    beforeAll(async () => {
      netns = await makeUnderlayNetns(`device-${type}`);
    });
    afterAll(() => netns.remove());

    const driver = driverFor(type, () => netns.host);
    const declared = (args: Args): Args => ({ name: NAME, ...row.minimal(ends), ...args });
    const shown = async () => {
      const [device] = JSON.parse(await netns.run(`ip -d -j link show dev ${NAME}`)) as [Shown];
      return { multicast: device.flags.includes("MULTICAST"), txqlen: device.txqlen ?? 0 };
    };

    test("has multicast and txQueueLength as declared, changed, repaired and left out", async () => {
      const plain = await driver.create(declared({}));
      const byDefault = await shown();
      await driver.remove(plain);

      const all = { multicast: !byDefault.multicast, txQueueLength: 500 };
      const made = await driver.create(declared(all));
      expect(await shown()).toEqual({ multicast: all.multicast, txqlen: 500 });
      await driver.isQuiet(made);

      const other = declared({ multicast: byDefault.multicast, txQueueLength: 0 });
      expect(await driver.plan(made, other)).toBe("update");
      const changed = await driver.update(made, other);
      expect(await shown()).toEqual({ ...byDefault, txqlen: 0 });
      await driver.isQuiet(changed);

      const flipped = byDefault.multicast ? "off" : "on";
      await netns.run(`ip link set dev ${NAME} multicast ${flipped} txqueuelen 7`);
      secondsLater();
      expect(await driver.drift(changed)).toEqual(["multicast", "txQueueLength"]);
      const repaired = await driver.update(await driver.refreshed(changed), other);
      await driver.isQuiet(repaired);

      expect(await driver.plan(repaired, declared({}))).toBe("update");
      const left = await driver.update(repaired, declared({}));
      expect(await shown()).toEqual(byDefault);
      await netns.run(`ip link set dev ${NAME} txqueuelen 7`);
      secondsLater();
      await driver.isQuiet(left);
      await driver.remove(left);
    });
  },
);
