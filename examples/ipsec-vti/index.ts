// A link whose packets are encrypted by ESP: a device, keys, security associations and policies at both ends.
import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, IpsecPair } from "pulumi-iproute2";

interface Site {
  connection: ConnectionArgs;
  underlay: string;
}

const config = new pulumi.Config();
const ams = config.requireObject<Site>("ams");
const fra = config.requireObject<Site>("fra");

const pair = new IpsecPair("sec", {
  kind: "vti",
  suite: "aes256-gcm",
  a: {
    host: { connection: ams.connection },
    underlay: ams.underlay,
    addresses: ["10.9.0.1/30"],
    routes: ["10.20.0.0/24"],
  },
  b: {
    host: { connection: fra.connection },
    underlay: fra.underlay,
    addresses: ["10.9.0.2/30"],
    routes: ["10.10.0.0/24"],
  },
  generation: config.getNumber("generation") ?? 1,
});

export const mtu = pair.mtu;
export const devices = { ams: pair.a.name, fra: pair.b.name };
