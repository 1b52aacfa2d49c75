import { hostOf } from "../../provider/host/host.ts";
import { links, others } from "../../provider/index.ts";
import { outputsOfImport, readForImport, withIdentity } from "../../provider/lifecycle/import.ts";
import { importedObject, importSupport } from "../../provider/lifecycle/importable.ts";
import type { HostSnapshot } from "../../provider/model/host-snapshot.ts";
import type { ImportSupport, ResourceKind } from "../../provider/model/resource-kind.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import { printObjectAddress } from "../../provider/schema/object-address.ts";
import { managerOf } from "./managers.ts";
import type { Place } from "./place.ts";

/** An object of a host that can become a resource. */
export interface Discovered {
  readonly place: Place;
  readonly type: string;
  /** iproute2's name of the kind, for a link: `gretap` */
  readonly kind: string | undefined;
  /** the name on the host: `gre0` */
  readonly name: string;
  /** the address that `import` takes */
  readonly id: string;
  /** arguments without the host and without defaults */
  readonly inputs: Args;
  /** what the state records */
  readonly outputs: Args;
  /** arguments that the host does not show: `aead.key` */
  readonly unreadable: readonly string[];
  /** the devices that it uses, if it is not a device itself */
  readonly devices?: readonly string[] | undefined;
}

/** An object of a host that does not become a resource. */
export interface LeftOut {
  readonly host: string;
  readonly name: string;
  readonly reason: string;
}

export interface Inventory {
  readonly place: Place;
  readonly objects: readonly Discovered[];
  readonly leftOut: readonly LeftOut[];
  /** the addresses of the host's devices, with prefix lengths */
  readonly addresses: readonly string[];
}

type Omitted = Omit<LeftOut, "host">;

interface Importer {
  readonly type: string;
  readonly kind: ResourceKind;
  readonly support: ImportSupport;
}

/** The types that have an import, in the order of the docs. */
const importers: readonly Importer[] = Object.entries<ResourceKind>({ ...links, ...others }).flatMap(
  ([type, kind]) => {
    const support = importSupport(kind);
    return typeof support === "string" ? [] : [{ type, kind, support }];
  },
);

/** Kinds of tunnels that this package does not have. */
const OTHER_KINDS = new Set(["wireguard", "l2tp", "bareudp", "amt", "macsec", "ovpn", "gtp"]);

/** Kinds of links of this package. */
const KINDS: ReadonlySet<string> = new Set(Object.values(links).map(({ link }) => link.kind));

/** Reads a host. */
export async function inventoryOf(place: Place): Promise<Inventory> {
  const host = await hostOf({ host: await withIdentity(place.host, place.identity) });
  const snapshot = await readForImport(
    host,
    importers.map(({ kind }) => kind),
  );
  const tunnels = new Set(snapshot.links.flatMap(({ name, kind = "" }) => (KINDS.has(kind) ? [name] : [])));
  const isTunnel = (device: string) => tunnels.has(device);
  const found = importers.flatMap((importer) =>
    importer.support.list(snapshot).flatMap((each): readonly (Discovered | Omitted)[] | Omitted => {
      const { name, devices, partOf } = each;
      if (partOf !== undefined && isTunnel(partOf)) return [];
      const manager = (devices ?? [name]).map(managerOf).find((program) => program !== undefined);
      if (manager !== undefined) return { name, reason: `${manager} manages it` };
      if (devices !== undefined && importer.support.isOfAnyDevice !== true && !devices.some(isTunnel))
        return { name, reason: "it uses no tunnel" };
      const one = importedObject(importer.kind, snapshot, name, place.host);
      if ("obstacle" in one) return { name, reason: one.obstacle };
      const { type, kind } = importer;
      const { outputs } = outputsOfImport(kind, host, place.host, one);
      const { inputs, unreadable } = one;
      const id = printObjectAddress({ ...place, name });
      return [
        { place, type, kind: kindIn(type), name, id, inputs, outputs, unreadable, devices },
        ...(each.without ?? []).map((reason) => ({ name, reason })),
      ];
    }),
  );
  return {
    place,
    objects: found.filter((one) => "inputs" in one),
    leftOut: [
      ...found.filter((one) => "reason" in one),
      ...snapshot.links.flatMap(({ name, kind = "" }) =>
        OTHER_KINDS.has(kind) ? [{ name, reason: `this package has no kind ${kind}` }] : [],
      ),
    ].map(({ name, reason }) => ({ host: place.label, name, reason })),
    addresses: addressesIn(snapshot),
  };
}

const kindIn = (type: string): string | undefined =>
  Object.entries(links).find(([name]) => name === type)?.[1].link.kind;

const addressesIn = ({ links: devices }: HostSnapshot): string[] =>
  devices.flatMap(({ addresses, automaticAddresses }) => [...addresses, ...automaticAddresses]);
