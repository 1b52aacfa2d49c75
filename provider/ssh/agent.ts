import ssh2, { type BaseAgent, type ParsedKey, type SignCallback, type SigningRequestOptions } from "ssh2";

/**
 * One key of an agent, as an agent of its own. ssh2 offers all keys of an agent at one go: past the one that a host
 * took, where the host wants more than a key, and until it has had enough.
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

/** The keys of the agent behind a socket, to be offered one by one; `onSigned` hears when one was taken. */
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
