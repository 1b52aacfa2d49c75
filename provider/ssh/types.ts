/** How to reach a host: the exact shape of @pulumi/command's remote ConnectionArgs; `proxy` may itself have a `proxy`. */
export interface ConnectionArgs {
  host: string;
  /** Default 22. */
  port?: number;
  /** Default "root". */
  user?: string;
  password?: string;
  /** PEM text. */
  privateKey?: string;
  privateKeyPassword?: string;
  agentSocketPath?: string;
  /** How many failed attempts to connect are borne; default 10, -1 for no limit. */
  dialErrorLimit?: number;
  /** Seconds that one attempt may take; default 15, 0 for no limit. */
  perDialTimeout?: number;
  /** The host's public key(s) in authorized_keys form, one a line. */
  hostKey?: string;
  proxy?: ConnectionArgs;
}

/** Who we are on which host. */
export interface Target {
  connection: ConnectionArgs;
  sudo?: boolean;
  netns?: string;
  hostKeyPolicy?: "strict" | "accept-new";
  knownHostsFile?: string;
  /** What an earlier connection under accept-new saw (`Shell.hostKey`): from then on a pin. */
  recordedHostKey?: string;
}

/** A persistent shell on a host. */
export interface Shell {
  /** "root@198.51.100.1:22": for messages; never holds a secret. */
  readonly target: string;
  /**
   * The verified host key in authorized_keys form. Under accept-new a line follows for each hop whose key was
   * taken on trust; give the text back as `recordedHostKey` to pin them all.
   */
  readonly hostKey: string;
  /**
   * Runs a script whole or not at all, in a subshell of its own with an empty standard input: variables, `cd`,
   * traps and `exit` end with it. `$N` holds the frame's nonce, so that the script can print marker lines that
   * no output can imitate; lines that begin with `$N{` or `$N}` are the transport's own.
   *
   * On the main lane a script that has begun finishes, even when the connection is lost. On the slow lane it is
   * killed with all its children as soon as the connection or the deadline ends.
   */
  run(body: string, options?: { deadlineSeconds?: number }): Promise<FrameReply>;
}

export interface FrameReply {
  nonce: string;
  /** What the script printed, as it came. */
  stdout: string;
  exitCode: number;
  durationMs: number;
}

/** "slow" is a second shell on the same connection, for what takes long and may be killed (pings). */
export type Lane = "main" | "slow";
