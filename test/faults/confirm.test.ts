// Changes that cut the SSH connection of their host. The host reverses them by itself.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { handlers } from "../../provider/index.ts";
import { closeAll } from "../../provider/ssh/index.ts";
import { labHosts, on, snapshot } from "../lab/index.ts";
import { CONTROLLER_ADDRESS as CLIENT, HOSTS } from "../lab/topology.ts";
import { counted, hasAll } from "./counts.ts";

type Args = Record<string, unknown>;

const WIRE = HOSTS.find(({ name }) => name === "wire")?.underlay4;

/** The shortest time that the argument confirmTimeout allows, in seconds. */
const SECONDS = 5;

/** The link by which alpha answers the client in some cases. The wire unpacks its packets and forwards them. */
const carrier = { name: "carrier0", remote: "wire", routes: [`${CLIENT}/32`] };

interface Case {
  readonly title: string;
  /** Whether `npm test` has it too. */
  readonly isShort?: boolean;
  readonly type?: string;
  /** undefined: the case creates the object */
  readonly before?: Args;
  /** undefined: the case removes the object */
  readonly after?: Args;
}

const CUTS: readonly Case[] = [
  { title: "a new link with a route to the client", isShort: true, after: { routes: [`${CLIENT}/32`] } },
  { title: "a new route to a part of the client's subnet", before: {}, after: { routes: ["10.0.2.0/29"] } },
  {
    title: "a new policy that blocks packets to the client",
    type: "XfrmPolicy",
    after: { direction: "out", action: "block", selector: { destination: `${CLIENT}/32` } },
  },
  { title: "the removal of the link to the client", isShort: true, before: carrier },
  { title: "a new link with the client's own address", after: { addresses: [`${CLIENT}/32`] } },
  {
    title: "a new link with an address in a part of the client's subnet",
    after: { addresses: ["10.0.2.3/29"] },
  },
  { title: "a new link with a route to a part of the client's subnet", after: { routes: ["10.0.2.0/25"] } },
  {
    title: "a new link with a route in another form, beside addresses",
    after: { addresses: ["10.9.0.1/30"], routes: [{ to: "10.0.2.0/30", metric: 7, advmss: 1000 }] },
  },
  {
    title: "a new route to the client",
    before: { addresses: ["10.9.0.1/30"] },
    after: { routes: [`${CLIENT}/32`] },
  },
  { title: "a new address beside the client's", before: {}, after: { addresses: ["10.0.2.1/28"] } },
  {
    title: "a link that comes up with a route to the client",
    before: { up: false },
    after: { addresses: ["10.0.2.6/29"] },
  },
  {
    title: "a new policy that drops packets from the client",
    type: "XfrmPolicy",
    after: { direction: "in", action: "block", selector: { source: `${CLIENT}/32` } },
  },
  {
    title: "a new policy that needs a state which is missing",
    type: "XfrmPolicy",
    after: {
      direction: "out",
      selector: { destination: "10.0.2.0/29" },
      templates: [{ source: "10.0.2.11", destination: "10.0.2.12", proto: "esp", mode: "tunnel" }],
    },
  },
  {
    title: "a policy that begins to block",
    type: "XfrmPolicy",
    before: { direction: "out", action: "allow", selector: { destination: `${CLIENT}/32` } },
    after: { direction: "out", action: "block", selector: { destination: `${CLIENT}/32` } },
  },
  {
    title: "the link to the client goes down",
    before: carrier,
    after: { ...carrier, routes: [], up: false },
  },
  {
    title: "the link to the client gets another remote",
    before: carrier,
    after: { ...carrier, remote: "beta" },
  },
  { title: "the link to the client gets a key", before: carrier, after: { ...carrier, key: 7 } },
  {
    title: "the link to the client gets checksums that the far end refuses",
    before: carrier,
    after: { ...carrier, okey: 9 },
  },
  {
    title: "the link to the client gets another local address",
    before: carrier,
    after: { ...carrier, local: "10.0.2.77" },
  },
  {
    title: "the link to the client gets a hop limit of one",
    before: carrier,
    after: { ...carrier, ttl: 1, remote: "beta" },
  },
];

/** A route that the kernel uses if the carrier has none. */
const NO_WAY = `unreachable ${CLIENT}/32 metric 100`;

/** Changes that look as if they could cut the connection, and do not. */
const HARMLESS: readonly Case[] = [
  { title: "a new link with a default route beside the client's subnet", after: { routes: ["0.0.0.0/0"] } },
  {
    title: "a new link with a worse route to the client's subnet",
    after: { routes: [{ to: "10.0.2.0/24", metric: 9 }] },
  },
  { title: "another hop limit of the link to the client", before: carrier, after: { ...carrier, ttl: 9 } },
];

const host = (more: Args = {}) => ({
  connection: { ...labHosts().alpha.connection },
  confirmTimeout: SECONDS,
  ...more,
});

/** The arguments of a case, with those that it leaves out. */
function argsOf({ type = "GreTunnel" }: Case, given: Args, more: Args = {}): Args {
  const base = { host: host(more), owner: "test/faults/confirm", __stack: "confirms" };
  if (type !== "GreTunnel") return { ...base, ...given };
  const { remote = "beta", ...own } = given;
  const far = remote === "wire" ? WIRE : labHosts().beta.underlay4;
  return { ...base, name: "cut0", local: labHosts().alpha.underlay4, remote: far, loopCheck: "off", ...own };
}

const handlerOf = ({ type = "GreTunnel" }: Case) => handlers[type] ?? expect.fail(`no type ${type}`);

async function checked(one: Case, args: Args): Promise<Args> {
  const { inputs, failures } = await handlerOf(one).check({}, args);
  expect(failures).toEqual([]);
  return inputs as Args;
}

/** Creates the object of a case before its change. */
async function start(one: Case): Promise<Args | undefined> {
  if (one.before === undefined) return undefined;
  const args = argsOf(one, one.before, { confirm: "never" });
  const { outs } = await handlerOf(one).create(await checked(one, args));
  // Without the carrier, the host has no route to the client
  if (one.before === carrier) await on("alpha").must(`ip route add ${NO_WAY}`);
  return { ...outs, host: host() } as Args;
}

async function change(one: Case, olds: Args | undefined): Promise<Args | undefined> {
  if (one.after === undefined) {
    await handlerOf(one).delete("x", olds ?? {});
    return undefined;
  }
  const inputs = await checked(one, argsOf(one, one.after));
  if (olds === undefined) return (await handlerOf(one).create(inputs)).outs as Args;
  return (await handlerOf(one).update("x", olds, inputs)).outs as Args;
}

async function remove(one: Case, outs: Args | undefined): Promise<void> {
  if (one.before === carrier) await on("alpha").must(`ip route del ${NO_WAY}`);
  if (outs !== undefined) await handlerOf(one).delete("x", { ...outs, host: host({ confirm: "never" }) });
}

const SETTINGS =
  "net.ipv4.ip_forward net.ipv4.conf.all.rp_filter net.ipv4.conf.eth0.rp_filter net.ipv4.conf.eth0.send_redirects";
let settings: string;
beforeAll(async () => {
  await on("alpha").must("modprobe ip_gre; ip addr add 10.0.2.77/24 dev eth0 noprefixroute");
  settings = await on("wire").must(`modprobe ip_gre; sysctl ${SETTINGS}`);
  await on("wire").must(
    `ip link add carrier1 type gre local ${WIRE} remote ${labHosts().alpha.underlay4} && ip link set carrier1 up
    sysctl -q -w net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.eth0.rp_filter=0 net.ipv4.conf.carrier1.rp_filter=0`,
  );
});
afterAll(async () => {
  await closeAll();
  await on("alpha").run("ip addr del 10.0.2.77/24 dev eth0");
  await on("wire").must(
    `ip link del carrier1; echo '${settings.trim()}' | sed 's/ = /=/' | xargs sysctl -q -w`,
  );
});

/** What alpha has. A device that was up once keeps another queue. */
const stateOfAlpha = async () =>
  (await snapshot("alpha"))
    .replaceAll('"qdisc":"noop"', '"qdisc":"noqueue"')
    .replace(/^qdisc noqueue .*\n/gm, "");

const nothingIsLeft = async () =>
  expect(await on("alpha").must("ls -d /run/pulumi-iproute2.confirm 2>&1 || true")).toMatch(/No such file/);

const cuts = hasAll ? CUTS : CUTS.filter((one) => one.isShort === true);

describe("a change that cuts the SSH connection", () => {
  test.each(cuts)(
    "is reversed by the host, and the error names it: $title",
    { timeout: 120_000 },
    async (one) => {
      counted("change that cuts the connection", 1, CUTS.length / cuts.length);
      const clean = await stateOfAlpha();
      const olds = await start(one);
      const before = await stateOfAlpha();
      const error = await change(one, olds).then(
        () => expect.fail("the change did not cut the connection"),
        (thrown: Error) => thrown,
      );
      // Some changes make the host reset the connections of the test itself
      on("alpha").close();
      expect(error.message).toMatch(/cut the SSH connection from 10\.0\.2\.2.*answers again/);
      expect(await stateOfAlpha()).toBe(before);
      await nothingIsLeft();
      if (olds !== undefined) {
        const read = await handlerOf(one).read("x", olds);
        expect(read.props).toMatchObject({ ...olds, host: host() });
      }
      await remove(one, olds);
      expect(await stateOfAlpha()).toBe(clean);
    },
  );

  test.each(hasAll ? HARMLESS : HARMLESS.slice(-1))(
    "is confirmed if the connection holds: $title",
    { timeout: 60_000 },
    async (one) => {
      const clean = await stateOfAlpha();
      const outs = await change(one, await start(one));
      await nothingIsLeft();
      await new Promise((resolve) => setTimeout(resolve, (SECONDS + 1) * 1000));
      const read = await handlerOf(one).read("x", outs ?? {});
      expect(read.props).toMatchObject(outs ?? {});
      await remove(one, outs);
      expect(await stateOfAlpha()).toBe(clean);
    },
  );
});
