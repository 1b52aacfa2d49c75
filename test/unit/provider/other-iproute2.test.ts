// Other versions of iproute2 than the lab's print other JSON for the same devices. The provider finds no difference
// in it.
import { describe, expect, test } from "vitest";
import { links } from "../../../provider/index.ts";
import { readLinks } from "../../../provider/iproute2/ip-json.ts";
import { liveSelections } from "../../../provider/kinds/mirrors/match-filters.ts";
import { type Args, NOT_ON_HOST } from "../../../provider/schema/declaration.ts";
import { withDefaults } from "../../../provider/schema/validate.ts";

type Type = keyof typeof links;

/** The kind's own arguments whose live values differ from the declared ones. */
function differing(type: Type, declared: Args, info: Args, link: Args = {}): string[] {
  const kind = links[type];
  const linkinfo = { info_kind: kind.link.kind, info_data: info };
  const json = { ifindex: 9, ifname: "t0", flags: ["UP"], mtu: 1400, linkinfo, ...link };
  const args = withDefaults(kind, { name: "t0", owner: "p/s/t", ...declared });
  const found = kind.find({ links: readLinks([json]), routes: [], sections: {} }, args);
  const live: Args = { ...found?.args };
  return Object.keys(kind.schema.shape).filter(
    (key) => !NOT_ON_HOST.has(key) && JSON.stringify(live[key]) !== JSON.stringify(args[key]),
  );
}

const vxlan = { id: 5, remote: "192.0.2.1", port: 4789, ttl: 0, df: "unset", ageing: 300, learning: true };
const falses = (...names: string[]) => Object.fromEntries(names.map((name) => [name, false]));
const geneve = { id: 5, remote: "192.0.2.1", ttl: 0, port: 6081, udp_csum: false, udp_zero_csum6_rx: true };

describe("find with the output of an older iproute2", () => {
  test.each<[Type, Args]>([
    ["IpipTunnel", { external: true, mode: "ipip" }],
    ["Ip6TnlTunnel", { external: true, mode: "ip6ip6" }],
    ["GeneveTunnel", { external: true, port: 7000, innerProtoInherit: true }],
    ["VxlanTunnel", { external: true, port: 7000, gbp: true, srcPort: { low: 1, high: 9 } }],
    ["XfrmInterface", { external: true }],
  ])("accepts that iproute2 before 5.16 prints no details of an external %s: %o", (type, declared) => {
    expect(differing(type, declared, { external: true })).toEqual([]);
  });

  test.each(["ErspanTunnel", "Ip6ErspanTunnel"] as const)(
    "accepts that iproute2 before 5.12 prints no direction of an %s",
    (type) => {
      const [near, far] =
        type === "ErspanTunnel" ? ["192.0.2.1", "192.0.2.2"] : ["2001:db8::1", "2001:db8::2"];
      const ends = { local: near, remote: far };
      const info = { ...ends, ikey: "0.0.0.7", okey: "0.0.0.7", oseq: true, erspan_ver: 2 };
      const own =
        type === "ErspanTunnel" ? { pmtudisc: true, ttl: 0 } : { ttl: 64, encap_limit: 4, tclass: "0x00" };
      const declared = { ...ends, key: 7, version: 2, direction: "egress", hardwareId: 5 };
      expect(differing(type, declared, { ...info, ...own, erspan_hwid: "0x5" })).toEqual([]);
      expect(differing(type, { ...declared, version: 1 }, { ...info, ...own, erspan_ver: 1 })).toEqual([
        "direction",
        "hardwareId",
      ]);
    },
  );

  test("finds a device that became external", () => {
    expect(differing("GeneveTunnel", { vni: 5, remote: "192.0.2.1" }, { external: true })).toEqual(
      expect.arrayContaining(["vni", "remote", "external"]),
    );
  });

  test("accepts that df is not printed", () => {
    const { df: _df, ...rest } = vxlan;
    expect(differing("VxlanTunnel", { vni: 5, remote: "192.0.2.1" }, { ...rest, udp_csum: true })).toEqual(
      [],
    );
    expect(differing("GeneveTunnel", { vni: 5, remote: "192.0.2.1" }, geneve)).toEqual([]);
  });
});

describe("find with the output of a newer iproute2", () => {
  test("accepts attributes of a VXLAN that are printed although they are off", () => {
    const off = falses("external", "vnifilter", "proxy", "rsc", "l2miss", "l3miss", "gbp", "gpe");
    const more = falses("remcsum_tx", "remcsum_rx", "udp_zero_csum6_tx", "udp_zero_csum6_rx");
    const info = { ...vxlan, ...off, ...more, udp_csum: true, localbypass: true, mdb: false };
    expect(differing("VxlanTunnel", { vni: 5, remote: "192.0.2.1" }, info)).toEqual([]);
  });

  test("accepts attributes of other kinds that are printed although they are off", () => {
    const off = falses("external", "inner_proto_inherit");
    expect(differing("GeneveTunnel", { vni: 5, remote: "192.0.2.1" }, { ...geneve, ...off })).toEqual([]);
    expect(
      differing("XfrmInterface", { ifId: 7 }, { if_id: "0x7", external: false }, { link: null }),
    ).toEqual([]);
    const bits = falses("iseq", "oseq", "icsum", "ocsum", "external", "ip6_tnl_f_rcv_dscp_copy");
    const gre6 = { remote: "2001:db8::1", local: "any", ttl: 64, encap_limit: 4, tclass: "0x00", ...bits };
    expect(differing("Ip6GreTunnel", { remote: "2001:db8::1" }, gre6)).toEqual([]);
  });

  test("accepts null for a flag that is on, as iproute2 prints it since 6.4", () => {
    const info = { ...vxlan, udp_csum: true, gbp: null };
    expect(differing("VxlanTunnel", { vni: 5, remote: "192.0.2.1", gbp: true }, info)).toEqual([]);
    expect(differing("VxlanTunnel", { vni: 5, remote: "192.0.2.1" }, info)).toEqual(["gbp"]);
  });

  test.each([
    ["59", 89],
    ["0x59", 89],
    ["esp", 50],
    ["tcp", "tcp"],
  ])("reads the protocol %s of a filter as %s, as old and new releases of tc print it", (text, ipProto) => {
    const keys = { ip_proto: text };
    const filter = {
      protocol: "ip",
      pref: 1,
      kind: "flower",
      handle: "0x1",
      indev: undefined,
      keys,
      skipHw: false,
      actions: [],
    };
    expect(liveSelections([filter])).toMatchObject([{ ipProto }]);
  });

  test('accepts the word "inherit"', () => {
    const declared = { vni: 5, remote: "192.0.2.1", ttl: "inherit" };
    expect(differing("GeneveTunnel", declared, { ...geneve, ttl: "inherit" })).toEqual([]);
    expect(differing("VxlanTunnel", declared, { ...vxlan, udp_csum: true, ttl: "inherit" })).toEqual([]);
  });
});

describe("find with the output of any iproute2", () => {
  const between = { local: "192.0.2.1", remote: "192.0.2.2" };
  const info = { ...between, ttl: 0, pmtudisc: true };
  const off = falses("external", "isatap", "ignore_df", "iseq", "oseq", "icsum", "ocsum");
  const session = { ikey: "0.0.0.7", okey: "0.0.0.7", oseq: true };
  const version1 = { ...info, ...session, erspan_ver: 1 };
  const version2 = { ...info, ...session, erspan_ver: 2, erspan_dir: "ingress" };

  test.each<[Type, Args, Args]>([
    ["SitTunnel", between, { ...info, proto: "any", prefix: "2002::", prefixlen: 16 }],
    // Without CONFIG_IPV6_SIT_6RD the kernel shows no prefix.
    ["SitTunnel", between, { ...info, ...off, proto: "any" }],
    ["SitTunnel", { ...between, tos: "inherit" }, { ...info, tos: "0x1", prefix: "2002::", prefixlen: 16 }],
    ["GreTunnel", between, { ...info, ...off, encap: { type: "none", sport: 0, dport: 0 } }],
    ["GreTunnel", { ...between, key: 0 }, { ...info, ikey: "0.0.0.0", okey: "0.0.0.0" }],
    ["GreTunnel", { ...between, fwmark: 7 }, { ...info, fwmark: "0x7" }],
    ["GreTunnel", { external: true }, { external: true }],
    [
      "GreTapTunnel",
      { external: true },
      { external: true, remote: "any", local: "any", ttl: 0, pmtudisc: true },
    ],
    ["ErspanTunnel", { ...between, key: 7 }, { ...version1, erspan_index: 0 }],
    ["ErspanTunnel", { ...between, key: 7 }, version1],
    ["ErspanTunnel", { ...between, key: 7, version: 2 }, { ...version2, erspan_hwid: "0" }],
    ["ErspanTunnel", { ...between, key: 7, version: 2, hardwareId: 5 }, { ...version2, erspan_hwid: "0x5" }],
    ["ErspanTunnel", { external: true }, { external: true }],
    ["VtiTunnel", between, { ...between, ikey: "0.0.0.0", okey: "0.0.0.0" }],
    ["VtiTunnel", { ...between, dev: "eth0" }, { ...between, link: "eth0" }],
  ])("finds no difference between a %s with %o and %o", (type, declared, shown) => {
    expect(differing(type, declared, shown)).toEqual([]);
  });

  test("finds a difference in dev when the underlay device was removed", () => {
    expect(differing("GreTunnel", { ...between, dev: "eth0" }, { ...info, link: "if12" })).toEqual(["dev"]);
  });
});
