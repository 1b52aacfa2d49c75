// Random walks between the states of the table of kinds, on a host in memory. After each step the object equals a new
// one with the same arguments, and objects of other owners are unchanged.
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import type { Args } from "../../provider/schema/declaration.ts";
import { ends } from "../kinds/ends.ts";
import type { KindCase } from "../kinds/kind-case.ts";
import { driverFor, type Made, type ResourceDriver } from "../kinds/resource-driver.ts";
import { table } from "../kinds/table.ts";
import type { Asked, FakeHost } from "./fake-host/fake-host.ts";
import { hostArgument, newFakeHost } from "./fake-host/hosts.ts";
import { Refused } from "./fake-host/link-words.ts";

vi.mock("../../provider/host/host.ts", async (original) => ({
  ...(await original<object>()),
  hostOf: (await import("./fake-host/hosts.ts")).hostOf,
}));

const STEPS = 40;
const SEED = 10;
const HERE = "192.0.2.1";
const ELSEWHERE = "192.0.2.2";

/** Addresses, routes and `up`: arguments that all kinds have. */
const ADDRESSING: readonly Args[] = [
  {},
  { up: false, addresses: ["10.77.0.1/30", "fd77::1/64"] },
  { addresses: ["10.77.0.1/30"], routes: ["10.78.0.0/24"] },
  {
    addresses: ["10.77.0.1/24", "10.77.0.2/24"],
    routes: ["10.78.0.0/24", { to: "10.79.0.0/24", via: "10.77.0.9" }],
  },
  {
    addresses: ["10.77.0.1/24", "10.77.0.3/24", "10.80.0.1/32"],
    routes: [{ to: "10.78.0.0/24", metric: 5, advmss: 1200 }, "0.0.0.0/0"],
  },
  { addresses: ["fd77::1/64"], routes: ["fd78::/32", { to: "fd79::/32", table: 77 }, "::/0"] },
  {
    addresses: ["10.77.0.1/24"],
    routes: [
      { to: "10.78.0.0/24", src: "10.77.0.1", mtu: 1000 },
      { to: "10.79.0.0/24", via: "192.0.2.9", onlink: true, advmss: 900 },
    ],
  },
  {
    addresses: ["fd77::1/64", "fd77::2/64", "10.77.0.1/30"],
    routes: [{ to: "fd78::/32", metric: 7 }, "10.78.0.0/24"],
  },
];

/** Every set of arguments that the table has for a kind. */
function statesOf({ minimal, full, changes }: KindCase): Args[] {
  const states = [
    ...[minimal, ...full].map((args) => args(ends)),
    ...changes.flatMap(({ from = minimal, to }) => [from(ends), { ...from(ends), ...to(ends) }]),
  ];
  return [...new Map(states.map((one) => [JSON.stringify(one), one])).values()];
}

/** Changes by an operator that are one line of `ip link`. */
const linesOf = ({ drifts }: KindCase): string[] => [
  "addr add 10.79.0.1/24 dev kind0",
  "link set kind0 down",
  "link set kind0 mtu 1333",
  "link del kind0",
  ...drifts.flatMap(({ by }) =>
    /^ip link change DEV [^;&|]*$/.test(by) ? [by.replace("ip ", "").replace("DEV", "kind0")] : [],
  ),
];

/** Everything on a host, in an order that does not depend on the order of creation. */
function contentOf({ kernel, markers }: FakeHost): unknown {
  const sorted = (values: readonly unknown[]) => values.map((one) => JSON.stringify(one)).sort();
  const links = kernel.links() as {
    ifindex: number;
    addr_info: unknown[];
    linkinfo?: { info_data: object };
  }[];
  return {
    links: links.map(({ ifindex: _, addr_info, linkinfo, ...rest }) => ({
      ...rest,
      ...(linkinfo && { linkinfo: { ...linkinfo, info_data: { ...linkinfo.info_data } } }),
      addresses: sorted(addr_info),
    })),
    routes: sorted(kernel.shownRoutes()),
    ports: sorted(kernel.ports),
    markers: Object.fromEntries(markers),
  };
}

/** A host with a link, an address, a route and a port of another owner. */
function hostAt(address: string): FakeHost {
  const host = newFakeHost(address);
  for (const line of [
    "link add name theirs0 type xfrm if_id 0x63",
    "addr add 10.99.0.1/24 dev theirs0",
    "link set dev theirs0 up",
    "route add 10.98.0.0/24 dev theirs0",
  ])
    host.kernel.run(line);
  host.kernel.runFou("inet", ["add", "port", "9999", "gue"]);
  // A change of the underlay then changes the mtu.
  host.kernel.run("link set under1 mtu 1400");
  return host;
}

const isProbe = ({ request }: Asked) =>
  "commands" in request && request.commands.length === request.shows && request.marker === undefined;

/**
 * Does what the engine does for new arguments. A change in place takes one operation, because a second one would be a
 * repair.
 */
async function go(driver: ResourceDriver, host: FakeHost, made: Made | undefined, args: Args): Promise<Made> {
  if (made === undefined) return driver.create(args);
  const plan = await driver.plan(made, args);
  if (plan === "nothing") return made;
  if (plan === "update") {
    host.asked = [];
    const updated = await driver.update(made, args);
    expect(
      host.asked.filter((one) => !isProbe(one)).slice(1),
      JSON.stringify({ from: made.inputs, args }),
    ).toEqual([]);
    return updated;
  }
  await driver.remove(made);
  return driver.create(args);
}

/** An operator's change, and the refresh after it. Undefined when the device no longer exists. */
async function meddle(
  driver: ResourceDriver,
  host: FakeHost,
  made: Made,
  line: string,
): Promise<Made | undefined> {
  try {
    host.kernel.run(line);
  } catch (error) {
    // A value of another variant of the kind.
    if (!(error instanceof Refused)) throw error;
  }
  return (await driver.refresh(made)) === undefined ? undefined : driver.refreshed(made);
}

test.each(table.map((row) => ({ type: row.type, row })))(
  `$type equals a new device after each of ${STEPS} random steps`,
  async ({ type, row }) => {
    const host = hostAt(HERE);
    const contentBefore = contentOf(host);
    const [driver, fresh] = [HERE, ELSEWHERE].map((address) => driverFor(type, () => hostArgument(address)));
    if (driver === undefined || fresh === undefined) throw new Error("no driver");
    const step = fc.record({
      own: fc.constantFrom(...statesOf(row)),
      common: fc.constantFrom(...ADDRESSING),
      by: fc.option(fc.constantFrom(...linesOf(row)), { freq: 2 }),
    });
    let made: Made | undefined;
    let taken = 0;
    for (const { own, common, by } of fc.sample(step, { seed: SEED, numRuns: STEPS })) {
      const args = { name: "kind0", ...own, ...common };
      if ((await driver.faults(args)).length > 0) continue;
      taken += 1;
      if (made !== undefined && by !== null) made = await meddle(driver, host, made, by);
      const from = made?.inputs;
      made = await go(driver, host, made, args);
      const other = hostAt(ELSEWHERE);
      await fresh.create(args);
      // A bridge keeps its mtu when the program no longer declares one
      if (row.hasMtuOfPorts === true && !("mtu" in args)) {
        const [device, newDevice] = [host, other].map((one) => one.kernel.devices.get("kind0"));
        if (device !== undefined && newDevice !== undefined) device.mtu = newDevice.mtu;
      }
      expect(contentOf(host), JSON.stringify({ from, by, args })).toEqual(contentOf(other));
    }
    expect(taken).toBeGreaterThan(STEPS / 2);
    if (made !== undefined) await driver.remove(made);
    expect(contentOf(host)).toEqual(contentBefore);
  },
);

const PORTS: readonly Args[] = [
  { port: 5555, protocol: "ipip" },
  { port: 5555, gue: true },
  { port: 5555, protocol: "gre", local: "10.44.0.1" },
  { port: 5556, protocol: 4, local: "10.44.0.1", dev: "under0" },
  { port: 5555, protocol: "sit", peer: "10.44.0.2", peerPort: 5555, local: "10.44.0.1" },
  { port: 5555, family: "inet6", gue: true },
  { port: 5555, family: "inet6", protocol: "ipv6", local: "fd44::1", owner: "test/kinds/another" },
];

test(`FouPort equals a new port after each of ${STEPS} random steps`, async () => {
  const host = hostAt(HERE);
  const contentBefore = contentOf(host);
  const driver = driverFor("FouPort", () => hostArgument(HERE));
  const fresh = driverFor("FouPort", () => hostArgument(ELSEWHERE));
  let made: Made | undefined;
  for (const args of fc.sample(fc.constantFrom(...PORTS), { seed: SEED, numRuns: STEPS })) {
    made = await go(driver, host, made, args);
    const other = hostAt(ELSEWHERE);
    await fresh.create(args);
    expect(contentOf(host)).toEqual(contentOf(other));
  }
  if (made !== undefined) await driver.remove(made);
  expect(contentOf(host)).toEqual(contentBefore);
});
