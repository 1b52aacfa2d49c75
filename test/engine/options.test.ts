// Pulumi's resource options of a component, and their effect on its links.
import * as pulumi from "@pulumi/pulumi";
import { Host, LinkCheck, TunnelPair } from "pulumi-iproute2";
import { afterAll, describe, expect, test } from "vitest";
import { on } from "../lab/index.ts";
import { sites, withStack } from "./lab-stack.ts";
import { expectFailure, type TestStack } from "./stack.ts";

/** Acts as a virtual machine that a stack makes. */
class Machine extends pulumi.dynamic.Resource {
  constructor(name: string) {
    super({ create: async (inputs) => ({ id: name, outs: inputs }) }, name, {});
  }
}

/** A component of a user's program. */
class Wan extends pulumi.ComponentResource {
  constructor(name: string, make: (parent: pulumi.Resource) => void, opts?: pulumi.ComponentResourceOptions) {
    super("test:index:Wan", name, {}, opts);
    make(this);
  }
}

interface Kept {
  readonly urn: string;
  readonly type: string;
  readonly inputs?: Record<string, unknown>;
  readonly parent?: string;
  readonly provider?: string;
  readonly protect?: boolean;
  readonly dependencies?: readonly string[];
  readonly deletedWith?: string;
}

/** The resources in a stack's state, by name. */
async function resourcesOf(stack: TestStack): Promise<Record<string, Kept>> {
  const { resources } = (await stack.exportState()).deployment as { resources: Kept[] };
  return Object.fromEntries(resources.map((one) => [one.urn.split("::").at(-1), one]));
}

const ends = () => {
  const { alpha, beta } = sites();
  return {
    a: { host: alpha.host, underlay: alpha.underlay, addresses: ["10.9.0.1/30"] },
    b: { host: beta.host, underlay: beta.underlay, addresses: ["10.9.0.2/30"] },
  };
};

const ifindexOf = async (device: string) =>
  (await on("alpha").must(`cat /sys/class/net/${device}/ifindex`)).trim();

describe("options of a component", () => {
  const program = (name: string, more: pulumi.ComponentResourceOptions) => async () => {
    new Wan("wan", (parent) => {
      const pair = new TunnelPair(name, { kind: "ipip", ...ends() }, { parent, ...more });
      new LinkCheck("after", { host: sites().alpha.host, to: "10.9.0.2" }, { dependsOn: [pair], parent });
    });
  };

  test("apply to its links: parent, protect, dependsOn, transforms, aliases", () =>
    withStack("options", program("old", {}), async (stack) => {
      const quick: pulumi.ResourceTransform = ({ type, props, opts }) =>
        type.endsWith(":IpipTunnel") ? { props: { ...props, ttl: 77 }, opts } : undefined;
      stack.use(program("old", { protect: true, transforms: [quick] }));
      await stack.up();

      const { wan, old, after, ...made } = await resourcesOf(stack);
      expect(old?.parent).toBe(wan?.urn);
      for (const link of [made["old-a"], made["old-b"]]) {
        expect(link).toMatchObject({ parent: old?.urn, protect: true, inputs: { ttl: 77 } });
        expect(link?.provider).toMatch(/::pulumi:providers:pulumi-nodejs::default/);
        expect(after?.dependencies).toContain(link?.urn);
      }
      expect(await on("alpha").must("ip -d link show old-a")).toContain("ttl 77");
      expect(await expectFailure(stack.destroy())).toMatch(/protect/);

      // Under the new name the links are the same, and no packet is lost.
      const was = await ifindexOf("old-a");
      stack.use(program("new", { protect: false, transforms: [quick], aliases: [{ name: "old" }] }));
      const { changed } = await stack.up();
      // The check is created again, because it was not protected.
      expect(changed).toEqual({ "new-a": "update", "new-b": "update", after: "create" });
      expect(await ifindexOf("old-a")).toBe(was);
      expect(await on("alpha").must("ip link show old-a")).toContain("/new-a");
    }));
});

describe("deletedWith of a Host", () => {
  const LEFT = ["gone-a", "gone-b"];
  afterAll(async () => {
    for (const [host, device] of [
      ["alpha", LEFT[0]],
      ["beta", LEFT[1]],
    ] as const)
      await on(host).run(`ip link del ${device}; ip fou del port 5555 gue; rm -rf /run/pulumi-iproute2`);
  });

  test("applies to all resources on the host, so that a destroyed machine is not contacted", () =>
    withStack(
      "gone",
      async () => {
        const { a, b } = ends();
        const host = (name: string, { connection }: typeof a.host) =>
          new Host(name, { connection }, { deletedWith: new Machine(`${name}-vm`) });
        new TunnelPair("gone", {
          kind: "ipip",
          a: { ...a, host: host("ams", a.host) },
          b: { ...b, host: host("fra", b.host) },
          encap: { type: "gue", dport: 5555 },
        });
      },
      async (stack) => {
        await stack.up();
        const made = await resourcesOf(stack);
        for (const [name, machine] of Object.entries({
          "gone-a": "ams-vm",
          "gone-b": "fra-vm",
          "ams-gue-5555": "ams-vm",
          "fra-gue-5555": "fra-vm",
        })) {
          expect(made[name]?.deletedWith).toBe(made[machine]?.urn);
        }
        // From now on the recorded machines do not exist.
        const state = JSON.stringify(await stack.exportState());
        await stack.importState(JSON.parse(state.replaceAll(/("port":)\d+(,"privateKey")/g, "$19$2")));
        expect(JSON.stringify(await resourcesOf(stack))).not.toBe(JSON.stringify(made));
        const started = Date.now();
        expect((await stack.destroy()).changed).toMatchObject({
          "gone-a": "delete",
          "ams-gue-5555": "delete",
        });
        expect(Date.now() - started).toBeLessThan(15_000);
        // The provider did not contact this host.
        await on("alpha").must("ip link show gone-a");
      },
    ));
});
