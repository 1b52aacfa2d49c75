import path from "node:path";
import { expect } from "vitest";
import { root } from "../../scripts/setup/paths.ts";
import { type HostName, labHosts, on, snapshot } from "../lab/index.ts";
import { programFrom } from "./program.ts";
import { type Config, openStack, type Run, type TestStack } from "./stack.ts";

/** A host of the lab in the form of the examples' configuration. */
export function site(host: "alpha" | "beta") {
  const { connection, underlay4 } = labHosts()[host];
  return { connection: { ...connection }, underlay: underlay4 };
}

/**
 * Runs an example without changes: `up`, the test's own steps, and `destroy`, which must leave both hosts as they
 * were before.
 */
export async function runExample(
  name: string,
  config: Config,
  steps: (up: Run, stack: TestStack) => Promise<void>,
): Promise<void> {
  const program = programFrom(path.join(root, "examples", name, "index.ts"));
  await using stack = await openStack({ name: `example-${name}`, project: name, program, config });
  const before = await snapshots();
  try {
    await steps(await stack.up(), stack);
  } catch (error) {
    await stack.destroy().catch((failure: Error) => console.error(`destroying ${name}: ${failure.message}`));
    throw error;
  }
  await stack.destroy();
  expect(await snapshots()).toEqual(before);
}

/** Runs `during` while a host has something: shell commands that make it, and shell commands that remove it. */
export async function having<T>(
  host: HostName,
  make: string,
  unmake: string,
  during: () => Promise<T>,
): Promise<T> {
  await on(host).must(make);
  try {
    return await during();
  } finally {
    await on(host).must(unmake);
  }
}

/** A subnet behind a host: a device with the subnet's first address. */
export const subnet = <T>(host: HostName, address: string, during: () => Promise<T>) =>
  having(
    host,
    `ip link add lan0 type dummy && ip addr add ${address} dev lan0 nodad && ip link set lan0 up`,
    "ip link del lan0",
    during,
  );

/** Subnets behind both hosts. */
export const subnets = <T>(alpha: string, beta: string, during: () => Promise<T>) =>
  subnet("alpha", alpha, () => subnet("beta", beta, during));

export type During = <T>(during: () => Promise<T>) => Promise<T>;

/** Runs `during` within all of `around`, the first of which begins first. */
export const nested = <T>(around: readonly During[], during: () => Promise<T>): Promise<T> =>
  around.reduceRight((inner, one) => () => one(inner), during)();

/** A machine behind a host: a namespace, whose gateway is the host. Both addresses have a length. */
export const machine =
  (
    host: HostName,
    { name = "lan", gateway, address }: { name?: string; gateway: string; address: string },
  ): During =>
  (during) =>
    having(
      host,
      `ip netns add ${name} && ip link add ${name} type veth peer name eth0 netns ${name} &&
ip addr add ${gateway} dev ${name} && ip link set ${name} up && ip -n ${name} link set lo up &&
ip -n ${name} addr add ${address} dev eth0 && ip -n ${name} link set eth0 up &&
ip -n ${name} route add default via ${gateway.split("/")[0]}`,
      `ip netns del ${name}`,
      during,
    );

/** A further `up`, which reads the hosts first, changes nothing. */
export async function isUnchanged(stack: TestStack): Promise<void> {
  expect((await stack.up({ refresh: true })).changed).toEqual({});
}

const snapshots = () => Promise.all((["alpha", "beta"] as const).map(snapshot));
