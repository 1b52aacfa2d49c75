import { mkdtempSync, readFileSync, rmSync } from "node:fs";
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

  test.each([
    ["a host/path", "must be [LABEL=][USER@]HOST[:PORT]"],
    ["root:secret@198.51.100.1", "must be [LABEL=][USER@]HOST[:PORT]"],
    ["2001:db8::1", "an IPv6 address is in brackets"],
  ])("refuses the host %s", async (host, message) => {
    await expect(run(host)).rejects.toThrow(message);
    await expect(run("x=192.0.2.1", "x=192.0.2.2")).rejects.toThrow("two hosts have the label x");
  });
});
