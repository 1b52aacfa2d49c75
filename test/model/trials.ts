import { expect, test } from "vitest";
import { holdsUnless } from "./broken.ts";
import type { Declaration, Result } from "./engine-types.ts";
import { missing } from "./host.ts";
import { device, differences, look } from "./look.ts";
import { OPEN } from "./open.ts";
import type { Args } from "./provider.ts";
import { type HostName, UNDERLAY, World, type WorldOptions } from "./world.ts";

const reason = missing();

interface TrialOptions extends WorldOptions {
  /** The reason why this machine cannot run the trial; undefined if it can. */
  readonly lacking?: string | undefined;
}

/** A test with its own world. */
export function holds(title: string, act: (world: World) => Promise<void>, options: TrialOptions = {}): void {
  trial("", title, act, options);
}

/** A test of a finding, with its own world. It must fail as long as the finding is open, and pass after its fix. */
export function trial(
  finding: string,
  title: string,
  act: (world: World) => Promise<void>,
  options: TrialOptions = {},
): void {
  const suffix = finding === "" ? "" : ` (${OPEN.has(finding) ? "open " : ""}finding ${finding})`;
  test(`${title}${suffix}`, async ({ skip }) => {
    const lacking = reason ?? options.lacking;
    if (lacking !== undefined) skip(lacking);
    const world = await World.make(options);
    try {
      await holdsUnless(OPEN.has(finding), () => act(world));
    } finally {
      await world.stop();
    }
  });
}

/** A `host` argument, with more arguments of its connection and more of its own. */
export const at = (host: string, connection: Args = {}, more: Args = {}): Args => ({
  connection: { host, ...connection },
  ...more,
});

/** The declaration of the VXLAN link of the trials: VNI 5, from one host to the other. */
export function vxlan(
  name: string,
  args: Args = {},
  options: Declaration["options"] = {},
  more: Partial<Declaration> = {},
): Declaration {
  const host: HostName = more.args?.host === "beta" ? "beta" : "alpha";
  const other = host === "alpha" ? "beta" : "alpha";
  return {
    type: "VxlanTunnel",
    name,
    args: { host: at(host), vni: 5, local: UNDERLAY[host], remote: UNDERLAY[other], dev: "eth0", ...args },
    options,
  };
}

/** Arguments of a link with one address. */
export const ADDRESS = { addresses: ["10.9.0.1/30"] };

/** The declaration of an XfrmPolicy on alpha. */
export const policy = (name: string, more = {}, options = {}): Declaration => ({
  type: "XfrmPolicy",
  name,
  args: {
    host: at("alpha"),
    direction: "out",
    selector: { source: "10.1.0.0/16", destination: "10.2.0.0/16" },
    ...more,
  },
  options,
});

/** The declaration of a LinkSet on alpha, with the links `one` and `two`. */
export const linkSet = (name: string, options = {}): Declaration => ({
  type: "LinkSet",
  name,
  args: {
    host: at("alpha"),
    kind: "vxlan",
    links: {
      one: { vni: 11, local: "198.51.100.1", remote: "198.51.100.2", dev: "eth0" },
      two: { vni: 12, local: "198.51.100.1", remote: "198.51.100.2", dev: "eth0", ...ADDRESS },
    },
  },
  options,
});

/** The IPsec policies of alpha, as ip prints them. */
export const policies = (world: World) => world.alpha.must("ip xfrm policy list");

/** Expects that `act` changes nothing on alpha. */
export async function untouched(world: World, act: () => Promise<unknown>): Promise<void> {
  const before = await look(world.alpha);
  await act();
  expect(differences(before, await look(world.alpha))).toEqual([]);
}

/** A declaration without its undefined arguments, because a program sends none. */
export function plainly(declaration: Declaration): Declaration {
  const args = Object.entries(declaration.args).filter(([, value]) => value !== undefined);
  return { ...declaration, args: Object.fromEntries(args) };
}

/** Expects that a run succeeded. If it did not, the error shows its messages. */
export function green(result: Result): void {
  expect({ status: result.status, messages: result.messages }).toEqual({ status: "succeeded", messages: [] });
}

/** Expects that a run was refused at preview or failed, with this message. */
export function refused(result: Result, message: RegExp): void {
  expect(["refused", "failed"], `the run ${result.status}`).toContain(result.status);
  expect(result.messages.join("\n")).toMatch(message);
}

/** Runs ip commands on a host, as an operator. */
export const ipOn = (world: World, host: HostName, ...commands: string[]) =>
  world.hosts[host].must(commands.map((command) => `ip ${command}`).join(" &&\n"));

/** The device of this name on a host. */
export const deviceOn = async (world: World, host: HostName, name: string) =>
  device(await look(world.hosts[host]), name);

/** The addresses of a device, without link-local ones. */
export const addressesOn = async (world: World, host: HostName, name: string) =>
  ((await deviceOn(world, host, name))?.addresses ?? [])
    .filter(({ scope }) => scope !== "link")
    .map((one) => one.cidr);

/** The routes of a host to a destination. */
export const routesTo = async (world: World, host: HostName, to: string) =>
  (await look(world.hosts[host])).routes.filter((one) => one.to === to);

/** Whether a packet that alpha sends through the tunnel to this address arrives at beta. */
export async function arrives(world: World, address: string): Promise<boolean> {
  const open = `use IO::Socket::INET; my $s = IO::Socket::INET->new(Proto => "udp",`;
  const receiver = world.beta.login(
    `exec perl -e '${open} LocalAddr => "${address}", LocalPort => 9999) or die; $| = 1; print "ready\\n"; alarm 2; $s->recv(my $m, 9); print $m'`,
  );
  const received: Buffer[] = [];
  const closed = new Promise<void>((resolve) => receiver.once("close", () => resolve()));
  const ready = new Promise<void>((resolve) => {
    receiver.on("data", (piece: Buffer) => {
      received.push(piece);
      resolve();
    });
  });
  await Promise.race([ready, closed]);
  await world.alpha.run(
    `perl -e '${open} PeerAddr => "${address}", PeerPort => 9999) or die; $s->send("hello")'`,
  );
  await closed;
  return Buffer.concat(received).includes("hello");
}
