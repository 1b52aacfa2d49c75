import { z } from "zod";
import { deviceNameFault } from "../iproute2/device-name.ts";
import { flag, integer, object, oneOf } from "./values.ts";

const text = (what: string) => z.string({ error: `must be ${what}` });
const singleLine = (what: string) =>
  text(what).regex(/^[^\s\p{Cc}]+$/u, {
    error: `must be ${what}, without spaces, line breaks or control characters`,
  });

const shape = {
  host: singleLine("a host name or address"),
  port: integer(1, 65535).optional(),
  user: singleLine("a user name").optional(),
  password: text("a text").optional(),
  privateKey: text("the text of a private key").optional(),
  privateKeyPassword: text("a text").optional(),
  agentSocketPath: text("the path of an agent's socket").optional(),
  dialErrorLimit: integer(-1, 1_000_000).optional(),
  perDialTimeout: integer(0, 86_400).optional(),
  hostKey: text("a public key as authorized_keys has it").optional(),
};

/** As @pulumi/command's remote ConnectionArgs, but `proxy` may have a proxy of its own. */
export interface ConnectionValue extends z.output<z.ZodObject<typeof shape>> {
  readonly proxy?: ConnectionValue | undefined;
}

export const connection: z.ZodType<ConnectionValue, ConnectionValue> = z.lazy(() =>
  object({ ...shape, proxy: connection.optional() }),
);

export const host = object({
  connection,
  sudo: flag().optional(),
  netns: text("the name of a network namespace")
    .refine((name) => deviceNameFault(name.slice(0, 15)) === undefined && name.length <= 255, {
      error: "must be the name of a network namespace: letters, digits, '_', '.' and '-'",
    })
    .optional(),
  hostKeyPolicy: oneOf("strict", "accept-new").optional(),
  knownHostsFile: text("a path on the machine that runs pulumi").optional(),
  /** the key that a Host resource saw under "accept-new" */
  hostKey: text("a public key").optional(),
  /** /etc/machine-id of the machine, where a Host resource gave it: another id is another machine */
  machineId: text("a machine id").optional(),
});

export type HostValue = z.output<typeof host>;
