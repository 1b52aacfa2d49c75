import { SshError, shellOn, type Target } from "../../ssh/index.ts";

/** What is to be pinged; every text in it was parsed and printed again. */
export interface Ping {
  readonly to: string;
  readonly dev?: string | undefined;
  readonly count: number;
  readonly size: number;
  readonly df: boolean;
  /** percent of losses that are borne */
  readonly maxLoss: number;
  /** how long the far end may take to come up */
  readonly timeoutSeconds: number;
}

export interface Pinged {
  readonly sent: number;
  readonly received: number;
  /** percent */
  readonly loss: number;
  /** milliseconds, on average; undefined where nothing came back */
  readonly rtt: number | undefined;
  /** what ping said of what is in the way, in one line */
  readonly words: string;
}

/** The host has no ping of use. */
export class NoPing extends Error {}

/** Pings in one frame; more wait for the next. */
const FRAME_LIMIT = 64;

/**
 * p INDEX SECONDS LOSS COUNT ARGUMENTS…   Pings until it goes well or the time is up: one packet at a time until the
 * far end is there, then as many as were asked for. What was measured last counts. The output is written at once, so
 * that it stays in one piece beside those of others.
 */
const FUNCTIONS = `
case $(ping -V 2>&1) in *iputils*) ;; *) echo; echo "$N noping"; exit;; esac
p() {
  i=$1 m=$3 c=$4 t=$(($(date +%s) + $2)); shift 4
  while :; do
    if o=$(ping -n -c 1 -W 1 "$@" 2>&1); then
      o=$(ping -n -q -i 0.2 -W 2 -c "$c" "$@" 2>&1)
      l=\${o%%"% packet loss"*}; l=\${l##*[ ,]}; [ "\${l%%.*}" -le "$m" ] 2>/dev/null && break
    fi
    [ "$(date +%s)" -ge "$t" ] && break
    sleep 1
  done
  printf '\\n%s pinged %s\\n%s\\n' "$N" "$i" "$o"
}`;

/** Texts were checked when they were given; here once more, since a state may hold anything: words, and no options. */
function word(text: string | number): string {
  if (!/^[A-Za-z0-9_.:][A-Za-z0-9_.:-]*$/.test(String(text))) throw new Error("not a word for ping");
  return `'${text}'`;
}

const argumentsOf = ({ to, dev, size, df }: Ping): readonly string[] => [
  ...["-s", word(size)],
  ...(df ? ["-M", "do"] : []),
  ...(dev === undefined ? [] : ["-I", word(dev)]),
  word(to),
];

/** The text of a frame. */
export const pingScript = (pings: readonly Ping[]): string =>
  [
    FUNCTIONS,
    ...pings.map((one, index) => {
      const numbers = [index, one.timeoutSeconds, one.maxLoss, one.count].map(word);
      return `p ${[...numbers, ...argumentsOf(one)].join(" ")} &`;
    }),
    "wait",
  ].join("\n");

/** The longest that a ping can take: its last round may begin when the time is almost up. */
const secondsOf = ({ timeoutSeconds, count }: Ping) => timeoutSeconds + 5 + count * 0.4;

export function readPing(text: string): Pinged {
  const [, sent, received, loss] =
    /(\d+) packets transmitted, (\d+) received,.*?([\d.]+)% packet loss/.exec(text) ?? [];
  const rtt = /(?:rtt|round-trip) min\/avg\/max(?:\/mdev)? = [\d.]+\/([\d.]+)\//.exec(text)?.[1];
  const words = text
    .split("\n")
    .map((line) => line.trim())
    .filter(
      (line) =>
        line !== "" && !/^(PING |--- |rtt |round-trip |\d+ (packets transmitted|bytes from))/.test(line),
    );
  return {
    sent: Number(sent ?? 0),
    received: Number(received ?? 0),
    loss: loss === undefined ? 100 : Number(loss),
    rtt: rtt === undefined ? undefined : Number(rtt),
    words: [...new Set(words)].join("; ").slice(0, 300),
  };
}

interface Waiting {
  readonly ping: Ping;
  resolve(pinged: Pinged): void;
  reject(error: unknown): void;
}

/** The pings of one host: those that are asked for while some are under way go in the next frame, all side by side. */
class Pinger {
  readonly #target: Target;
  #waiting: Waiting[] = [];
  #busy = false;
  hostKey = "";

  constructor(target: Target) {
    this.#target = target;
  }

  ping(ping: Ping): Promise<Pinged> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ping, resolve, reject });
      if (this.#busy) return;
      this.#busy = true;
      setImmediate(() => void this.#pump());
    });
  }

  async #pump(): Promise<void> {
    while (this.#waiting.length > 0) {
      const taken = this.#waiting.splice(0, FRAME_LIMIT);
      try {
        const results = await this.#send(taken.map((one) => one.ping));
        for (const [index, one] of taken.entries()) one.resolve(readPing(results.get(index) ?? ""));
      } catch (error) {
        for (const one of taken) one.reject(error);
      }
    }
    this.#busy = false;
  }

  /** A ping does no harm, so one that may or may not have run is simply run again. */
  async #send(pings: readonly Ping[], sent = 0): Promise<Map<number, string>> {
    try {
      const shell = await shellOn(this.#target, "slow");
      this.hostKey = shell.hostKey;
      const deadlineSeconds = Math.max(...pings.map(secondsOf)) + 20;
      const { stdout, nonce } = await shell.run(pingScript(pings), { deadlineSeconds });
      const parts = `\n${stdout}`.split(`\n${nonce} `).slice(1);
      if (parts.some((part) => part.startsWith("noping"))) throw new NoPing();
      return new Map(
        parts.flatMap((part) => {
          const [, index, text] = /^pinged (\d+)\n([\s\S]*)$/.exec(part) ?? [];
          return index === undefined ? [] : [[Number(index), text ?? ""] as const];
        }),
      );
    } catch (error) {
      if (error instanceof SshError && error.code === "closed" && sent < 2)
        return this.#send(pings, sent + 1);
      throw error;
    }
  }
}

const pingers = new Map<string, Pinger>();

/** Pings from a host, and the key that the host showed. */
export async function pingFrom(target: Target, ping: Ping): Promise<{ pinged: Pinged; hostKey: string }> {
  const key = JSON.stringify(target);
  const pinger = pingers.get(key) ?? new Pinger(target);
  pingers.set(key, pinger);
  return { pinged: await pinger.ping(ping), hostKey: pinger.hostKey };
}
