import type { Result } from "./engine-types.ts";
import type { Args } from "./provider.ts";
import type { HostName } from "./world.ts";

/**
 * The identity of an object on a host (a device, an object with a marker, a setting, or the filters of a mirror), and the
 * arguments or outputs of its resource.
 */
export type Place =
  | { readonly host: HostName; readonly device: string; readonly type: string; readonly args: Args }
  | { readonly host: HostName; readonly marked: string; readonly args: Args }
  | { readonly host: HostName; readonly sysctl: string; readonly args: Args }
  /** the monitor and the target of a mirror */
  | { readonly host: HostName; readonly filtersOn: readonly string[]; readonly args: Args };

/** A value as an object; an empty one if it is none. */
export const record = (value: unknown): Args =>
  value !== null && typeof value === "object" ? (value as Args) : {};

const hostIn = (args: Args) => String(record(record(args.host).connection).host).toLowerCase() as HostName;

/** The objects that a resource's arguments or outputs describe. */
export function placesOf(type: string, args: Args | undefined): Place[] {
  if (args === undefined) return [];
  const host = hostIn(args);
  switch (type) {
    case "VxlanTunnel":
    case "GreTunnel":
    case "IpipTunnel":
      return [{ host, device: String(args.name), type, args }];
    case "LinkSet":
      return Object.entries(record(args.links)).map(([key, link]) => {
        const own = { adopt: args.adopt, ...record(link) };
        return {
          host,
          device: String(own["name" as keyof typeof own] ?? key),
          type: "VxlanTunnel",
          args: { ...own, ...record(record(args.members)[key]) },
        };
      });
    case "XfrmPolicy": {
      const { source, destination } = record(args.selector);
      return [{ host, marked: `policy ${source} dst ${destination} ${args.direction}`, args }];
    }
    case "Neighbor":
      return [{ host, marked: `neighbor ${args.address} dev ${args.dev}`, args }];
    case "FouPort":
      return [{ host, marked: `port ${args.family ?? "inet"} ${args.port}`, args }];
    case "XfrmState": {
      const spi = Number(args.spi).toString(16).padStart(8, "0");
      return [{ host, marked: `state ${args.destination} esp 0x${spi}`, args }];
    }
    case "ErspanMirror":
      return [{ host, filtersOn: [String(args.monitor), String(args.target)], args }];
    case "Forwarding":
      return [
        {
          host,
          sysctl:
            args.family === "inet6" ? "sysctl/net/ipv6/conf/all/forwarding" : "sysctl/net/ipv4/ip_forward",
          args,
        },
      ];
    default:
      return [];
  }
}

/** The device that an object of a reading belongs to, if there is one. */
export function deviceIn(key: string): string | undefined {
  const [kind, ...rest] = key.split(" ");
  if (kind === "device" || kind === "address") return rest[0];
  if (kind === "route" || kind === "qdisc" || kind === "filter") {
    const index = rest.indexOf("dev");
    return index < 0 || rest[index + 1] === "-" ? undefined : rest[index + 1];
  }
  return /^sysctl\/proc\/sys\/net\/ipv6\/conf\/(.*)\/accept_ra$/.exec(key)?.[1];
}

/** The objects on one host that a run created, changed or deleted, or tried to. */
export interface Touched {
  readonly before: readonly Place[];
  readonly after: readonly Place[];
  /** objects whose creation failed */
  readonly failed: readonly Place[];
  /** objects that the run created or changed without an error */
  readonly made: readonly Place[];
  /** the places of resources that were read */
  readonly read: readonly Place[];
}

/** The objects on one host that a run touched. */
export function touchedOn(host: HostName, { done }: Result): Touched {
  const touching = done.filter(({ op }) => op === "create" || op === "update" || op === "delete");
  const here = (places: readonly Place[]) => places.filter((place) => place.host === host);
  const before = here(touching.flatMap((one) => placesOf(one.type, one.before)));
  const after = touching.map((one) => ({ ...one, places: here(placesOf(one.type, one.after)) }));
  const placesIn = (some: typeof after) => some.flatMap(({ places }) => places);
  const read = here(done.filter(({ op }) => op === "read").flatMap((one) => placesOf(one.type, one.before)));
  return {
    before,
    read,
    after: placesIn(after),
    made: placesIn(after.filter(({ error }) => error === undefined)),
    failed: placesIn(after.filter(({ op, error }) => op === "create" && error !== undefined)),
  };
}
