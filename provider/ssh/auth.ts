import type { AnyAuthMethod, AuthenticationType } from "ssh2";
import { SshError } from "./errors.ts";
import { type KeyFault, readPrivateKey } from "./private-key.ts";
import { describeKey } from "./public-key.ts";
import { agentOf, labelOf, userOf } from "./target.ts";
import type { ConnectionArgs } from "./types.ts";

interface Offer {
  method: AnyAuthMethod;
  /** The name by which a server lists the method. */
  listed: string;
  /** For messages; holds no secret. */
  words: string;
}

/** What is offered to one host, in this order: private key, password, keyboard-interactive, agent. */
export interface Credentials {
  readonly offers: readonly Offer[];
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
    const words = `private key ${describeKey(key.getPublicSSH())}`;
    offers.push({ method: { type: "publickey", username, key }, listed: "publickey", words });
  }
  const { password } = connection;
  if (password !== undefined) {
    offers.push({ method: { type: "password", username, password }, listed: "password", words: "password" });
    offers.push({
      method: {
        type: "keyboard-interactive",
        username,
        // A prompt that echoes asks for no password.
        prompt: (_name, _instructions, _language, prompts, finish) =>
          finish(prompts.map((prompt) => (prompt.echo === true ? "" : password))),
      },
      listed: "keyboard-interactive",
      words: "keyboard-interactive",
    });
  }
  const agent = agentOf(connection);
  if (agent !== undefined) {
    offers.push({ method: { type: "agent", username, agent }, listed: "publickey", words: "agent" });
  }
  if (offers.length === 0) {
    throw new SshError(
      "auth",
      labelOf(connection),
      "no credential is given: set connection.privateKey, connection.password or connection.agentSocketPath",
    );
  }
  return { offers };
}

/** One attempt to authenticate: offers each credential once, and none that the server has no use for. */
export class Attempt {
  readonly #offers: Offer[];
  #offered: string[] = [];
  #wanted: readonly string[] | undefined;

  constructor(credentials: Credentials) {
    this.#offers = [...credentials.offers];
  }

  get begun(): boolean {
    return this.#offered.length > 0;
  }

  next(wanted: readonly AuthenticationType[] | null): AnyAuthMethod | false {
    if (wanted) this.#wanted = wanted;
    for (let offer = this.#offers.shift(); offer; offer = this.#offers.shift()) {
      if (wanted && !(wanted as readonly string[]).includes(offer.listed)) continue;
      this.#offered.push(offer.words);
      return offer.method;
    }
    return false;
  }

  note(words: string): void {
    this.#offered.push(words);
  }

  /** What was tried, for the error. */
  story(): string {
    const wanted = this.#wanted ? `; the host takes ${this.#wanted.join(", ") || "nothing more"}` : "";
    return `${this.#offered.join(", ")}${wanted}`;
  }
}
