import { contains } from "../iproute2/address.ts";
import type { Args } from "../schema/declaration.ts";
import type { Operation } from "./operation.ts";

/** The packets that an object decides about. */
export interface Reach {
  /** The device by which packets go. */
  readonly device?: string;
  /** The prefixes whose packets come to the object: those of its addresses and routes. */
  readonly prefixes: readonly string[];
  /** The packets that a policy selects: their sources and destinations. */
  readonly flows: readonly { readonly source: string; readonly destination: string }[];
}

/** What a type has to do with the SSH connection of its host. */
export interface Connectivity {
  /** The packets that an object with these arguments decides about. */
  reach(args: Args): Reach;
  /** The operation that reverses a change in place; undefined if the change needs no command. */
  back(before: Args, after: Args, recorded: Args): Operation | undefined;
  /** The operation that removes an object which this run has created. */
  uncreate(args: Args): Operation;
  /** An operation that takes the object out of use, and its reverse. A removal runs it first. */
  suspend(args: Args, recorded: Args): { readonly operation: Operation; readonly reverse: Operation };
}

/** The SSH connection from the host's side. */
export interface SshClient {
  /** the address of the client, which may be a bastion or a NAT gateway */
  readonly address: string;
  /** the address of the host that the client has connected to */
  readonly local: string;
  /** the device by which the kernel sends packets to the client; undefined if it has no route */
  readonly device: string | undefined;
}

/**
 * Whether a change from one reach to another may cut the SSH connection. It may if packets to the client go by the
 * device, if the object takes packets to the client before or after the change, or if a policy selects the packets of the
 * connection. The device is that of the time when the shell opened, so the prefixes from before the change count too.
 * `before` is undefined for a creation, `after` for a removal.
 */
export function mayCut(client: SshClient, before: Reach | undefined, after: Reach | undefined): boolean {
  const devices = [before?.device, after?.device];
  if (client.device !== undefined && devices.includes(client.device)) return true;
  const prefixes = [...(before?.prefixes ?? []), ...(after?.prefixes ?? [])];
  if (prefixes.some((prefix) => contains(prefix, client.address))) return true;
  const flows = [...(before?.flows ?? []), ...(after?.flows ?? [])];
  const { address, local } = client;
  return flows.some(
    ({ source, destination }) =>
      (contains(source, local) && contains(destination, address)) ||
      (contains(source, address) && contains(destination, local)),
  );
}
