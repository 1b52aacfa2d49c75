// Where a text is that must be nowhere: in what processes show of themselves, and in files.
import { readdirSync, readFileSync } from "node:fs";
import { on } from "./remote.ts";
import type { HostName } from "./topology.ts";

export interface Sighting {
  /** /proc/812/cmdline */
  readonly place: string;
  readonly text: string;
}

export interface Watch {
  /** All that was seen so far. */
  readonly sightings: readonly Sighting[];
  /** How often everything was looked at. */
  readonly looks: number;
  stop(): Promise<void>;
}

/** The texts come by stdin and go on to grep by stdin: they are in no arguments, no environment and no file. */
const LOOK = `texts=$(cat)
while :; do
  printf '%s\\n' "$texts" | grep -aoHFf - /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null
  echo
  sleep 0.03
done`;

/** Looks at the arguments and environments of all of a host's processes, over and over. */
export async function watchProcesses(host: HostName, texts: readonly string[]): Promise<Watch> {
  const channel = await on(host).start(LOOK);
  const sightings: Sighting[] = [];
  let looks = 0;
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
      if (place === undefined || text === undefined) looks += 1;
      else sightings.push({ place, text });
    }
    if (looks > 0) first?.();
  });
  channel.end(texts.map((one) => `${one}\n`).join(""));
  await looked;
  return {
    sightings,
    get looks() {
      return looks;
    },
    async stop() {
      const closed = new Promise((resolve) => channel.once("close", resolve));
      channel.close();
      await closed;
    },
  };
}

/** The same for the machine that runs the tests. */
export function watchLocally(texts: readonly string[], everyMs = 250): Watch {
  const sightings: Sighting[] = [];
  let looks = 0;
  const look = () => {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      for (const place of [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`]) {
        const shown = readOr(place);
        sightings.push(...texts.filter((text) => shown.includes(text)).map((text) => ({ place, text })));
      }
    }
    looks += 1;
  };
  const timer = setInterval(look, everyMs);
  return {
    sightings,
    get looks() {
      return looks;
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

/** The files of a host that hold one of the texts. */
export async function filesWith(host: HostName, texts: readonly string[]): Promise<string[]> {
  const { stdout } = await on(host).run(
    "grep -rlaFf - -D skip /tmp /run /var /root /home /etc /dev/shm 2>/dev/null",
    { stdin: texts.map((one) => `${one}\n`).join("") },
  );
  return stdout.split("\n").filter((line) => line !== "");
}
