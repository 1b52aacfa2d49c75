import type * as pulumi from "@pulumi/pulumi";
import type { HostInput } from "../host.ts";
import { FouPort } from "../ports/fou-port.ts";
import { sharedResource } from "../shared-resource.ts";
import { hostLabel } from "./host-label.ts";
import type { FouProtocol } from "./pair-kinds.ts";

export interface PortRequirement {
  readonly host: HostInput;
  readonly family: "inet" | "inet6";
  readonly port: pulumi.Input<number>;
  /** protocol of a FOU port; without it, the port is a GUE port */
  readonly protocol: FouProtocol | undefined;
}

/**
 * The port at which an end of a pair receives packets, one per host. It is no child of a pair, so it stays if one of the
 * pairs that share it is removed. `fallback` names it if host or port are not known while the program runs.
 */
export function sharedPort({ host, family, port, protocol }: PortRequirement, fallback: string): FouPort {
  const what = protocol === undefined ? "gue" : `fou-${protocol}`;
  const place = hostLabel(host);
  const known = typeof port === "number" && place !== undefined;
  const suffix = `${what}-${family === "inet6" ? "v6-" : ""}`;
  const name = known ? `${place}-${suffix}${port}` : `${fallback}-${what}`;
  const kind = protocol === undefined ? { gue: true } : { protocol };
  return sharedResource(name, (its) => new FouPort(its, { host, port, family, ...kind }));
}
