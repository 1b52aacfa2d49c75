import * as pulumi from "@pulumi/pulumi";
import { Host, type HostInput } from "../host.ts";

/** A name for a host that is the same in every run: the name of a Host resource, or the host's address. */
export function hostLabel(host: HostInput): string | undefined {
  if (Host.isHost(host)) return host.logicalName;
  if (pulumi.Output.isInstance(host) || host instanceof Promise) return undefined;
  const { connection, netns } = host;
  if (pulumi.Output.isInstance(connection) || connection instanceof Promise) return undefined;
  const { host: address, port = 22 } = connection;
  if (typeof address !== "string" || typeof port !== "number") return undefined;
  if (netns !== undefined && typeof netns !== "string") return undefined;
  return [address, ...(port === 22 ? [] : [port]), ...(netns === undefined ? [] : [netns])].join("-");
}
