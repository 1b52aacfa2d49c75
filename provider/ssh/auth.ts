import { type AnyAuthMethod, type AuthenticationType, type ParsedKey, utils } from "ssh2";
import { SshError } from "./errors.ts";
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

function parsePrivateKey(connection: ConnectionArgs, text: string): ParsedKey {
  const label = labelOf(connection);
  const bad = (message: string) => new SshError("bad-key", label, message);
  const passphrase = connection.privateKeyPassword;
  let parsed: ParsedKey | Error;
  try {
    const result: unknown = utils.parseKey(text, passphrase);
    parsed = (Array.isArray(result) ? result[0] : result) as ParsedKey | Error;
  } catch {
    parsed = new Error("malformed");
  }
  if (parsed instanceof Error) {
    // The library's own words could quote the text, so only their kind is used.
    const encrypted = /encrypted|passphrase|decrypt/i.test(parsed.message) || /ENCRYPTED/.test(text);
    if (encrypted && !passphrase) {
      throw bad("connection.privateKey is encrypted: set connection.privateKeyPassword");
    }
    if (passphrase && (encrypted || /integrity|Malformed/i.test(parsed.message))) {
      throw bad("connection.privateKeyPassword does not open connection.privateKey");
    }
    throw bad("connection.privateKey is not a private key that can be read (OpenSSH or PEM text)");
  }
  if (!parsed.isPrivateKey()) throw bad("connection.privateKey is a public key; the private one is needed");
  return parsed;
}

export function credentialsOf(connection: ConnectionArgs): Credentials {
  const username = userOf(connection);
  const offers: Offer[] = [];
  if (connection.privateKey) {
    const key = parsePrivateKey(connection, connection.privateKey);
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
