import * as pulumi from "@pulumi/pulumi";
import { Host, type HostInput } from "../host.ts";

/** What the components of one run of a program have in common, by name. */
const runs = new WeakMap<object, Map<string, pulumi.Resource>>();
const outsideOfRuns = {};

const ofRun = (): Map<string, pulumi.Resource> => {
  const run = pulumi.runtime.getStackResource() ?? outsideOfRuns;
  const sharedResource = runs.get(run) ?? new Map<string, pulumi.Resource>();
  runs.set(run, sharedResource);
  return sharedResource;
};

/** The resource of this name, made by whoever needs it first. It belongs to no component, so it stays when one goes. */
export function shared<T extends pulumi.Resource>(name: string, make: (name: string) => T): T {
  const all = ofRun();
  const existing = all.get(name) as T | undefined;
  const resource = existing ?? make(name);
  all.set(name, resource);
  return resource;
}

/** A name for a host that is the same in every run: a Host resource's own, or where it is. */
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
