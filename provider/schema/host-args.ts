import { z } from "zod";
import { isNetnsName } from "../ssh/netns-name.ts";
import { flag, integer, object, oneOf } from "./values.ts";

const text = (what: string) => z.string({ error: `must be ${what}` });
const singleLine = (what: string) =>
  text(what).regex(/^[^\s\p{Cc}]+$/u, {
    error: `must be ${what}, without spaces, line breaks or control characters`,
  });

const shape = {
  host: singleLine("a host name or address").describe("Address or name of the machine."),
  port: integer(1, 65535).optional().describe("Its SSH port; by default 22."),
  user: singleLine("a user name").optional().describe("User of the login; by default root."),
  password: text("a text")
    .optional()
    .describe("Password. It also answers keyboard-interactive prompts. Kept secret in the state."),
  privateKey: text("the text of a private key")
    .optional()
    .describe("Text of a private key. It is offered before the password. Kept secret in the state."),
  privateKeyPassword: text("a text")
    .optional()
    .describe("Passphrase of the private key. Kept secret in the state."),
  agentSocketPath: text("the path of an agent's socket")
    .optional()
    .describe("Socket of an SSH agent; by default SSH_AUTH_SOCK if no key and no password is given."),
  dialErrorLimit: integer(-1, 1_000_000)
    .optional()
    .describe("The most failed attempts to connect; -1 for no limit; by default 10."),
  perDialTimeout: integer(0, 86_400)
    .optional()
    .describe("The longest duration of one attempt in seconds; 0 for no limit; by default 15."),
  hostKey: text("a public key as authorized_keys has it")
    .optional()
    .describe(
      "The machine's public keys in authorized_keys form, one a line. Without it known_hosts must have the key.",
    ),
};

/** Has the fields of @pulumi/command's remote ConnectionArgs. In addition a `proxy` may have a `proxy` too. */
export interface ConnectionValue extends z.output<z.ZodObject<typeof shape>> {
  readonly proxy?: ConnectionValue | undefined;
}

export const connection: z.ZodType<ConnectionValue, ConnectionValue> = z.lazy(() =>
  object({
    ...shape,
    proxy: connection
      .optional()
      .describe("A machine that the connection goes through (a bastion). Its host key is checked too."),
  }),
);

export const netnsName = () =>
  text("the name of a network namespace").refine(isNetnsName, {
    error: "must be the name of a network namespace: letters, digits, '_', '.' and '-'",
  });

export const host = object({
  connection: connection.describe(
    "The SSH connection, with the fields of @pulumi/command's remote connections.",
  ),
  sudo: flag()
    .optional()
    .describe(
      "Run commands through `sudo -n`, for a user who is not root. sudo must not ask for a password.",
    ),
  netns: netnsName()
    .optional()
    .describe("The network namespace of every command; by default the machine's own. It must exist."),
  hostKeyPolicy: oneOf("strict", "accept-new")
    .optional()
    .describe(
      '"strict", the default: `connection.hostKey` or known_hosts must match. "accept-new": accept and record the first key, and refuse any other key from then on.',
    ),
  knownHostsFile: text("a path on the machine that runs pulumi")
    .optional()
    .describe(
      "A known_hosts file on the machine that runs pulumi; by default ~/.ssh/known_hosts and the system's.",
    ),
  adopt: flag()
    .optional()
    .describe("The default of `adopt` for every resource on the machine; by default false."),
  persist: oneOf("auto", "none")
    .optional()
    .describe(
      'The default of `persist` for every resource on the machine. "auto", the default: systemd or OpenRC restores them at boot.',
    ),
  onUnreachable: oneOf("fail", "forget")
    .optional()
    .describe(
      'What a removal does if the machine cannot be reached. "fail", the default: the run fails. "forget": the run continues with a warning that lists what stays there.',
    ),
  confirm: oneOf("auto", "always", "never")
    .optional()
    .describe(
      'Whether the machine reverses a change of a link or policy by itself unless the provider still reaches it by a new connection. "auto", the default: if the change could cut the SSH connection.',
    ),
  confirmTimeout: integer(5, 600)
    .optional()
    .describe("How long the machine waits before it reverses such a change, in seconds; by default 60."),
  /** the key that a Host resource accepted under "accept-new" */
  hostKey: text("a public key").optional(),
  /** /etc/machine-id of the machine, if a Host resource read it. Another id is another machine. */
  machineId: text("a machine id").optional(),
});

/** The argument `persist` of resources on a host. The default is that of the host. */
export const persistArgument = (what: string) =>
  oneOf("auto", "none")
    .optional()
    .describe(
      `Whether the machine restores the ${what} when it boots. "auto": by systemd or OpenRC, if it has one. "none": never. By default that of the host, or "auto".`,
    );

export type HostValue = z.output<typeof host>;
