import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type AnyAuthMethod, Client } from "ssh2";
import { Attempt, type Credentials } from "./auth.ts";
import { asError, printable, SshError } from "./errors.ts";
import type { HostKeyCheck } from "./host-keys.ts";
import { stats } from "./stats.ts";
import { labelOf, portOf, userOf } from "./target.ts";
import type { ConnectionArgs } from "./types.ts";

/** An authenticated connection. */
export interface Dialled {
  client: Client;
  stream: Duplex;
  hostKey: Buffer;
}

export interface DialPlan {
  connection: ConnectionArgs;
  credentials: Credentials;
  check: HostKeyCheck;
  /** The longest duration of the whole attempt; 0 for no limit. */
  timeoutMs: number;
  signal: AbortSignal;
  /** Opens the stream to a host behind a proxy. */
  through?: (signal: AbortSignal) => Promise<Duplex>;
}

const SERVER_HOST_KEY_TYPES = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "rsa-sha2-512",
  "rsa-sha2-256",
  "ssh-rsa",
] as const;

/** All key types, those of known keys first, because the server then presents a key that can be compared. */
function hostKeyAlgorithms(types: readonly string[]) {
  const isKnown = (name: string) =>
    types.includes(name) || (types.includes("ssh-rsa") && name.startsWith("rsa-"));
  return [
    ...SERVER_HOST_KEY_TYPES.filter(isKnown),
    ...SERVER_HOST_KEY_TYPES.filter((name) => !isKnown(name)),
  ];
}

function networkError(label: string, connection: ConnectionArgs, thrown: unknown): SshError {
  if (thrown instanceof SshError) return thrown;
  const code = String((thrown as NodeJS.ErrnoException | undefined)?.code ?? "");
  const where = `port ${portOf(connection)} of ${connection.host}`;
  switch (code) {
    case "ECONNREFUSED":
      return new SshError("refused", label, `nothing listens on ${where} (connection refused)`);
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EAI_FAIL":
    case "EAI_NODATA":
      return new SshError("unreachable", label, `the name ${connection.host} has no address (${code})`);
    case "ETIMEDOUT":
      return new SshError("timeout", label, `no answer from ${where}`);
    case "":
      return new SshError("unreachable", label, `cannot reach ${where}`);
    default:
      return new SshError("unreachable", label, `cannot reach ${where} (${code})`);
  }
}

function tcp(connection: ConnectionArgs, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: connection.host, port: portOf(connection), noDelay: true });
    const settle = (error?: unknown) => {
      signal.removeEventListener("abort", onAbort);
      socket.off("error", settle).off("connect", onConnect);
      if (error === undefined) return resolve(socket);
      socket.on("error", () => {}).destroy();
      reject(networkError(labelOf(connection), connection, error));
    };
    const onConnect = () => settle();
    const onAbort = () => settle(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    socket.on("error", settle).on("connect", onConnect);
  });
}

/** Makes one attempt to connect: TCP or a stream through a proxy, host key, authentication. All share one deadline. */
export async function dial(plan: DialPlan): Promise<Dialled> {
  const { connection, timeoutMs, signal } = plan;
  const label = labelOf(connection);
  // closeAll may have run while this attempt waited for its turn.
  signal.throwIfAborted();
  stats.dials += 1;
  const attempt = new Attempt(plan.credentials);
  let reached = false;
  const late = () => {
    const through = connection.proxy ? ` through the proxy ${labelOf(connection.proxy)}` : "";
    const within = `${through} within ${timeoutMs / 1000} s`;
    if (attempt.begun) {
      return new SshError("auth", label, `authentication did not end${within}: ${attempt.story()}`);
    }
    const what = reached ? "the SSH handshake was not done" : `no answer from port ${portOf(connection)}`;
    return new SshError("timeout", label, `${what}${within}`);
  };
  const limit = new AbortController();
  const timer = timeoutMs > 0 ? setTimeout(() => limit.abort(late()), timeoutMs) : undefined;
  const onAbort = () => limit.abort(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    const stream = await (plan.through ? plan.through(limit.signal) : tcp(connection, limit.signal));
    reached = true;
    return await shakeHands(plan, attempt, stream, limit.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}

async function shakeHands(
  plan: DialPlan,
  attempt: Attempt,
  stream: Duplex,
  signal: AbortSignal,
): Promise<Dialled> {
  const { connection, check } = plan;
  const label = labelOf(connection);
  if (signal.aborted) {
    stream.destroy();
    throw signal.reason;
  }
  const client = new Client();
  let hostKey: Buffer | undefined;
  let refusal: SshError | undefined;

  const failure = (thrown: unknown): SshError => {
    if (thrown instanceof SshError) return thrown;
    if (refusal) return refusal;
    const error = asError(thrown);
    if (error.level === "client-authentication") {
      return new SshError("auth", label, `the host refused every credential: ${attempt.story()}`);
    }
    if (attempt.begun) {
      const why = printable(error.message);
      return new SshError(
        "auth",
        label,
        `the connection ended during authentication (${why}): ${attempt.story()}`,
      );
    }
    if (error.level === "handshake") {
      const handshakeError = new SshError(
        "unreachable",
        label,
        `the SSH handshake failed: ${printable(error.message)}`,
      );
      lasting.add(handshakeError);
      return handshakeError;
    }
    return new SshError("unreachable", label, "the connection was lost before authentication began");
  };

  stats.handshakesInFlight += 1;
  stats.peakHandshakes = Math.max(stats.peakHandshakes, stats.handshakesInFlight);
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (thrown: unknown) => reject(failure(thrown));
      const onAbort = () => reject(signal.reason);
      signal.addEventListener("abort", onAbort, { once: true });
      client.on("error", (error: Error & { level?: string }) => {
        // If the agent fails, other credentials may still succeed.
        if (error.level === "agent") attempt.note(`the agent failed: ${printable(error.message)}`);
        else fail(error);
      });
      client.on("change password", () =>
        reject(new SshError("auth", label, "the password has expired: change it on the host")),
      );
      client.on("close", () => fail(new Error("closed")));
      client.on("handshake", () => {
        refusal = hostKey && check.settle(hostKey);
        if (refusal) reject(refusal);
      });
      client.on("ready", () => resolve());
      client.connect({
        sock: stream as Socket,
        username: userOf(connection),
        readyTimeout: 0,
        keepaliveInterval: 0,
        algorithms: { serverHostKey: hostKeyAlgorithms(check.types) },
        hostVerifier: (key: Buffer) => {
          // ssh2 calls this at every key exchange. The host key must stay the same.
          const blob = Buffer.from(key);
          const changed = hostKey !== undefined && !hostKey.equals(blob);
          refusal = changed
            ? new SshError("host-key", label, "the host key changed during the connection", "unknown")
            : check.refuse(blob);
          if (refusal) return false;
          hostKey = blob;
          return true;
        },
        authHandler: (wanted, _partial, next) => {
          const offer = (method: AnyAuthMethod | false) => {
            if (!signal.aborted && !refusal) next(method === false ? (false as unknown as "none") : method);
          };
          attempt.next(wanted).then(offer).catch(fail);
        },
      });
    });
  } catch (thrown) {
    client.on("error", () => {});
    client.destroy();
    stream.destroy();
    throw thrown;
  } finally {
    stats.handshakesInFlight -= 1;
    if (attempt.begun) stats.authentications += 1;
  }
  if (!hostKey) throw new SshError("host-key", label, "the host showed no key");
  stats.connections += 1;
  client.setNoDelay(true);
  return { client, stream, hostKey };
}

/** Errors of handshakes. Another attempt fails too, because client and server have no algorithm in common. */
const lasting = new WeakSet<SshError>();

/**
 * Whether another attempt may succeed: after a refused connection, an unreachable host or a timeout. A wrong host key
 * stays wrong. After credentials were offered there is no further attempt, because some hosts lock out a client that
 * offers them repeatedly.
 */
export function isTransient(error: SshError): boolean {
  if (lasting.has(error)) return false;
  return error.code === "refused" || error.code === "unreachable" || error.code === "timeout";
}
