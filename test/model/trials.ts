import { expect, test } from "vitest";
import type { Declaration, Result } from "./engine.ts";
import { missing } from "./host.ts";
import { device, look } from "./look.ts";
import type { Args } from "./provider.ts";
import { type HostName, UNDERLAY, World, type WorldOptions } from "./world.ts";

/**
 * Findings of the review (and of field.md, A; M: of the model) whose mend is not there yet: their trials are expected to fail. A mend takes
 * its number out, and from then on they must hold.
 */
export const OPEN: ReadonlySet<string> = new Set([
  ...["1a Forwarding", "2", "3 parents", "5", "6", "7", "9", "10", "11", "12", "16", "19", "20", "21"],
  ...["M1", "M2"],
]);

const reason = missing();

interface TrialOptions extends WorldOptions {
  /** Why this machine cannot tell, or undefined where it can. */
  readonly lacking?: string | undefined;
}

/** What holds, in a world of its own. */
export function holds(title: string, act: (world: World) => Promise<void>, options: TrialOptions = {}): void {
  run(test, title, act, options);
}

/** What a finding asks for: it must fail as long as the finding is open, and must hold from then on. */
export function trial(
  finding: string,
  title: string,
  act: (world: World) => Promise<void>,
  options: TrialOptions = {},
): void {
  run(OPEN.has(finding) ? test.fails : test, `${title} (finding ${finding})`, act, options);
}

function run(
  as: typeof test | typeof test.fails,
  title: string,
  act: (world: World) => Promise<void>,
  options: TrialOptions,
): void {
  const lacking = reason ?? options.lacking;
  if (lacking !== undefined) {
    test(title, ({ skip }) => skip(lacking));
    return;
  }
  as(title, async () => {
    const world = await World.make(options);
    try {
      await act(world);
    } finally {
      await world.stop();
    }
  });
}

export const at = (host: string, more: Args = {}): Args => ({ connection: { host, ...more } });

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
    `exec perl -e '${open} LocalAddr => "${address}", LocalPort => 9999) or die; $| = 1; print "ready\n"; alarm 2; $s->recv(my $m, 9) ; print $m'`,
  );
  let said = "";
  receiver.stdout.on("data", (piece: Buffer) => {
    said += piece.toString();
  });
  await new Promise((resolve) => receiver.stdout.once("data", resolve));
  await world.alpha.must(
    `perl -e '${open} PeerAddr => "${address}", PeerPort => 9999) or die; $s->send("hello")'`,
  );
  await receiver.ended;
  return said.includes("hello");
}
