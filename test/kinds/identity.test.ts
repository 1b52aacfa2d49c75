// Rules of ownership for every resource type on a host, in replacements and with a second stack of the same names.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Args } from "../../provider/schema/declaration.ts";
import { sample } from "../sample.ts";
import { ends } from "./ends.ts";
import { makeUnderlayNetns, type Netns } from "./netns-fixture.ts";
import { driverFor } from "./resource-driver.ts";
import { table } from "./table.ts";

interface Row {
  readonly type: string;
  readonly args: Args;
  /** Whether several owners can share the object. A second creation then succeeds. */
  readonly isShared?: boolean;
}

const rows: readonly Row[] = [
  // All links have their owner in the alias of the device
  ...sample(table, 4).map(({ type, minimal }) => ({ type, args: { name: "kind0", ...minimal(ends) } })),
  { type: "FouPort", args: { port: 5555, gue: true } },
  {
    type: "XfrmState",
    args: {
      ...{ source: "10.0.0.1", destination: "10.0.0.2", spi: 0x1001 },
      aead: { name: "rfc4106(gcm(aes))", key: `0x${"a1".repeat(20)}` },
    },
  },
  {
    type: "XfrmPolicy",
    args: { direction: "out", selector: { source: "10.1.0.0/24", destination: "10.2.0.0/24" } },
  },
  {
    type: "ErspanMirror",
    args: { monitor: "under0", target: "span0", direction: "ingress" },
    isShared: true,
  },
  { type: "PolicyRule", args: { from: "10.1.0.0/16", table: 100, priority: 1000 } },
  { type: "Route", args: { to: "10.20.0.0/16", via: ends.remote4 } },
  { type: "Neighbor", args: { dev: ends.dev, address: "10.44.0.9", lladdr: "02:00:00:00:00:09" } },
  { type: "Forwarding", args: {}, isShared: true },
];

const SPAN0 = `ip link add span0 type erspan local ${ends.local4} remote ${ends.remote4} seq key 99 erspan_ver 1 erspan 5`;

let netns: Netns;
beforeAll(async () => {
  netns = await makeUnderlayNetns("kinds-identity");
  await netns.run(`${SPAN0} && ip link set span0 up`);
});
afterAll(() => netns?.remove());
afterEach(async () => expect(await netns.markers()).toEqual([]));

describe.each(rows)("$type", ({ type, args, isShared = false }) => {
  const driver = driverFor(type, () => netns.host);
  const argsOf = (stack: string, more: Args = {}): Args => ({
    ...args,
    owner: "project/dev/resource",
    __stack: stack,
    ...more,
  });
  const [FIRST, SECOND] = [argsOf("bcdfghjk"), argsOf("lmnpqrst")];

  test("exists after a replacement that creates first and then deletes", async () => {
    const old = await driver.create(FIRST);
    const made = await driver.create(FIRST);
    await driver.remove(old);
    expect(await driver.refresh(made)).toBeDefined();
    await driver.isQuiet(made);
    await driver.remove(made);
    expect(await driver.refresh(made)).toBeUndefined();
  });

  if (isShared) return;

  test("is refused for another stack of the same names, whose destroy removes nothing", async () => {
    const made = await driver.create(FIRST);
    await expect(driver.create(SECOND)).rejects.toThrow(/adopt|another stack of this name/);
    await driver.isQuiet(made);
    // The state of that stack after a creation whose reply was lost.
    const twin = { ...made, outs: { ...made.outs, __stack: "lmnpqrst", __incarnation: "xxxxxx" } };
    await driver.remove(twin);
    await driver.isQuiet(made);
    await driver.remove(made);
  });

  test("changes to a stack that adopts it, and the former owner's destroy removes nothing", async () => {
    const made = await driver.create(FIRST);
    const adopted = await driver.create({ ...SECOND, adopt: true });
    expect(await driver.refresh(made)).toBeUndefined();
    await driver.remove(made);
    await driver.isQuiet(adopted);
    await driver.remove(adopted);
    expect(await driver.refresh(adopted)).toBeUndefined();
  });
});
