// The program of a user whose project has the package from npm.
import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, Forwarding, Host, IpsecKeys, TunnelPair, XfrmPolicy } from "pulumi-iproute2";

interface Site {
  readonly connection: ConnectionArgs;
  readonly underlay: string;
}

const config = new pulumi.Config();
const [ams, fra] = [config.requireObject<Site>("ams"), config.requireObject<Site>("fra")];
const hosts = {
  ams: new Host("ams", { connection: ams.connection }),
  fra: new Host("fra", { connection: fra.connection }),
};
const pair = new TunnelPair("ams-fra", {
  kind: "vxlan",
  vni: 42,
  ttl: 64,
  a: { host: hosts.ams, underlay: ams.underlay, addresses: ["10.9.0.1/30"], routes: ["10.20.0.0/24"] },
  b: { host: hosts.fra, underlay: fra.underlay, addresses: ["10.9.0.2/30"], routes: ["10.10.0.0/24"] },
  check: true,
});
new IpsecKeys("keys", { encryptionBytes: 36 });
new XfrmPolicy("policy", {
  host: hosts.fra,
  direction: "out",
  selector: { source: "10.1.0.0/16", destination: "10.2.0.0/16" },
});
new Forwarding("forwarding", { host: hosts.fra });

export const mtu: pulumi.Output<number> = pair.mtu;
