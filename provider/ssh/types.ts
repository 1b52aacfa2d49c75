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

/** What a shell runs in one frame. */
export interface Script {
  /** Run in a subshell of its own, with an empty standard input: variables, `cd`, traps and `exit` end with it. */
  readonly body: string;
  /**
   * Run in the shell itself, before: what it defines or opens is there for all later frames of the same life. It must
   * neither read nor print, nor fail, nor take its time.
   */
  readonly before?: string;
}

/** Stands for one shell on the host, from its start to its end; after a lost connection there is another. */
export type Life = object;

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
   * Runs a script whole or not at all; one that depends on what earlier ones left is asked for when it is known which
   * life will run it. `$N` holds the frame's nonce, so that the script can print marker lines that
   * no output can imitate; lines that begin with `$N{` or `$N}` are the transport's own.
   *
   * On the main lane a script that has begun finishes, even when the connection is lost. On the slow lane it is
   * killed with all its children as soon as the connection or the deadline ends.
   */
  run(script: string | ((life: Life) => Script), options?: { deadlineSeconds?: number }): Promise<FrameReply>;
  /** Has a life of the shell run a `before` by itself, in its turn, if it has not ended yet. Nobody hears of it. */
  tell(life: Life, before: string): void;
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
