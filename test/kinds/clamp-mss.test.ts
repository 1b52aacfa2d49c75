// The segment size of forwarded TCP: the table of nft, and SYN packets that pass a router in both directions.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Args } from "../../provider/schema/declaration.ts";
import { on, shellWord } from "../lab/index.ts";
import { fakeDumpClock } from "./later.ts";
import { makeNetns, makeWiredNetns, type Netns } from "./netns-fixture.ts";
import { driverFor } from "./resource-driver.ts";

const [ROUTER, FAR, CLIENT] = ["mss-router", "mss-far", "mss-client"];
const TABLE = "inet pulumi_iproute2_kind0";
const secondsLater = fakeDumpClock();

let router: Netns;
let far: Netns;
let client: Netns;
beforeAll(async () => {
  [router, far] = await makeWiredNetns(ROUTER, FAR);
  client = await makeNetns(CLIENT);
  await router.run(
    [
      `ip link add lan0 type veth peer name lan0 netns ${CLIENT}`,
      "ip addr add 10.98.0.1/24 dev lan0",
      "ip link set lan0 up",
      "echo 1 >/proc/sys/net/ipv4/ip_forward",
    ].join(" && "),
  );
  await client.run(
    "ip addr add 10.98.0.2/24 dev lan0 && ip link set lan0 up && ip route add default via 10.98.0.1",
  );
  // The far end announces a segment that is too large for the tunnel, as a host behind it does
  await far.run(
    [
      "ip link add far0 type gre local 10.45.0.2 remote 10.45.0.1",
      "ip addr add 10.77.0.2/30 dev far0",
      "ip link set far0 up",
      "ip route add 10.98.0.0/24 dev far0 advmss 1460",
    ].join(" && "),
  );
});
afterAll(async () => {
  await Promise.all([router, far, client].map((netns) => netns?.remove()));
});

const driver = driverFor("GreTunnel", () => router.host);
const declared = (args: Args): Args => ({
  ...{ name: "kind0", local: "10.45.0.1", remote: "10.45.0.2", addresses: ["10.77.0.1/30"] },
  ...{ routes: ["10.99.0.0/24"], ...args },
});
const tables = async () => (await router.run("nft list tables inet")).trim();

/** The segment size of the first SYN that arrives, while another namespace tries to connect. */
async function arriving(at: string, device: string, from: string, to: string): Promise<number> {
  const listen = `ip netns exec ${at} timeout 15 tcpdump -lnvi ${device} --immediate-mode -c 1 'tcp[tcpflags] & tcp-syn != 0' 2>/dev/null`;
  const connect = `for i in 1 2 3 4 5 6 7 8; do timeout 1 bash -c '</dev/tcp/${to}/9' 2>/dev/null; sleep 0.3; done`;
  const text = await on("alpha").must(
    `ip netns exec ${from} sh -c ${shellWord(connect)} & ${listen}; kill $! 2>/dev/null || true`,
  );
  return Number(/mss (\d+)/.exec(text)?.[1]);
}
const sizes = async () => [
  await arriving(FAR, "far0", CLIENT, "10.99.0.1"),
  await arriving(CLIENT, "lan0", FAR, "10.98.0.2"),
];

describe("clampMss", () => {
  test("gives forwarded TCP of both directions the size of the path or a number, and leaves no table", async () => {
    const plain = await driver.create(declared({}));
    expect(await sizes()).toEqual([1460, 1460]);

    expect(await driver.plan(plain, declared({ clampMss: true }))).toBe("update");
    const clamped = await driver.update(plain, declared({ clampMss: true }));
    // 1476 bytes of the tunnel without the headers of IPv4 and TCP
    expect(await sizes()).toEqual([1436, 1436]);
    await driver.isQuiet(clamped);

    const numbered = await driver.update(clamped, declared({ clampMss: 1300 }));
    expect(await sizes()).toEqual([1300, 1300]);
    await driver.isQuiet(numbered);

    const without = await driver.update(numbered, declared({}));
    expect(await tables()).toBe("");
    await driver.isQuiet(without);
    await driver.remove(without);
  });

  test.each([
    ["delete the table", `nft delete table ${TABLE}`],
    ["delete the rules", `nft flush chain ${TABLE} forward`],
    [
      "change a rule",
      `nft flush chain ${TABLE} forward; nft add rule ${TABLE} forward oifname kind0 tcp flags syn tcp option maxseg size set 1200`,
    ],
  ])("is drift when an operator runs: %s", async (_what, byHand) => {
    const made = await driver.create(declared({ clampMss: true }));
    const before = await router.run("nft list ruleset");
    await driver.isQuiet(made);
    await router.run(byHand);
    secondsLater();
    expect(await driver.drift(made)).toEqual(["clampMss"]);
    const repaired = await driver.update(await driver.refreshed(made), declared({ clampMss: true }));
    expect(await router.run("nft list ruleset")).toBe(before);
    await driver.isQuiet(repaired);
    await driver.remove(repaired);
    expect(await tables()).toBe("");
  });

  test("leaves no table of a device that an operator has removed, and keeps tables of others", async () => {
    await router.run("nft add table inet theirs");
    const made = await driver.create(declared({ clampMss: 1300 }));
    await router.run("ip link del kind0");
    await driver.remove(made);
    expect(await tables()).toBe("table inet theirs");
    await router.run("nft delete table inet theirs");
  });
});
