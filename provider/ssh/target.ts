import { createHash, createHmac, randomBytes } from "node:crypto";
import { SshError } from "./errors.ts";
import { isNetnsName } from "./netns-name.ts";
import type { ConnectionArgs, Target } from "./types.ts";

export function portOf(connection: ConnectionArgs): number {
  return connection.port ?? 22;
}

export function userOf(connection: ConnectionArgs): string {
  return connection.user ?? "root";
}

/** "root@198.51.100.1:22" */
export function labelOf(connection: ConnectionArgs): string {
  const host = connection.host.includes(":") ? `[${connection.host}]` : connection.host;
  return `${userOf(connection)}@${host}:${portOf(connection)}`.replace(/[^\x21-\x7e]/g, "?");
}

/** Host and port of every hop of a connection, the last one first; without users and credentials. */
export function wayTo(connection: ConnectionArgs): (string | number)[] {
  const own = [connection.host.toLowerCase(), portOf(connection)];
  return connection.proxy ? [...own, ...wayTo(connection.proxy)] : own;
}

/** The agent that would be asked: the one given, or else the user's own when nothing else is given. */
export function agentOf(connection: ConnectionArgs): string | undefined {
  if (connection.agentSocketPath) return connection.agentSocketPath;
  if (connection.privateKey || connection.password !== undefined) return undefined;
  return process.env.SSH_AUTH_SOCK || undefined;
}

export function checkTarget(target: Target): void {
  const { netns } = target;
  if (netns !== undefined && !isNetnsName(netns)) {
    throw new SshError(
      "netns",
      labelOf(target.connection),
      "netns is not a name that a network namespace can have",
    );
  }
  for (let hop: ConnectionArgs | undefined = target.connection; hop; hop = hop.proxy) {
    const port = portOf(hop);
    const bad =
      hop.host === "" || /[\s\p{Cc}]/u.test(hop.host)
        ? "connection.host is not a host name or address"
        : !Number.isInteger(port) || port < 1 || port > 65535
          ? "connection.port is not a port number"
          : userOf(hop) === "" || /\p{Cc}/u.test(userOf(hop))
            ? "connection.user is not a user name"
            : undefined;
    if (bad) throw new SshError("unreachable", labelOf(hop), bad);
  }
}

/** A hash with it does not let anybody guess a secret back from a key of the pool. */
const salt = randomBytes(32);

function identity(connection: ConnectionArgs): unknown[] {
  const secrets = JSON.stringify([connection.password, connection.privateKey, connection.privateKeyPassword]);
  return [
    connection.host.toLowerCase(),
    portOf(connection),
    userOf(connection),
    createHmac("sha256", salt).update(secrets).digest("base64"),
    agentOf(connection) ?? null,
    connection.hostKey ?? null,
    connection.proxy ? identity(connection.proxy) : null,
  ];
}

/** Equal for targets that may share a connection (save for `recordedHostKey`, which is checked on its own). */
export function connectionKey(target: Target): string {
  const key = [identity(target.connection), target.hostKeyPolicy ?? "strict", target.knownHostsFile ?? null];
  return createHash("sha256").update(JSON.stringify(key)).digest("base64");
}

/** Equal for targets that share a shell, whatever their spelling: defaults given or left out, upper case, dial limits. */
export function shellKey(target: Target): string {
  return JSON.stringify([connectionKey(target), target.sudo === true, target.netns ?? null]);
}

/**
 * Where programs are. The directories that the host has set follow, because NixOS and Guix keep programs elsewhere; an
 * empty entry would mean the current directory. The shell sets the same for itself (./shell/frame.sh).
 */
const PATH = `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}`;
const ENVIRONMENT = `LC_ALL=C ${PATH}; export LC_ALL PATH`;

/**
 * The command that starts the shell: a constant but for the namespace, and the same to sh, csh and fish, which all
 * leave a text in single quotes as it is. Each step replaces the process before it.
 */
export function shellCommand({ sudo, netns }: Target): string {
  const shell = netns === undefined ? "/bin/sh" : `ip netns exec ${netns} /bin/sh`;
  if (sudo !== true && netns === undefined) return `exec ${shell}`;
  if (sudo !== true) return `exec /bin/sh -c '${ENVIRONMENT}; exec ${shell}'`;
  // sudo sets a PATH of its own, which need not lead to ip
  const asRoot =
    netns === undefined ? shell : `/bin/sh -c "${ENVIRONMENT.replaceAll("$", "\\$")}; exec ${shell}"`;
  return `exec /bin/sh -c '${ENVIRONMENT}; exec sudo -n -- ${asRoot}'`;
}
