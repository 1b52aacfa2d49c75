// What a mirror must not change: the path mtu and the full-size packets of what it watches. Each kind of tunnel that
// `MirrorSession` offers has the arguments that `MirrorSession` chooses.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Args } from "../../provider/schema/declaration.ts";
import { type MirrorKind, mirrorTunnel } from "../../sdk/components/mirror-tunnel.ts";
import { longOnly, sample } from "../sample.ts";
import { makeWiredNetns, type Netns } from "./netns-fixture.ts";
import { driverFor, type Made, type ResourceDriver } from "./resource-driver.ts";

const TYPES: Readonly<Record<MirrorKind, string>> = {
  erspan: "ErspanTunnel",
  ip6erspan: "Ip6ErspanTunnel",
  gretap: "GreTapTunnel",
  ip6gretap: "Ip6GreTapTunnel",
  vxlan: "VxlanTunnel",
  geneve: "GeneveTunnel",
};
const [SPAN, MONITOR] = ["span0", "mon0"];
/** Neighbours by the monitored device: near is watched, far has the collector too. */
const FAR = { 4: "10.46.0.2", 6: "fd46::2" };
const NEAR = { 4: "10.46.0.1", 6: "fd46::1" };
/** Data of pings that fill 1500 bytes. */
const FULL = { 4: 1500 - 28, 6: 1500 - 48 };

describe("a mirror into", () => {
  let near: Netns;
  let far: Netns;
  const made: { driver: ResourceDriver; one: Made }[] = [];
  beforeAll(async () => {
    [near, far] = await makeWiredNetns("kinds-harmless", "kinds-listen");
    await near.run(
      [
        `ip link add ${MONITOR} type veth peer name ${MONITOR} netns kinds-listen`,
        `ip addr add ${NEAR[4]}/24 dev ${MONITOR} && ip addr add ${NEAR[6]}/64 dev ${MONITOR} nodad`,
        `ip link set ${MONITOR} up`,
      ].join(" && "),
    );
    await far.run(
      [
        `ip addr add ${FAR[4]}/24 dev ${MONITOR} && ip addr add ${FAR[6]}/64 dev ${MONITOR} nodad`,
        `ip link set ${MONITOR} up`,
      ].join(" && "),
    );
  });
  afterAll(() => Promise.all([near?.remove(), far?.remove()]));
  beforeEach(() => forgetPathMtu());
  afterEach(async () => {
    for (const { driver, one } of made.splice(0).reverse()) await driver.remove(one);
  });

  const forgetPathMtu = () =>
    Promise.all([near, far].map(({ run }) => run("ip route flush cache; ip -6 route flush cache")));
  const make = async (type: string, where: Netns, args: Args) => {
    const driver = driverFor(type, () => where.host);
    made.push({ driver, one: await driver.create(args) });
  };
  const addresses = (over: 4 | 6) => (over === 4 ? ["10.45.0.1", "10.45.0.2"] : ["fd45::1", "fd45::2"]);

  /** Makes both ends of a tunnel. */
  async function tunnel(kind: MirrorKind, over: 4 | 6, args: Args): Promise<void> {
    const [local, remote] = addresses(over);
    const ends = (from: unknown, to: unknown) =>
      kind === "geneve" ? { remote: to } : { local: from, remote: to };
    await make(TYPES[kind], near, { name: SPAN, ...args, ...ends(local, remote) });
    await make(TYPES[kind], far, { name: SPAN, ...args, ...ends(remote, local) });
  }
  const mirror = (args: Args = {}) => make("ErspanMirror", near, { monitor: MONITOR, target: SPAN, ...args });
  const own = (kind: MirrorKind): Args => {
    const { kind: _, ...args } = mirrorTunnel({ kind }) as Args;
    return args;
  };

  /** The path mtu that both hosts have learned for each other. */
  const learned = async () => {
    const routes = await Promise.all([
      ...[4, 6].map((family) => near.run(`ip -${family} route get ${FAR[family as 4 | 6]}`)),
      ...[4, 6].map((family) => far.run(`ip -${family} route get ${NEAR[family as 4 | 6]}`)),
    ]);
    return routes.flatMap((text) => /\bmtu \d+/.exec(text) ?? []);
  };
  /** Sends pings that fill 1500 bytes and may not be fragmented. Returns how many answers came. */
  const fullSize = async (family: 4 | 6, count = 25) => {
    const text = await near.run(
      `ping -${family} -M do -s ${FULL[family]} -c ${count} -i 0.01 -W 2 ${FAR[family]} || true`,
    );
    return Number(/(\d+) received/.exec(text)?.[1] ?? 0);
  };
  const copies = async () =>
    Number((await far.run(`cat /sys/class/net/${SPAN}/statistics/rx_packets`)).trim());

  const cases: readonly { kind: MirrorKind; over: 4 | 6; arrive: boolean }[] = [
    { kind: "erspan", over: 4, arrive: true },
    { kind: "gretap", over: 4, arrive: true },
    { kind: "vxlan", over: 4, arrive: true },
    { kind: "geneve", over: 4, arrive: true },
    { kind: "ip6erspan", over: 6, arrive: true },
    // No router fragments over IPv6, so the copies of full-size packets are lost
    { kind: "ip6gretap", over: 6, arrive: false },
    { kind: "vxlan", over: 6, arrive: false },
    { kind: "geneve", over: 6, arrive: false },
  ];

  test.each(sample(cases, 3))(
    "$kind over IPv$over leaves path mtu and full-size packets of 100 copies as they are",
    async ({ kind, over, arrive }) => {
      expect(await learned()).toEqual([]);
      await tunnel(kind, over, own(kind));
      await mirror();
      const before = await copies();
      expect([await fullSize(4), await fullSize(6)]).toEqual([25, 25]);
      expect(await learned()).toEqual([]);
      const arrived = (await copies()) - before;
      if (arrive) expect(arrived).toBeGreaterThanOrEqual(100);
      else expect(arrived).toBeLessThan(50);
    },
  );

  test("gretap with path mtu discovery leaves them as they are, without copies of larger packets", async () => {
    await tunnel("gretap", 4, { key: 1 });
    await mirror();
    const before = await copies();
    expect([await fullSize(4), await fullSize(6)]).toEqual([25, 25]);
    expect(await learned()).toEqual([]);
    expect((await copies()) - before).toBeLessThan(50);
  });

  test.each<{ kind: MirrorKind; over: 4 | 6; without: string }>([
    { kind: "erspan", over: 4, without: "the filter that takes the route" },
    { kind: "ip6gretap", over: 6, without: "the limit" },
  ])(
    "$kind lowers the path mtu without $without, so these tests can fail",
    async ({ kind, over, without }) => {
      await tunnel(kind, over, { key: 1 });
      await mirror();
      const filters = await near.run(`tc filter show dev ${SPAN} egress`);
      const prefs = [...new Set([...filters.matchAll(/pref (\d+)/g)].map(([, pref]) => Number(pref)))];
      const pref = without === "the limit" ? Math.min(...prefs) : Math.max(...prefs);
      await near.run(`tc filter del dev ${SPAN} egress pref ${pref}`);
      // After a flush the kernel may for a moment still refuse large packets, and then none is copied
      const afterPings = () => fullSize(6, 3).then(learned);
      await expect.poll(afterPings, { timeout: 20_000 }).not.toEqual([]);
    },
  );

  longOnly(() => {
    test.each<{ seq: Args; what: string; arrive: number }>([
      { seq: {}, what: "delivers copies", arrive: 10 },
      { seq: { seq: true }, what: "with seq at the collector delivers none", arrive: 0 },
    ])("erspan $what after the monitor's end was replaced", async ({ seq, arrive }) => {
      await tunnel("erspan", 4, { ...own("erspan"), ...seq });
      await mirror();
      await fullSize(4);
      const [end, , copying] = made;
      if (end === undefined || copying === undefined) throw new Error("nothing was made");
      await end.driver.remove(end.one);
      end.one = await end.driver.create({ ...end.one.inputs, ...seq });
      const triggers = { monitor: MONITOR, target: SPAN, triggers: [end.one.outs.ifindex] };
      expect(await copying.driver.plan(copying.one, triggers)).toBe("update");
      copying.one = await copying.driver.update(copying.one, triggers);
      await copying.driver.isQuiet(copying.one);
      const before = await copies();
      await fullSize(4, 5);
      expect(Math.min((await copies()) - before, 10)).toBe(arrive);
    });
  });
});
