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

/** Host and port of each hop of a connection, beginning with the target. Users and credentials are left out. */
export function wayTo(connection: ConnectionArgs): (string | number)[] {
  const own = [connection.host.toLowerCase(), portOf(connection)];
  return connection.proxy ? [...own, ...wayTo(connection.proxy)] : own;
}

/** The socket of the agent: the given one, or that of SSH_AUTH_SOCK if no other credential is given. */
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

/** A salt for hashes of secrets, because a hash without one allows to test guesses of the secret. */
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

/** Equal for targets that may share a connection. `recordedHostKey` is not part of it, because it is checked later. */
export function connectionKey(target: Target): string {
  const key = [identity(target.connection), target.hostKeyPolicy ?? "strict", target.knownHostsFile ?? null];
  return createHash("sha256").update(JSON.stringify(key)).digest("base64");
}

/** Equal for targets that share a shell. Explicit defaults, upper case and dial limits make no difference. */
export function shellKey(target: Target): string {
  return JSON.stringify([connectionKey(target), target.sudo === true, target.netns ?? null]);
}

/**
 * The directories of programs. The host's own PATH follows, because NixOS and Guix keep programs elsewhere. An empty
 * entry would mean the current directory, so the colon is added only with a PATH. The shell sets the same
 * (./shell/frame.sh).
 */
const PATH = `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}`;
const ENVIRONMENT = `LC_ALL=C ${PATH}; export LC_ALL PATH`;

/**
 * The command that starts the shell. It is constant except for the namespace. sh, csh and fish all read it alike,
 * because a text in single quotes is literal in each of them. Each step replaces the process before it.
 */
export function shellCommand({ sudo, netns }: Target): string {
  const shell = netns === undefined ? "/bin/sh" : `ip netns exec ${netns} /bin/sh`;
  if (sudo !== true && netns === undefined) return `exec ${shell}`;
  if (sudo !== true) return `exec /bin/sh -c '${ENVIRONMENT}; exec ${shell}'`;
  // sudo sets its own PATH, which may lack the directory of ip
  const asRoot =
    netns === undefined ? shell : `/bin/sh -c "${ENVIRONMENT.replaceAll("$", "\\$")}; exec ${shell}"`;
  return `exec /bin/sh -c '${ENVIRONMENT}; exec sudo -n -- ${asRoot}'`;
}
