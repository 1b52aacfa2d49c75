// The program of the previews' test: a resource for each kind of change, before and after the change.
import * as pulumi from "@pulumi/pulumi";
import { Host, IpsecKeys, TunnelPair, VxlanTunnel, XfrmState } from "pulumi-iproute2";
import type { ConnectionArgs } from "../../provider/ssh/index.ts";
import { type HostName, UNDERLAY } from "../model/world.ts";

/** Texts that no preview may print. */
export const SECRETS = {
  password: "first-password",
  otherPassword: "second-password",
  key: `0x${"a1".repeat(20)}`,
  otherKey: `0x${"b2".repeat(20)}`,
} as const;

/** How the program reaches the hosts. */
export interface Reach {
  readonly connections: Readonly<Record<HostName, ConnectionArgs>>;
  readonly knownHostsFile: string;
  /** the id of the imported link */
  readonly importId: string;
}

/** A machine whose address is unknown until it exists. */
class Machine extends pulumi.dynamic.Resource {
  declare readonly address: pulumi.Output<string>;
  constructor(name: string) {
    const create = async () => ({ id: "machine", outs: { address: "192.0.2.1" } });
    super({ create }, name, { address: undefined }, {}, "test", "Machine");
  }
}

const other = (name: HostName): HostName => (name === "alpha" ? "beta" : "alpha");
const ends = (name: HostName) => ({ local: UNDERLAY[name], remote: UNDERLAY[other(name)], dev: "eth0" });

/** An IPsec state. A preview contacts no host, so its host does not exist. */
export const stateArguments = (key: string) => ({
  host: { connection: { host: "192.0.2.77" } },
  ...{ source: UNDERLAY.alpha, destination: UNDERLAY.beta, spi: 0x1001 },
  aead: { name: "rfc4106(gcm(aes))" as const, key },
});

type Hosts = Readonly<Record<HostName, Host>>;

const pair = (name: string, hosts: Hosts, args: { readonly vni: number; readonly ttl?: number }) =>
  new TunnelPair(name, {
    ...{ kind: "vxlan", ...args },
    a: { host: hosts.alpha, underlay: UNDERLAY.alpha, dev: "eth0" },
    b: { host: hosts.beta, underlay: UNDERLAY.beta, dev: "eth0" },
  });

/** What is the same before and after the changes. `password` is a credential of a host that has one link. */
function common({ connections }: Reach, password: string): Hosts {
  const [ams, fra] = [connections.alpha, connections.beta];
  const hosts = {
    alpha: new Host("ams", { connection: ams }),
    beta: new Host("fra", { connection: fra }),
  };
  const nyc = new Host("nyc", { connection: { ...fra, password } });
  pair("unchanged", hosts, { vni: 1 });
  new VxlanTunnel("credential", { host: nyc, ...ends("beta"), vni: 7 });
  new VxlanTunnel("drifted", {
    ...{ host: hosts.alpha, ...ends("alpha"), vni: 6, ttl: 64 },
    addresses: ["10.9.6.1/30"],
    routes: ["10.60.0.0/16"],
  });
  new VxlanTunnel("gone", { host: hosts.alpha, ...ends("alpha"), vni: 8 });
  return hosts;
}

const moved = (host: Host, name: HostName) => new VxlanTunnel("moved", { host, ...ends(name), vni: 5 });

export const before = (reach: Reach) => async () => {
  const hosts = common(reach, SECRETS.password);
  pair("in-place", hosts, { vni: 2, ttl: 64 });
  pair("replaced", hosts, { vni: 3 });
  pair("deleted", hosts, { vni: 4 });
  moved(hosts.alpha, "alpha");
  new IpsecKeys("keys-1", { encryptionBytes: 36 });
};

export const after = (reach: Reach) => async () => {
  const hosts = common(reach, SECRETS.otherPassword);
  pair("in-place", hosts, { vni: 2, ttl: 128 });
  pair("replaced", hosts, { vni: 13 });
  pair("created", hosts, { vni: 9, ttl: 64 });
  moved(hosts.beta, "beta");
  new IpsecKeys("keys-2", { encryptionBytes: 36 });
  new XfrmState("state", stateArguments(SECRETS.otherKey));
  taken(reach, hosts.alpha);
  const machine = { connection: { host: new Machine("machine").address } };
  const unknown = { remote: UNDERLAY.beta, dev: "eth0" };
  new VxlanTunnel("unknown", { host: machine, vni: 12, ...unknown });
  new VxlanTunnel("on-unknown", { host: new Host("new", machine), vni: 14, ...unknown });
};

/** Links that an operator made by hand. */
function taken({ connections, knownHostsFile, importId }: Reach, host: Host): void {
  new VxlanTunnel("adopted", { host, ...ends("alpha"), name: "hand0", vni: 10, adopt: true });
  const reached = { connection: connections.alpha, knownHostsFile };
  const args = { host: reached, ...ends("alpha"), name: "hand1", vni: 11, ttl: 9 };
  new VxlanTunnel("imported", args, { import: importId });
}
