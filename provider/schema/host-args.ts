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
  user: singleLine("a user name").optional().describe("Who to log in as; by default root."),
  password: text("a text")
    .optional()
    .describe("Also answers keyboard-interactive questions. Kept secret in the state."),
  privateKey: text("the text of a private key")
    .optional()
    .describe("Text of a private key, preferred over the password. Kept secret in the state."),
  privateKeyPassword: text("a text")
    .optional()
    .describe("Passphrase of the private key. Kept secret in the state."),
  agentSocketPath: text("the path of an agent's socket")
    .optional()
    .describe("Socket of an SSH agent; by default SSH_AUTH_SOCK where no key and no password is given."),
  dialErrorLimit: integer(-1, 1_000_000)
    .optional()
    .describe(
      "Failed attempts to connect that are borne before it is given up; -1 for no limit; by default 10.",
    ),
  perDialTimeout: integer(0, 86_400)
    .optional()
    .describe("Seconds that one attempt may take; 0 for no limit; by default 15."),
  hostKey: text("a public key as authorized_keys has it")
    .optional()
    .describe(
      "The machine's public key as authorized_keys has it, one or several lines. Without it known_hosts must have the key.",
    ),
};

/** As @pulumi/command's remote ConnectionArgs, but `proxy` may have a proxy of its own. */
export interface ConnectionValue extends z.output<z.ZodObject<typeof shape>> {
  readonly proxy?: ConnectionValue | undefined;
}

export const connection: z.ZodType<ConnectionValue, ConnectionValue> = z.lazy(() =>
  object({
    ...shape,
    proxy: connection.optional().describe("A machine to go through (a bastion), with its own key check."),
  }),
);

export const host = object({
  connection: connection.describe("How to reach it, as @pulumi/command's remote connections."),
  sudo: flag()
    .optional()
    .describe("Act through `sudo -n`, for a user who is not root. Never waits for a password."),
  netns: text("the name of a network namespace")
    .refine(isNetnsName, {
      error: "must be the name of a network namespace: letters, digits, '_', '.' and '-'",
    })
    .optional()
    .describe(
      "The network namespace that every command acts in; by default the machine's own. It must be there.",
    ),
  hostKeyPolicy: oneOf("strict", "accept-new")
    .optional()
    .describe(
      '"strict", the default: `connection.hostKey` or known_hosts must match. "accept-new": trust the first key seen, record it and refuse any other from then on.',
    ),
  knownHostsFile: text("a path on the machine that runs pulumi")
    .optional()
    .describe(
      "A known_hosts file on the machine that runs pulumi; by default ~/.ssh/known_hosts and the system's.",
    ),
  adopt: flag()
    .optional()
    .describe("`adopt` of every resource on the machine that does not set it; by default false."),
  /** the key that a Host resource saw under "accept-new" */
  hostKey: text("a public key").optional(),
  /** /etc/machine-id of the machine, where a Host resource gave it: another id is another machine */
  machineId: text("a machine id").optional(),
});

export type HostValue = z.output<typeof host>;
