import { eventsIn, SshError, shellOn, type Target } from "../../ssh/index.ts";
import { PING, PING_FUNCTIONS } from "./ping.generated.ts";

/** A ping. Each text in it was parsed and printed again. */
export interface Ping {
  readonly to: string;
  readonly dev?: string | undefined;
  readonly count: number;
  readonly size: number;
  readonly df: boolean;
  /** percent of packets that may be lost */
  readonly maxLoss: number;
  /** until then the far end must answer */
  readonly timeoutSeconds: number;
}

export interface Pinged {
  readonly sent: number;
  readonly received: number;
  /** percent */
  readonly loss: number;
  /** average in milliseconds; undefined if no packet came back */
  readonly rtt: number | undefined;
  /** the errors that ping printed, in one line */
  readonly words: string;
}

/** The host has no ping of iputils. */
export class NoPing extends Error {}

/** The most pings in one frame. The others wait for the next frame. */
const FRAME_LIMIT = 64;

/** A word of the shell that is not an option. It is checked again here, because a state may contain any text. */
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
    PING_FUNCTIONS,
    ...pings.map((one, index) => {
      const numbers = [index, one.timeoutSeconds, one.maxLoss, one.count].map(word);
      return `${PING} ${[...numbers, ...argumentsOf(one)].join(" ")} &`;
    }),
    "wait",
  ].join("\n");

/** The longest duration of a ping in seconds. Its last round may begin at the end of its time. */
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

/** The pings of one host. Pings that arrive while a frame runs share the next frame, where they run at the same time. */
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

  /** Sends pings. After a lost connection it sends them again, because a ping changes nothing on the host. */
  async #send(pings: readonly Ping[], sent = 0): Promise<Map<number, string>> {
    try {
      const shell = await shellOn(this.#target, { lane: "slow" });
      this.hostKey = shell.hostKey;
      const deadlineSeconds = Math.max(...pings.map(secondsOf)) + 20;
      const { stdout, nonce } = await shell.run(pingScript(pings), { deadlineSeconds });
      const events = eventsIn(stdout, nonce);
      if (events.some(({ word }) => word === "no-ping")) throw new NoPing();
      return new Map(events.map(({ words: [index], text }) => [Number(index), text]));
    } catch (error) {
      if (error instanceof SshError && error.code === "closed" && sent < 2)
        return this.#send(pings, sent + 1);
      throw error;
    }
  }
}

const pingers = new Map<string, Pinger>();

/** Pings from a host. Returns the result and the verified key of the host. */
export async function pingFrom(target: Target, ping: Ping): Promise<{ pinged: Pinged; hostKey: string }> {
  const key = JSON.stringify(target);
  const pinger = pingers.get(key) ?? new Pinger(target);
  pingers.set(key, pinger);
  return { pinged: await pinger.ping(ping), hostKey: pinger.hostKey };
}
