// Searches for texts that must not be found: in processes' arguments and environments, and in files.
import { readdirSync, readFileSync } from "node:fs";
import { on } from "./remote.ts";
import type { HostName } from "./topology.ts";

export interface Sighting {
  /** /proc/812/cmdline */
  readonly place: string;
  readonly text: string;
}

export interface Watch {
  /** All texts found so far, with their places. */
  readonly sightings: readonly Sighting[];
  /** How often all processes were searched. */
  readonly searches: number;
  stop(): Promise<void>;
}

/** The texts arrive on stdin and go to grep on stdin. So they are in no arguments, no environment and no file. */
const LOOK = `texts=$(cat)
while :; do
  printf '%s\\n' "$texts" | grep -aoHFf - /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null
  echo
  sleep 0.1
done`;

/** Searches the arguments and environments of all processes on a host, again and again. */
export async function watchProcesses(host: HostName, texts: readonly string[]): Promise<Watch> {
  const channel = await on(host).start(LOOK);
  const sightings: Sighting[] = [];
  let searches = 0;
  let rest = "";
  let first: (() => void) | undefined;
  const looked = new Promise<void>((resolve) => {
    first = resolve;
  });
  channel.on("data", (data: Buffer) => {
    const lines = (rest + data.toString()).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const [, place, text] = /^(\/proc\/\d+\/\w+):(.*)$/.exec(line) ?? [];
      if (place === undefined || text === undefined) searches += 1;
      else sightings.push({ place, text });
    }
    if (searches > 0) first?.();
  });
  channel.end(texts.map((one) => `${one}\n`).join(""));
  await looked;
  return {
    sightings,
    get searches() {
      return searches;
    },
    async stop() {
      const closed = new Promise((resolve) => channel.once("close", resolve));
      channel.close();
      await closed;
    },
  };
}

/** Searches the machine that runs the tests in the same way. */
export function watchLocally(texts: readonly string[], everyMs = 250): Watch {
  const sightings: Sighting[] = [];
  let searches = 0;
  const look = () => {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      for (const place of [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`]) {
        const shown = readOr(place);
        sightings.push(...texts.filter((text) => shown.includes(text)).map((text) => ({ place, text })));
      }
    }
    searches += 1;
  };
  const timer = setInterval(look, everyMs);
  return {
    sightings,
    get searches() {
      return searches;
    },
    async stop() {
      clearInterval(timer);
    },
  };
}

const readOr = (file: string): string => {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
};

/** The files of a host that contain one of the texts. */
export async function filesWith(host: HostName, texts: readonly string[]): Promise<string[]> {
  const { stdout } = await on(host).run(
    "grep -rlaFf - -D skip /tmp /run /var /root /home /etc /dev/shm 2>/dev/null",
    { stdin: texts.map((one) => `${one}\n`).join("") },
  );
  return stdout.split("\n").filter((line) => line !== "");
}
