import ssh2, { type BaseAgent, type ParsedKey, type SignCallback, type SigningRequestOptions } from "ssh2";

/**
 * An agent that has one key of another agent. ssh2 offers all keys of an agent one after the other. It goes on after
 * the host has accepted one and wants a second credential, until the host closes the connection.
 */
class AgentKey extends ssh2.BaseAgent<ParsedKey> {
  readonly #agent: BaseAgent;
  readonly #key: ParsedKey;
  readonly #onSigned: () => void;

  constructor(agent: BaseAgent, key: ParsedKey, onSigned: () => void) {
    super();
    this.#agent = agent;
    this.#key = key;
    this.#onSigned = onSigned;
  }

  override getIdentities(done: (error: undefined, keys: ParsedKey[]) => void): void {
    done(undefined, [this.#key]);
  }

  override sign(
    key: ParsedKey,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    done?: SignCallback,
  ): void {
    const callback = typeof options === "function" ? options : done;
    this.#agent.sign(key, data, typeof options === "function" ? {} : options, (error, signature) => {
      if (!error) this.#onSigned();
      callback?.(error, signature);
    });
  }
}

export interface AgentOffer {
  /** The public key. */
  blob: Buffer;
  agent: BaseAgent;
}

/** Lists the keys of the agent at a socket. Each can be offered alone. `onSigned` runs when the host accepted one. */
export function agentKeys(socketPath: string, onSigned: () => void): Promise<AgentOffer[]> {
  const agent = ssh2.createAgent(socketPath);
  return new Promise((resolve, reject) => {
    agent.getIdentities((error, keys = []) => {
      if (error) return reject(error);
      const parsed = keys as ParsedKey[];
      resolve(parsed.map((key) => ({ blob: key.getPublicSSH(), agent: new AgentKey(agent, key, onSigned) })));
    });
  });
}
