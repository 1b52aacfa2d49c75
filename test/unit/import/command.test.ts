import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { importCommand } from "../../../cli/import/command.ts";
import { newFakeHost } from "../fake-host/hosts.ts";

vi.mock("../../../provider/host/host.ts", async (original) => ({
  ...(await original<object>()),
  hostOf: (await import("../fake-host/hosts.ts")).hostOf,
}));

const HOST = "198.51.100.1";
let directory: string;
let written: { stdout: string; stderr: string };

beforeEach(() => {
  const { kernel } = newFakeHost(HOST);
  kernel.run(`link add name tun0 type gre local ${HOST} remote 203.0.113.7`);
  kernel.run("link add name tunl0 type ipip local any remote any");
  directory = mkdtempSync(path.join(tmpdir(), "import-"));
  written = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    vi.spyOn(process[stream], "write").mockImplementation((text) => {
      written[stream] += String(text);
      return true;
    });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

const run = (...words: string[]) => importCommand().exitOverride().parseAsync(words, { from: "user" });
const LEFT_OUT =
  "left out: tunl0 on ams: the name is reserved: the kernel makes and keeps that device itself\n";

describe("pulumi-iproute2 import", () => {
  test("prints the program to stdout, and what it leaves out to stderr", async () => {
    await run(`ams=${HOST}`);
    expect(written.stdout).toContain('new GreTunnel("tun0", {\n  host: ams,');
    expect(written.stderr).toBe(LEFT_OUT);
  });

  test("writes the program and the import file to --out, and keeps files that exist", async () => {
    const out = path.join(directory, "net.ts");
    await run(`ams=${HOST}`, "--out", out);
    expect(readFileSync(out, "utf8")).toContain('new GreTunnel("tun0"');
    const file = JSON.parse(readFileSync(path.join(directory, "net.import.json"), "utf8"));
    expect(file.resources).toMatchObject([{ name: "tun0", id: `ssh://${HOST}/tun0` }]);
    expect(written.stderr).toContain("Next: pulumi import --file");
    await expect(run(`ams=${HOST}`, "--out", out)).rejects.toThrow("net.ts exists already");
  });

  test("prints objects, reasons, program and import file as JSON", async () => {
    await run(`ams=root@${HOST}`, "--json");
    expect(JSON.parse(written.stdout)).toMatchObject({
      hosts: [{ label: "ams", host: { connection: { host: HOST, user: "root" } } }],
      resources: [{ type: "GreTunnel", name: "tun0", id: `ssh://root@${HOST}/tun0`, unreadable: [] }],
      leftOut: [{ host: "ams", name: "tunl0" }],
      program: expect.stringContaining("new GreTunnel"),
      importFile: { resources: [{ name: "tun0" }] },
    });
  });

  test("has no file of --out if one of both exists, and asks no host then", async () => {
    const out = path.join(directory, "net.ts");
    writeFileSync(path.join(directory, "net.import.json"), "{}");
    await expect(run("ams=192.0.2.99", "--out", out)).rejects.toThrow("net.import.json exists already");
    expect(existsSync(out)).toBe(false);
  });

  test("writes FILE.ts for --out FILE, and names a file that it cannot write", async () => {
    await run(`ams=${HOST}`, "--out", path.join(directory, "net"));
    expect(readdirSync(directory).toSorted()).toEqual(["net.import.json", "net.ts"]);
    const missing = path.join(directory, "none", "net.ts");
    await expect(run(`ams=${HOST}`, "--out", missing)).rejects.toThrow(
      /net.import.json cannot be written \(ENOENT\)/,
    );
  });

  test("takes an IPv6 address without brackets, and one with a zone", async () => {
    newFakeHost("fe80::1%eth0").kernel.run("link add name tun6 type gre local 192.0.2.1 remote 203.0.113.7");
    await run("ams=fe80::1%eth0", "--json");
    const { resources } = JSON.parse(written.stdout);
    expect(resources).toMatchObject([{ name: "tun6", id: "ssh://[fe80::1]/tun6?zone=eth0" }]);
  });

  test("declares the forwarding entries of a VXLAN device, in the program and in the file", async () => {
    const { kernel } = newFakeHost("192.0.2.51");
    kernel.run("link add name vx0 type vxlan id 7 local 192.0.2.51 dstport 4789");
    for (const words of [
      "00:00:00:00:00:00 dev vx0 dst 192.0.2.52",
      "02:00:00:00:00:01 dev vx0 dst 192.0.2.53",
    ])
      kernel.runBridge(`fdb append ${words}`.split(" "));
    await run("ams=192.0.2.51", "--json");
    const fdb = [{ mac: "02:00:00:00:00:01", dst: "192.0.2.53" }];
    const entry = { name: "vx0", inputs: { remotes: ["192.0.2.52"], fdb }, outputs: { fdb } };
    const { importFile, program } = JSON.parse(written.stdout);
    expect(importFile.resources).toMatchObject([entry]);
    expect(program).toContain('remotes: ["192.0.2.52"]');
  });

  test("leaves out devices of other managers, and those whose names no resource can have", async () => {
    const { kernel } = newFakeHost("192.0.2.50");
    for (const name of ["docker0", "br-0123456789ab", "virbr0", "cni0", "br0"])
      kernel.run(`link add name ${name} type bridge`);
    await run("ams=192.0.2.50");
    expect(written.stdout.match(/new Bridge\("[^"]*"/g)).toEqual(['new Bridge("br0"']);
    expect(written.stderr).toContain("left out: docker0 on ams: Docker manages it");
    expect(written.stderr).toContain("left out: virbr0 on ams: libvirt manages it");
  });

  test.each([
    ["a host/path", "must be [LABEL=][USER@]HOST[:PORT]"],
    ["root:secret@198.51.100.1", "must be [LABEL=][USER@]HOST[:PORT]"],
    ["new=192.0.2.1", 'the label "new" is a word of TypeScript'],
    ["VxlanTunnel=192.0.2.1", "is a name that the program needs for something else"],
    ["ams-1=ops@192.0.2.1", 'the label "ams-1" must begin with a letter'],
  ])("refuses the host %s", async (host, message) => {
    await expect(run(host)).rejects.toThrow(message);
    await expect(run("x=192.0.2.1", "x=192.0.2.2")).rejects.toThrow("two hosts have the label x");
  });
});
