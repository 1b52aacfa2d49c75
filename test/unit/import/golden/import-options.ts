import * as pulumi from "@pulumi/pulumi";
import {
  ErspanMirror,
  FouPort,
  GeneveTunnel,
  GreTunnel,
  type HostArgs,
  importing,
  IpipTunnel,
  Neighbor,
  PolicyRule,
  Route,
  VxlanTunnel,
  XfrmPolicy,
  XfrmState,
} from "pulumi-iproute2";

// Without privateKey and password in `connection`, the provider uses the SSH agent.
const ams: HostArgs = {
  connection: { host: "198.51.100.1", user: "ops" },
  sudo: true,
  knownHostsFile: "/etc/known",
};

// No host shows the keys of its IPsec states: pulumi config set --secret NAME sets each of them.
const config = new pulumi.Config();

// Imports what the hosts have. Remove this statement after the first pulumi up.
pulumi.runtime.registerStackTransformation(importing({
  alone: "ssh://ops@198.51.100.1/alone?sudo&knownHosts=/etc/known",
  tun0: "ssh://ops@198.51.100.1/tun0?sudo&knownHosts=/etc/known",
  "l2-a": "ssh://ops@198.51.100.1/l2-a?sudo&knownHosts=/etc/known",
  vx: "ssh://ops@198.51.100.1/vx?sudo&knownHosts=/etc/known",
  "ams-fou-5555": "ssh://ops@198.51.100.1/fou:5555?sudo&knownHosts=/etc/known",
  "ams-fou6-5556": "ssh://ops@198.51.100.1/fou6:5556?sudo&knownHosts=/etc/known",
  "ams-esp-0x00001000-203.0.113.7": "ssh://ops@198.51.100.1/esp:0x00001000@203.0.113.7?sudo&knownHosts=/etc/known",
  "ams-policy-out-10.1.0.0-24-10.2.0.0-24-ifId-42": "ssh://ops@198.51.100.1/policy-out:10.1.0.0/24%3E10.2.0.0/24,ifId=42?sudo&knownHosts=/etc/known",
  "ams-mirror-under0-l2-a-pref-7-direction-both": "ssh://ops@198.51.100.1/mirror:under0%3El2-a,pref=7,direction=both?sudo&knownHosts=/etc/known",
  "ams-rule-1000-from-10.1.0.0-16": "ssh://ops@198.51.100.1/rule:1000,from=10.1.0.0/16?sudo&knownHosts=/etc/known",
  "ams-route-10.20.0.0-16": "ssh://ops@198.51.100.1/route:10.20.0.0/16?sudo&knownHosts=/etc/known",
  "ams-neighbor-10.9.0.2-dev-tun0": "ssh://ops@198.51.100.1/neighbor:10.9.0.2,dev=tun0?sudo&knownHosts=/etc/known",
}));

const aloneLink = new IpipTunnel("alone", {
  host: ams,
  mtu: 1300,
  local: "198.51.100.1",
  remote: "192.0.2.9",
});

const tun0Link = new GreTunnel("tun0", {
  host: ams,
  addresses: ["10.9.0.1/30"],
  routes: ["10.2.0.0/24"],
  local: "198.51.100.1",
  remote: "203.0.113.7",
  ikey: 1,
  okey: 2,
  ttl: 64,
  encap: { type: "gue", dport: 5555 },
});

const l2ALink = new GeneveTunnel("l2-a", {
  host: ams,
  vni: 7,
  remote: "203.0.113.7",
});

new VxlanTunnel("vx", {
  host: ams,
  mtu: 1500,
  up: false,
  vni: 9,
  remote: "203.0.113.7",
  local: "198.51.100.1",
});

new FouPort("ams-fou-5555", {
  host: ams,
  port: 5555,
  gue: true,
  family: "inet",
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
}, { dependsOn: [l2ALink] });

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
}, { dependsOn: [aloneLink, tun0Link] });

new Neighbor("ams-neighbor-10.9.0.2-dev-tun0", {
  host: ams,
  dev: "tun0",
  address: "10.9.0.2",
  lladdr: "203.0.113.7",
}, { dependsOn: [tun0Link] });
