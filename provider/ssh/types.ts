/** How to reach a host. It has the shape of @pulumi/command's remote ConnectionArgs. A `proxy` may have a `proxy` too. */
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
  /** The most failed attempts to connect; default 10, -1 for no limit. */
  dialErrorLimit?: number;
  /** The longest duration of one attempt in seconds; default 15, 0 for no limit. */
  perDialTimeout?: number;
  /** The host's public keys in authorized_keys form, one a line. */
  hostKey?: string;
  proxy?: ConnectionArgs;
}

/** A host, with the user and the network namespace of the shell. */
export interface Target {
  connection: ConnectionArgs;
  sudo?: boolean;
  netns?: string;
  hostKeyPolicy?: "strict" | "accept-new";
  knownHostsFile?: string;
  /** The key of an earlier connection under accept-new (`Shell.hostKey`). The host must have it from then on. */
  recordedHostKey?: string;
}

/** The script of one frame. */
export interface Script {
  /** The shell runs it in a subshell with an empty standard input. Variables, `cd`, traps and `exit` end with it. */
  readonly body: string;
  /**
   * The shell itself runs it before the body. Its functions, variables and open files stay for all later frames of the
   * shell instance. It must not read, print, fail or wait.
   */
  readonly before?: string;
}

/** One shell on the host, from its start to its end. After a lost connection there is a new instance. */
export interface ShellInstance {
  /** The output of the greeting. */
  readonly greeting: string;
}

/** A persistent shell on a host. */
export interface Shell {
  /** "root@198.51.100.1:22", for messages. It holds no secret. */
  readonly target: string;
  /**
   * The verified host key in authorized_keys form. Under accept-new a line follows for each hop whose key was accepted
   * on trust. The text as `recordedHostKey` pins them all.
   */
  readonly hostKey: string;
  /** The shell instance that runs at present. */
  readonly instance: ShellInstance | undefined;
  /**
   * Runs a script completely or not at all. Pass a function if the script depends on state of earlier frames. It is
   * called as soon as the shell instance that will run the script is known. `$N` holds the nonce of the frame. The shell
   * function pi_event (./shell/frame.sh) prints lines that begin with it, so other output cannot imitate them. Lines
   * that begin with `$N{` or `$N}` begin and end a reply.
   *
   * On the main lane a script that has begun finishes, even if the connection is lost. On the slow lane the shell kills
   * it with all its children when the connection is lost or the deadline is over.
   */
  run(
    script: string | ((instance: ShellInstance) => Script),
    options?: { deadlineSeconds?: number },
  ): Promise<FrameReply>;
  /**
   * Runs a text in the shell itself, between two frames, if the instance still exists. The function is called when the
   * shell is free. It may return undefined to run nothing. There is no reply.
   */
  send(instance: ShellInstance, statement: () => string | undefined): void;
}

export interface FrameReply {
  nonce: string;
  /** The output of the script. */
  stdout: string;
  exitCode: number;
  durationMs: number;
}

/** Which shell of a target, and what it runs first. */
export interface ShellOptions {
  readonly lane?: Lane;
  /**
   * A text that each instance runs at its start, in the exchange that opens it. So its output takes no round trip. The
   * first caller of a shell decides. Errors and messages of the text are dropped.
   */
  readonly greeting?: string;
}

/** "slow" is a second shell on the same connection, for scripts that take long and may be killed (pings). */
export type Lane = "main" | "slow";
