// A persistent ip and the host's lock stay on a host between frames. When they end, or when their devices change,
// reports stay correct and nothing is left on the host.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { handlers } from "../../provider/index.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import { closeAll, resetStats, stats } from "../../provider/ssh/index.ts";
import { makeNetns, type Netns } from "../kinds/netns-fixture.ts";
import { on } from "../lab/index.ts";
import { longOnly } from "../sample.ts";

const LOCK = "/run/pulumi-iproute2.lock";
const kind = handlers.IpipTunnel as NonNullable<typeof handlers.IpipTunnel>;

let netns: Netns;
beforeAll(async () => {
  await on("alpha").must("modprobe ipip");
  netns = await makeNetns("staying");
});
afterEach(async () => {
  await closeAll();
  await netns.run("for d in $(ls /sys/class/net | grep ^s); do ip link del $d; done");
});
afterAll(() => netns.remove());

const link = (n: number, more: Args = {}): Args => ({
  host: netns.host,
  owner: `test/staying/s${n}`,
  name: `s${n}`,
  local: "10.0.2.11",
  remote: `10.99.0.${n}`,
  ttl: 64,
  addresses: [`10.8.${n}.1/30`],
  ...more,
});
const create = async (n: number, more: Args = {}) => kind.create(link(n, more));
type Made = Awaited<ReturnType<typeof create>>;
const remove = ({ id, outs }: Made) => kind.delete(id, outs);
const names = async () => (await netns.run("ls /sys/class/net")).match(/\bs\d+\b/g) ?? [];

describe("persistent ip", () => {
  test("reports a device's addresses after a question about the route of a vxlan", async () => {
    const vxlan = handlers.VxlanTunnel as typeof kind;
    // The vxlan's remote needs a route, because a failed question would end the ip.
    await netns.run("ip link add s8 type dummy; ip addr add 10.99.0.1/16 dev s8; ip link set s8 up");
    const { ttl: _ttl, ...more } = link(9);
    const made = await vxlan.create({ ...more, vni: 9, addresses: [] });
    resetStats();
    const { outs } = await create(1);
    expect(outs).toMatchObject({ addresses: ["10.8.1.1/30"] });
    // One frame is enough. Without the addresses in its reply, the provider would change the device and read it
    // again.
    expect(stats.frames).toBe(1);
    expect((await kind.read("s1", outs)).props).toMatchObject({ addresses: ["10.8.1.1/30"] });
    await vxlan.delete(made.id, made.outs);
  });

  test("finds a device again after another one got its name", async () => {
    const [one, other] = [await create(1), await create(2)];
    // The kernel renames only devices that are down.
    const rename = (from: string, to: string) =>
      `ip link set ${from} down; ip link set ${from} name ${to} up`;
    const swap = [rename("s1", "x"), rename("s2", "s1"), rename("x", "s2")].join("; ");
    await netns.run(swap);
    await expect(kind.update(one.id, one.outs, link(1, { ttl: 9 }))).rejects.toThrow(
      /belongs to test\/staying\/s2/,
    );
    expect(await netns.run("ip -d link show s1; ip -d link show s2")).not.toMatch(/ttl 9 /);
    await netns.run(swap);
    await kind.update(one.id, one.outs, link(1, { ttl: 9 }));
    expect(await netns.run("ip -d link show s1")).toMatch(/ttl 9 /);

    // The device is removed and made again, by the provider or by an operator. Its former index belongs to no device.
    await remove(other);
    const recreated = await create(2);
    expect(recreated.outs).toMatchObject({ name: "s2", addresses: ["10.8.2.1/30"] });
    await netns.run("ip link del s2");
    resetStats();
    expect((await create(2)).outs).toMatchObject({ name: "s2", addresses: ["10.8.2.1/30"] });
    expect(stats.frames).toBe(1);
  });

  test("can be killed between two frames", async () => {
    const first = await create(1);
    await on("alpha").must("pkill -KILL -f '^ip -d -j -N -batch -'");
    const second = await create(2);
    expect(second.outs).toMatchObject({ name: "s2", ttl: 64 });
    await Promise.all([first, second].map(remove));
    expect(await names()).toEqual([]);
  });

  test("continues after a failing operation, which alone fails with its own message and leaves nothing", async () => {
    // The lines of the next frame are then not the first that the ip counts.
    const before = [await create(1), await create(2), await create(3)];
    await netns.run("ip link add s5 type dummy");
    const results = await Promise.allSettled([
      create(4),
      create(5),
      create(6, { routes: [{ to: "10.77.0.0/16", via: "10.200.0.1" }] }),
      create(7),
    ]);
    const reasons = results.flatMap((one) => (one.status === "rejected" ? [String(one.reason)] : []));
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
    expect(reasons[0]).toMatch(/s5 .*dummy device of this name/);
    expect(reasons[1]).toMatch(/s6 .*ip route add 10\.77\.0\.0\/16 via 10\.200\.0\.1 dev s6/s);
    const last = await create(8);
    expect((await names()).toSorted()).toEqual(["s1", "s2", "s3", "s4", "s5", "s7", "s8"]);
    const made = results.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    for (const one of [...before, ...made, last]) await remove(one);
    expect(await names()).toEqual(["s5"]);
  });
});

describe("lock of a host", () => {
  const holder = (script: string) => on("alpha").start(`exec sh -c '${script}'`);
  const held = () => on("alpha").must(`flock -n ${LOCK} true && echo free || echo held`);
  const until = async (state: string) => {
    while ((await held()) !== `${state}\n`) await new Promise((resolve) => setTimeout(resolve, 50));
  };

  test("is accessible only to root", async () => {
    await remove(await create(1));
    expect(await on("alpha").must(`stat -c '%U %a' ${LOCK}`)).toBe("root 600\n");
    const otherUser = await on("alpha").run(`flock -n ${LOCK} true`, { user: "plain" });
    expect(otherUser.exitCode).not.toBe(0);
  });

  test("is released soon after the last operation, while the connection is open", async () => {
    const made = await create(1);
    await until("free");
    await remove(made);
    await until("free");
  });

  test("makes a frame wait while another process has it", async () => {
    const other = await holder(`exec 9>>${LOCK}; flock 9; echo there; sleep 2`);
    await new Promise((resolve) => other.once("data", resolve));
    const ended = new Promise<number>((resolve) => other.once("close", () => resolve(performance.now())));
    const made = await create(1);
    const done = performance.now();
    expect(done).toBeGreaterThan((await ended) - 100);
    await remove(made);
  });

  test("is taken from a shell whose client is gone, and that shell ends", async () => {
    const other = await holder(`exec 9>>${LOCK}; flock 9; echo "$$ " >${LOCK}; echo there; read -r x`);
    await new Promise((resolve) => other.once("data", resolve));
    const ended = new Promise((resolve) => other.once("close", resolve));
    const made = await create(1);
    await ended;
    await remove(made);
  });

  // It waits 30 s for the lock, as the tests of the shell functions do
  longOnly(() => {
    test("stays with a run at work: a removal fails, and a read returns the present values", async () => {
      const made = await create(1);
      await until("free");
      const other = await holder(`exec 9>>${LOCK}; flock 9; echo "$$ " >${LOCK}; echo there; sleep 300; :`);
      try {
        await new Promise((resolve) => other.once("data", resolve));
        // One frame contains a removal that does not get the lock, and a read.
        const [removal, read] = await Promise.allSettled([remove(made), kind.read(made.id, made.outs)]);
        expect(removal).toMatchObject({ status: "rejected" });
        expect(String(removal.status === "rejected" && removal.reason)).toMatch(/held the host's lock/);
        expect(read).toMatchObject({ status: "fulfilled", value: { props: { name: "s1", ttl: 64 } } });
        expect(await names()).toEqual(["s1"]);
      } finally {
        await on("alpha").run("pkill -f 'sleep 300'");
      }
      await remove(made);
      expect(await names()).toEqual([]);
    });
  });
});
