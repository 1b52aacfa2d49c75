import { expect, test } from "vitest";
import { readIdentity } from "../../../provider/host/facts.ts";

test.each([
  {
    what: "a connection by IPv4",
    lines: ["192.0.2.7 51722 192.0.2.1 22", "192.0.2.7 via 192.0.2.254 dev eth0 src 192.0.2.1 uid 0 "],
    client: { address: "192.0.2.7", local: "192.0.2.1", device: "eth0" },
  },
  {
    what: "a connection by IPv4 to a socket of IPv6",
    lines: ["::ffff:192.0.2.7 51722 ::ffff:192.0.2.1 22", "192.0.2.7 dev gre-a src 192.0.2.1"],
    client: { address: "192.0.2.7", local: "192.0.2.1", device: "gre-a" },
  },
  {
    what: "a connection by IPv6",
    lines: ["2001:db8::7 51722 2001:db8::1 22", "2001:db8::7 from :: via fe80::1 dev eth0 metric 1024"],
    client: { address: "2001:db8::7", local: "2001:db8::1", device: "eth0" },
  },
  {
    what: "a connection by a link-local address",
    lines: ["fe80::7%eth1 51722 fe80::1%eth1 22", ""],
    client: { address: "fe80::7", local: "fe80::1", device: "eth1" },
  },
  {
    what: "a client to which there is no route",
    lines: ["192.0.2.7 51722 192.0.2.1 22", ""],
    client: { address: "192.0.2.7", local: "192.0.2.1", device: undefined },
  },
  { what: "a connection without addresses", lines: ["UNKNOWN 65535 UNKNOWN 65535", ""], client: undefined },
  { what: "no connection", lines: ["", ""], client: undefined },
])("readIdentity reads $what", ({ lines, client }) => {
  const identity = readIdentity(["0123", "6.1.0", "systemd", "abcdef", ...lines].join("\n"));
  expect(identity).toMatchObject({
    machineId: "0123",
    kernel: "6.1.0",
    init: "systemd",
    bootVersion: "abcdef",
  });
  expect(identity.client).toEqual(client);
});
