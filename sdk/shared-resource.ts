import * as pulumi from "@pulumi/pulumi";

/** The resources that one run of a program makes once for all that need them, by name. */
const runs = new WeakMap<object, Map<string, pulumi.Resource>>();
const outsideOfRuns = {};

function resourcesOfRun(): Map<string, pulumi.Resource> {
  const run = pulumi.runtime.getStackResource() ?? outsideOfRuns;
  const resources = runs.get(run) ?? new Map<string, pulumi.Resource>();
  runs.set(run, resources);
  return resources;
}

/** The resource of this name, made by whoever needs it first. It has no parent, so that it stays when a component goes. */
export function sharedResource<T extends pulumi.Resource>(name: string, make: (name: string) => T): T {
  const resources = resourcesOfRun();
  const existing = resources.get(name) as T | undefined;
  const resource = existing ?? make(name);
  resources.set(name, resource);
  return resource;
}
