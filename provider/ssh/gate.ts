/** Limits how many callers are inside at a time. The others wait in the order of their arrival. */
export class Gate {
  readonly #limit: number;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get empty(): boolean {
    return this.#inside === 0 && this.#waiting.length === 0;
  }

  async enter(): Promise<void> {
    if (this.#inside >= this.#limit) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#inside += 1;
  }

  leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#inside -= 1;
  }
}

/** The most handshakes at a time with all hosts together. */
const MAX_HANDSHAKES = 64;
/** The most handshakes at a time with one sshd, or through one proxy. */
const MAX_HANDSHAKES_PER_SERVER = 4;

const everywhere = new Gate(MAX_HANDSHAKES);
const servers = new Map<string, Gate>();

/** Runs `work` when the limits allow one more handshake with `server`. */
export async function withHandshake<T>(server: string, work: () => Promise<T>): Promise<T> {
  const own = servers.get(server) ?? new Gate(MAX_HANDSHAKES_PER_SERVER);
  servers.set(server, own);
  await own.enter();
  try {
    await everywhere.enter();
    try {
      return await work();
    } finally {
      everywhere.leave();
    }
  } finally {
    own.leave();
    if (own.empty) servers.delete(server);
  }
}
