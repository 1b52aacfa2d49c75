import * as pulumi from "@pulumi/pulumi";
import { familyOf } from "../../provider/iproute2/address.ts";
import { XfrmPolicy } from "../ipsec/xfrm-policy.ts";
import type { Link, LinkArgs } from "../links/link.ts";
import { VtiTunnel } from "../links/vti.ts";
import { Vti6Tunnel } from "../links/vti6.ts";
import { XfrmInterface } from "../links/xfrm.ts";
import { endsFrom, localOf, PAIR, type PairEnds, type Side } from "./ends.ts";
import { associations, type EspArgs, numberFrom, suiteOf, udpPortOf } from "./esp-associations.ts";
import { espMtu } from "./esp-suite.ts";

/** Arguments of an `IpsecPair`. */
export interface IpsecPairArgs extends PairEnds, EspArgs {
  /**
   * Kind of the links. An XFRM interface ("xfrm") carries IPv4 and IPv6 over either family. A VTI carries IPv4 over
   * IPv4, a VTI6 carries IPv6 over IPv6; both work on kernels older than 4.19 too.
   */
  kind: "xfrm" | "vti" | "vti6";
  /**
   * Number that connects links, associations and policies of this pair on each host: the key of VTIs, the `ifId` of XFRM
   * interfaces, the `reqid` of associations. 1 to 2147483647.
   * @default from the pair's name
   */
  id?: number;
  /** mtu of the underlay in bytes. The mtu "auto" is computed from it. @default 1500 */
  underlayMtu?: number;
  /** Size of the largest packet in bytes; "auto" subtracts the overhead of ESP from `underlayMtu`. @default "auto" */
  mtu?: pulumi.Input<number> | "auto";
  /** `loopCheck` of both links: how the preview reports a route that sends their own packets into them. @default "error" */
  loopCheck?: LinkArgs["loopCheck"];
}

/** The selector of all packets of a family. */
const EVERYTHING = {
  inet: { source: "0.0.0.0/0", destination: "0.0.0.0/0" },
  inet6: { source: "::/0", destination: "::/0" },
} as const;

const INSIDE = { vti: ["inet"], vti6: ["inet6"], xfrm: ["inet", "inet6"] } as const;

/**
 * A link whose packets are encrypted by ESP, with all that both ends need: links, an association for each direction, and
 * policies. The keys come from the random source of the machine that runs pulumi. They are secrets in the state and are
 * kept.
 *
 * There is no IKE. Keys change only with `generation`. There is no perfect forward secrecy, and no replay window by
 * default. If a security policy requires these, run an IKE daemon instead.
 *
 * @example
 * ```ts
 * new IpsecPair("ams-fra", {
 *   kind: "xfrm",
 *   a: { host: ams, underlay: "198.51.100.1", addresses: ["10.9.0.1/30"], routes: ["10.20.0.0/16"] },
 *   b: { host: fra, underlay: "203.0.113.7", addresses: ["10.9.0.2/30"], routes: ["10.10.0.0/16"] },
 *   generation: 2, // was 1: new keys, no packet is lost
 * });
 * ```
 */
export class IpsecPair extends pulumi.ComponentResource {
  /** The link on `a.host`. */
  readonly a: Link;
  /** The link on `b.host`. */
  readonly b: Link;
  /** Size of the largest packet in bytes that passes in both directions. */
  readonly mtu: pulumi.Output<number>;

  constructor(name: string, args: IpsecPairArgs, options?: pulumi.ComponentResourceOptions) {
    super("iproute2:index:IpsecPair", name, {}, options);
    const id = args.id ?? numberFrom(name);
    const links = { a: this.link(name, args, "a", id), b: this.link(name, args, "b", id) };
    for (const side of ["a", "b"] as const) this.policies(name, args, side, id);
    const common = args.kind === "xfrm" ? { ifId: id } : {};
    associations({ name, ends: args, esp: args, id, common }, this);
    this.a = links.a;
    this.b = links.b;
    this.mtu = pulumi.all([this.a.mtu, this.b.mtu]).apply(([one, other]) => Math.min(one, other));
    this.registerOutputs({ a: this.a, b: this.b, mtu: this.mtu });
  }

  private link(name: string, args: IpsecPairArgs, side: Side, id: number): Link {
    const { kind, underlayMtu = 1500, mtu = "auto" } = args;
    const [near, far] = endsFrom(args, side);
    const inUdp = udpPortOf(args) !== undefined;
    const { underlay, local = underlay, dev, fwmark, ...end } = near;
    const counted = pulumi
      .output(underlay)
      .apply((address) => espMtu(underlayMtu, familyOf(address), suiteOf(args), inUdp));
    const size = mtu === "auto" ? counted : mtu;
    const { loopCheck } = args;
    const rest: LinkArgs = { ...end, ...PAIR, mtu: size, ...(loopCheck === undefined ? {} : { loopCheck }) };
    const device = dev === undefined ? {} : { dev };
    const marked = fwmark === undefined ? {} : { fwmark };
    const endpoints = { local, remote: far.underlay, key: id };
    const of = { parent: this };
    if (kind === "xfrm") return new XfrmInterface(`${name}-${side}`, { ...rest, ...device, ifId: id }, of);
    const Vti = kind === "vti" ? VtiTunnel : Vti6Tunnel;
    return new Vti(`${name}-${side}`, { ...rest, ...device, ...marked, ...endpoints }, of);
  }

  /** Packets through the link are sent in ESP, and received packets must have been in ESP. */
  private policies(name: string, args: IpsecPairArgs, side: Side, id: number): void {
    const [near, far] = endsFrom(args, side);
    for (const family of INSIDE[args.kind]) {
      for (const direction of ["in", "fwd", "out"] as const) {
        const [source, destination] =
          direction === "out" ? [localOf(near), far.underlay] : [far.underlay, localOf(near)];
        const tied = args.kind === "xfrm" ? { ifId: id } : { mark: { value: id } };
        const templates = [{ source, destination, reqid: id }];
        const policy = { host: near.host, direction, selector: EVERYTHING[family], ...tied, templates };
        const suffix = family === "inet" ? direction : `${direction}6`;
        new XfrmPolicy(`${name}-${side}-${suffix}`, policy, { parent: this });
      }
    }
  }
}
