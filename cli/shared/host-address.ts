import { InvalidArgumentError } from "commander";
import { isNetnsName } from "../../provider/ssh/netns-name.ts";

/** The address of a host on the command line. */
export interface HostAddress {
  readonly user?: string;
  readonly host: string;
  readonly port?: number;
}

/** `user@host`, `host`, `user@host:2222`, `[2001:db8::1]:22`, `fe80::1%eth0`. */
const FORM =
  /^(?:([^@\s]+)@)?(?:\[([0-9A-Fa-f:.]+(?:%[\w.-]+)?)\]|([^\s:[\]@%/?#]+)|([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%[\w.-]+)?))(?::(\d{1,5}))?$/;

/** Reads an address. Undefined if the text is none. */
export function readHostAddress(text: string): HostAddress | undefined {
  const [, user, bracketed, name, bare, port] = FORM.exec(text) ?? [];
  const host = bracketed ?? name ?? bare;
  if (host === undefined || host.startsWith("-")) return undefined;
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) return undefined;
  return {
    ...(user === undefined ? {} : { user }),
    host,
    ...(port === undefined ? {} : { port: Number(port) }),
  };
}

/** Reads the option `--netns`, for commander. */
export function parseNetns(text: string): string {
  if (!isNetnsName(text)) throw new InvalidArgumentError("It must be the name of a network namespace.");
  return text;
}
