import type * as pulumi from "@pulumi/pulumi";
import type { HostInput } from "../host.ts";
import { Forwarding } from "../hosts/forwarding.ts";
import { sharedResource } from "../shared-resource.ts";
import { hostLabel } from "./host-label.ts";

export type Families = boolean | ("inet" | "inet6")[];

/**
 * Has a host pass packets on, once per host and family, for all components that need it. `fallback` names it where
 * the host is not known as the program runs. What families there are follows from the prefixes; those that are not
 * known yet are taken for IPv4.
 */
export function shareForwarding(
  host: HostInput,
  wanted: Families,
  prefixes: readonly pulumi.Input<string>[],
  fallback: string,
): void {
  const inPrefixes = new Set(
    prefixes.map((one) => (typeof one === "string" && one.includes(":") ? "inet6" : "inet")),
  );
  const families = typeof wanted === "boolean" ? (wanted ? [...inPrefixes] : []) : wanted;
  for (const family of families) {
    const name = `${hostLabel(host) ?? fallback}-forwarding${family === "inet6" ? "-v6" : ""}`;
    sharedResource(name, (its) => new Forwarding(its, { host, family }));
  }
}
