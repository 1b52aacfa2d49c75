// The command doctor as a user calls it. test/kinds/doctor.test.ts runs it on hosts.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { collectScript } from "../../../../cli/doctor/host/examine.ts";
import { parseHost } from "../../../../cli/doctor/target.ts";
import { keyPair } from "../../../lab/key-pair.ts";
import { catchOutput, runCommand } from "../run-command.ts";

const written = catchOutput();

const directory = mkdtempSync(path.join(tmpdir(), "doctor-"));
const key = path.join(directory, "key");
writeFileSync(key, keyPair().private, { mode: 0o600 });
afterAll(() => rmSync(directory, { recursive: true }));

describe("pulumi-iproute2 doctor", () => {
  test("ends with 4 if a host does not answer, and prints that as a finding", {
    timeout: 60_000,
  }, async () => {
    const args = ["root@127.0.0.1:1", "--known-hosts", "/dev/null", "--json", "--identity", "/dev/null"];
    expect(await runCommand("doctor", ...args)).toBe(4);
    expect(JSON.parse(written.stdout)).toMatchObject({
      ...{ version: 1, level: "problem" },
      hosts: [{ host: "root@127.0.0.1:1", findings: [{ level: "problem", check: "connection" }] }],
    });
  });

  test.each([
    [["--identity", import.meta.filename], /give the file of a private key to --identity/],
    [["--identity", key, "--known-hosts", "/no/such/file"], /give a known_hosts file that exists/],
    [["--identity", key, "--known-hosts", "/dev/null"], /check the address, the port, and the firewall/],
  ])("gives advice that fits the trouble of %j", async (options, advice) => {
    await runCommand("doctor", "root@127.0.0.1:1", "--json", ...options);
    expect(JSON.parse(written.stdout).hosts[0].findings[0].advice).toMatch(advice);
  });

  test.each([
    [[], 2, /missing required argument 'host'/],
    [["-evil"], 2, /unknown option/],
    [["a b"], 2, /It must be \[user@\]host\[:port\]/],
    [["host", "--peer", "example.org"], 2, /It must be an IPv4 or IPv6 address/],
    [["host", "--kind", "wireguard"], 2, /It must be one of ipip, /],
    [["host", "--udp-port", "70000"], 2, /It must be a number from 1 to 65535/],
    [["host", "--netns", "../x"], 2, /It must be the name of a network namespace/],
    [["host", "--identity", "/no/such/key"], 1, /the key \/no\/such\/key cannot be read \(ENOENT\)/],
  ])("ends with an error for %j", async (options, code, message) => {
    expect(await runCommand("doctor", ...options)).toBe(code);
    expect(written.stderr).toMatch(message);
    expect(written.stdout).toBe("");
  });

  test("explains itself, with examples and exit codes", async () => {
    expect(await runCommand("doctor", "--help")).toBe(0);
    for (const part of ["Examples:", "--peer", "  5  "]) expect(written.stdout).toContain(part);
  });
});

describe("parseHost", () => {
  test.each([
    ["198.51.100.1", { host: "198.51.100.1" }],
    ["ops@host.example.org:2222", { user: "ops", host: "host.example.org", port: 2222 }],
    ["2001:db8::1", { host: "2001:db8::1" }],
    ["fe80::1%eth0", { host: "fe80::1%eth0" }],
    ["root@[fe80::1%br-lan.7]:2222", { user: "root", host: "fe80::1%br-lan.7", port: 2222 }],
    ["root@[2001:db8::1]:22", { user: "root", host: "2001:db8::1", port: 22 }],
  ])("reads %s", (text, address) => {
    expect(parseHost(text)).toEqual(address);
  });

  test.each([
    "",
    "@host",
    "user@",
    "host:0",
    "host:99999",
    "root@-oProxyCommand=x",
    "[::1",
    "a@b@c",
    "h%eth0",
    "h/x",
  ])("refuses %j", (text) => {
    expect(() => parseHost(text)).toThrow(/It must be/);
  });
});

describe("collectScript", () => {
  test("passes a canonical address, and no other text, to the host", () => {
    expect(collectScript("2001:DB8:0::1").split("\n")[0]).toMatch(/^set -- '2001:db8::1' ipip /);
    expect(collectScript(undefined).split("\n")[0]).toMatch(/^set -- '-' ipip /);
    expect(() => collectScript("'; reboot; '")).toThrow("the peer is no address");
  });
});
