import { describe, expect, test } from "vitest";
import { parseObjectAddress, printObjectAddress } from "../../../provider/schema/object-address.ts";

describe("parseObjectAddress", () => {
  test.each([
    ["ssh://198.51.100.1/gre0", { host: { connection: { host: "198.51.100.1" } }, name: "gre0" }],
    [
      "ssh://ops@ams.example:2222/gre-ams?sudo&netns=edge",
      {
        host: { connection: { host: "ams.example", port: 2222, user: "ops" }, sudo: true, netns: "edge" },
        name: "gre-ams",
      },
    ],
    [
      "ssh://[2001:db8::1]/policy-out:10.1.0.0/24%3E10.2.0.0/24,ifId=42?identity=~/.ssh/id_x&knownHosts=/etc/k%20h",
      {
        host: { connection: { host: "2001:db8::1" }, knownHostsFile: "/etc/k h" },
        name: "policy-out:10.1.0.0/24>10.2.0.0/24,ifId=42",
        identity: "~/.ssh/id_x",
      },
    ],
    [
      "ssh://ops@[fe80::1]:2222/vx0?zone=eth0.7",
      { host: { connection: { host: "fe80::1%eth0.7", port: 2222, user: "ops" } }, name: "vx0" },
    ],
  ])("reads %s, and printObjectAddress prints an address with the same meaning", (id, address) => {
    expect(parseObjectAddress(id)).toEqual(address);
    expect(parseObjectAddress(printObjectAddress(parseObjectAddress(id)))).toEqual(address);
  });

  test.each([
    ["gre0@198.51.100.1", "is not an address"],
    ["ssh://198.51.100.1", "names no object"],
    ["ssh://ops:secret@198.51.100.1/gre0", "has a password"],
    ["ssh://198.51.100.1/gre0?become", 'has the word "become"'],
    ["ssh://198.51.100.1/gre0?netns=..%2Fx", "must be the name of a network namespace"],
    ["ssh://198.51.100.1/gre0?sudo=no", "has a value after sudo"],
    ["ssh:///gre0", "has a host"],
    ["ssh://198.51.100.1/%E0%A4%A", "names no object"],
  ])("refuses %s: it %s", (id, reason) => {
    expect(() => parseObjectAddress(id)).toThrow(reason);
    expect(() => parseObjectAddress(id)).toThrow("An id is ssh://USER@HOST:PORT/NAME");
  });

  test("shows no password in the message about it", () => {
    expect(() => parseObjectAddress("ssh://ops:hunter2@198.51.100.1/gre0")).toThrow(/ops:…@198/);
    expect(() => parseObjectAddress("ssh://ops:hunter2@198.51.100.1/gre0")).not.toThrow(/hunter2/);
  });
});
