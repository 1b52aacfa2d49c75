// Two virtual machines that do not exist yet, one at AWS and one at Hetzner, and a link between their private networks.
import * as aws from "@pulumi/aws";
import * as command from "@pulumi/command";
import * as hcloud from "@pulumi/hcloud";
import * as pulumi from "@pulumi/pulumi";
import { Host, SiteToSite } from "pulumi-iproute2";

const config = new pulumi.Config();
const publicKey = config.require("publicKey");
const privateKey = config.requireSecret("privateKey");

const image = aws.ec2.getAmiOutput({
  owners: ["136693071363"], // Debian
  mostRecent: true,
  filters: [{ name: "name", values: ["debian-12-amd64-*"] }],
});
const anywhere = { cidrBlocks: ["0.0.0.0/0"] };
const group = new aws.ec2.SecurityGroup("link", {
  ingress: [
    { protocol: "tcp", fromPort: 22, toPort: 22, ...anywhere },
    { protocol: "47", fromPort: 0, toPort: 0, ...anywhere }, // GRE has no ports
  ],
  egress: [{ protocol: "-1", fromPort: 0, toPort: 0, ...anywhere }],
});
const ams = new aws.ec2.Instance("ams", {
  ami: image.id,
  instanceType: "t3.micro",
  keyName: new aws.ec2.KeyPair("ams", { publicKey }).keyName,
  vpcSecurityGroupIds: [group.id],
  // The machine forwards packets that are not for itself.
  sourceDestCheck: false,
});

const fra = new hcloud.Server("fra", {
  image: "debian-12",
  serverType: "cx23",
  location: "fsn1",
  sshKeys: [new hcloud.SshKey("fra", { publicKey }).id],
});

/** A machine as a host for links, after cloud-init and for as long as the machine exists. */
function hostOn(
  name: string,
  machine: pulumi.CustomResource,
  address: pulumi.Output<string>,
  user: string,
): Host {
  const connection = { host: address, user, privateKey };
  const goes = { deletedWith: machine };
  const ready = new command.remote.Command(
    `${name}-ready`,
    // Status 2 is "done, with warnings"
    { connection, create: "cloud-init status --wait || [ $? -eq 2 ]", triggers: [machine.id] },
    goes,
  );
  // The host key is not known before. The provider accepts the first one and pins it.
  return new Host(
    name,
    { connection, sudo: user !== "root", hostKeyPolicy: "accept-new" },
    { ...goes, dependsOn: [ready] },
  );
}

const link = new SiteToSite("ams-fra", {
  kind: "gre",
  key: 100,
  a: {
    host: hostOn("ams-host", ams, ams.publicIp, "admin"),
    underlay: ams.publicIp,
    // An instance at EC2 has a private address, and NAT translates the public one to it
    local: ams.privateIp,
    addresses: ["10.9.0.1/30"],
    subnets: ["10.10.0.0/16"],
  },
  b: {
    host: hostOn("fra-host", fra, fra.ipv4Address, "root"),
    underlay: fra.ipv4Address,
    addresses: ["10.9.0.2/30"],
    subnets: ["10.20.0.0/16"],
  },
  // The path through the Internet carries 1500 bytes. The kernel would compute from the larger mtu of EC2's networks.
  mtu: 1450,
});

export const machines = { ams: ams.publicIp, fra: fra.ipv4Address };
export const sites = { ams: link.a, fra: link.b };
