// The network breaks the SSH connection at each packet, drops all later packets, or is slow and loses packets.
import { afterAll, beforeAll, expect, vi } from "vitest";
import { green } from "../../model/trials.ts";
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

/**
 * How many times as fast the clock of the provider runs, so that its deadlines come sooner. The clock of the host is
 * not faster: a shell waits 10 s for the lock of another one whose client is gone, and a frame has 90 s.
 */
const SPEED = 5;

/** Runs `act` while timers and performance.now() run SPEED times as fast. */
async function quickly<T>(act: () => Promise<T>): Promise<T> {
  const [tick, stop] = [setInterval, clearInterval];
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"] });
  const timer = tick(() => vi.advanceTimersByTime(5 * SPEED), 5);
  try {
    return await act();
  } finally {
    stop(timer);
    vi.useRealTimers();
  }
}

matrixTest(
  "slow, lossy or silent network",
  "SSH connection that is silent from any packet on: the run ends within its deadlines, and the next up --refresh repairs the host",
  () => casesOf("silence"),
  cutAt,
  { around: quickly, lanes: 16 },
);

const LATENCIES = [0, 50, 200, 600];
const LOSSES = [0, 0.01, 0.1];

matrixTest(
  "slow, lossy or silent network",
  "network of 0 to 600 ms and up to 10 % loss: each run succeeds, and changes nothing in a second one",
  () => PHASES.flatMap((phase) => LATENCIES.flatMap((ms) => LOSSES.map((loss) => ({ phase, ms, loss })))),
  async ({ phase, ms, loss }) => {
    const random = pseudoRandom(ms + loss);
    await pool.use(async (world) => {
      const network = { delayMs: ms / 2, loses: () => random() < loss };
      const connections = new SshConnections(world.hosts, keys, network);
      green(await converges(world, phase, { options: { connections } }));
    });
  },
);

/** Numbers between 0 and 1 that are the same in each run. */
function pseudoRandom(seed: number): () => number {
  let state = Math.floor(seed * 1000) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
