// The program of the kills' test.
import { Forwarding, LinkSet, VxlanTunnel, XfrmPolicy } from "pulumi-iproute2";
import type { ConnectionArgs } from "../../provider/ssh/index.ts";
import type { HostName } from "../model/world.ts";

/** The resources that a program declares. `links` has the ttl of each link. */
export interface Declared {
  readonly links: Readonly<Record<string, number>>;
  readonly members: readonly string[];
  readonly policy: boolean;
  readonly forwarding: boolean;
}

/** The names that links may have. The first letter is that of the host. */
export const slots: readonly string[] = ["a1", "a2", "a3", "b1", "b2", "b3"];
export const hostOf = (slot: string): HostName => (slot.startsWith("a") ? "alpha" : "beta");

/** How a program reaches the hosts, and their addresses in the underlay. */
export type Reach = Readonly<
  Record<HostName, { readonly connection: ConnectionArgs; readonly underlay: string }>
>;

export const programOf = (declared: Declared, reach: Reach) => async () => {
  const hostArgs = (name: HostName) => ({ connection: reach[name].connection });
  const ends = (name: HostName) => ({
    local: reach[name].underlay,
    remote: reach[name === "alpha" ? "beta" : "alpha"].underlay,
    dev: "eth0",
  });
  for (const [slot, ttl] of Object.entries(declared.links)) {
    const index = slots.indexOf(slot);
    new VxlanTunnel(slot, {
      host: hostArgs(hostOf(slot)),
      ...ends(hostOf(slot)),
      vni: 10 + index,
      ttl,
      addresses: [`10.9.${index}.1/24`],
      routes: [`10.${20 + index}.0.0/16`],
    });
  }
  const links = Object.fromEntries(
    declared.members.map((key, index) => [key, { ...ends("alpha"), vni: 50 + index }]),
  );
  if (declared.members.length > 0) new LinkSet("set", { host: hostArgs("alpha"), kind: "vxlan", links });
  if (declared.policy)
    new XfrmPolicy("policy", {
      host: hostArgs("beta"),
      direction: "out",
      selector: { source: "10.1.0.0/16", destination: "10.2.0.0/16" },
    });
  if (declared.forwarding) new Forwarding("forwarding", { host: hostArgs("beta") });
};
