import { newNonce } from "./frame.ts";
import { reach } from "./pool.ts";
import { Session } from "./session.ts";
import { checkTarget } from "./target.ts";
import type { FrameReply, Script, Target } from "./types.ts";

/** What a new connection offers. */
export interface NewConnection {
  /** The output of the greeting. */
  readonly greeting: string;
  run(script: Script, deadlineSeconds: number): Promise<FrameReply>;
}

/**
 * Opens a connection of its own, which proves that the host can be reached now. It makes one attempt and remembers no
 * failure. Proxies before the host keep their connections. The connection is closed after `use`.
 */
export async function withNewConnection<T>(
  target: Target,
  { greeting = "", timeoutSeconds }: { readonly greeting?: string; readonly timeoutSeconds: number },
  use: (connection: NewConnection) => Promise<T>,
): Promise<T> {
  checkTarget(target);
  const { perDialTimeout } = target.connection;
  const limit = perDialTimeout === undefined || perDialTimeout === 0 ? timeoutSeconds : perDialTimeout;
  const once: Target = {
    ...target,
    connection: {
      ...target.connection,
      dialErrorLimit: 1,
      perDialTimeout: Math.max(1, Math.min(limit, timeoutSeconds)),
    },
  };
  const { connection } = await reach(once, `once ${newNonce()}`);
  try {
    const session = await Session.open(connection, once, greeting);
    return await use({
      greeting: session.greeting,
      run: (script, deadlineSeconds) => session.run(script, false, deadlineSeconds),
    });
  } finally {
    await connection.close();
  }
}
