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
  /** How many attempts to connect may fail; default 10, -1 for no limit. */
  dialErrorLimit?: number;
  /** Seconds that one attempt may take; default 15, 0 for no limit. */
  perDialTimeout?: number;
  /** The host's public key(s) in authorized_keys form, one a line. */
  hostKey?: string;
  proxy?: ConnectionArgs;
}

/** A host, and as whom and in which namespace the shell runs there. */
export interface Target {
  connection: ConnectionArgs;
  sudo?: boolean;
  netns?: string;
  hostKeyPolicy?: "strict" | "accept-new";
  knownHostsFile?: string;
  /** The key that an earlier connection under accept-new saw (`Shell.hostKey`): from then on the host must have it. */
  recordedHostKey?: string;
}

/** What a shell runs in one frame. */
export interface Script {
  /** Run in a subshell of its own, with an empty standard input: variables, `cd`, traps and `exit` end with it. */
  readonly body: string;
  /**
   * Run in the shell itself, before the body: what it defines or opens stays for all later frames of the same shell
   * instance. It must not read, print, fail or wait.
   */
  readonly before?: string;
}

/** One shell on the host, from its start to its end; after a lost connection there is another. */
export type ShellInstance = object;

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
   * Runs a script whole or not at all. Pass a function when the script depends on state left by earlier frames: it is
   * called once the shell instance that will run it is known. `$N` holds the nonce of the frame, and the shell function
   * pi_event (./shell/frame.sh) prints lines with it that no output can imitate; lines that begin with `$N{` or `$N}`
   * belong to the transport.
   *
   * On the main lane a script that has begun finishes, even when the connection is lost. On the slow lane it is
   * killed with all its children as soon as the connection or the deadline ends.
   */
  run(
    script: string | ((instance: ShellInstance) => Script),
    options?: { deadlineSeconds?: number },
  ): Promise<FrameReply>;
  /**
   * Has a shell instance run a `before` by itself, in its turn, unless the instance has ended. The function is called
   * when the turn has come; undefined runs nothing. There is no reply.
   */
  send(instance: ShellInstance, statement: () => string | undefined): void;
}

export interface FrameReply {
  nonce: string;
  /** What the script printed. */
  stdout: string;
  exitCode: number;
  durationMs: number;
}

/** "slow" is a second shell on the same connection, for what takes long and may be killed (pings). */
export type Lane = "main" | "slow";
