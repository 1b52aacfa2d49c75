// The command line as a user calls it: options, exit codes, and what it writes where.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { root } from "../../../scripts/setup/paths.ts";
import { pairSteps } from "./previews.ts";
import { catchOutput, runCommand } from "./run-command.ts";
import { previewText } from "./steps.ts";

const directory = mkdtempSync(path.join(tmpdir(), "pulumi-iproute2-cli-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const written = catchOutput();

function fileWith(text: string): string {
  const file = path.join(directory, "preview.json");
  writeFileSync(file, text);
  return file;
}

const inPlace = previewText(
  pairSteps({ op: "update", pair: "ams-fra", before: { ttl: 64 }, after: { ttl: 99 } }),
);
const stopping = previewText(pairSteps({ op: "delete", pair: "ams-fra" }));

describe.each(["plan", "comment"])("pulumi-iproute2 %s", (command) => {
  test("ends with 0, and writes only results to stdout", async () => {
    expect(await runCommand(command, "--file", fileWith(inPlace))).toBe(0);
    expect(written.stdout).toContain("net/prod: 1 changed in place");
    expect(written.stderr).toBe("");
  });

  test("prints no colours where stdout is no terminal", async () => {
    await runCommand(command, "--file", fileWith(inPlace));
    expect(written.stdout).not.toContain("\u001b");
  });

  test("prints JSON with the version of its form", async () => {
    expect(await runCommand(command, "--json", "--file", fileWith(stopping))).toBe(0);
    expect(JSON.parse(written.stdout)).toMatchObject({ version: 1, stack: "prod", interruptsTraffic: true });
  });

  test("ends with 3 if traffic stops and the option asks for it", async () => {
    expect(await runCommand(command, "--file", fileWith(stopping))).toBe(0);
    expect(await runCommand(command, "--fail-on-interruption", "--file", fileWith(inPlace))).toBe(0);
    expect(await runCommand(command, "--fail-on-interruption", "--file", fileWith(stopping))).toBe(3);
    expect(written.stdout).toContain("1 removed");
  });

  test.each([
    [["--no-such-option"], /unknown option/],
    [["--file", "preview.json", "--stack", "prod"], /--file excludes --stack/],
  ])("ends with 2 for %j", async (options, message) => {
    expect(await runCommand(command, ...options)).toBe(2);
    expect(written.stderr).toMatch(message);
    expect(written.stdout).toBe("");
  });

  test.each([
    ["", /the input is empty/],
    ["Previewing update (prod)", /not the output of `pulumi preview --json`/],
    ['{"steps": 5}', /not the output of `pulumi preview --json`: steps/],
    ["{}", /not the output of `pulumi preview --json`/],
  ])("ends with 1 for the file %j", async (text, message) => {
    expect(await runCommand(command, "--file", fileWith(text))).toBe(1);
    expect(written.stderr).toMatch(message);
  });

  test("ends with 1 for a file that does not exist, and for a preview that failed", async () => {
    expect(await runCommand(command, "--file", path.join(directory, "missing"))).toBe(1);
    expect(written.stderr).toMatch(/missing cannot be read \(ENOENT\)/);
    const diagnostics = [{ severity: "error", message: "<{%reset%}>ttl: must be 0 to 255<{%reset%}>" }];
    expect(await runCommand(command, "--file", fileWith(JSON.stringify({ steps: [], diagnostics })))).toBe(1);
    expect(written.stderr + written.stdout).toContain("ttl: must be 0 to 255");
  });

  test("has a help text with examples and exit codes", async () => {
    expect(await runCommand(command, "--help")).toBe(0);
    expect(written.stdout).toMatch(/Examples:[\s\S]*\$ [\s\S]*Exit codes:/);
  });
});

describe("pulumi-iproute2 comment", () => {
  const failed = JSON.stringify({
    ...JSON.parse(inPlace),
    diagnostics: Array.from({ length: 3 }, () => ({ severity: "error", message: "error: no `ttl`" })),
  });

  test("names the stack and each error once if the preview failed, also as JSON", async () => {
    expect(await runCommand("comment", "--file", fileWith(failed))).toBe(1);
    expect(written.stdout).toMatch(
      /^<!-- pulumi-iproute2 net\/prod -->\n### net\/prod: the preview failed$/m,
    );
    expect(written.stdout.match(/no `ttl`/g)).toHaveLength(1);
    written.stdout = "";
    expect(await runCommand("comment", "--json", "--file", fileWith(failed))).toBe(1);
    expect(JSON.parse(written.stdout)).toMatchObject({ stack: "prod", errors: ["error: no `ttl`"] });
  });

  test.each(["", inPlace.slice(0, 99)])("prints a comment about a preview that is cut: %j", async (text) => {
    expect(await runCommand("comment", "--file", fileWith(text))).toBe(1);
    expect(written.stdout).toMatch(/^<!-- pulumi-iproute2 -->\n### The preview failed$/m);
  });

  test("leaves colours out of the text of --raw", async () => {
    const raw = path.join(directory, "diff.txt");
    writeFileSync(raw, "\u001b[33m~ ttl: 64 => 99\u001b[0m\n");
    await runCommand("comment", "--raw", raw, "--file", fileWith(inPlace));
    expect(written.stdout).toContain("\n! ttl: 64 => 99\n");
  });
});

describe("pulumi-iproute2 plan --file", () => {
  test.each([
    ["UTF-16, as PowerShell writes it", Buffer.from(`\uFEFF${inPlace}`, "utf16le")],
    ["UTF-8 with a byte order mark", Buffer.from(`\uFEFF${inPlace}`)],
  ])("reads %s", async (_form, bytes) => {
    const file = path.join(directory, "encoded.json");
    writeFileSync(file, bytes);
    expect(await runCommand("plan", "--file", file)).toBe(0);
    expect(written.stdout).toContain("net/prod: 1 changed in place");
  });
});

describe("pulumi-iproute2 plan --stack", () => {
  afterEach(() => vi.unstubAllEnvs());

  /** Puts a program in place of `pulumi` on PATH. */
  function standIn(script: string): void {
    writeFileSync(path.join(directory, "pulumi"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    vi.stubEnv("PATH", `${directory}${path.delimiter}${process.env.PATH}`);
  }

  test("runs pulumi preview for that stack, and reads what it prints", async () => {
    standIn(`echo "$@" > ${directory}/arguments; cat ${fileWith(inPlace)}`);
    expect(await runCommand("plan", "--stack", "prod", "--cwd", directory, "--refresh")).toBe(0);
    expect(written.stdout).toContain("net/prod: 1 changed in place");
    expect(readFileSync(path.join(directory, "arguments"), "utf8").trim()).toBe(
      `preview --json --show-sames --non-interactive --stack prod --cwd ${directory} --refresh`,
    );
  });

  test("ends with 1 and the message of pulumi if pulumi fails", async () => {
    standIn('echo "error: no stack named prod found" >&2; exit 255');
    expect(await runCommand("plan", "--stack", "prod")).toBe(1);
    expect(written.stderr).toContain("no stack named prod found");
  });

  test("ends with 1 if pulumi fails after it printed a preview without an error", async () => {
    standIn(`cat ${fileWith(inPlace)}; echo "error: the policy pack failed" >&2; exit 255`);
    expect(await runCommand("plan", "--stack", "prod")).toBe(1);
    expect(written.stderr).toContain("the policy pack failed");
    expect(written.stdout).toBe("");
    expect(await runCommand("comment", "--stack", "prod")).toBe(1);
    expect(written.stdout).toMatch(/net\/prod: the preview failed[\s\S]*the policy pack failed/);
  });

  test("reports on stderr that pulumi runs, if that takes longer than a second", async () => {
    standIn(`sleep 1.2; cat ${fileWith(inPlace)}`);
    expect(await runCommand("plan", "--stack", "prod")).toBe(0);
    expect(written.stderr).toContain("pulumi preview runs");
  });

  test("ends with 1 and advice if pulumi is not on PATH", async () => {
    vi.stubEnv("PATH", "/nonexistent");
    expect(await runCommand("plan", "--stack", "prod")).toBe(1);
    expect(written.stderr).toContain("pulumi is not on PATH");
  });
});

describe("pulumi-iproute2", () => {
  test("prints its version, and ends with 2 for an unknown command", async () => {
    expect(await runCommand("--version")).toBe(0);
    const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
    expect(written.stdout.trim()).toBe(version);
    expect(await runCommand("plann")).toBe(2);
    expect(written.stderr).toContain("unknown command");
  });

  test("plan prints Markdown with a heading and a block of commands for each host", async () => {
    expect(await runCommand("plan", "--markdown", "--file", fileWith(inPlace))).toBe(0);
    expect(written.stdout).toMatch(/^## net\/prod: 1 changed in place$/m);
    expect(written.stdout).toMatch(
      /^### ams \(root@<!-- -->198\.51\.100\.1\)\n\n```sh\n# ~ ams-fra-a \(gre\)/m,
    );
  });
});

describe("pulumi-iproute2 import", () => {
  test.each([
    [["a host"], /must be \[LABEL=\]\[USER@\]HOST\[:PORT\]/],
    [["x=192.0.2.1", "x=192.0.2.2"], /two hosts have the label x/],
    [["192.0.2.1", "--netns", "../x"], /must be the name of a network namespace/],
    [["192.0.2.1", "--json", "--out", "net.ts"], /--json.* cannot be used with option '--out/],
    [[], /missing required argument/],
  ])("ends with 2 and the reason for %j, and asks no host", async (options, message) => {
    expect(await runCommand("import", ...options)).toBe(2);
    expect(written.stderr).toMatch(message);
    expect(written.stdout).toBe("");
  });

  test("ends with 1 and advice if a host does not answer, and prints no program", async () => {
    const options = ["--identity", import.meta.filename];
    expect(await runCommand("import", "root@127.0.0.1:1", ...options)).toBe(1);
    expect(written.stderr).toMatch(/root@127\.0\.0\.1:1: .*\n→ give the file of a private key to --identity/);
    expect(written.stdout).toBe("");
  });

  test("has a help text with examples and exit codes", async () => {
    expect(await runCommand("import", "--help")).toBe(0);
    expect(written.stdout).toMatch(/Examples:[\s\S]*\$ [\s\S]*Exit codes:/);
  });
});

describe("pulumi-iproute2 in a shell", () => {
  const shell = (script: string) =>
    spawnSync("bash", ["-c", script], {
      ...{ cwd: root, encoding: "utf8" },
      env: { ...process.env, NODE_NO_WARNINGS: "1", CLI: `"${process.execPath}" cli/main.ts` },
    });

  test("ends quietly if the reader of its output or of its messages closes the pipe", () => {
    const file = fileWith(stopping);
    const { stdout, stderr } = shell(
      `eval "$CLI plan --fail-on-interruption --file ${file}" | true; echo "\${PIPESTATUS[0]}"; eval "$CLI plan --file /no/such" 2>&1 | true`,
    );
    expect({ stdout, stderr }).toEqual({
      stdout: "3\n",
      stderr: "pulumi-iproute2: the run interrupts traffic\n",
    });
  });

  test.skipIf(!existsSync("/dev/full"))("ends with 1 and a message if the output cannot be written", () => {
    const { status, stderr } = shell(`eval "$CLI plan --file ${fileWith(inPlace)}" > /dev/full`);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: "pulumi-iproute2: the output cannot be written (ENOSPC)\n",
    });
  });
});
