// Some routes send a link's own packets back into the link. These tests compare the preview's answer with a kernel's.
import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { handlers } from "../../../provider/index.ts";

const inNamespace = (script: string) =>
  spawnSync("unshare", [...(process.getuid?.() === 0 ? [] : ["-Ur"]), "-n", "sh", "-ec", script], {
    encoding: "utf8",
  });
const able =
  inNamespace("ip link add name un0 type vxlan id 9 dstport 4789 && ip link add name up0 type veth")
    .status === 0;

interface Route {
  readonly to: string;
  readonly metric?: number;
  readonly table?: number;
}
interface Program {
  /** The `ip` commands that configure everything on the host but the link. The underlay device is up0. */
  readonly host: readonly string[];
  readonly link: {
    readonly local?: string;
    readonly remote: string;
    readonly dev?: string;
    readonly fwmark?: number;
    readonly addresses?: readonly string[];
    readonly routes?: readonly (string | Route)[];
    readonly loopCheck?: "error" | "warn" | "off";
  };
}

const IPV4 = ["addr add 10.0.2.5/24 dev up0", "route add default via 10.0.2.1 metric 100"];
const IPV6 = [
  "addr add 2001:db8:1::5/64 dev up0 nodad",
  "-6 route add default via 2001:db8:1::1 metric 1024",
];
const far4 = { local: "10.0.2.5", remote: "203.0.113.7" };
const far6 = { local: "2001:db8:1::5", remote: "2001:db8:2::7" };

/** The device through which a kernel sends the link's packets to its remote. The link is tun9. */
function deviceTo({ host, link }: Program): string {
  const { local, remote, dev, fwmark, addresses = [], routes = [] } = link;
  const words = (name: string, value: number | string | undefined) =>
    value === undefined ? "" : ` ${name} ${value}`;
  const commands = [
    "link add name up0 type veth peer name up1",
    "link set up0 up",
    "link set up1 up",
    ...host,
    "link add name tun9 type vxlan id 9 dstport 4789",
    "link set tun9 up",
    ...addresses.map((one) => `addr add ${one} dev tun9${one.includes(":") ? " nodad" : ""}`),
    ...routes
      .map((one) => (typeof one === "string" ? { to: one } : one))
      .map(({ to, metric, table }: Route) => {
        const family = remote.includes(":") ? "-6 " : "";
        return `${family}route add ${to} dev tun9${words("metric", metric)}${words("table", table)}`;
      }),
  ];
  const get = `route get ${remote}${words("from", local)}${words("oif", dev)}${words("mark", fwmark)}`;
  const { stdout, stderr } = inNamespace([...commands, get].map((one) => `ip ${one}`).join("\n"));
  return / dev (\S+)/.exec(stdout)?.[1] ?? expect.fail(stderr);
}

let stack = 0;
/** The faults that the preview reports for links on one host. Warnings are collected in `warned`. */
function preview() {
  stack += 1;
  const host = { connection: { host: "192.0.2.1", hostKey: "k" } };
  const owner = `p/loop${stack}`;
  return async (name: string, link: object): Promise<string[]> => {
    const { failures } = (await handlers.GreTunnel?.check(
      {},
      {
        ...{ host, owner: `${owner}/${name}`, name },
        ...link,
      },
    )) ?? { failures: [] };
    return failures.map(({ property, reason }) => `${property}: ${reason}`);
  };
}
/** Links over IPv6 are of another type. The same rules hold for them. */
const previewOne = async ({ link }: Program): Promise<string[]> => {
  stack += 1;
  const type = link.remote.includes(":") ? "Ip6GreTunnel" : "GreTunnel";
  const host = { connection: { host: "192.0.2.1", hostKey: "k" } };
  const news = { host, owner: `p/loop${stack}/tun9`, name: "tun9", ...link };
  const { failures } = (await handlers[type]?.check({}, news)) ?? expect.fail(type);
  return failures.map(({ property, reason }) => `${property}: ${reason}`);
};

const warned: string[] = [];
beforeEach(() => {
  warned.length = 0;
  vi.spyOn(console, "warn").mockImplementation((text) => warned.push(text));
});
afterEach(() => vi.restoreAllMocks());

const accepted: [string, Program][] = [
  ["a prefix that does not contain the remote", { host: IPV4, link: { ...far4, routes: ["10.20.0.0/16"] } }],
  ["a backup default route", { host: IPV4, link: { ...far4, routes: [{ to: "0.0.0.0/0", metric: 5000 }] } }],
  ["an IPv6 backup default route", { host: IPV6, link: { ...far6, routes: [{ to: "::/0", metric: 2048 }] } }],
  [
    "a default route of a link that is bound to a device",
    { host: IPV4, link: { ...far4, dev: "up0", routes: ["0.0.0.0/0"] } },
  ],
  [
    "an IPv6 default route of a link that is bound to a device and has no local address",
    { host: IPV6, link: { remote: far6.remote, dev: "up0", routes: [{ to: "::/0", metric: 500 }] } },
  ],
  [
    "a default route of a link whose packets have a mark",
    {
      host: [...IPV4, "rule add fwmark 7 table 77", "route add default via 10.0.2.1 table 77"],
      link: { ...far4, fwmark: 7, routes: ["0.0.0.0/0"] },
    },
  ],
  [
    "a default route in another table",
    { host: IPV4, link: { ...far4, routes: [{ to: "0.0.0.0/0", table: 100 }] } },
  ],
  [
    "a default route and an operator's route to the remote, when loopCheck is off",
    {
      host: [...IPV4, "route add 203.0.113.7/32 via 10.0.2.1"],
      link: { ...far4, routes: ["0.0.0.0/1", "128.0.0.0/1"], loopCheck: "off" },
    },
  ],
];

const uncertain: [string, Program][] = [
  [
    "a summary route around a remote in a subnet of the host",
    { host: IPV4, link: { local: "10.0.2.5", remote: "10.0.2.9", routes: ["10.0.0.0/8"] } },
  ],
  [
    "198.51.0.0/16 between two hosts on 198.51.100.0/24",
    {
      host: ["addr add 198.51.100.1/24 dev up0"],
      link: { local: "198.51.100.1", remote: "198.51.100.2", routes: ["198.51.0.0/16"] },
    },
  ],
  [
    "a default route when the remote is in a subnet of the host",
    {
      host: IPV6,
      link: { local: "2001:db8:1::5", remote: "2001:db8:1::9", routes: [{ to: "::/0", metric: 9 }] },
    },
  ],
  [
    "a default route with a metric that may be above that of the host's own",
    { host: IPV4, link: { ...far4, routes: [{ to: "0.0.0.0/0", metric: 500 }] } },
  ],
];

const loops: [string, Program, RegExp][] = [
  [
    "a default route with a lower metric than the host's own",
    { host: IPV4, link: { ...far4, routes: ["0.0.0.0/0"] } },
    /^routes: the route to 0\.0\.0\.0\/0 would send packets for 203\.0\.113\.7, the far end of this link, into this very link: give the route a `table` of its own or, as a backup, a `metric` above 1024; where .* set `loopCheck: "off"`$/,
  ],
  [
    "a prefix that contains the remote",
    { host: IPV4, link: { ...far4, routes: ["203.0.113.0/24"] } },
    /^routes: .*name prefixes without 203\.0\.113\.7/,
  ],
  [
    "a prefix that contains the remote with a high metric, because no other route has the prefix",
    { host: IPV4, link: { ...far4, routes: [{ to: "203.0.113.0/24", metric: 5000 }] } },
    /^routes: the route to 203\.0\.113\.0\/24/,
  ],
  [
    "an IPv6 prefix of a link that is bound to a device and has a local address",
    { host: IPV6, link: { ...far6, dev: "up0", routes: ["2001:db8:2::/48"] } },
    /^routes: the route to 2001:db8:2::\/48/,
  ],
  [
    "an address whose subnet contains the remote",
    { host: IPV4, link: { ...far4, addresses: ["203.0.113.100/24"] } },
    /^addresses: the subnet 203\.0\.113\.0\/24 .*choose a subnet without 203\.0\.113\.7/,
  ],
];

describe("loopCheck", () => {
  test.each(accepted)("accepts %s", async (_what, program) => {
    expect(await previewOne(program)).toEqual([]);
    expect(warned).toEqual([]);
  });

  test.each(uncertain)("warns of %s", async (_what, program) => {
    expect(await previewOne(program)).toEqual([]);
    expect(warned).toEqual([
      expect.stringMatching(
        /^tun9: routes: the route to .*, unless .*; `loopCheck: "off"` ends this warning$/,
      ),
    ]);
    warned.length = 0;
    expect(await previewOne({ ...program, link: { ...program.link, loopCheck: "off" } })).toEqual([]);
    expect(warned).toEqual([]);
  });

  test.each(loops)("refuses %s", async (_what, program, reason) => {
    expect(await previewOne(program)).toEqual([expect.stringMatching(reason)]);
    expect(warned).toEqual([]);
    const { link } = program;
    expect(await previewOne({ ...program, link: { ...link, loopCheck: "warn" } })).toEqual([]);
    expect(warned).toHaveLength(1);
    expect(await previewOne({ ...program, link: { ...link, loopCheck: "off" } })).toEqual([]);
    expect(warned).toHaveLength(1);
  });

  test("accepts a tunnel inside another tunnel", async () => {
    const check = preview();
    const outer = { ...far4, addresses: ["10.9.0.1/30"], routes: ["10.20.0.0/16"] };
    expect(await check("outer", outer)).toEqual([]);
    expect(await check("inner", { local: "10.9.0.1", remote: "10.20.0.5" })).toEqual([]);
    expect(await check("between", { local: "10.9.0.1", remote: "10.9.0.2" })).toEqual([]);
    expect(warned).toEqual([]);
  });

  test("accepts a summary route of a link when another link has a better route to its remote", async () => {
    const check = preview();
    expect(await check("outer", { ...far4, routes: ["192.0.2.0/24"] })).toEqual([]);
    const inner = { local: "10.9.0.1", remote: "192.0.2.9", routes: ["192.0.0.0/8"] };
    expect(await check("inner", inner)).toEqual([]);
  });

  test("refuses two links that send each other's packets", async () => {
    const check = preview();
    expect(await check("one", { ...far4, routes: ["192.0.2.0/24"] })).toEqual([]);
    const two = { local: "10.9.0.1", remote: "192.0.2.9", routes: ["203.0.113.0/24"] };
    expect(await check("two", two)).toEqual([
      expect.stringMatching(
        /^routes: the route to 203\.0\.113\.0\/24 would send packets for 203\.0\.113\.7, the far end of one, into this link, whose own packets go through one: /,
      ),
    ]);
    expect(await check("two", { ...two, loopCheck: "off" })).toEqual([]);
  });
});

describe.skipIf(!able)("kernel", () => {
  test.each([...accepted, ...uncertain])("does not loop with %s", (_what, program) => {
    expect(deviceTo(program)).toBe("up0");
  });
  test.each(loops)("loops with %s", (_what, program) => {
    expect(deviceTo(program)).toBe("tun9");
  });
});
