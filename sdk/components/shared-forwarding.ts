import type * as pulumi from "@pulumi/pulumi";
import type { HostInput } from "../host.ts";
import { Forwarding } from "../hosts/forwarding.ts";
import { sharedResource } from "../shared-resource.ts";
import { hostLabel } from "./host-label.ts";

export type Families = boolean | ("inet" | "inet6")[];

/**
 * Makes a host forward packets: one `Forwarding` per host and family for all components. `fallback` names it if the host
 * is not known while the program runs. The families follow from the prefixes; an unknown prefix counts as IPv4.
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
