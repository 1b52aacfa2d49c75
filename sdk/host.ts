import * as pulumi from "@pulumi/pulumi";

/**
 * How to reach a machine by SSH: the exact shape of @pulumi/command's `remote.ConnectionArgs`, so that one object
 * serves both packages. `proxy` may have a `proxy` of its own here.
 */
export interface ConnectionArgs {
  /** Address or name of the machine. */
  host: pulumi.Input<string>;
  /** @default 22 */
  port?: pulumi.Input<number>;
  /** @default "root" */
  user?: pulumi.Input<string>;
  /** Also answers keyboard-interactive questions. Kept secret in the state. */
  password?: pulumi.Input<string>;
  /** Text of a private key, preferred over the password. Kept secret in the state. */
  privateKey?: pulumi.Input<string>;
  /** Passphrase of the private key. Kept secret in the state. */
  privateKeyPassword?: pulumi.Input<string>;
  /** Socket of an SSH agent. @default SSH_AUTH_SOCK where no key and no password is given */
  agentSocketPath?: pulumi.Input<string>;
  /** Failed attempts to connect that are borne before it is given up; -1 for no limit. @default 10 */
  dialErrorLimit?: pulumi.Input<number>;
  /** Seconds that one attempt may take; 0 for no limit. @default 15 */
  perDialTimeout?: pulumi.Input<number>;
  /**
   * The machine's public key as authorized_keys has it, one or several lines. Without it known_hosts must have the
   * key. A machine that shows another key is never talked to.
   * @example "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA…"
   */
  hostKey?: pulumi.Input<string>;
  /** A machine to go through (a bastion), with its own key check. */
  proxy?: pulumi.Input<ConnectionArgs>;
}

/** A machine, and how to act on it. */
export interface HostArgs {
  /** How to reach it. */
  connection: pulumi.Input<ConnectionArgs>;
  /** Act through `sudo -n`, for a user who is not root. Never waits for a password. @default false */
  sudo?: pulumi.Input<boolean>;
  /** The network namespace that every command acts in. It must be there. @default the machine's own */
  netns?: pulumi.Input<string>;
  /**
   * "strict": `connection.hostKey` or known_hosts must match. "accept-new": trust the first key seen, record it and
   * refuse any other from then on.
   * @default "strict"
   */
  hostKeyPolicy?: pulumi.Input<"strict" | "accept-new">;
  /** A known_hosts file on the machine that runs pulumi. @default "~/.ssh/known_hosts" and the system's */
  knownHostsFile?: pulumi.Input<string>;
}

/** The leaves of a connection that are secrets, each by itself: so host and port stay readable in diffs. */
function withSecrets(connection: pulumi.Input<ConnectionArgs>): pulumi.Input<ConnectionArgs> {
  if (pulumi.Output.isInstance(connection) || connection instanceof Promise) return pulumi.secret(connection);
  const { privateKey, privateKeyPassword, password, proxy, ...open } = connection;
  return {
    ...open,
    ...(password === undefined ? {} : { password: pulumi.secret(password) }),
    ...(privateKey === undefined ? {} : { privateKey: pulumi.secret(privateKey) }),
    ...(privateKeyPassword === undefined ? {} : { privateKeyPassword: pulumi.secret(privateKeyPassword) }),
    ...(proxy === undefined ? {} : { proxy: withSecrets(proxy) }),
  };
}

/** What a resource's `host` takes. */
export type HostInput = pulumi.Input<HostArgs>;

/** @internal The value that goes into a resource's inputs. */
export function hostInputs(host: HostInput): pulumi.Input<HostArgs> {
  if (pulumi.Output.isInstance(host) || host instanceof Promise) return host;
  return { ...host, connection: withSecrets(host.connection) };
}
