import * as pulumi from "@pulumi/pulumi";

/** The shared resources of one run of a program, by name. */
const runs = new WeakMap<object, Map<string, pulumi.Resource>>();
const outsideOfRuns = {};

function resourcesOfRun(): Map<string, pulumi.Resource> {
  const run = pulumi.runtime.getStackResource() ?? outsideOfRuns;
  const resources = runs.get(run) ?? new Map<string, pulumi.Resource>();
  runs.set(run, resources);
  return resources;
}

/** The shared resource of this name. The first caller makes it. It has no parent, because it must outlive components. */
export function sharedResource<T extends pulumi.Resource>(name: string, make: (name: string) => T): T {
  const resources = resourcesOfRun();
  const existing = resources.get(name) as T | undefined;
  const resource = existing ?? make(name);
  resources.set(name, resource);
  return resource;
}
