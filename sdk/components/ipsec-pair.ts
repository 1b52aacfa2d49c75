import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { type DirectionKeys, IpsecKeys } from "../ipsec/ipsec-keys.ts";
import { XfrmPolicy } from "../ipsec/xfrm-policy.ts";
import { XfrmState } from "../ipsec/xfrm-state.ts";
import type { Link, LinkArgs } from "../links/link.ts";
import { VtiTunnel } from "../links/vti.ts";
import { Vti6Tunnel } from "../links/vti6.ts";
import { XfrmInterface } from "../links/xfrm.ts";
import { type EndArgs, PAIR, type PairEnds } from "./ends.ts";
import { type EspSuite, espMtu, suites } from "./esp-suite.ts";

/** Arguments of an `IpsecPair`. */
export interface IpsecPairArgs extends PairEnds {
  /**
   * Kind of the links. An XFRM interface ("xfrm") carries IPv4 and IPv6 over either family. A VTI carries IPv4 over
   * IPv4, a VTI6 carries IPv6 over IPv6; both work on kernels older than 4.19 too.
   */
  kind: "xfrm" | "vti" | "vti6";
  /**
   * Algorithms for encryption and integrity. A host restores "aes256-sha256" at a reboot, and the link carries again. It
   * does not restore the others: their nonces derive from a packet count that a reboot resets, and a nonce that is used
   * twice with one key reveals packets (RFC 8221, section 4.1). Such a link is silent after a reboot until `generation`
   * changes.
   * @default "aes256-sha256"; "aes256-gcm" with `keys` of your own
   */
  suite?: EspSuite;
  /**
   * Number of the keys. A change creates new keys. Both ends get the new associations before either end sends by them,
   * and lose the old ones afterwards, so that no packet is lost.
   * @default 1
   */
  generation?: number;
  /**
   * Keys of your own in place of made ones, in hex, with a number (`spi`) for each direction; wrong lengths are
   * refused. @default made from the system's random source, kept as secrets in the state
   */
  keys?: {
    /** Keys of packets from `a` to `b`. */
    aToB: pulumi.Input<DirectionKeys>;
    /** Keys of packets from `b` to `a`. */
    bToA: pulumi.Input<DirectionKeys>;
  };
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

/** Made keys get a suite that survives reboots. Keys of users are for AES-256-GCM, as in 0.1.0. */
const defaultSuite = ({ keys }: IpsecPairArgs): EspSuite =>
  keys === undefined ? "aes256-sha256" : "aes256-gcm";

/** The selector of all packets of a family. */
const EVERYTHING = {
  inet: { source: "0.0.0.0/0", destination: "0.0.0.0/0" },
  inet6: { source: "::/0", destination: "::/0" },
} as const;

const INSIDE = { vti: ["inet"], vti6: ["inet6"], xfrm: ["inet", "inet6"] } as const;

/** A number from 1 to 2^31 - 1, always the same for a name. */
const numberFrom = (name: string) => createHash("sha256").update(name).digest().readUInt32BE() >>> 1 || 1;

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
    this.associations(name, args, id);
    this.a = links.a;
    this.b = links.b;
    this.mtu = pulumi.all([this.a.mtu, this.b.mtu]).apply(([one, other]) => Math.min(one, other));
    this.registerOutputs({ a: this.a, b: this.b, mtu: this.mtu });
  }

  private link(name: string, args: IpsecPairArgs, side: "a" | "b", id: number): Link {
    const { kind, suite = defaultSuite(args), underlayMtu = 1500, mtu = "auto" } = args;
    const [near, far] = ends(args, side);
    const { underlay, local = underlay, dev, fwmark, ...end } = near;
    const counted = pulumi
      .output(underlay)
      .apply((address) => espMtu(underlayMtu, address.includes(":") ? "inet6" : "inet", suite));
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
  private policies(name: string, args: IpsecPairArgs, side: "a" | "b", id: number): void {
    const [near, far] = ends(args, side);
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

  /** Two associations for each direction, one on each end. The receiver gets its association before the sender. */
  private associations(name: string, args: IpsecPairArgs, id: number): void {
    const { suite = defaultSuite(args), generation = 1, kind } = args;
    const { encryptionBytes, authenticationBytes, algorithms } = suites[suite];
    const sizes = { encryptionBytes, ...(authenticationBytes ? { authenticationBytes } : {}) };
    const keys = args.keys ?? new IpsecKeys(`${name}-keys-${generation}`, sizes, { parent: this });
    for (const [from, to, of] of [
      ["a", "b", keys.aToB],
      ["b", "a", keys.bToA],
    ] as const) {
      const direction = pulumi.output(of);
      const state = {
        // The SPI is readable in every packet: only the keys are secrets
        spi: pulumi.unsecret(direction.apply((one) => one.spi)),
        reqid: id,
        ...(kind === "xfrm" ? { ifId: id } : {}),
        ...secretAlgorithms(direction, algorithms),
      };
      const called = (side: string, way: string) => `${name}-${generation}-${side}-${way}`;
      // Each end has its own address as it knows it, and the far end's as the network shows it
      const atReceiver = { host: args[to].host, source: args[from].underlay, destination: localOf(args[to]) };
      const atSender = { host: args[from].host, source: localOf(args[from]), destination: args[to].underlay };
      const receiver = new XfrmState(called(to, "in"), { ...state, ...atReceiver }, { parent: this });
      const sender = { parent: this, dependsOn: [receiver] };
      new XfrmState(called(from, "out"), { ...state, ...atSender }, sender);
    }
  }
}

const localOf = ({ local, underlay }: EndArgs) => local ?? underlay;

const ends = (args: IpsecPairArgs, side: "a" | "b"): [EndArgs, EndArgs] =>
  side === "a" ? [args.a, args.b] : [args.b, args.a];

/** The algorithms, with readable names and secret keys. */
function secretAlgorithms(
  direction: pulumi.Output<DirectionKeys>,
  algorithms: (keys: DirectionKeys) => object,
): object {
  const named = algorithms({ spi: 0, encryption: "", authentication: "" });
  return Object.fromEntries(
    Object.entries(named).map(([part, algorithm]) => {
      const kept = part === "authentication" ? "authentication" : "encryption";
      return [part, { ...algorithm, key: pulumi.secret(direction.apply((one) => one[kept] ?? "")) }];
    }),
  );
}
