// Many links of a host as one resource, with the real engine.
import { LinkSet, type LinkSetLinkArgs } from "pulumi-iproute2";
import { beforeAll, describe, expect, test } from "vitest";
import { labHosts, on, snapshot } from "../lab/index.ts";
import { longOnly } from "../sample.ts";
import { sites, withStack } from "./lab-stack.ts";
import { expectFailure } from "./stack.ts";

type Links = Readonly<Record<string, LinkSetLinkArgs<"gre">>>;

const link = (n: number, more: Partial<LinkSetLinkArgs<"gre">> = {}): LinkSetLinkArgs<"gre"> => ({
  local: sites().alpha.underlay,
  remote: `10.99.0.${n}`,
  key: n,
  ttl: 64,
  addresses: [`10.50.${n}.1/30`],
  ...more,
});
const program = (links: Links) => async () => {
  const set = new LinkSet("mesh", { host: sites().alpha.host, kind: "gre", links });
  return { members: set.members };
};
const threeLinks = (): Links => ({ "to-fra": link(1), "to-lon": link(2), "to-par": link(3) });
const ttlOf = async (name: string) =>
  (await on("alpha").must(`ip -d link show ${name}`)).match(/ ttl (\S+)/)?.[1];

let before: string;
beforeAll(async () => {
  await on("alpha").must("modprobe ip_gre");
  before = await snapshot("alpha");
});

describe("LinkSet", () => {
  test("shows changes and drift of each link, repairs them alone, and is destroyed completely", () =>
    withStack("set", program(threeLinks()), async (stack) => {
      const up = await stack.up();
      expect(up.ops).toEqual({ mesh: "create" });
      expect(up.outputs.members).toMatchObject({ "to-fra": { mtu: 1472, kind: "gre" }, "to-par": {} });
      expect((await stack.up()).changed).toEqual({});
      expect((await stack.refresh()).changed).toEqual({});

      // One link changes, one is removed, one is added.
      const { "to-par": _gone, ...otherLinks } = threeLinks();
      stack.use(program({ ...otherLinks, "to-fra": link(1, { ttl: 9 }), "to-nyc": link(4) }));
      const preview = await stack.preview();
      expect(preview.changed).toEqual({ mesh: "update" });
      const changes = preview.changes("mesh");
      expect(
        changes.filter(({ path }) => !path.includes("members")).map(({ path, kind }) => `${kind} ${path}`),
      ).toEqual(
        expect.arrayContaining([
          'update links["to-fra"].ttl',
          expect.stringMatching(/^add links\["to-nyc"\]/),
          expect.stringMatching(/^delete links\["to-par"\]/),
        ]),
      );
      expect(changes.some(({ path }) => path.includes("to-lon"))).toBe(false);
      await stack.up();
      expect(await ttlOf("to-fra")).toBe("9");
      expect((await on("alpha").run("ip link show to-par")).exitCode).not.toBe(0);
      expect((await stack.up()).changed).toEqual({});

      // Drift names link and property. The provider creates only the missing link again.
      await on("alpha").must(
        `ip link change to-lon type gre local 10.0.2.11 remote 10.99.0.2 key 2 ttl 99; ip link del to-nyc`,
      );
      const ifindexBefore = await on("alpha").must("cat /sys/class/net/to-fra/ifindex");
      const refresh = await stack.refresh();
      expect(refresh.changed).toEqual({ mesh: "update" });
      const drift = refresh.changes("mesh").map(({ path }) => path);
      expect(drift).toContain('links["to-lon"].ttl');
      expect(drift.some((path) => path.includes("to-nyc"))).toBe(true);
      expect(drift.filter((path) => path.includes("to-fra"))).toEqual([]);
      expect((await stack.up()).changed).toEqual({ mesh: "update" });
      expect(await ttlOf("to-lon")).toBe("64");
      expect(await ttlOf("to-nyc")).toBe("64");
      expect(await on("alpha").must("cat /sys/class/net/to-fra/ifindex")).toBe(ifindexBefore);
      expect((await stack.refresh()).changed).toEqual({});

      await stack.destroy();
      expect(await snapshot("alpha")).toBe(before);
    }));

  test("is refused at preview with the property's name when one link is invalid", () =>
    withStack("wrong", program({ ...threeLinks(), "to-lon": link(2, { ttl: 300 }) }), async (stack) => {
      expect(await expectFailure(stack.preview())).toMatch(/links\["to-lon"\]\.ttl/);
      expect(await snapshot("alpha")).toBe(before);
    }));

  longOnly(() => {
    test("records 149 of 150 links when a foreign device has the name of one, and the next `up` creates that one", () => {
      const links = Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`l${n + 1}`, link(n + 1)]));
      return withStack("many", program(links), async (stack) => {
        await on("alpha").must("ip link add l77 type dummy");
        const message = await expectFailure(stack.up());
        expect(message).toMatch(/links\.l77: l77 on .*dummy/);
        expect(await on("alpha").must("ip -o link show type gre | grep -c ' l[0-9]*@'")).toBe("149\n");
        const [resource] = (await stack.exportState()).deployment.resources.filter(
          ({ type }: { type: string }) => type.endsWith(":LinkSet"),
        );
        expect(Object.keys(resource.outputs.links)).toHaveLength(149);
        expect(resource.initErrors).toHaveLength(1);
        const key = labHosts().alpha.connection.privateKey.split("\n")[3] ?? "";
        expect(await stack.stateFile()).not.toContain(key);

        await on("alpha").must("ip link del l77");
        expect((await stack.up()).changed).toEqual({ mesh: "update" });
        expect((await stack.up()).changed).toEqual({});
        await stack.destroy();
        expect(await snapshot("alpha")).toBe(before);
      });
    });
  });
});
