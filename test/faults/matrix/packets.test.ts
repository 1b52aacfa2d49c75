// The network breaks the SSH connection at each packet, drops all later packets, or is slow and loses packets.
import { afterAll, beforeAll, expect } from "vitest";
import { converges, matrixTest, PHASES, type Phase, worlds } from "./converge.ts";
import { type Keys, makeKeys, type Network, removeKeys, SshConnections } from "./ssh-line.ts";

const pool = worlds();
let keys: Keys;
beforeAll(() => {
  keys = makeKeys();
});
afterAll(() => removeKeys(keys));

/** Disturbs a run of the phase by the network. Returns the number of packets. */
const over = (phase: Phase, network: Network) =>
  pool.use(async (world) => {
    const connections = new SshConnections(world.hosts, keys, network);
    let packets = 0;
    await converges(world, phase, {
      options: {
        connections,
        watch: async () => {
          packets = await connections.packets();
        },
      },
    });
    return packets;
  });

interface Cut {
  readonly phase: Phase;
  /** how many packets an undisturbed run has */
  readonly of: number;
  readonly packet: number;
  readonly fate: "cut" | "leave" | "silence";
}

/** A case for each packet of an undisturbed run. */
async function casesOf(...fates: readonly Cut["fate"][]): Promise<Cut[]> {
  const cases: Cut[] = [];
  for (const phase of PHASES) {
    const packets = await over(phase, {});
    for (const fate of fates)
      for (let packet = 1; packet <= packets; packet += 1) cases.push({ phase, of: packets, packet, fate });
  }
  return cases;
}

/** The number of packets differs by a few between two runs, because TCP joins data. */
const TOLERANCE = 6;

const cutAt = async ({ phase, of, packet, fate }: Cut) => {
  let occurred = packet > of - TOLERANCE;
  await over(phase, {
    fate(n) {
      if (n === packet) occurred = true;
      return n === packet ? fate : "pass";
    },
  });
  expect(occurred).toBe(true);
};

matrixTest(
  "connection cut after each packet",
  "SSH connection that breaks at any packet: the next up --refresh repairs the host",
  () => casesOf("cut", "leave"),
  cutAt,
);
