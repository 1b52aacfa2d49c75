import type { Duplex } from "node:stream";
import { credentialsOf } from "./auth.ts";
import { backoffMs, pause } from "./backoff.ts";
import { Connection } from "./connection.ts";
import { type DialPlan, dial, isTransient } from "./dial.ts";
import { SshError } from "./errors.ts";
import { withHandshake } from "./gate.ts";
import { forgetTrust, type Hop, hopComment, hostKeyCheck, recordedFor } from "./host-keys.ts";
import { authorizedKeysForm } from "./public-key.ts";
import { stats } from "./stats.ts";
import { connectionKey, labelOf, portOf } from "./target.ts";
import type { ConnectionArgs, Target } from "./types.ts";

const DIAL_ERROR_LIMIT = 10;
const PER_DIAL_TIMEOUT_SECONDS = 15;

/** A connection that is open or being opened, and the host key that its first caller has recorded. */
interface Entry {
  opened: Promise<Connection>;
  recorded: string | undefined;
}

/** A connection, and the keys that pin each of its hosts in the next run. */
export interface Reached {
  connection: Connection;
  /** Lines for `Shell.hostKey`. */
  hostKeys: string[];
}

const entries = new Map<string, Entry>();

/**
 * How long the provider does not try again after it could not open a connection, in milliseconds. So all resources of
 * an unreachable host fail within the deadline of the first. A host that refuses the credentials gets few attempts,
 * because it may lock the user out.
 */
export const FAILURE_LASTS_MS = 60_000;

/** The last error of a connection that could not be opened, and its time. */
interface Failure {
  readonly error: unknown;
  /** `performance.now()` */
  readonly at: number;
}
const failures = new Map<string, Failure>();

/** Whether a failure is remembered. A wrong host key is not, because another target may have recorded the right one. */
const isLasting = (error: unknown): boolean =>
  error instanceof SshError && (isTransient(error) || error.code === "auth");

/** Throws the error of the last attempt if it is recent. */
function throwRecentFailure(key: string): void {
  const failure = failures.get(key);
  if (failure !== undefined && performance.now() - failure.at < FAILURE_LASTS_MS) throw failure.error;
}

let closing = new AbortController();

/** The connection for a target: an open one, one that is being opened, or a new one. `slot` names an additional one. */
export async function reach(target: Target, slot = ""): Promise<Reached> {
  const hostKeys: string[] = [];
  const connection = await connectTo(target, false, slot, hostKeys);
  return { connection, hostKeys: [authorizedKeysForm(connection.hostKey), ...hostKeys] };
}

/** Finds or opens the connection for a target, and before it those to its proxies. */
async function connectTo(
  target: Target,
  isProxy: boolean,
  slot: string,
  trusted: string[],
): Promise<Connection> {
  const { connection } = target;
  const recorded = recordedFor(target.recordedHostKey, connection, isProxy);
  const hop: Hop = { ...target, connection };
  delete hop.recordedHostKey;
  if (recorded !== undefined) hop.recordedHostKey = recorded;
  const key = `${connectionKey(target)}${slot}`;

  let proxy: Connection | undefined;
  if (connection.proxy)
    proxy = await connectTo({ ...target, connection: connection.proxy }, true, "", trusted);

  let entry = entries.get(key);
  if (!entry) {
    throwRecentFailure(key);
    const fresh: Entry = { opened: open(hop, proxy), recorded };
    entries.set(key, fresh);
    const forget = () => {
      if (entries.get(key) === fresh) entries.delete(key);
    };
    fresh.opened.then(
      (opened) => opened.gone.then(forget),
      (error: unknown) => {
        forget();
        if (isLasting(error) && !proxy?.ended) failures.set(key, { error, at: performance.now() });
      },
    );
    entry = fresh;
  }
  const opened = await entry.opened;
  const check = hostKeyCheck(hop);
  if (entry.recorded !== recorded) {
    // The caller that opened the connection has recorded another key or none. The host key must suit this caller too.
    const refusal = check.settle(opened.hostKey);
    if (refusal) throw refusal;
  }
  const onRecord = recorded !== undefined && connection.hostKey === undefined;
  if (isProxy && (check.onTrust || onRecord)) {
    trusted.push(`${authorizedKeysForm(opened.hostKey)} ${hopComment(connection)}`);
  }
  return opened;
}

/** Opens a connection. Repeats that after errors that may pass, up to `dialErrorLimit` times. */
async function open(hop: Hop, proxy: Connection | undefined): Promise<Connection> {
  const { connection } = hop;
  const { signal } = closing;
  const timeoutMs = (connection.perDialTimeout ?? PER_DIAL_TIMEOUT_SECONDS) * 1000;
  const plan: DialPlan = {
    connection,
    credentials: credentialsOf(connection),
    check: hostKeyCheck(hop),
    timeoutMs,
    signal,
  };
  if (proxy) plan.through = (limit) => forward(proxy, connection, limit);
  const server = labelOf({ ...(connection.proxy ?? connection), user: "-" });
  const limit = connection.dialErrorLimit ?? DIAL_ERROR_LIMIT;
  for (let failures = 1; ; failures += 1) {
    try {
      return new Connection(labelOf(connection), await withHandshake(server, () => dial(plan)), proxy);
    } catch (thrown) {
      if (!(thrown instanceof SshError) || !isTransient(thrown) || proxy?.ended) throw thrown;
      if (limit >= 0 && failures >= limit) throw lastFailure(thrown, failures);
    }
    stats.retries += 1;
    await pause(backoffMs(failures), signal);
  }
}

/** The error after the last attempt. It names the number of attempts. */
function lastFailure(error: SshError, failures: number): SshError {
  const tries = failures === 1 ? "1 attempt" : `${failures} attempts`;
  const words = error.message.slice(error.target.length + 2);
  return new SshError(
    error.code,
    error.target,
    `${words}; stopped after ${tries} (connection.dialErrorLimit)`,
  );
}

/** Opens a stream through a proxy to a host. */
async function forward(proxy: Connection, connection: ConnectionArgs, signal: AbortSignal): Promise<Duplex> {
  const label = labelOf(connection);
  try {
    return await proxy.forward(connection.host, portOf(connection), signal);
  } catch (thrown) {
    // Only a refusal by the proxy needs an explanation here. Other errors already have one.
    if (!(thrown instanceof SshError) || thrown.code !== "channel") throw thrown;
    const words = thrown.message.slice(thrown.target.length + 2);
    if (words.startsWith("forbidden")) {
      throw new SshError(
        "channel",
        label,
        `the proxy ${proxy.label} does not forward connections (AllowTcpForwarding)`,
      );
    }
    const what = `the proxy ${proxy.label} cannot reach port ${portOf(connection)} of ${connection.host}`;
    throw new SshError("unreachable", label, `${what}: ${words}`);
  }
}

/** Ends all connections, also those that are being opened, and forgets the host keys that `accept-new` accepted. */
export async function closeConnections(): Promise<void> {
  closing.abort(new SshError("closed", "ssh", "all connections are being closed"));
  closing = new AbortController();
  const all = [...entries.values()].reverse();
  entries.clear();
  failures.clear();
  forgetTrust();
  const connections = await Promise.allSettled(all.map((entry) => entry.opened));
  // The list is reversed, so a connection through a proxy ends before the proxy's own.
  await Promise.all(
    connections.map((result) => (result.status === "fulfilled" ? result.value.close() : undefined)),
  );
}
