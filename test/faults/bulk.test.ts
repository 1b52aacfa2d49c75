// The provider removes many devices at once by the group of its devices. Devices of other owners in that group stay.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { handlers } from "../../provider/index.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import { closeAll, resetStats, stats } from "../../provider/ssh/index.ts";
import { makeNetns, type Netns } from "../kinds/netns-fixture.ts";
import { on } from "../lab/index.ts";
import { isLong } from "../sample.ts";

const GROUP = 26992;
const kind = handlers.IpipTunnel as NonNullable<typeof handlers.IpipTunnel>;

let netns: Netns;
beforeAll(async () => {
  await on("alpha").must("modprobe ipip");
  netns = await makeNetns("bulk");
});
afterEach(() => netns.run("for d in b0 other theirs; do ip link del $d 2>/dev/null; done; true"));
afterAll(async () => {
  await closeAll();
  await netns.remove();
});

const link = (n: number): Args => ({
  host: netns.host,
  owner: `test/bulk/b${n}`,
  name: `b${n}`,
  local: "10.0.2.11",
  remote: `10.99.2.${n}`,
});
const createLinks = (count: number) =>
  Promise.all(Array.from({ length: count }, (_, n) => kind.create(link(n))));
type Made = Awaited<ReturnType<typeof createLinks>>[number];
const removal = ({ id, outs }: Made) => kind.delete(id, outs);
const devices = async () =>
  (await netns.run("ls /sys/class/net")).split("\n").filter((name) => /^(b\d+|other|theirs)$/.test(name));

/** Numbers below and above the limit up to which devices are compared one by one. Each removal of all is one frame. */
const COUNTS = isLong ? [1, 5, 40] : [5];

test.each(COUNTS)(
  "removal of all %i devices of the provider is one frame, and removes no other device",
  async (count) => {
    await netns.run("ip link add other type dummy");
    const made = await createLinks(count);
    resetStats();
    await Promise.all(made.map(removal));
    expect(stats.frames).toBe(1);
    expect(await devices()).toEqual(["other"]);
  },
);

test.each(COUNTS)("removal of %i devices keeps two further devices of the provider", async (count) => {
  const made = await createLinks(count + 2);
  await Promise.all(made.slice(2).map(removal));
  expect(await devices()).toEqual(["b0", "b1"]);
  await Promise.all(made.slice(0, 2).map(removal));
  expect(await devices()).toEqual([]);
});

test.each(COUNTS)("removal of %i devices keeps foreign devices in the same group", async (count) => {
  await netns.run(
    `ip link add other group ${GROUP} type dummy; ip link add theirs group ${GROUP} type dummy;
    ip link set theirs alias pulumi-iproute2:1:0123456789ab:another/stack/theirs`,
  );
  const made = await createLinks(count);
  await Promise.all(made.map(removal));
  expect(await devices()).toEqual(["other", "theirs"]);
  expect(await netns.run("cat /sys/class/net/other/netdev_group")).toBe(`${GROUP}\n`);
});

test.each(COUNTS)(
  "removal of %i devices and one that another stack took keeps that one, and succeeds",
  async (count) => {
    const made = await createLinks(count + 1);
    await netns.run("ip link set b0 alias pulumi-iproute2:1:0123456789ab:another/stack/theirs");
    await Promise.all(made.map(removal));
    expect(await devices()).toEqual(["b0"]);
  },
);

test.each(COUNTS)(
  "removal of %i devices and one whose alias changed keeps that one, and fails for it",
  async (count) => {
    const made = await createLinks(count + 1);
    await netns.run("ip link set b0 alias mine-now");
    const results = await Promise.allSettled(made.map(removal));
    expect(results.map(({ status }) => status)).toEqual([
      "rejected",
      ...Array.from({ length: count }, () => "fulfilled"),
    ]);
    expect(String(results[0]?.status === "rejected" && results[0].reason)).toMatch(/mine-now/);
    expect(await devices()).toEqual(["b0"]);
  },
);

test.each(COUNTS)("removal of %i devices and one that no longer exists succeeds", async (count) => {
  const made = await createLinks(count + 1);
  await netns.run("ip link del b0");
  await Promise.all(made.map(removal));
  expect(await devices()).toEqual([]);
});
