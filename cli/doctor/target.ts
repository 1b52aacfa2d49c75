import { InvalidArgumentError } from "commander";
import type { Target } from "../../provider/ssh/index.ts";
import { type HostAddress, readHostAddress } from "../shared/host-address.ts";

/** Parses the address of a host, for commander. */
export function parseHost(text: string): HostAddress {
  const address = readHostAddress(text);
  if (address === undefined)
    throw new InvalidArgumentError("It must be [user@]host[:port], such as ops@198.51.100.1.");
  return address;
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
export const targetOf = (address: HostAddress, options: ConnectionOptions): Target => ({
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
