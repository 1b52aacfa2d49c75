// The command topology as a user calls it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { catchOutput, runCommand } from "../run-command.ts";
import { stateFile } from "./recorded-state.ts";
import { gre, stateText } from "./state-of.ts";

const written = catchOutput();
const directory = mkdtempSync(path.join(tmpdir(), "pulumi-iproute2-topology-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const file = stateFile("mesh");

describe("pulumi-iproute2 topology", () => {
  test("prints a table without colours where stdout is no terminal", async () => {
    expect(await runCommand("topology", "--file", file)).toBe(0);
    expect(written.stdout).toContain("ams  nyc         gre in gue");
    expect(written.stdout).not.toContain("\u001b");
    expect(written.stderr).toBe("");
  });

  test.each([
    ["--mermaid", /^---\ntitle: ".*"\n---\ngraph LR\n/],
    ["--svg", /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /],
  ])("prints %s", async (option, start) => {
    expect(await runCommand("topology", "--file", file, option)).toBe(0);
    expect(written.stdout).toMatch(start);
  });

  test("prints JSON with the version of its form, and without a connection", async () => {
    expect(await runCommand("topology", "--file", file, "--json")).toBe(0);
    expect(JSON.parse(written.stdout)).toMatchObject({ version: 1, sites: [{ name: "ams" }, {}, {}] });
    expect(written.stdout).not.toContain("connection");
  });

  test("writes a picture to a file", async () => {
    const out = path.join(directory, "net.svg");
    expect(await runCommand("topology", "--file", file, "--svg", "--out", out)).toBe(0);
    expect(readFileSync(out, "utf8")).toMatch(/<\/svg>\n$/);
    expect(written.stdout).toBe("");
  });

  test("ends with 4 if a ping finds that a host does not answer", { timeout: 60_000 }, async () => {
    const [a, b] = ["127.0.0.1", "192.0.2.1"];
    const closed = {
      connection: { host: "127.0.0.1", port: 1, dialErrorLimit: 1, privateKey: "x", hostKey: "x" },
    };
    const ends = [
      gre("one", a, b, { host: closed, addresses: ["10.9.0.1/30"] }),
      gre("two", b, a, { addresses: ["10.9.0.2/30"] }),
    ];
    const text = path.join(directory, "state.json");
    writeFileSync(text, stateText(ends));
    expect(await runCommand("topology", "--file", text, "--ping")).toBe(4);
    expect(written.stdout).toContain("1 link: 1 down");
  });

  test.each([
    [["--svg", "--json"], 2, /cannot be used with option/],
    [["--file", "a", "--stack", "prod"], 2, /cannot be used with option/],
    [["--file", "/no/such/file"], 1, /\/no\/such\/file cannot be read \(ENOENT\)/],
    [["--file", import.meta.filename], 1, /the input is not JSON/],
    [["--cwd", "/no/such/directory"], 1, /pulumi cannot be run in \/no\/such\/directory/],
  ])("ends with an error for %j", async (options, code, message) => {
    expect(await runCommand("topology", ...options)).toBe(code);
    expect(written.stderr).toMatch(message);
    expect(written.stdout).toBe("");
  });

  test("explains itself, with examples and exit codes", async () => {
    expect(await runCommand("topology", "--help")).toBe(0);
    for (const part of ["Examples:", "--ping", "Exit codes:"]) expect(written.stdout).toContain(part);
  });
});
