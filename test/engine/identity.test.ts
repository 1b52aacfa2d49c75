// The owner of objects, with the real engine: replacements, new parents, stacks of one name in two backends, lost
// states.
import { ComponentResource, type CustomResourceOptions } from "@pulumi/pulumi";
import { FouPort, GreTunnel, IpipTunnel, LinkSet, XfrmState } from "pulumi-iproute2";
import { beforeAll, describe, expect, test } from "vitest";
import { on, ping } from "../lab/index.ts";
import { longOnly, sample } from "../sample.ts";
import { sites, withStack } from "./lab-stack.ts";
import { expectFailure } from "./stack.ts";

beforeAll(async () => {
  for (const host of ["alpha", "beta"] as const) await on(host).must("modprobe -a ipip ip_gre fou");
});

/** A link between the hosts, and a port, a set and a state: one object of each form of ownership. */
const program =
  (options: CustomResourceOptions = {}) =>
  async () => {
    const { alpha, beta } = sites();
    new IpipTunnel("far", {
      host: beta.host,
      local: beta.underlay,
      remote: alpha.underlay,
      addresses: ["10.9.0.2/30"],
    });
    new IpipTunnel(
      "near",
      { host: alpha.host, local: alpha.underlay, remote: beta.underlay, addresses: ["10.9.0.1/30"] },
      options,
    );
    new FouPort("port", { host: alpha.host, port: 5599, gue: true }, options);
    const links = { "set-one": { remote: "10.99.0.1", key: 1 }, "set-two": { remote: "10.99.0.2", key: 2 } };
    new LinkSet("set", { host: alpha.host, kind: "gre", links }, options);
    new XfrmState(
      "state",
      {
        host: alpha.host,
        source: alpha.underlay,
        destination: beta.underlay,
        spi: 4660,
        aead: { name: "rfc4106(gcm(aes))", key: "00".repeat(20), icvLength: 128 },
      },
      options,
    );
  };

const has = async (command: string) => (await on("alpha").run(command)).exitCode === 0;
const objects = async () => ({
  near: await has("ip link show near"),
  port: await has("ip fou show | grep -q 5599"),
  set: (await has("ip link show set-one")) && (await has("ip link show set-two")),
  state: await has("ip xfrm state | grep -q 0x00001234"),
});
const ALL = { near: true, port: true, set: true, state: true };
const NONE = { near: false, port: false, set: false, state: false };
const traffic = async () => expect((await ping("alpha", { to: "10.9.0.2" })).received).toBeGreaterThan(0);

describe("replacement that the user requests", () => {
  // The model has both orders in random sequences
  const orders = sample<[string, CustomResourceOptions]>(
    [
      ["with the new object made first", { deleteBeforeReplace: false }],
      ["with the old object removed first", {}],
    ],
    2,
  );
  test.each(orders)("keeps every object on the host, %s", (_title, options) =>
    withStack("named-replace", program(options), async (stack) => {
      await stack.up();
      expect(await objects()).toEqual(ALL);
      const replaced = await stack.up({ replace: ["near", "port", "set", "state"] });
      expect(replaced.changed).toMatchObject({ near: "replace", port: "replace", set: "replace" });
      expect(await objects()).toEqual(ALL);
      await traffic();
      expect((await stack.refresh()).changed).toEqual({});
      expect((await stack.up()).changed).toEqual({});
      await stack.destroy();
      expect(await objects()).toEqual(NONE);
    }),
  );
});

test("a link that gets a parent without an alias stays on the host", () => {
  class Site extends ComponentResource {}
  const inside = async () => {
    const parent = new Site("test:index:Site", "site");
    await program({ parent })();
  };
  return withStack("reparent", program(), async (stack) => {
    await stack.up();
    stack.use(inside);
    await stack.up();
    expect(await objects()).toEqual(ALL);
    await traffic();
    expect((await stack.refresh()).changed).toEqual({});
    await stack.destroy();
    expect(await objects()).toEqual(NONE);
  });
});

describe("stack with the project and name of one in another backend", () => {
  const link =
    (ttl: number, adopt = false) =>
    async () => {
      const { alpha, beta } = sites();
      const { ifindex } = new GreTunnel("twin", {
        host: alpha.host,
        local: alpha.underlay,
        remote: beta.underlay,
        key: 77,
        ttl,
        adopt,
      });
      return { ifindex };
    };
  const live = async () => {
    const [one] = (await on("alpha").ip("-d", "-j", "link", "show", "dev", "twin")) as [
      { ifindex: number; ifalias: string; linkinfo: { info_data: { ttl: number } } },
    ];
    return { ifindex: one.ifindex, alias: one.ifalias, ttl: one.linkinfo.info_data.ttl };
  };

  test("cannot take the first stack's objects, and its destroy removes none of them", () =>
    withStack("twins", link(64), async (first) => {
      await first.up();
      const before = await live();
      await withStack("twins", link(99), async (second) => {
        const message = await expectFailure(second.up());
        expect(message).toMatch(/belongs to another stack of this name.*twins\/twin/);
        expect(message).toContain("adopt: true");
        expect(await live()).toEqual(before);
        await second.destroy();
        expect(await live()).toEqual(before);
      });
      expect((await first.refresh()).changed).toEqual({});
    }));

  longOnly(() => {
    test("takes over objects of a lost state with adopt: true", () =>
      withStack("lost", link(64), async (first) => {
        await first.up();
        const before = await live();
        await withStack("lost", link(64, true), async (second) => {
          await second.up();
          expect(await live()).toMatchObject({ ifindex: before.ifindex, ttl: 64 });
          expect((await live()).alias).not.toBe(before.alias);
          expect((await second.refresh()).changed).toEqual({});
          // The first stack's state records an incarnation that no longer exists, so its destroy removes nothing.
          await first.destroy();
          expect((await live()).ifindex).toBe(before.ifindex);
        });
      }));
  });
});
