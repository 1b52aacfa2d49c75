import { expect, test } from "vitest";
import { holdsUnless } from "./broken.ts";
import type { Declaration, Result } from "./engine.ts";
import { missing } from "./host.ts";
import { device, look } from "./look.ts";
import { OPEN } from "./open.ts";
import type { Args } from "./provider.ts";
import { type HostName, UNDERLAY, World, type WorldOptions } from "./world.ts";

const reason = missing();

interface TrialOptions extends WorldOptions {
  /** Why this machine cannot tell, or undefined where it can. */
  readonly lacking?: string | undefined;
}

/** What holds, in a world of its own. */
export function holds(title: string, act: (world: World) => Promise<void>, options: TrialOptions = {}): void {
  trial("", title, act, options);
}

/** What a finding asks for: it must be seen to fail as long as the finding is open, and must hold from then on. */
export function trial(
  finding: string,
  title: string,
  act: (world: World) => Promise<void>,
  options: TrialOptions = {},
): void {
  const about = finding === "" ? "" : ` (${OPEN.has(finding) ? "open " : ""}finding ${finding})`;
  test(`${title}${about}`, async ({ skip }) => {
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

/** A `host` argument: with more of its connection, and more of its own. */
export const at = (host: string, connection: Args = {}, more: Args = {}): Args => ({
  connection: { host, ...connection },
  ...more,
});

/** The VXLAN link of the trials: VNI 5 from one host to the other. */
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

/** The run succeeded; what it said otherwise is shown. */
export function green(result: Result): void {
  expect({ status: result.status, messages: result.messages }).toEqual({ status: "succeeded", messages: [] });
}

export function refused(result: Result, words: RegExp): void {
  expect(["refused", "failed"], `the run ${result.status}`).toContain(result.status);
  expect(result.messages.join("\n")).toMatch(words);
}

export const ipOn = (world: World, host: HostName, ...commands: string[]) =>
  world.hosts[host].must(commands.map((one) => `ip ${one}`).join(" &&\n"));

export const deviceOn = async (world: World, host: HostName, name: string) =>
  device(await look(world.hosts[host]), name);

export const addressesOn = async (world: World, host: HostName, name: string) =>
  ((await deviceOn(world, host, name))?.addresses ?? [])
    .filter(({ scope }) => scope !== "link")
    .map((one) => one.cidr);

export const routesTo = async (world: World, host: HostName, to: string) =>
  (await look(world.hosts[host])).routes.filter((one) => one.to === to);

/** Whether a packet from alpha to an address that beta has through a tunnel arrives there. */
export async function arrives(world: World, address: string): Promise<boolean> {
  const open = `use IO::Socket::INET; my $s = IO::Socket::INET->new(Proto => "udp",`;
  const receiver = world.beta.login(
    `exec perl -e '${open} LocalAddr => "${address}", LocalPort => 9999) or die; $| = 1; print "ready\\n"; alarm 2; $s->recv(my $m, 9); print $m'`,
  );
  const said: Buffer[] = [];
  const closed = new Promise<void>((resolve) => receiver.once("close", () => resolve()));
  const ready = new Promise<void>((resolve) => {
    receiver.on("data", (piece: Buffer) => {
      said.push(piece);
      resolve();
    });
  });
  await Promise.race([ready, closed]);
  await world.alpha.run(
    `perl -e '${open} PeerAddr => "${address}", PeerPort => 9999) or die; $s->send("hello")'`,
  );
  await closed;
  return Buffer.concat(said).includes("hello");
}
