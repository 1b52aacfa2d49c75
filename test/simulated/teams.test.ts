// The example teams with the real engine: its hooks, its transform, and its policy pack.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { GreTunnel, type TunnelPair as Pair, TunnelPair, VxlanTunnel } from "pulumi-iproute2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../scripts/setup/paths.ts";
import { programFrom } from "../engine/program.ts";
import { expectFailure, openStack, type Program } from "../engine/stack.ts";
import { missing } from "../model/host.ts";
import { UNDERLAY } from "../model/world.ts";
import { simulatedHosts } from "./hosts.ts";

const folder = path.join(root, "examples/teams");

/** When each host got the command that removes a link, in milliseconds. */
const removals: number[] = [];
const hosts = simulatedHosts((_host, text) => {
  if (/link del/.test(text)) removals.push(Date.now());
});

/** Programs of this machine: an `ssh` that notes its arguments, and the engine's program for policy packs. */
const programs = mkdtempSync(path.join(tmpdir(), "teams-"));
const noted = path.join(programs, "noted");
const install = (name: string, script: string) => {
  writeFileSync(path.join(programs, name), `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(programs, name), 0o755);
};
beforeAll(() => {
  writeFileSync(noted, "");
  install("ssh", `echo "$(date +%s%3N) $*" >>${noted}`);
  const script = "console.log(require.resolve('@pulumi/pulumi/cmd/run-policy-pack'))";
  install("pulumi-analyzer-policy-nodejs", `exec node "$(node -e "${script}")" "$@"`);
  process.env.PATH = `${programs}${path.delimiter}${process.env.PATH}`;
});
afterAll(() => rmSync(programs, { recursive: true }));

const site = (name: "alpha" | "beta") => ({
  connection: hosts().servers[name].connection,
  underlay: UNDERLAY[name],
});

/** The calls of `ssh`, with the time of each. */
const calls = () =>
  readFileSync(noted, "utf8")
    .trim()
    .split("\n")
    .map((line) => ({ at: Number(line.slice(0, 13)), command: line.slice(14) }));

describe.skipIf(missing() !== undefined)("example teams", { timeout: 300_000 }, () => {
  test("shuts the neighbours down before a link is replaced, opens them after, and transforms one end", async () => {
    const stack = await openStack({
      name: "teams",
      project: "teams",
      program: programFrom(path.join(folder, "index.ts")),
      config: { ams: site("alpha"), fra: site("beta"), vni: "42", drainSeconds: "1" },
    });
    try {
      const up = await stack.up();
      expect(up.ops).toMatchObject({ "ams-fra-a": "create", "ams-fra-b": "create" });
      expect(await hosts().world.alpha.must("ip link show ams-fra-a")).toContain("qlen 5000");
      expect(await hosts().world.beta.must("ip link show ams-fra-b")).not.toContain("qlen 5000");
      expect(
        calls()
          .map(({ command }) => /"(no )?neighbor \S+ shutdown"/.exec(command)?.[0])
          .sort(),
      ).toEqual(['"no neighbor 10.9.0.1 shutdown"', '"no neighbor 10.9.0.2 shutdown"']);
      writeFileSync(noted, "");
      removals.length = 0;
      await stack.configure({ vni: "43" });
      expect((await stack.up()).ops).toMatchObject({ "ams-fra-a": "replace", "ams-fra-b": "replace" });
      const shut = calls().filter(({ command }) => !command.includes('"no neighbor'));
      expect(shut).toHaveLength(2);
      expect(calls()).toHaveLength(4);
      expect(removals.length).toBeGreaterThan(0);
      for (const { at } of shut) expect(Math.min(...removals)).toBeGreaterThanOrEqual(at + 1000);
    } finally {
      await stack.destroy({ runProgram: true });
      await stack.dispose();
    }
  });
});

describe.skipIf(missing() !== undefined)("policy pack of the example teams", { timeout: 300_000 }, () => {
  const previewOf = (program: Program) =>
    openStack({
      name: "policies",
      program,
      previewArguments: ["--policy-pack", path.join(folder, "policies")],
    });
  const pair = (name: string, key: number, more: object): Pair =>
    new TunnelPair(name, {
      ...{ kind: "gre", key, ...more },
      a: { host: { connection: site("alpha").connection }, underlay: UNDERLAY.alpha },
      b: { host: { connection: site("beta").connection }, underlay: UNDERLAY.beta },
    });

  test("reports GRE in clear, a small mtu and foreign addresses, each with its resource", async () => {
    await using stack = await previewOf(async () => {
      pair("clear", 1, {});
      const { connection } = site("alpha");
      const vxlan = { host: { connection }, remote: UNDERLAY.beta, dev: "eth0" };
      new VxlanTunnel("small", { ...vxlan, vni: 2, mtu: 1200 });
      new VxlanTunnel("foreign", { ...vxlan, vni: 3, addresses: ["172.16.0.1/30"], routes: ["10.1.0.0/16"] });
      new GreTunnel("alone", { host: { connection }, local: UNDERLAY.alpha, remote: UNDERLAY.beta, key: 4 });
    });
    const message = await expectFailure(stack.preview());
    expect(message).toMatch(/no-gre-outside-ipsec[\s\S]*clear-a/);
    expect(message).toMatch(/sends in clear to 198\.51\.100\.2: set ipsec: true on its pair/);
    expect(message).toContain("mtu is 1200, which is less than 1280");
    expect(message).toContain("172.16.0.1/30 is in none of our blocks");
    expect(message).not.toContain("10.1.0.0/16 is in none");
  });

  test("passes an encrypted GRE pair with addresses of our blocks", async () => {
    await using stack = await previewOf(async () => {
      pair("encrypted", 1, { ipsec: true, mtu: 1400 });
    });
    expect((await stack.preview()).ops).toMatchObject({ "encrypted-a": "create" });
  });
});
