import * as pulumi from "@pulumi/pulumi";
import {
  ErspanMirror,
  FouPort,
  type HostArgs,
  IpipTunnel,
  Neighbor,
  PolicyRule,
  Route,
  SiteToSite,
  TunnelPair,
  XfrmPolicy,
  XfrmState,
} from "pulumi-iproute2";

// Without privateKey and password in `connection`, the provider uses the SSH agent.
const ams: HostArgs = {
  connection: { host: "198.51.100.1", user: "ops" },
  sudo: true,
  knownHostsFile: "/etc/known",
};
const fra: HostArgs = {
  connection: { host: "203.0.113.7", port: 2222 },
  sudo: true,
  knownHostsFile: "/etc/known",
};

// No host shows the keys of its IPsec states: pulumi config set --secret NAME sets each of them.
const config = new pulumi.Config();

const tun0Link = new SiteToSite("tun0", {
  kind: "gre",
  a: {
    host: ams,
    name: "tun0",
    underlay: "198.51.100.1",
    addresses: ["10.9.0.1/30"],
    subnets: ["10.1.0.0/24"],
  },
  b: {
    host: fra,
    name: "tun0",
    underlay: "203.0.113.7",
    addresses: ["10.9.0.2/30"],
    subnets: ["10.2.0.0/24"],
  },
  ikey: 1,
  okey: 2,
  ttl: 64,
  encap: { type: "gue", dport: 5555 },
  forwarding: false,
});

const l2Link = new TunnelPair("l2", {
  kind: "geneve",
  a: { host: ams, underlay: "198.51.100.1" },
  b: { host: fra, underlay: "203.0.113.7" },
  vni: 7,
});

new TunnelPair("vx", {
  kind: "vxlan",
  a: { host: ams, name: "vx", underlay: "198.51.100.1", up: false },
  b: { host: fra, name: "vx", underlay: "203.0.113.7", up: false },
  vni: 9,
  mtu: 1500,
});

const aloneLink = new IpipTunnel("alone", {
  host: ams,
  mtu: 1300,
  local: "198.51.100.1",
  remote: "192.0.2.9",
});

new FouPort("ams-fou6-5556", {
  host: ams,
  port: 5556,
  protocol: "gre",
  family: "inet6",
});

new XfrmState("ams-esp-0x00001000-203.0.113.7", {
  host: ams,
  source: "198.51.100.1",
  destination: "203.0.113.7",
  spi: 4096,
  reqid: 7,
  replayWindow: 32,
  aead: {
    name: "rfc4106(gcm(aes))",
    key: config.requireSecret("ams-esp-0x00001000-203-0-113-7-aead"),
    icvLength: 128,
  },
});

new XfrmPolicy("ams-policy-out-10.1.0.0-24-10.2.0.0-24-ifId-42", {
  host: ams,
  direction: "out",
  selector: { source: "10.1.0.0/24", destination: "10.2.0.0/24" },
  priority: 5,
  ifId: 42,
  templates: [{ reqid: 7, source: "198.51.100.1", destination: "203.0.113.7" }],
});

new ErspanMirror("ams-mirror-under0-l2-a-pref-7-direction-both", {
  host: ams,
  monitor: "under0",
  target: "l2-a",
  skipHw: false,
  pref: 7,
}, { dependsOn: [l2Link] });

new PolicyRule("ams-rule-1000-from-10.1.0.0-16", {
  host: ams,
  family: "inet",
  priority: 1000,
  from: "10.1.0.0/16",
  table: 100,
});

new Route("ams-route-10.20.0.0-16", {
  host: ams,
  to: "10.20.0.0/16",
  nexthops: [{ dev: "tun0" }, { dev: "alone", weight: 2 }],
}, { dependsOn: [tun0Link, aloneLink] });

new Neighbor("ams-neighbor-10.9.0.2-dev-tun0", {
  host: ams,
  dev: "tun0",
  address: "10.9.0.2",
  lladdr: "203.0.113.7",
}, { dependsOn: [tun0Link] });
