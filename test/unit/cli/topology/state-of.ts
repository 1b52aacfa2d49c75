import type { State } from "../../../../cli/topology/model/state.ts";
import { readState } from "../../../../cli/topology/model/state.ts";

type Values = Readonly<Record<string, unknown>>;

/** A resource of a state in short: its type, name, arguments and outputs, and the name of its parent. */
export interface Short {
  readonly type: string;
  readonly name: string;
  readonly parent?: string;
  readonly outputs?: Values;
  readonly inputs?: Values;
  readonly id?: string;
  readonly delete?: boolean;
}

const COMPONENTS = new Set(["TunnelPair", "IpsecPair", "Mesh", "SiteToSite", "MirrorSession"]);

const urnOf = (name: string) => `urn:pulumi:prod::shop::any::${name}`;

/** The text of a state, as `pulumi stack export` prints it. */
export const stateText = (resources: readonly Short[]): string =>
  JSON.stringify({
    version: 3,
    deployment: {
      resources: resources.map(({ type, name, parent, ...rest }) => ({
        urn: urnOf(name),
        type: COMPONENTS.has(type) ? `iproute2:index:${type}` : `pulumi-nodejs:dynamic/iproute2:${type}`,
        ...(parent === undefined ? {} : { parent: urnOf(parent) }),
        ...{ inputs: rest.outputs ?? {}, ...rest },
      })),
    },
  });

export const stateOf = (resources: readonly Short[]): State => readState(stateText(resources));

/** The `host` argument of a machine. */
export const hostAt = (address: string, more: Values = {}): Values => ({
  connection: { host: address },
  ...more,
});

/** A GRE tunnel between two addresses, which are also those of the SSH connections. */
export const gre = (
  name: string,
  local: string,
  remote: string,
  more: Values = {},
  parent?: string,
): Short => ({
  ...{ type: "GreTunnel", name },
  ...(parent === undefined ? {} : { parent }),
  outputs: {
    ...{ host: hostAt(local), name, kind: "gre", ifindex: 5, mtu: 1476, up: true },
    ...{ local, remote, addresses: [], routes: [] },
    ...more,
  },
});
