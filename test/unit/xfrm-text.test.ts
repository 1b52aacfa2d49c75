import { expect, test } from "vitest";
import { readPolicies, readStates } from "../../provider/iproute2/xfrm-text.ts";

// Printed by iproute2 6.1.0 on kernel 6.1. `nokeys` hid the keys.
const STATES = `src fd00::1 dst fd00::2
\tproto ah spi 0x00000103 reqid 0 mode transport
\treplay-window 0 
\tauth-trunc hmac(sha256) <<Keys hidden>> 96
\tanti-replay context: seq 0x0, oseq 0x0, bitmap 0x00000000
\tsel src fd00::1/128 dst fd00::2/128 
src 10.0.0.1 dst 10.0.0.2
\tproto esp spi 0x00000102 reqid 0 mode transport
\treplay-window 20 flag noecn decap-dscp nopmtudisc af-unspec
\toutput-mark 0x9/0xf
\tauth-trunc hmac(sha256) <<Keys hidden>> 128
\tenc cbc(aes) <<Keys hidden>>
\tencap type espinudp sport 4500 dport 4501 addr 0.0.0.0
\tanti-replay context: seq 0x0, oseq 0x0, bitmap 0x00000000
src 10.0.0.1 dst 10.0.0.2
\tproto esp spi 0x00000101 reqid 7 mode tunnel
\treplay-window 0 flag esn
\tmark 0x5/0xff output-mark 0x7/0xffffffff
\taead rfc4106(gcm(aes)) <<Keys hidden>> 128
\tanti-replay esn context:
\t seq-hi 0x0, seq 0x0, oseq-hi 0x0, oseq 0x0
\t replay_window 32, bitmap-length 1
\t 00000000 
\tif_id 0x2a
\tsel src 0.0.0.0/0 dst 0.0.0.0/0 
`;

const POLICIES = `src fd00::/64 dst fd01::/64 
\tdir out priority 4294967295 ptype main 
\tif_id 0x7
src ::/0 dst fd00::/64 proto ipv6-icmp 
\tdir in priority 0 ptype main 
\ttmpl src 10.0.0.1 dst 10.0.0.2
\t\tproto esp reqid 1 mode tunnel
src 10.1.0.0/24 dst 10.2.0.0/24 proto udp sport 5 dport 7 dev lo 
\tdir fwd action block priority 0 ptype main 
src 10.1.0.0/24 dst 10.2.0.0/24 
\tdir out priority 5 ptype main 
\tmark 0x5/0xff 
\ttmpl src 10.0.0.1 dst 10.0.0.2
\t\tproto esp spi 0x00000101 reqid 7 mode tunnel
\ttmpl src 0.0.0.0 dst 0.0.0.0
\t\tproto ah reqid 9 mode transport
\t\tlevel use 
\tif_id 0x2a
src 0.0.0.0/0 dst 0.0.0.0/0 
\tsocket in priority 0 ptype main 
`;

const ESP = {
  ...{ source: "10.0.0.1", destination: "10.0.0.2", proto: "esp", spi: 0x101, reqid: 7, mode: "tunnel" },
  ...{ replayWindow: 32, flags: ["esn"], mark: { value: 5, mask: 255 }, ifId: 42 },
  outputMark: { value: 7, mask: 0xffffffff },
  aead: { name: "rfc4106(gcm(aes))", icvLength: 128 },
};

test("readStates reads states", () => {
  expect(readStates(STATES)).toEqual([
    {
      ...{ source: "fd00::1", destination: "fd00::2", proto: "ah", spi: 0x103, reqid: 0, mode: "transport" },
      ...{ replayWindow: 0, flags: [], authentication: { name: "hmac(sha256)", truncation: 96 } },
    },
    {
      ...{ source: "10.0.0.1", destination: "10.0.0.2", proto: "esp", spi: 0x102, reqid: 0 },
      ...{ mode: "transport", replayWindow: 20, flags: ["noecn", "decap-dscp", "nopmtudisc", "af-unspec"] },
      outputMark: { value: 9, mask: 15 },
      authentication: { name: "hmac(sha256)", truncation: 128 },
      encryption: { name: "cbc(aes)" },
      encapsulation: { type: "espinudp", sport: 4500, dport: 4501 },
    },
    ESP,
  ]);
});

test("readStates reads a state that is printed with -s, with its key, and with unknown words", () => {
  const detailed = `src 10.0.0.1 dst 10.0.0.2
\tproto esp spi 0x00000101(257) reqid 7(0x00000007) mode tunnel
\treplay-window 0 seq 0x00000000 flag esn (0x10000000)
\tmark 0x5/0xff output-mark 0x7/0xffffffff
\taead rfc4106(gcm(aes)) 0x000102030405060708090a0b0c0d0e0f10111213 (160 bits) 128
\tanti-replay esn context:
\t replay_window 32, bitmap-length 1
\tif_id 0x2a
\tdir out
\tsomething new 7
\tlifetime config:
\t  limit: soft (INF)(bytes), hard (INF)(bytes)
\tstats:
\t  replay-window 0 replay 0 failed 0
`;
  expect(readStates(detailed)).toEqual([ESP]);
});

test("readPolicies reads policies, without those of sockets", () => {
  expect(readPolicies(POLICIES)).toEqual([
    {
      ...{ source: "fd00::/64", destination: "fd01::/64", direction: "out", action: "allow" },
      ...{ priority: 4294967295, ifId: 7, templates: [] },
    },
    {
      ...{ source: "::/0", destination: "fd00::/64", proto: "ipv6-icmp", direction: "in", action: "allow" },
      priority: 0,
      templates: [
        {
          ...{ source: "10.0.0.1", destination: "10.0.0.2", proto: "esp", mode: "tunnel" },
          ...{ reqid: 1, spi: 0, level: "required" },
        },
      ],
    },
    {
      ...{ source: "10.1.0.0/24", destination: "10.2.0.0/24", proto: "udp", sourcePort: 5 },
      ...{ destinationPort: 7, dev: "lo", direction: "fwd", action: "block", priority: 0, templates: [] },
    },
    {
      ...{ source: "10.1.0.0/24", destination: "10.2.0.0/24", direction: "out", action: "allow" },
      ...{ priority: 5, mark: { value: 5, mask: 255 }, ifId: 42 },
      templates: [
        {
          ...{ source: "10.0.0.1", destination: "10.0.0.2", proto: "esp", mode: "tunnel" },
          ...{ reqid: 7, spi: 0x101, level: "required" },
        },
        {
          ...{ source: "0.0.0.0", destination: "0.0.0.0", proto: "ah", mode: "transport" },
          ...{ reqid: 9, spi: 0, level: "use" },
        },
      ],
    },
  ]);
});

test("readStates and readPolicies read empty and unknown text", () => {
  expect(readStates("")).toEqual([]);
  expect(readPolicies("\n\n")).toEqual([]);
  expect(readStates("Cannot open netlink socket\n")).toEqual([]);
  expect(readPolicies("src nonsense dst 10.0.0.0/8\n\tdir in\n")).toEqual([]);
});

// Printed by iproute2 6.1.0 with -s.
const POLICY_WITH_STATISTICS = `src 10.1.0.0/16 dst 10.2.0.0/16 proto tcp sport 5 uid 0
\tdir out action allow index 129 priority 5 ptype main share any flag  (0x00000000)
\tlifetime config:
\t  limit: soft (INF)(bytes), hard (INF)(bytes)
\t  expire add: soft 0(sec), hard 0(sec)
\tlifetime current:
\t  0(bytes), 0(packets)
\t  add 2026-11-30 23:46:46 use -
\tmark 0x5/0xff 
\ttmpl src 1.1.1.1 dst 2.2.2.2
\t\tproto esp spi 0x00000000(0) reqid 5(0x00000005) mode tunnel
\t\tlevel required share any 
\t\tenc-mask ffffffff auth-mask ffffffff comp-mask ffffffff
\tif_id 0x7
`;

test("readPolicies reads policies with their statistics, and their index", () => {
  expect(readPolicies(POLICY_WITH_STATISTICS)).toEqual([
    {
      ...{ source: "10.1.0.0/16", destination: "10.2.0.0/16", proto: "tcp", sourcePort: 5 },
      ...{ direction: "out", action: "allow", index: 129, priority: 5, ifId: 7 },
      mark: { value: 5, mask: 255 },
      templates: [
        {
          ...{ source: "1.1.1.1", destination: "2.2.2.2", proto: "esp", mode: "tunnel", reqid: 5, spi: 0 },
          level: "required",
        },
      ],
    },
  ]);
});
