// `plan` and `comment` with the real engine: what they print before a run is what the hosts then get.
import { Host, TunnelPair } from "pulumi-iproute2";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { commentOf } from "../../cli/comment/comment.ts";
import type { Plan } from "../../cli/plan/model.ts";
import { planOf } from "../../cli/plan/plan.ts";
import { parsePreview } from "../../cli/preview/preview.ts";
import { openStack, type Program, type TestStack } from "../engine/stack.ts";
import { missing } from "../model/host.ts";
import { type HostName, UNDERLAY } from "../model/world.ts";
import { simulatedHosts } from "./hosts.ts";

/** What each host got on the standard input of its shells. */
const input: Record<HostName, string> = { alpha: "", beta: "" };
const hosts = simulatedHosts((host, text) => {
  input[host] += text;
});

/** A text as a pattern that matches only it. */
const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

interface Declared {
  readonly ttl: number;
  readonly vni?: number;
  /** a credential of both hosts, which no server asks for */
  readonly password?: string;
}

const programOf =
  ({ ttl, vni, password = "first-password" }: Declared): Program =>
  async () => {
    const { alpha, beta } = hosts().servers;
    const [ams, fra] = [
      new Host("ams", { connection: { ...alpha.connection, password } }),
      new Host("fra", { connection: { ...beta.connection, password } }),
    ];
    const end = (host: Host, name: HostName, subnet: number, last: number) => ({
      ...{ host, underlay: UNDERLAY[name], dev: "eth0", addresses: [`10.9.${subnet}.${last}/30`] },
    });
    const ends = (subnet: number) => ({ a: end(ams, "alpha", subnet, 1), b: end(fra, "beta", subnet, 2) });
    new TunnelPair("steady", { kind: "vxlan", vni: 5, ...ends(5) });
    new TunnelPair("ams-fra", { kind: "vxlan", vni: 7, ttl, ...ends(7) });
    if (vni !== undefined) new TunnelPair("ams-par", { kind: "vxlan", vni, ...ends(9) });
  };

describe.skipIf(missing() !== undefined)("plan of a preview by the real engine", { timeout: 300_000 }, () => {
  let stack: TestStack;
  beforeAll(async () => {
    const previewArguments = ["--json", "--show-sames"];
    stack = await openStack({ name: "plan", program: async () => {}, previewArguments });
  }, 60_000);
  beforeEach(() => {
    for (const host of ["alpha", "beta"] as const) input[host] = "";
  });
  afterAll(async () => {
    await stack?.destroy();
    await stack?.dispose();
  }, 120_000);

  const planFor = async (declared: Declared, refresh = false): Promise<Plan> => {
    stack.use(programOf(declared));
    const { stdout } = await stack.preview({ refresh });
    expect(stdout).not.toMatch(/first-password|second-password|PRIVATE KEY/);
    return planOf(parsePreview(stdout));
  };

  /** The commands of a plan for a host, each as the host receives it: without `ip`, and with any incarnation. */
  const expectedOn = (plan: Plan, name: string) =>
    plan.steps
      .filter(({ host }) => host?.name === name)
      .flatMap(({ commands }) => commands)
      .filter((line) => line.startsWith("ip ") && !line.startsWith("ip link del"))
      .map((line) => literal(line.slice("ip ".length)).replaceAll("NEW", "[a-z0-9]{6}"))
      .map((line) => new RegExp(line.replaceAll("STACK", "[a-z0-9]{8}")));

  const runs = async (plan: Plan) => {
    await stack.up();
    for (const [name, host] of [
      ["ams", "alpha"],
      ["fra", "beta"],
    ] as const) {
      const expected = expectedOn(plan, name);
      expect(expected).not.toEqual([]);
      for (const command of expected) expect(input[host]).toMatch(command);
    }
  };

  test("has the commands that both hosts then get: to create, change and replace links", async () => {
    const creation = await planFor({ ttl: 64, vni: 9 });
    expect(creation.steps.map(({ action }) => action)).not.toContain("change");
    await runs(creation);

    const change = await planFor({ ttl: 128, vni: 11 });
    expect(change.unchanged).toBe(3);
    expect(change.steps.map(({ name, action, effect }) => [name, action, effect.kind]).sort()).toEqual([
      ["ams-fra-a", "change", "none"],
      ["ams-fra-b", "change", "none"],
      ["ams-par-a", "replace", "stops"],
      ["ams-par-b", "replace", "stops"],
    ]);
    expect(commentOf(change)).toContain("**ams-par is replaced on ams and fra** because of `vni`");
    await runs(change);
  });

  test("shows another credential as a change in the state only, and drift apart from it", async () => {
    await hosts().world.alpha.must(
      "ip link set ams-fra-a type vxlan dev eth0 remote 198.51.100.2 id 7 ttl 5",
    );
    const plan = await planFor({ ttl: 128, vni: 11, password: "second-password" }, true);
    expect(plan.drifts).toMatchObject([
      { name: "ams-fra-a", changes: [{ property: "ttl", before: "128", after: "5" }] },
    ]);
    const comment = commentOf(plan);
    expect(comment).toContain("`ttl` is 5, not 128");
    expect(comment).toMatch(/ams · \d resources \| ams \| `connection\.password` another .*host not touched/);
  });
});
