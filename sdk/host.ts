import * as pulumi from "@pulumi/pulumi";
import { Iproute2Resource } from "./iproute2-resource.ts";

/**
 * How to reach a machine by SSH: the exact shape of @pulumi/command's `remote.ConnectionArgs`, so that one object
 * serves both packages. `proxy` may have a `proxy` of its own here.
 */
export interface ConnectionArgs {
  /** Address or name of the machine. */
  host: pulumi.Input<string>;
  /** Its SSH port. @default 22 */
  port?: pulumi.Input<number>;
  /** Who to log in as. @default "root" */
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
  /**
   * `adopt` of every resource on the machine that does not set its own: take over what the machine has already, if it
   * is as declared. For a machine whose state was lost.
   * @default false
   */
  adopt?: pulumi.Input<boolean>;
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

/**
 * A machine. Nothing is made on it: it is reached, its key is checked, and what it is becomes known. Optional: every
 * resource takes the same fields as a plain object too. A `Host` is worth it where a key is to be pinned
 * ("accept-new"), where another machine may come to stand behind an address (links then move with it), or where a
 * program wants to know what the kernel offers. With `deletedWith`, what is on the machine goes with it: when that
 * virtual machine is destroyed in the same run, nobody asks it to remove links first.
 *
 * @example
 * ```ts
 * const ams = new Host("ams", { connection: { host: "198.51.100.1", user: "ops", privateKey }, sudo: true });
 * new IpipTunnel("to-fra", { host: ams, local: "198.51.100.1", remote: "203.0.113.7" });
 * export const kernel = ams.kernel;
 * ```
 */
export class Host extends Iproute2Resource {
  declare readonly connection: pulumi.Output<pulumi.Unwrap<ConnectionArgs>>;
  declare readonly sudo: pulumi.Output<boolean | undefined>;
  declare readonly netns: pulumi.Output<string | undefined>;
  declare readonly hostKeyPolicy: pulumi.Output<"strict" | "accept-new" | undefined>;
  declare readonly knownHostsFile: pulumi.Output<string | undefined>;
  declare readonly adopt: pulumi.Output<boolean | undefined>;
  /** The key that the machine showed, as authorized_keys has it. */
  declare readonly hostKey: pulumi.Output<string>;
  /** /etc/machine-id */
  declare readonly machineId: pulumi.Output<string>;
  /** Release of the kernel. @example "6.1.0-44-cloud-amd64" */
  declare readonly kernel: pulumi.Output<string>;
  /** Version of iproute2. @example "6.1.0" */
  declare readonly iproute2: pulumi.Output<string>;
  /** Version of systemd, where it runs. */
  declare readonly systemd: pulumi.Output<string | undefined>;
  /** Kinds of link that the kernel has or can load, in iproute2's words; "fou" and "fou6" too. */
  declare readonly kinds: pulumi.Output<string[]>;

  /** @internal The arguments, for the resources on it. */
  declare readonly args: HostArgs;
  /** @internal */
  declare readonly logicalName: string;
  /** @internal What the machine goes with. */
  declare readonly deletedWith: pulumi.Resource | undefined;

  constructor(name: string, args: HostArgs, options?: pulumi.CustomResourceOptions) {
    const facts = { hostKey: undefined, machineId: undefined, kernel: undefined, iproute2: undefined };
    const more = { systemd: undefined, kinds: undefined };
    const inputs = { ...args, connection: withSecrets(args.connection) };
    super("Host", name, { ...facts, ...more, ...inputs }, options);
    Object.defineProperty(this, "logicalName", { value: name, enumerable: false });
    Object.defineProperty(this, "deletedWith", { value: options?.deletedWith, enumerable: false });
    Object.defineProperty(this, "args", { value: inputs, enumerable: false });
    Object.defineProperty(this, brand, { value: true, enumerable: false });
  }

  /** Whether a value is a Host, of whatever copy of this package. */
  static isHost(value: unknown): value is Host {
    return typeof value === "object" && value !== null && brand in value;
  }
}

const brand = Symbol.for("pulumi-iproute2.Host");

/** What a resource's `host` takes. */
export type HostInput = Host | pulumi.Input<HostArgs>;

/** @internal A host's arguments, with what a Host resource found out. */
interface HostInputs extends HostArgs {
  hostKey?: pulumi.Input<string>;
  machineId?: pulumi.Input<string>;
}

/** @internal The value that goes into a resource's inputs. */
export function hostInputs(host: HostInput): pulumi.Input<HostInputs> {
  if (Host.isHost(host)) {
    // The key is pinned where it was taken on trust; the machine's id tells another machine from another way to it
    const seen = host.args.hostKeyPolicy === undefined ? {} : { hostKey: host.hostKey };
    return { ...host.args, ...seen, machineId: host.machineId };
  }
  if (pulumi.Output.isInstance(host) || host instanceof Promise) return host;
  return { ...host, connection: withSecrets(host.connection) };
}

/** @internal The options of a resource on a host: it goes with what its machine goes with. */
export function hostOptions(
  host: HostInput,
  options: pulumi.CustomResourceOptions | undefined,
): pulumi.CustomResourceOptions {
  const deletedWith = Host.isHost(host) ? host.deletedWith : undefined;
  // The engine asks no provider for this when a user names what is to be replaced
  return { deleteBeforeReplace: true, ...(deletedWith === undefined ? {} : { deletedWith }), ...options };
}
