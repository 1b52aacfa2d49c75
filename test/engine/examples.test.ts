// The examples as they stand, on the two hosts.
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { root } from "../../scripts/setup/paths.ts";
import { on, ping, snapshot } from "../lab/index.ts";
import { sites, withStack } from "./lab-stack.ts";
import { programFrom } from "./program.ts";

const example = (name: string) => programFrom(path.join(root, "examples", name, "index.ts"));

let before: { alpha: string; beta: string };
beforeAll(async () => {
  for (const host of ["alpha", "beta"] as const) await on(host).must("modprobe -a ip_gre fou");
  before = { alpha: await snapshot("alpha"), beta: await snapshot("beta") };
});

describe("example", () => {
  it("mesh", () => {
    const { alpha, beta } = sites();
    const site = ({ host, underlay }: typeof alpha, subnet: string) => ({
      connection: host.connection,
      underlay,
      subnets: [subnet],
    });
    const config = { sites: { ams: site(alpha, "10.10.0.0/16"), fra: site(beta, "10.20.0.0/16") } };
    return withStack(
      "example-mesh",
      example("mesh"),
      async (stack) => {
        const { addresses, diagram } = (await stack.up()).outputs as {
          addresses: Record<string, Record<string, string[]>>;
          diagram: string;
        };
        expect(diagram).toContain('["ams<br/>10.10.0.0/16"]');
        const [far = ""] = addresses.fra?.ams ?? [];
        expect((await ping("alpha", { to: far.split("/")[0] ?? "" })).received).toBeGreaterThan(0);
        expect((await stack.up()).changed).toEqual({});
        await stack.destroy();
        expect(await snapshot("alpha")).toBe(before.alpha);
        expect(await snapshot("beta")).toBe(before.beta);
      },
      config,
    );
  });
});
