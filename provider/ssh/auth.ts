import type { AnyAuthMethod } from "ssh2";
import { agentKeys } from "./agent.ts";
import { asError, printable, SshError } from "./errors.ts";
import { type KeyFault, readPrivateKey } from "./private-key.ts";
import { describeKey } from "./public-key.ts";
import { agentOf, labelOf, userOf } from "./target.ts";
import type { ConnectionArgs } from "./types.ts";

interface Offer {
  method: AnyAuthMethod;
  /** The server's name of the method. */
  listed: string;
  /** The offer in a message, without a secret. */
  words: string;
  /** The public key that is offered, if it is one. */
  blob?: Buffer;
}

/** Credentials for one host, in the order of their use: private key, password, keyboard-interactive, the agent's keys. */
export interface Credentials {
  readonly username: string;
  readonly offers: readonly Offer[];
  /** The path of the agent's socket. */
  readonly agent: string | undefined;
}

const KEY_FAULTS: Record<KeyFault, string> = {
  encrypted: "connection.privateKey is encrypted: set connection.privateKeyPassword",
  "wrong passphrase": "connection.privateKeyPassword does not open connection.privateKey",
  public: "connection.privateKey is a public key; the private one is needed",
  unreadable: "connection.privateKey is not a private key that can be read (OpenSSH or PEM text)",
};

export function credentialsOf(connection: ConnectionArgs): Credentials {
  const username = userOf(connection);
  const offers: Offer[] = [];
  if (connection.privateKey) {
    const key = readPrivateKey(connection.privateKey, connection.privateKeyPassword);
    if (typeof key === "string") throw new SshError("bad-key", labelOf(connection), KEY_FAULTS[key]);
    const blob = key.getPublicSSH();
    const words = `private key ${describeKey(blob)}`;
    offers.push({ method: { type: "publickey", username, key }, listed: "publickey", words, blob });
  }
  const { password } = connection;
  if (password !== undefined) {
    offers.push({ method: { type: "password", username, password }, listed: "password", words: "password" });
    offers.push({
      method: {
        type: "keyboard-interactive",
        username,
        // A prompt that echoes its answer does not ask for a password.
        prompt: (_name, _instructions, _language, prompts, finish) =>
          finish(prompts.map((prompt) => (prompt.echo === true ? "" : password))),
      },
      listed: "keyboard-interactive",
      words: "keyboard-interactive",
    });
  }
  const agent = agentOf(connection);
  if (offers.length === 0 && agent === undefined) {
    throw new SshError(
      "auth",
      labelOf(connection),
      "no credential is given: set connection.privateKey, connection.password or connection.agentSocketPath",
    );
  }
  return { username, offers, agent };
}

/**
 * One attempt to authenticate. It offers each credential once, if the host lists its method. The host lists its methods
 * in its first answer, so the first offer is a guess. If the host does not list the guessed method at that time, the
 * credential may be offered again later.
 */
export class Attempt {
  readonly #credentials: Credentials;
  readonly #left: Offer[];
  #agentAsked = false;
  /** The first offer, made before the host listed its methods. */
  #blind: Offer | undefined;
  /** The host accepted a key of the agent. After that ssh2 does not report which methods the host still wants. */
  #signed = false;
  #begun = false;
  #story: string[] = [];
  #wanted: readonly string[] | undefined;

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
    this.#left = [...credentials.offers];
  }

  /** Whether something was offered. */
  get begun(): boolean {
    return this.#begun;
  }

  async next(wanted: readonly string[] | null): Promise<AnyAuthMethod | false> {
    if (this.#signed) {
      this.#signed = false;
      this.#blind = undefined;
      return { type: "none", username: this.#credentials.username };
    }
    if (wanted) {
      this.#wanted = wanted;
      if (this.#blind && !this.#wants(this.#blind)) this.#left.unshift(this.#blind);
      this.#blind = undefined;
    }
    let offer = this.#take();
    if (!offer && !this.#agentAsked && this.#wants({ listed: "publickey" })) {
      this.#left.push(...(await this.#agentKeys()));
      offer = this.#take();
    }
    if (!offer) return false;
    if (!this.#wanted) this.#blind = offer;
    this.#begun = true;
    this.#story.push(offer.words);
    return offer.method;
  }

  #wants({ listed }: Pick<Offer, "listed">): boolean {
    return this.#wanted === undefined || this.#wanted.includes(listed);
  }

  #take(): Offer | undefined {
    const index = this.#left.findIndex((offer) => this.#wants(offer));
    return index < 0 ? undefined : this.#left.splice(index, 1)[0];
  }

  async #agentKeys(): Promise<Offer[]> {
    this.#agentAsked = true;
    const { username, offers, agent: path } = this.#credentials;
    if (path === undefined) return [];
    try {
      const keys = await agentKeys(path, () => {
        this.#signed = true;
      });
      if (keys.length === 0) this.note("the agent has no keys");
      const others = keys.filter(({ blob }) => !offers.some((offer) => offer.blob?.equals(blob)));
      return others.map(({ blob, agent }) => ({
        method: { type: "agent", username, agent },
        listed: "publickey",
        words: `the agent's ${describeKey(blob)}`,
        blob,
      }));
    } catch (thrown) {
      this.note(`the agent failed: ${printable(asError(thrown).message)}`);
      return [];
    }
  }

  note(words: string): void {
    this.#story.push(words);
  }

  /** Lists the offers and the host's methods, for the error. */
  story(): string {
    const wanted = this.#wanted ? `; the host takes ${this.#wanted.join(", ") || "nothing more"}` : "";
    return `${this.#story.join(", ")}${wanted}`;
  }
}
