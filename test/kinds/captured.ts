import type { Netns } from "./netns-fixture.ts";

export interface Capture {
  readonly device: string;
  /** tcpdump's filter */
  readonly filter: string;
  /** How many packets are expected. The capture then ends; it waits a few seconds for them. */
  readonly count: number;
  /** Whether the lines have the Ethernet header. */
  readonly ethernet?: boolean;
}

/** Longer than a packet takes from one namespace to another, in which a packet too many arrives. */
const SURPLUS_SECONDS = 0.4;

/**
 * Runs `act`, and returns tcpdump's lines for the packets that arrived on a device meanwhile. The capture ends when the
 * packets are there, and does not wait for a timeout.
 */
export async function captured(
  { run }: Pick<Netns, "run">,
  { device, filter, count, ethernet = false }: Capture,
  act: () => Promise<unknown>,
): Promise<string[]> {
  const file = `/run/captured-${device}`;
  const flags = `-Z root --immediate-mode -ln${ethernet ? "e" : ""}`;
  await run(
    `tcpdump ${flags} -i ${device} '${filter}' >${file} 2>${file}.log & echo $! >${file}.pid
for i in $(seq 200); do grep -q 'listening on' ${file}.log && exit; sleep 0.05; done; cat ${file}.log; exit 1`,
  );
  try {
    await act();
  } finally {
    await run(
      `for i in $(seq 50); do [ $(wc -l <${file}) -ge ${count} ] && break; sleep 0.1; done
sleep ${SURPLUS_SECONDS}; kill $(cat ${file}.pid); rm ${file}.pid ${file}.log`,
    );
  }
  return (await run(`cat ${file}; rm ${file}`)).split("\n").filter((line) => line !== "");
}
