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

describe.skipIf(missing() !== undefined)("plan of the real engine's preview", () => {
  let stack: TestStack;
  beforeAll(async () => {
    const previewArguments = ["--json", "--show-sames"];
    stack = await openStack({ name: "plan", program: async () => {}, previewArguments });
  });
  beforeEach(() => {
    for (const host of ["alpha", "beta"] as const) input[host] = "";
  });
  afterAll(async () => {
    await stack?.destroy();
    await stack?.dispose();
  });

  const planFor = async (declared: Declared, refresh = false): Promise<Plan> => {
    stack.use(programOf(declared));
    const { stdout } = await stack.preview(refresh ? { refresh: true } : {});
    return planOf(parsePreview(stdout));
  };

  test("debug", async () => {
    stack.use(programOf({ ttl: 64, vni: 9 }));
    const { writeFileSync } = await import("node:fs");
    writeFileSync("/tmp/cli-create.json", (await stack.preview()).stdout);
    await stack.up();
    writeFileSync("/tmp/cli-input.txt", input.alpha);
    stack.use(programOf({ ttl: 128, vni: 11, password: "second-password" }));
    writeFileSync("/tmp/cli-change.json", (await stack.preview()).stdout);
    writeFileSync("/tmp/cli-refresh.json", (await stack.preview({ refresh: true })).stdout);
    await stack.up();
    stack.use(programOf({ ttl: 128 }));
    writeFileSync("/tmp/cli-remove.json", (await stack.preview()).stdout);
  });
});
