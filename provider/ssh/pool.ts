import type { Duplex } from "node:stream";
import { credentialsOf } from "./auth.ts";
import { backoffMs, pause } from "./backoff.ts";
import { type DialPlan, dial, isTransient } from "./dial.ts";
import { SshError } from "./errors.ts";
import { withHandshake } from "./gate.ts";
import { forgetTrust, type Hop, hopComment, hostKeyCheck, recordedFor } from "./host-keys.ts";
import { Link } from "./link.ts";
import { authorizedKeysForm } from "./public-key.ts";
import { stats } from "./stats.ts";
import { connectionKey, labelOf, portOf } from "./target.ts";
import type { ConnectionArgs, Target } from "./types.ts";

const DIAL_ERROR_LIMIT = 10;
const PER_DIAL_TIMEOUT_SECONDS = 15;

interface Entry {
  link: Promise<Link>;
  recorded: string | undefined;
}

/** A connection, with what it takes to pin every host on its way the next time. */
export interface Reached {
  link: Link;
  /** Lines for `Shell.hostKey`. */
  hostKeys: string[];
}

const entries = new Map<string, Entry>();
let closing = new AbortController();

/** The connection for a target: an open one, one being opened, or a new one. `slot` keeps extra ones apart. */
export async function reach(target: Target, slot = ""): Promise<Reached> {
  const hostKeys: string[] = [];
  const link = await hopLink(target, false, slot, hostKeys);
  return { link, hostKeys: [authorizedKeysForm(link.hostKey), ...hostKeys] };
}

async function hopLink(target: Target, isProxy: boolean, slot: string, trusted: string[]): Promise<Link> {
  const { connection } = target;
  const recorded = recordedFor(target.recordedHostKey, connection, isProxy);
  const hop: Hop = { ...target, connection };
  delete hop.recordedHostKey;
  if (recorded !== undefined) hop.recordedHostKey = recorded;
  const key = `${connectionKey(target)}${slot}`;

  let proxy: Link | undefined;
  if (connection.proxy) proxy = await hopLink({ ...target, connection: connection.proxy }, true, "", trusted);

  let entry = entries.get(key);
  if (!entry) {
    const fresh: Entry = { link: open(hop, proxy), recorded };
    entries.set(key, fresh);
    const forget = () => {
      if (entries.get(key) === fresh) entries.delete(key);
    };
    fresh.link.then((link) => link.gone.then(forget), forget);
    entry = fresh;
  }
  const link = await entry.link;
  const check = hostKeyCheck(hop);
  if (entry.recorded !== recorded) {
    // Opened for somebody who had recorded another key, or none: it must be right for this target as well.
    const refusal = check.settle(link.hostKey);
    if (refusal) throw refusal;
  }
  const onRecord = recorded !== undefined && connection.hostKey === undefined;
  if (isProxy && (check.onTrust || onRecord)) {
    trusted.push(`${authorizedKeysForm(link.hostKey)} ${hopComment(connection)}`);
  }
  return link;
}

async function open(hop: Hop, proxy: Link | undefined): Promise<Link> {
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
      return new Link(labelOf(connection), await withHandshake(server, () => dial(plan)), proxy);
    } catch (thrown) {
      if (!(thrown instanceof SshError) || !isTransient(thrown) || proxy?.ended) throw thrown;
      if (limit >= 0 && failures >= limit) throw giveUp(thrown, failures);
    }
    stats.retries += 1;
    await pause(backoffMs(failures), signal);
  }
}

function giveUp(error: SshError, failures: number): SshError {
  const tries = failures === 1 ? "1 attempt" : `${failures} attempts`;
  const words = error.message.slice(error.target.length + 2);
  return new SshError(
    error.code,
    error.target,
    `${words}; given up after ${tries} (connection.dialErrorLimit)`,
  );
}

async function forward(proxy: Link, connection: ConnectionArgs, signal: AbortSignal): Promise<Duplex> {
  const label = labelOf(connection);
  try {
    return await proxy.forward(connection.host, portOf(connection), signal);
  } catch (thrown) {
    // What is no answer of the proxy is worded already.
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

/** Ends all connections, open ones and those being opened, and forgets the keys that were taken on trust. */
export async function closeLinks(): Promise<void> {
  closing.abort(new SshError("closed", "ssh", "all connections are being closed"));
  closing = new AbortController();
  const all = [...entries.values()].reverse();
  entries.clear();
  forgetTrust();
  const links = await Promise.allSettled(all.map((entry) => entry.link));
  // Those that were reached through others end before these.
  await Promise.all(
    links.map((result) => (result.status === "fulfilled" ? result.value.close() : undefined)),
  );
}
