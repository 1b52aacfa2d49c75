import * as pulumi from "@pulumi/pulumi";
import type { EspOnlyArgs, Link, LinkArgs, PortLinkArgs } from "../links/link.ts";
import type { FouPort } from "../ports/fou-port.ts";
import { type EndArgs, type EndOf, endsFrom, PAIR, type PairEnds, type Side } from "./ends.ts";
import type { EspArgs } from "./esp-associations.ts";
import { isUnchecked } from "./esp-selectors.ts";
import { checkPair, type PairCheckArgs } from "./pair-check.ts";
import { type PairKind, type PairKinds, pairKinds } from "./pair-kinds.ts";
import { sharedPort } from "./shared-ports.ts";
import { type TransportEsp, transportEsp } from "./transport-esp.ts";

/** Arguments that follow from an end or from the pair. */
type Derived =
  | keyof PortLinkArgs
  | keyof EspOnlyArgs
  | "local"
  | "remote"
  | "dev"
  | "fwmark"
  | "external"
  | OfManyEnds;

/** Arguments of a device with several far ends. */
type OfManyEnds = "remotes" | "fdb" | "vnis" | "vnifilter";

/** Arguments of a pair of one kind: those of its links, except what follows from the ends. */
type PairOf<Kind extends PairKind> = {
  /** Kind of the links. */
  kind: Kind;
  /**
   * Size of the largest packet in bytes; "auto" leaves it to the kernel of each end, which subtracts all headers from the
   * mtu of the underlay. With `ipsec` the provider computes it.
   * @default "auto"
   */
  mtu?: pulumi.Input<number> | "auto";
  /**
   * Encryption of all packets between the ends by ESP in transport mode. Packets that are not in ESP neither leave nor
   * are accepted, also while keys or the far end's states are missing. The kernel makes an exception for what
   * `sit` accepts, and `encap` over IPv6. The mtu "auto" subtracts ESP. One pair has it for each protocol or UDP port between two addresses. The
   * guide on encryption has the details.
   * @default false
   * @example { generation: 2 }
   */
  ipsec?: boolean | EspArgs;
  /**
   * Ping from `a` to `b` when both links exist, and again when one changes. No answer is an error. Both ends need
   * addresses, of which the first is used. The host of `a` needs ping of iputils.
   * @default false
   * @example { count: 10, maxLoss: 10, onFailure: "warn" }
   */
  check?: boolean | PairCheckArgs;
  /** `loopCheck` of both links: how the preview reports a route that sends their own packets into them. @default "error" */
  loopCheck?: LinkArgs["loopCheck"];
} & PairEnds<EndOf<PairKinds[Kind]>> &
  Omit<PairKinds[Kind], Derived>;

/** Arguments of a `TunnelPair`. `kind` decides which other arguments there are. */
export type TunnelPairArgs = { [Kind in PairKind]: PairOf<Kind> }[PairKind];

/**
 * A tunnel with both ends, declared once. The arguments of one end follow from the other: its `remote` is the other's
 * `local`, its input key the other's output key. Both ends are created in parallel, and each is repaired by itself.
 *
 * @example
 * ```ts
 * new TunnelPair("ams-fra", {
 *   kind: "ipip",
 *   a: { host: ams, underlay: "198.51.100.1", addresses: ["10.9.0.1/30"], routes: ["10.20.0.0/16"] },
 *   b: { host: fra, underlay: "203.0.113.7", addresses: ["10.9.0.2/30"], routes: ["10.10.0.0/16"] },
 *   ttl: 64,
 *   check: true,
 * });
 * ```
 */
export class TunnelPair extends pulumi.ComponentResource {
  /** The link on `a.host`. */
  readonly a: Link;
  /** The link on `b.host`. */
  readonly b: Link;
  /** Size of the largest packet in bytes that passes in both directions. */
  readonly mtu: pulumi.Output<number>;
  /** Average round trip time in milliseconds, if the pair is checked. */
  readonly rtt: pulumi.Output<number | undefined>;

  constructor(name: string, args: TunnelPairArgs, options?: pulumi.ComponentResourceOptions) {
    super("iproute2:index:TunnelPair", name, {}, options);
    const { kind, a, b, check = false, ipsec: _, ...own } = args;
    const encryption = encryptionOf(name, args, this);
    const make = (side: Side): Link => {
      const port = portOf(args, args[side], `${name}-${side}`);
      const before = [...(port === undefined ? [] : [port]), ...(encryption?.policies[side] ?? [])];
      const all = { ...linkArgsOf(args, side, encryption?.size), ...PAIR };
      return pairKinds[kind].make(`${name}-${side}`, all, { parent: this, dependsOn: before });
    };
    this.a = make("a");
    this.b = make("b");
    const links = { a: this.a, b: this.b };
    const states = encryption?.states(links) ?? [];
    this.mtu = pulumi.all([this.a.mtu, this.b.mtu]).apply(([one, other]) => Math.min(one, other));
    this.rtt =
      check === false
        ? pulumi.output(undefined)
        : checkPair(name, { a, b, links, after: states, own, options: check === true ? {} : check }, this)
            .rtt;
    this.registerOutputs({ a: this.a, b: this.b, mtu: this.mtu, rtt: this.rtt });
  }
}

/** What encrypts the packets of a pair; undefined if nothing does. */
export function encryptionOf(
  name: string,
  { kind, a, b, check: _, ipsec = false, ...own }: TunnelPairArgs,
  parent: pulumi.Resource,
): TransportEsp | undefined {
  if (ipsec === false) return undefined;
  return transportEsp({ name, kind, ends: { a, b }, own, esp: ipsec === true ? {} : ipsec }, parent);
}

/** The arguments of one end's link. `esp` are the sizes of ESP around it, which an automatic mtu counts. */
export function linkArgsOf(args: TunnelPairArgs, side: Side, esp?: object): LinkArgs {
  const { kind, a, b, mtu, check: _check, ipsec: _ipsec, ...own } = args;
  const [end, far] = endsFrom({ a, b }, side);
  const { underlay, local = underlay, ...rest } = end;
  const automatic = esp === undefined ? {} : { esp };
  const filtered = esp !== undefined && isUnchecked(kind, own) ? { espOnly: true } : {};
  const size = mtu === undefined || mtu === "auto" ? automatic : { mtu };
  const derived = pairKinds[kind].derive({ near: local, far: far.underlay, own, mirrored: side === "b" });
  return { ...derived, ...filtered, ...rest, ...size };
}

/** The port at which an end receives encapsulated packets, if the pair has an encapsulation. */
export function portOf(args: TunnelPairArgs, { host }: EndArgs, fallback: string): FouPort | undefined {
  const { kind, a: _a, b: _b, check: _check, ipsec: _ipsec, ...own } = args;
  const encap = "encap" in own ? own.encap : undefined;
  if (encap === undefined) return undefined;
  const { family, inFou } = pairKinds[kind];
  if (pulumi.Output.isInstance(encap) || encap instanceof Promise || typeof encap.type !== "string") {
    throw new pulumi.RunError(
      "a pair's encap.type must be known as the program runs: it decides what is built",
    );
  }
  const protocol = encap.type === "fou" ? inFou(own) : undefined;
  if (encap.type === "fou" && protocol === undefined) {
    throw new pulumi.RunError(
      `FOU around ${kind} needs a mode that says what is inside (ipip6 or ip6ip6): a FOU port takes one protocol. GUE takes all`,
    );
  }
  return sharedPort({ host, family, port: encap.dport, protocol }, fallback);
}
