import * as pulumi from "@pulumi/pulumi";
import { Iproute2Resource } from "./iproute2-resource.ts";

/**
 * How to reach a machine by SSH. The fields are those of @pulumi/command's `remote.ConnectionArgs`, so one object works
 * for both packages. Here a `proxy` may have a `proxy` too.
 */
export interface ConnectionArgs {
  /** Address or name of the machine. */
  host: pulumi.Input<string>;
  /** Its SSH port. @default 22 */
  port?: pulumi.Input<number>;
  /** User to log in as. @default "root" */
  user?: pulumi.Input<string>;
  /** Password, also the answer to keyboard-interactive questions. Secret in the state. */
  password?: pulumi.Input<string>;
  /** Text of a private key, tried before the password. Secret in the state. */
  privateKey?: pulumi.Input<string>;
  /** Passphrase of the private key. Secret in the state. */
  privateKeyPassword?: pulumi.Input<string>;
  /** Path of an SSH agent's socket. @default SSH_AUTH_SOCK if neither key nor password is given */
  agentSocketPath?: pulumi.Input<string>;
  /** Failed attempts to connect before the operation fails; -1 is no limit. @default 10 */
  dialErrorLimit?: pulumi.Input<number>;
  /** Seconds that one attempt may take; 0 is no limit. @default 15 */
  perDialTimeout?: pulumi.Input<number>;
  /**
   * Public keys of the machine in the format of authorized_keys, one on a line. Without it, known_hosts must have the
   * key. The provider sends nothing to a machine that presents another key.
   * @example "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA…"
   */
  hostKey?: pulumi.Input<string>;
  /** A machine to connect through (a bastion). Its host key is checked too. */
  proxy?: pulumi.Input<ConnectionArgs>;
}

/** A machine, and how the provider acts on it. */
export interface HostArgs {
  /** How to reach the machine by SSH. */
  connection: pulumi.Input<ConnectionArgs>;
  /** Run everything by `sudo -n`, for a user who is not root. sudo must need no password. @default false */
  sudo?: pulumi.Input<boolean>;
  /** Network namespace of every command. It must exist. @default the machine's own */
  netns?: pulumi.Input<string>;
  /**
   * How the machine's key is checked. "strict": `connection.hostKey` or known_hosts must have the key. "accept-new":
   * the provider accepts the first key, records it in the state, and refuses any other key afterwards.
   * @default "strict"
   */
  hostKeyPolicy?: pulumi.Input<"strict" | "accept-new">;
  /** A known_hosts file on the machine that runs pulumi. @default "~/.ssh/known_hosts" and the system's */
  knownHostsFile?: pulumi.Input<string>;
  /**
   * `adopt` of every resource on the machine that does not set its own. With true the resources take over objects that
   * exist already and match what is declared: for a stack whose state was lost.
   * @default false
   */
  adopt?: pulumi.Input<boolean>;
  /**
   * `persist` of every resource on the machine that does not set its own. With "auto" the machine restores them when it
   * boots, by systemd or OpenRC: the provider writes a file for each object to /etc/pulumi-iproute2, and removes it
   * before the object.
   * @default "auto"
   */
  persist?: pulumi.Input<"auto" | "none">;
  /**
   * What a removal does if the machine cannot be reached. "fail": the run fails, and the state keeps the resources.
   * "forget": the run continues, with a warning that lists what stays on the machine and the commands to remove it. Run
   * `pulumi up` after you set this, and before you remove anything, because a removal reads it from the state.
   * @default "fail"
   */
  onUnreachable?: pulumi.Input<"fail" | "forget">;
  /**
   * Whether the machine reverses a change by itself if it cuts the SSH connection. Before such a change the provider puts
   * a script that reverses it on the machine, with a timer. After the change the provider confirms it over a new
   * connection. Without confirmation the machine runs the script, and the update fails. "auto": links and policies whose
   * addresses, routes or selectors contain the address from which the provider connects, and the link by which the
   * machine answers it. "always": every change of a link or policy. "never": none.
   * @default "auto"
   */
  confirm?: pulumi.Input<"auto" | "always" | "never">;
  /** Seconds that the machine waits for the confirmation, 5 to 600. @default 60 */
  confirmTimeout?: pulumi.Input<number>;
}

/** Marks only the secret members of a connection as secrets, because diffs should show host and port. */
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
 * A machine. The provider creates nothing on it: it connects, checks the host key, and reads facts. A `Host` is
 * optional, because every resource takes the same fields as a plain object.
 *
 * Use a `Host` to pin a host key ("accept-new"), or to read what the kernel supports. With a `Host`, links also move when
 * another machine takes over an address. With the option `deletedWith`, the engine deletes the resources on the machine
 * together with it: if the same run destroys the virtual machine, the provider does not connect to remove links first.
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
  declare readonly persist: pulumi.Output<"auto" | "none" | undefined>;
  declare readonly onUnreachable: pulumi.Output<"fail" | "forget" | undefined>;
  declare readonly confirm: pulumi.Output<"auto" | "always" | "never" | undefined>;
  declare readonly confirmTimeout: pulumi.Output<number | undefined>;
  /** Key that the machine presented, in the format of authorized_keys. */
  declare readonly hostKey: pulumi.Output<string>;
  /** Content of /etc/machine-id; empty if there is no such file. */
  declare readonly machineId: pulumi.Output<string>;
  /** Release of the running kernel. @example "6.1.0-44-cloud-amd64" */
  declare readonly kernel: pulumi.Output<string>;
  /** Version of iproute2. @example "6.1.0" */
  declare readonly iproute2: pulumi.Output<string>;
  /** Version of systemd, if it runs. */
  declare readonly systemd: pulumi.Output<string | undefined>;
  /** What restores tunnels when the machine boots. "none": nothing; `warnings` has the reason. */
  declare readonly persistence: pulumi.Output<"systemd" | "openrc" | "none">;
  /** What an operator should know about the machine: that nothing restores its tunnels after a reboot. */
  declare readonly warnings: pulumi.Output<string[]>;
  /** Kinds of link that the kernel has or can load, by iproute2's names, and "fou" and "fou6". */
  declare readonly kinds: pulumi.Output<string[]>;

  /** @internal The arguments, for the resources on it. */
  declare readonly args: HostArgs;
  /** @internal */
  declare readonly logicalName: string;
  /** @internal The resource whose deletion also deletes the machine. */
  declare readonly deletedWith: pulumi.Resource | undefined;

  constructor(name: string, args: HostArgs, options?: pulumi.CustomResourceOptions) {
    const facts = { hostKey: undefined, machineId: undefined, kernel: undefined, iproute2: undefined };
    const more = { systemd: undefined, kinds: undefined, persistence: undefined, warnings: undefined };
    const inputs = { ...args, connection: withSecrets(args.connection) };
    super("Host", name, { ...facts, ...more, ...inputs }, options);
    Object.defineProperty(this, "logicalName", { value: name, enumerable: false });
    Object.defineProperty(this, "deletedWith", { value: options?.deletedWith, enumerable: false });
    Object.defineProperty(this, "args", { value: inputs, enumerable: false });
    Object.defineProperty(this, brand, { value: true, enumerable: false });
  }

  /** Whether a value is a `Host`, of any copy of this package. */
  static isHost(value: unknown): value is Host {
    return typeof value === "object" && value !== null && brand in value;
  }
}

const brand = Symbol.for("pulumi-iproute2.Host");

/** What a resource's `host` takes. */
export type HostInput = Host | pulumi.Input<HostArgs>;

/** @internal A host's arguments, with the facts that a Host resource read. */
interface HostInputs extends HostArgs {
  hostKey?: pulumi.Input<string>;
  machineId?: pulumi.Input<string>;
}

/** @internal The value that goes into a resource's inputs. */
export function hostInputs(host: HostInput): pulumi.Input<HostInputs> {
  if (Host.isHost(host)) {
    // By the id the provider recognises whether a new connection leads to the same machine
    const seen = host.args.hostKeyPolicy === undefined ? {} : { hostKey: host.hostKey };
    return { ...host.args, ...seen, machineId: host.machineId };
  }
  if (pulumi.Output.isInstance(host) || host instanceof Promise) return host;
  return { ...host, connection: withSecrets(host.connection) };
}

/** @internal The options of a resource on a host. Its `deletedWith` is that of the host. */
export function hostOptions(
  host: HostInput,
  options: pulumi.CustomResourceOptions | undefined,
): pulumi.CustomResourceOptions {
  const deletedWith = Host.isHost(host) ? host.deletedWith : undefined;
  // The engine does not ask the provider for this when a user targets a replacement
  return { deleteBeforeReplace: true, ...(deletedWith === undefined ? {} : { deletedWith }), ...options };
}
