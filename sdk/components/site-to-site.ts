import * as pulumi from "@pulumi/pulumi";
import type { LinkRouteArgs } from "../links/link-route.ts";
import { addressText, type EndArgs, type EndOf } from "./ends.ts";
import type { EspArgs } from "./esp-associations.ts";
import type { PairKind, PairKinds } from "./pair-kinds.ts";
import { type Families, shareForwarding } from "./shared-forwarding.ts";
import { TunnelPair, type TunnelPairArgs } from "./tunnel-pair.ts";

interface Subnets {
  /** Subnets behind this end. The other site gets routes to them. @example ["10.10.0.0/16", "fd00:10::/48"] */
  subnets: pulumi.Input<string>[];
}

/** One site: an end of the link, and the subnets behind it. */
export type SiteArgs<Kind extends PairKind = PairKind> = Omit<EndOf<PairKinds[Kind]>, "routes"> & Subnets;

/** One end of the backup link. It is on the host of the site. */
export type BackupEndArgs<Kind extends PairKind = PairKind> = Omit<
  EndOf<PairKinds[Kind]>,
  "host" | "routes" | "master"
> & {
  /**
   * Name of the VRF of this end of the backup link, or of its bridge.
   * @default that of the site's end of the first link, because the subnets are reached in one table
   * @example "customer-a"
   */
  master?: pulumi.Input<string>;
};

/** The arguments of a pair of one kind beside its ends. */
type OwnOf<Kind extends PairKind> = Omit<Extract<TunnelPairArgs, { kind: Kind }>, "a" | "b">;

interface BackupOf<Kind extends PairKind> {
  /** The end at `a`'s host. @example { underlay: "2001:db8:a::1", addresses: ["10.9.1.1/30"] } */
  a: BackupEndArgs<Kind>;
  /** The end at `b`'s host. @example { underlay: "2001:db8:b::1", addresses: ["10.9.1.2/30"] } */
  b: BackupEndArgs<Kind>;
  /**
   * Metric of the routes through the backup link. It must be above that of the routes through the first link: 0 for IPv4
   * and 1024 for IPv6.
   * @default 2048
   * @example 5000
   */
  metric?: pulumi.Input<number>;
  /**
   * Encryption of the backup link, as `ipsec` of the first link.
   * @default that of the first link, with keys of its own
   * @example false
   */
  ipsec?: boolean | EspArgs;
}

/** The backup link, over another underlay. Without `kind` it has the kind and the arguments of the first link. */
export type BackupArgs<First extends PairKind = PairKind> =
  | { [Kind in PairKind]: BackupOf<Kind> & OwnOf<Kind> }[PairKind]
  | (BackupOf<First> & { kind?: undefined });

interface Sites<Kind extends PairKind> {
  /** One site. @example { host: ams, underlay: "198.51.100.1", addresses: ["10.9.0.1/30"], subnets: ["10.10.0.0/16"] } */
  a: SiteArgs<Kind>;
  /** The other site. @example { host: fra, underlay: "203.0.113.7", addresses: ["10.9.0.2/30"], subnets: ["10.20.0.0/16"] } */
  b: SiteArgs<Kind>;
  /**
   * Whether both hosts forward packets, for the families of the subnets; or a list of families, if the subnets are not
   * known while the program runs. `false` leaves the settings of the hosts unchanged.
   * @default true
   * @example ["inet", "inet6"]
   */
  forwarding?: Families;
  /**
   * Maximum TCP segment size, in bytes, that the hosts announce on their own connections by the routes. "auto" is `mtu`
   * less 40 for IPv4 and 60 for IPv6, if `mtu` is a number. Forwarded connections do not change.
   * @default the kernel's
   * @example 1400
   */
  advmss?: pulumi.Input<number> | "auto";
  /**
   * A second link, over another underlay. The kernel uses it while the first link is down or has no routes. The kernel
   * does not detect a link that is up and loses packets: a monitor has to set it down.
   * @default none
   * @example { kind: "ip6gre", a: { underlay: "2001:db8:a::1" }, b: { underlay: "2001:db8:b::1" } }
   */
  backup?: BackupArgs<Kind>;
}

/** Arguments of a `SiteToSite`. `kind` decides which other arguments there are, as for a `TunnelPair`. */
export type SiteToSiteArgs = { [Kind in PairKind]: OwnOf<Kind> & Sites<Kind> }[PairKind];

/** A site as `pulumi stack output` shows it. */
export interface Site {
  device: string;
  addresses: string[];
  subnets: string[];
}

/** The backup link as `pulumi stack output` shows it. */
export interface Backup {
  a: string;
  b: string;
  mtu: number;
  metric: number;
}

/** Above the kernel's own metrics: 0 for IPv4, 1024 for IPv6. */
const BACKUP_METRIC = 2048;

/**
 * A link between two sites with subnets behind each: both hosts get routes to the subnets of the other site and IP
 * forwarding, and optionally a backup link. If a site moves to another machine, its end is created there, and the other
 * end changes in place.
 *
 * @example
 * ```ts
 * const link = new SiteToSite("ams-fra", {
 *   kind: "gre",
 *   a: { host: ams, underlay: "198.51.100.1", addresses: ["10.9.0.1/30"], subnets: ["10.10.0.0/16"] },
 *   b: { host: fra, underlay: "203.0.113.7", addresses: ["10.9.0.2/30"], subnets: ["10.20.0.0/16"] },
 *   backup: {
 *     kind: "ip6gre",
 *     a: { underlay: "2001:db8:a::1", addresses: ["10.9.1.1/30"] },
 *     b: { underlay: "2001:db8:b::1", addresses: ["10.9.1.2/30"] },
 *   },
 * });
 * export const { a, b, mtu, backup } = link;
 * ```
 */
export class SiteToSite extends pulumi.ComponentResource {
  /** The link, with its ends. */
  readonly link: TunnelPair;
  /** The backup link, if there is one. */
  readonly backupLink: TunnelPair | undefined;
  /** The device, addresses and subnets of `a`. */
  readonly a: pulumi.Output<Site>;
  /** The device, addresses and subnets of `b`. */
  readonly b: pulumi.Output<Site>;
  /** Size of the largest packet in bytes that passes in both directions. */
  readonly mtu: pulumi.Output<number>;
  /** The devices, mtu and metric of the backup link. */
  readonly backup: pulumi.Output<Backup> | undefined;

  constructor(name: string, args: SiteToSiteArgs, options?: pulumi.ComponentResourceOptions) {
    super("iproute2:index:SiteToSite", name, {}, options);
    const { a, b, forwarding = true, advmss, backup, ...own } = args;
    const parent = { parent: this };
    const end = ({ subnets: _, ...site }: SiteArgs, far: SiteArgs): EndArgs => ({
      ...site,
      routes: routesTo(far.subnets, { advmss, mtu: own.mtu }),
    });
    const second = backup === undefined ? undefined : secondLink(args, backup);
    this.link = new TunnelPair(name, { ...own, a: end(a, b), b: end(b, a) } as TunnelPairArgs, parent);

    this.backupLink = second && new TunnelPair(`${name}-backup`, second, parent);

    const all = [...a.subnets, ...b.subnets];
    shareForwarding(a.host, forwarding, all, `${name}-a`);
    shareForwarding(b.host, forwarding, all, `${name}-b`);

    this.a = shown(this.link.a.name, a);
    this.b = shown(this.link.b.name, b);
    this.mtu = this.link.mtu;
    this.backup =
      this.backupLink &&
      pulumi.output({
        a: this.backupLink.a.name,
        b: this.backupLink.b.name,
        mtu: this.backupLink.mtu,
        metric: backup?.metric ?? BACKUP_METRIC,
      });
    this.registerOutputs({ a: this.a, b: this.b, mtu: this.mtu, backup: this.backup });
  }
}

/** The arguments of the backup link: its own, or those of the first link. */
function secondLink(first: SiteToSiteArgs, backup: BackupArgs): TunnelPairArgs {
  const { a: siteA, b: siteB, forwarding: _forwarding, advmss, backup: _backup, ...firstOwn } = first;
  const { a, b, metric = BACKUP_METRIC, ipsec = inherited(first.ipsec), ...secondOwn } = backup;
  const own = { ...(secondOwn.kind === undefined ? firstOwn : secondOwn), ipsec };
  const end = (near: SiteArgs, link: BackupEndArgs, far: SiteArgs): EndArgs => ({
    ...(near.master === undefined ? {} : { master: near.master }),
    ...link,
    host: near.host,
    routes: routesTo(far.subnets, { metric, advmss, mtu: own.mtu }),
  });
  return { ...own, a: end(siteA, a, siteB), b: end(siteB, b, siteA) } as TunnelPairArgs;
}

/** Two links with the same keys would use a nonce twice, so keys of users are for one link. */
function inherited(ipsec: boolean | EspArgs = false): boolean | EspArgs {
  if (typeof ipsec === "object" && ipsec.keys !== undefined)
    throw new pulumi.RunError(
      "backup.ipsec: is required beside `ipsec.keys`, because each link needs keys of its own",
    );
  return ipsec;
}

interface Manner {
  readonly metric?: pulumi.Input<number>;
  readonly advmss: pulumi.Input<number> | "auto" | undefined;
  readonly mtu: pulumi.Input<number> | "auto" | undefined;
}

/** Length of the headers of IP and TCP in bytes. */
const headers = (prefix: string) => (prefix.includes(":") ? 60 : 40);

function routesTo(subnets: readonly pulumi.Input<string>[], { metric, advmss, mtu }: Manner) {
  const known = mtu === undefined || mtu === "auto" ? undefined : mtu;
  return subnets.map((to): pulumi.Input<string | LinkRouteArgs> => {
    const segment =
      advmss !== "auto"
        ? advmss
        : known && pulumi.all([known, to]).apply(([size, prefix]) => size - headers(prefix));
    const manner = {
      ...(metric === undefined ? {} : { metric }),
      ...(segment === undefined ? {} : { advmss: segment }),
    };
    return Object.keys(manner).length === 0 ? to : { to, ...manner };
  });
}

const shown = (device: pulumi.Output<string>, { addresses = [], subnets }: SiteArgs): pulumi.Output<Site> =>
  pulumi.output({
    device,
    addresses: pulumi.output(addresses).apply((all) => all.map(addressText)),
    subnets,
  });
