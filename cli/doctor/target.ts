import { InvalidArgumentError } from "commander";
import type { Target } from "../../provider/ssh/index.ts";
import { isNetnsName } from "../../provider/ssh/netns-name.ts";

/** `user@host`, `host`, `user@host:2222`, `[2001:db8::1]:22`. */
const FORM =
  /^(?:([^@\s]+)@)?(?:\[([0-9A-Fa-f:.]+)\]|([^\s:[\]@]+)|([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*))(?::(\d{1,5}))?$/;

export interface Address {
  readonly user?: string;
  readonly host: string;
  readonly port?: number;
}

/** Parses the address of a host, for commander. */
export function parseHost(text: string): Address {
  const [, user, bracketed, name, bare, port] = FORM.exec(text) ?? [];
  const host = bracketed ?? name ?? bare;
  if (
    host === undefined ||
    host.startsWith("-") ||
    (port !== undefined && (Number(port) < 1 || Number(port) > 65_535))
  )
    throw new InvalidArgumentError("It must be [user@]host[:port], such as ops@198.51.100.1.");
  return {
    ...(user === undefined ? {} : { user }),
    host,
    ...(port === undefined ? {} : { port: Number(port) }),
  };
}

export interface ConnectionOptions {
  readonly sudo?: true;
  readonly netns?: string;
  readonly knownHosts?: string;
  /** The text of a private key. */
  readonly privateKey?: string;
  readonly privateKeyPassword?: string;
}

/** How to reach a host: strict about its key, as every connection of this package. */
export const targetOf = (address: Address, options: ConnectionOptions): Target => ({
  connection: {
    ...address,
    // A doctor answers soon
    ...{ dialErrorLimit: 1, perDialTimeout: 15 },
    ...(options.privateKey === undefined ? {} : { privateKey: options.privateKey }),
    ...(options.privateKeyPassword === undefined ? {} : { privateKeyPassword: options.privateKeyPassword }),
  },
  ...(options.sudo === undefined ? {} : { sudo: true }),
  ...(options.netns === undefined ? {} : { netns: options.netns }),
  ...(options.knownHosts === undefined ? {} : { knownHostsFile: options.knownHosts }),
});

export function parseNetns(text: string): string {
  if (!isNetnsName(text)) throw new InvalidArgumentError("It must be the name of a network namespace.");
  return text;
}
