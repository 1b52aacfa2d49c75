import * as pulumi from "@pulumi/pulumi";
import { Host, type HostInput } from "../host.ts";
import { FouPort } from "../ports/fou-port.ts";
import type { FouProtocol } from "./pair-kinds.ts";

/** The ports of one run of a program, by host and port: several pairs share what they have in common. */
const runs = new WeakMap<object, Map<string, FouPort>>();
const outsideOfRuns = {};

const portsOfRun = (): Map<string, FouPort> => {
  const run = pulumi.runtime.getStackResource() ?? outsideOfRuns;
  const ports = runs.get(run) ?? new Map<string, FouPort>();
  runs.set(run, ports);
  return ports;
};

export interface PortNeed {
  readonly host: HostInput;
  readonly family: "inet" | "inet6";
  readonly port: pulumi.Input<number>;
  /** a FOU port takes one protocol; without it, it is a GUE port */
  readonly protocol: FouProtocol | undefined;
}

/**
 * The port that a pair's end listens at, opened once per host. It belongs to no pair, so that it stays when one of
 * those that share it goes. `fallback` names it where host or port are not known as the program runs.
 */
export function sharedPort({ host, family, port, protocol }: PortNeed, fallback: string): FouPort {
  const what = protocol === undefined ? "gue" : `fou-${protocol}`;
  const place = placeOf(host);
  const known = typeof port === "number" && place !== undefined;
  const suffix = `${what}-${family === "inet6" ? "v6-" : ""}`;
  const name = known ? `${place}-${suffix}${port}` : `${fallback}-${what}`;
  const ports = portsOfRun();
  const existing = ports.get(name);
  if (existing !== undefined) return existing;
  const kind = protocol === undefined ? { gue: true } : { protocol };
  const made = new FouPort(name, { host, port, family, ...kind });
  ports.set(name, made);
  return made;
}

/** A name for a host that is the same in every run: a Host resource's own, or where it is. */
function placeOf(host: HostInput): string | undefined {
  if (Host.isHost(host)) return host.logicalName;
  if (pulumi.Output.isInstance(host) || host instanceof Promise) return undefined;
  const { connection, netns } = host;
  if (pulumi.Output.isInstance(connection) || connection instanceof Promise) return undefined;
  const { host: address, port = 22 } = connection;
  if (typeof address !== "string" || typeof port !== "number") return undefined;
  if (netns !== undefined && typeof netns !== "string") return undefined;
  return [address, ...(port === 22 ? [] : [port]), ...(netns === undefined ? [] : [netns])].join("-");
}
