import { describe, expect, test } from "vitest";
import { handlers } from "../../../provider/index.ts";
import { ipip } from "../../../provider/kinds/links/ipip.ts";
import { UNKNOWN } from "../../../provider/schema/unknown-value.ts";
import { validate, withDefaults } from "../../../provider/schema/validate.ts";

const good = {
  host: { connection: { host: "192.0.2.1", hostKey: "ssh-ed25519 AAAA" } },
  owner: "p/s/n",
  name: "ipip1",
  local: "192.0.2.1",
  remote: "192.0.2.2",
};

const faultsOf = (more: object) =>
  validate(ipip, { ...good, ...more }).faults.map((one) => `${one.property}: ${one.reason}`);

describe("validate with arguments of a link", () => {
  test("returns them in their canonical spelling, without defaults", () => {
    const { inputs, faults } = validate(ipip, {
      ...good,
      ttl: 0,
      tos: 1,
      addresses: ["2001:DB8:0::1/64", "10.9.0.1"],
      routes: [{ to: "0.0.0.0/0" }, { to: "2001:db8:1::/48", metric: 5 }],
    });
    expect(faults).toEqual([]);
    expect(inputs).toEqual({
      ...good,
      ttl: "inherit",
      tos: "inherit",
      addresses: ["2001:db8::1/64", "10.9.0.1/32"],
      routes: ["0.0.0.0/0", { to: "2001:db8:1::/48", metric: 5 }],
    });
  });

  test.each<[string, object, RegExp]>([
    [
      "an address with a number above 255",
      { local: "192.0.2.300" },
      /^local: must be an IPv4 address such as .*"192.0.2.300"$/,
    ],
    ["half an address", { local: "10.1" }, /^local: must be an IPv4 address/],
    ["an octal address", { local: "010.0.2.1" }, /^local: must be an IPv4 address/],
    ["IPv6 where IPv4 belongs", { remote: "2001:db8::1" }, /^remote: must be an IPv4 address/],
    ["a number for an address", { local: 3 }, /^local: must be an IPv4 address/],
    ["a name of 16 characters", { name: "a123456789012345" }, /^name: .*1 to 15 characters, has 16/],
    ["an empty name", { name: "" }, /^name: .*1 to 15 characters/],
    ["a name with a slash", { name: "a/b" }, /^name: .*only letters, digits/],
    ["a name with a leading dash", { name: "-a" }, /^name: .*begin with '-'/],
    ["the name '..'", { name: ".." }, /^name: /],
    ["a reserved name", { name: "tunl0" }, /^name: .*reserved/],
    ["a name that ip takes for an index", { name: "if5" }, /^name: .*takes it for an index/],
    ["a dev that ip takes for an index", { dev: "if2" }, /^dev: .*takes it for an index/],
    [
      "a route in the table of the kernel's own",
      { routes: [{ to: "10.20.0.0/16", table: 255 }] },
      /^routes\[0\]\.table: must not be 255/,
    ],
    [
      "a route twice, once with the metric that the kernel gives it",
      { routes: ["fd00:1::/48", { to: "fd00:1::/48", metric: 1024 }] },
      /^routes: names the route to fd00:1::\/48 twice$/,
    ],
    [
      "an IPv6 address with two prefix lengths",
      { addresses: ["fd00::1/64", "fd00::1/128"] },
      /^addresses: names fd00::1 twice$/,
    ],
    ["an mtu that is too small", { mtu: 67 }, /^mtu: must be a whole number from 68 to 65535$/],
    ["an mtu that is too large", { mtu: 65536 }, /^mtu: /],
    ["an mtu that is no whole number", { mtu: 1400.5 }, /^mtu: must be a whole number/],
    ["an mtu below IPv6's least", { mtu: 1200, addresses: ["fd00::1/64"] }, /^mtu: .*1280/],
    ["a ttl with pmtudisc off", { ttl: 64, pmtudisc: false }, /^ttl: .*pmtudisc/],
    ["a ttl out of range", { ttl: 256 }, /^ttl: must be a whole number from 0 to 255, or "inherit"$/],
    ["a text as ttl", { ttl: "64" }, /^ttl: /],
    ["both ends with the same address", { remote: good.local }, /^remote: .*same as local/],
    [
      "neither local nor remote",
      { local: undefined, remote: undefined },
      /^remote: local or remote is needed/,
    ],
    ["an unknown property", { tll: 64 }, /^tll: is not a property of IpipTunnel; did you mean ttl\?$/],
    ["a property in upper case", { TTL: 64 }, /^TTL: .*did you mean ttl\?$/],
    ["the beginning of a property", { desc: "x" }, /^desc: .*did you mean description\?$/],
    ["an unknown member", { settings: { rp_filter: 1 } }, /^settings\.rp_filter: .*did you mean rpFilter\?$/],
    [
      "an unknown member in a list",
      { routes: [{ to: "10.20.0.0/16", metrc: 5 }] },
      /^routes\[0\]\.metrc: .*did you mean metric\?$/,
    ],
    ["a text in place of a list", { routes: "10.20.0.0/16" }, /^routes: must be a list$/],
    [
      "an unknown property of the connection",
      { host: { connection: { host: "a", privatekey: "k3y" } } },
      /^host\.connection\.privatekey: is not a property/,
    ],
    ["a port out of range", { host: { connection: { host: "a", port: 0 } } }, /^host\.connection\.port: /],
    ["no host name", { host: { connection: {} } }, /^host\.connection\.host: must be a host name/],
    ["no host", { host: undefined }, /^host: is required/],
    ["a namespace with a slash", { host: { ...good.host, netns: "../x" } }, /^host\.netns: /],
    [
      "a namespace's name with a space at its end",
      { host: { ...good.host, netns: "sixteen-letters- x" } },
      /^host\.netns: /,
    ],
    [
      "a namespace's name that is too long",
      { host: { ...good.host, netns: "n".repeat(256) } },
      /^host\.netns: /,
    ],
    [
      "an address with too long a prefix",
      { addresses: ["10.9.0.1/33"] },
      /^addresses\[0\]: must be an address/,
    ],
    [
      "an address twice",
      { addresses: ["10.9.0.1/30", "10.9.0.1/30"] },
      /^addresses: names 10.9.0.1\/30 twice/,
    ],
    [
      "a route with host bits",
      { routes: ["10.20.0.1/16"] },
      /^routes\[0\]: must be a prefix without host bits/,
    ],
    [
      "a route with a wrong gateway",
      { routes: [{ to: "10.20.0.0/16", via: "nowhere" }] },
      /^routes\[0\]\.via: must be an IPv4 or IPv6 address/,
    ],
    [
      "a route via the other family",
      { routes: [{ to: "10.20.0.0/16", via: "fd00::1" }] },
      /^routes: .*other family/,
    ],
    [
      "a route twice",
      { routes: ["10.20.0.0/16", { to: "10.20.0.0/16", via: "10.9.0.2" }] },
      /^routes: names the route to 10.20.0.0\/16 twice/,
    ],
    ["a route through a link that is down", { up: false, routes: ["10.20.0.0/16"] }, /^routes: .*up: true/],
    ["external with endpoints", { external: true }, /^external: excludes local, remote/],
    ["an encapsulation without a port", { encap: { type: "fou" } }, /^encap\.dport: must be a whole number/],
    [
      "an unknown encapsulation",
      { encap: { type: "vxlan", dport: 1 } },
      /^encap\.type: must be "fou" or "gue"/,
    ],
  ])("refuses %s", (_what, more, message) => {
    const faults = faultsOf(more);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(message);
  });

  const HOSTILE = [
    "$(reboot)",
    "`id`",
    "a;b",
    "a|b",
    "a&&b",
    "a b",
    "a\nb",
    "a\rb",
    "a\tb",
    "a'b",
    'a"b',
    "a\\b",
    "#a",
    "a\0b",
    "-a",
    "*",
    "é",
  ];
  test.each(["name", "local", "remote", "dev"])("refuses shell text in %s", (key) => {
    for (const text of HOSTILE)
      expect(faultsOf({ [key]: text }).join(), text).toMatch(new RegExp(`^${key}: `));
  });
  test("refuses shell text in addresses, routes and namespaces", () => {
    for (const text of HOSTILE) {
      expect(faultsOf({ addresses: [`10.9.0.1/30${text}`] }).join()).toMatch(/^addresses\[0\]: /);
      expect(faultsOf({ routes: [{ to: text }] }).join()).toMatch(/^routes\[0\]\.to: /);
      expect(faultsOf({ host: { ...good.host, netns: text } }).join()).toMatch(/^host\.netns: /);
      const netns = `longer-than-a-device-name-${text}`;
      if (text !== "-a") expect(faultsOf({ host: { ...good.host, netns } }).join()).toMatch(/^host\.netns: /);
    }
  });

  test("accepts every name that a namespace can have", () => {
    for (const netns of ["a", "_x.y-Z9", "...", "n".repeat(255)])
      expect(faultsOf({ host: { ...good.host, netns } })).toEqual([]);
  });

  test("repeats no secret in its messages", () => {
    const faults = faultsOf({ host: { connection: { host: "a", privateKey: 12345, passwrod: "hunter2" } } });
    expect(faults.join()).not.toMatch(/12345|hunter2/);
  });

  test("accepts unknown values everywhere, and checks all known ones", () => {
    expect(
      faultsOf({
        local: UNKNOWN,
        remote: UNKNOWN,
        ttl: UNKNOWN,
        addresses: [UNKNOWN],
        routes: [{ to: UNKNOWN }],
        host: UNKNOWN,
      }),
    ).toEqual([]);
    expect(
      faultsOf({
        host: { connection: { host: UNKNOWN, port: UNKNOWN, privateKey: UNKNOWN } },
        encap: UNKNOWN,
      }),
    ).toEqual([]);
    expect(
      faultsOf({ host: { connection: { host: UNKNOWN, port: 0 } }, local: UNKNOWN, mtu: 3 }),
    ).toHaveLength(2);
    // A rule is applied only when all values that it reads are known.
    expect(faultsOf({ ttl: UNKNOWN, pmtudisc: false })).toEqual([]);
    expect(faultsOf({ local: UNKNOWN, remote: good.local })).toEqual([]);
  });
});

describe("check of secret arguments", () => {
  test("names an argument that may hold secrets only in the reason, because the engine prints the property's value", async () => {
    const { lifecycle } = await import("../../../provider/lifecycle/handlers.ts");
    const { check: checked } = lifecycle({
      ...ipip,
      rules: [{ over: ["host"], fault: () => "is not liked" }],
    });
    const { failures } = await checked({}, good);
    expect(failures).toEqual([{ property: "", reason: "host: is not liked" }]);
    expect((await checked({}, { ...good, ttl: 999 })).failures[0]).toMatchObject({ property: "ttl" });
  });
});

describe("adopt of a Host", () => {
  const withAdopt = (host: object, own: object = {}) => {
    const connection = { host: "192.0.2.1", hostKey: "k" };
    return withDefaults(ipip, { ...good, host: { connection, ...host }, ...own }).adopt;
  };

  test("applies to a resource that sets no adopt itself", () => {
    expect([withAdopt({}), withAdopt({ adopt: true }), withAdopt({ adopt: false })]).toEqual([
      false,
      true,
      false,
    ]);
    expect(withAdopt({ adopt: true }, { adopt: false })).toBe(false);
    expect(withAdopt({}, { adopt: true })).toBe(true);
  });

  test("is not copied into the resource's inputs by check", async () => {
    const connection = { host: "192.0.2.1", hostKey: "k" };
    const host = { connection, adopt: true };
    const { inputs, failures } = (await handlers.IpipTunnel?.check({}, { ...good, host })) ?? expect.fail();
    expect(failures).toEqual([]);
    expect(inputs).not.toHaveProperty("adopt");
    expect(inputs.host).toEqual(host);
  });
});

describe("check of a link without a device name", () => {
  const { name: _name, ...unnamed } = good;
  const nameAfter = async (olds: object, news: object) =>
    (await handlers.IpipTunnel?.check({ ...olds }, { ...unnamed, ...news }))?.inputs.name;

  test("derives the device name from the resource's name", async () => {
    expect(await nameAfter({}, { owner: "p/s/ams" })).toBe("ams");
    expect(await nameAfter({}, { owner: "p/s/a-tunnel/with-a-long-name" })).toMatch(/^a-tunnel-[0-9a-z]{6}$/);
  });

  test("keeps the recorded name when the resource is renamed, and takes a name that is given", async () => {
    expect(await nameAfter({ name: "old", owner: "p/s/old" }, { owner: "p/s/new" })).toBe("old");
    expect(await nameAfter({ name: "old" }, { owner: "p/s/new", name: "edge0" })).toBe("edge0");
  });
});
