// A host's network in memory. It knows only the commands that this package sends to `ip`.
import { addressOf, contains, familyOf, networkOf } from "../../../provider/iproute2/address.ts";
import { changedFdb, changedVnis, type Forward, shownFdb, shownVnis } from "./fdb.ts";
import { changedInfo, headerBytes, newInfo, shownInfo } from "./link-info.ts";
import { type Info, Refused } from "./link-words.ts";
import { NftTables } from "./nft-tables.ts";
import {
  changePortVlans,
  newPort,
  type Port,
  setPortFlags,
  shownPort,
  shownTunnels,
  shownVlans,
} from "./port.ts";

export interface Device {
  readonly name: string;
  readonly ifindex: number;
  readonly kind?: string;
  mtu: number;
  group: number;
  alias: string;
  up: boolean;
  multicast: boolean;
  txQueueLength: number;
  info: Info;
  addresses: string[];
  master?: string | undefined;
  /** the device as the port of a bridge */
  port?: Port | undefined;
  readonly settings: Record<string, number>;
  fdb: readonly Forward[];
  vnis: readonly number[];
}

interface Route {
  readonly to: string;
  readonly via?: string;
  readonly dev: string;
  readonly metric: number;
  readonly table: number;
  readonly src?: string;
  readonly onlink: boolean;
  readonly mtu?: number;
  readonly advmss?: number;
  readonly protocol: string;
}

const answer = (text: string) => new Refused(`RTNETLINK answers: ${text}`);
const isEthernet = (kind: string | undefined) =>
  kind === undefined || /tap|erspan|vxlan|geneve|bridge/.test(kind);
const isV6 = (cidr: string) => familyOf(cidr) === "inet6";
const routeKey = ({ to, metric, table }: Route) => `${to} ${metric} ${table}`;
const MAIN = 254;
const IPV6_MIN_MTU = 1280;
/** linux: vrf_setup, IP6_MAX_MTU */
const VRF_MTU = 65_575;

/** Words in pairs: `dev gre0 metric 5`. */
const pairs = (words: readonly string[]): Partial<Record<string, string>> =>
  Object.fromEntries(
    words.flatMap((word, index) => (index % 2 === 0 ? [[word, words[index + 1] ?? ""]] : [])),
  );

export class Kernel {
  /** the tables of nft */
  readonly nft = new NftTables();
  readonly devices = new Map<string, Device>();
  routes: Route[] = [];
  readonly ports: Record<string, unknown>[] = [];
  #lastIndex = 0;

  constructor() {
    this.#add("lo", { mtu: 65_536, addresses: ["127.0.0.1/8"] });
    this.#add("under0", { addresses: ["10.44.0.1/24", "fd44::1/64"] });
    this.#add("under1", {});
  }

  #add(name: string, device: Partial<Device>): void {
    this.#lastIndex += 1;
    const defaults = {
      ...{
        mtu: 1500,
        group: 0,
        alias: "",
        up: true,
        info: {},
        addresses: [],
        fdb: [],
        vnis: [],
        settings: {},
      },
      ...{ multicast: isEthernet(device.kind), txQueueLength: 1000 },
    };
    this.devices.set(name, { ...defaults, ...device, name, ifindex: this.#lastIndex });
  }

  /** Runs a line of `ip -d -j -N`, and returns what it prints. */
  run(line: string): unknown {
    const [object = "", verb = "", ...rest] = line.split(" ");
    if (object === "link" && verb === "add") return this.#addLink(rest);
    if (object === "link" && (verb === "set" || verb === "change")) return this.#setLink(rest);
    if (object === "link" && verb === "del") return this.deleteLink(rest.at(-1) ?? "");
    if (object === "addr" && verb === "show") return this.links(rest[1]);
    if (object === "addr") return this.#address(verb, rest);
    if (object === "route" && verb === "show") return this.shownRoutes(rest[1]);
    if (object === "route" && verb === "get") return [this.#routeTo(rest)];
    if (object === "route") return this.#route(verb, rest);
    throw new Refused(`Object "${object}" is unknown, try "ip help".`);
  }

  /** As `sysctl net/ipv4/conf/DEVICE/rp_filter=2` and `sysctl show DEVICE` of a frame. */
  runSettings([first = "", device]: readonly string[]): unknown {
    if (first === "show") return { ...this.#device(device).settings };
    const [file = "", value = ""] = first.split("=");
    const [, family, , name, key] = file.split("/");
    const settings = this.#device(name).settings;
    settings[`${family}/${key}`] = value === "default" ? 0 : Number(value);
    return undefined;
  }

  /** Runs a line of `bridge -j`, without that word, and returns what it prints. */
  runBridge([object = "", verb = "", ...rest]: readonly string[]): unknown {
    const device = this.#device(rest[rest.indexOf("dev") + 1]);
    if (object === "vni" && verb === "show") return shownVnis(device.vnis);
    if (object === "vni") {
      device.vnis = changedVnis(device.vnis, verb, rest);
      return undefined;
    }
    if (object === "vlan" && verb === "show") return shownVlans(device.name, device.port);
    if (object === "vlan" && verb === "tunnelshow") return shownTunnels(device.name, device.port);
    if (object === "vlan") {
      changePortVlans(device.port, verb, rest);
      return undefined;
    }
    if (object !== "fdb") throw new Refused(`Object "${object}" is unknown, try "bridge help".`);
    if (verb === "show") return shownFdb(device.fdb);
    device.fdb = changedFdb(device.fdb, verb, rest, device.info.id);
    return undefined;
  }

  #device(name: string | undefined): Device {
    const device = this.devices.get(name ?? "");
    if (device === undefined) throw new Refused(`Cannot find device "${name}"`);
    return device;
  }

  #addLink(words: readonly string[]): void {
    const typeIndex = words.indexOf("type");
    const { name = "", mtu, group } = pairs(words.slice(0, typeIndex));
    const kind = words[typeIndex + 1] ?? "";
    if (this.devices.has(name)) throw answer("File exists");
    const info = newInfo(kind, words.slice(typeIndex + 2));
    if (info.link !== undefined) this.#device(String(info.link));
    this.#add(name, {
      kind,
      info,
      group: Number(group ?? 0),
      mtu: mtu === undefined ? this.#automaticMtu(kind, info) : Number(mtu),
      up: false,
    });
  }

  #automaticMtu(kind: string, info: Info): number {
    const bytes = headerBytes(kind, info);
    if (kind === "vxlan" && info.link === undefined) return 1500;
    if (kind === "geneve" && info.external === true) return 65_535 - bytes;
    return this.#underlayMtu(kind, info) - bytes;
  }

  /**
   * The device through which packets to `remote` leave. Without a route it is the device that the link is bound to.
   * (linux: ip_tunnel_bind_dev)
   */
  #underlayMtu(kind: string, { remote, remote6, local, link }: Info): number {
    if (["xfrm", "bridge"].includes(kind)) return 1500;
    if (kind === "vrf") return VRF_MTU;
    const far = remote ?? remote6;
    const leaving =
      kind === "vxlan" || typeof far !== "string" || far === "any"
        ? link
        : this.#outputDevice(far, local === "any" ? undefined : local, link);
    return leaving === undefined ? 1500 : Math.min(this.#device(String(leaving)).mtu, 65_535);
  }

  #setLink(words: readonly string[]): void {
    const rest = words[0] === "dev" ? words.slice(1) : words;
    const device = this.#device(rest[0]);
    const typeIndex = rest.indexOf("type");
    const before = typeIndex < 0 ? rest.slice(1) : rest.slice(1, typeIndex);
    if (rest[typeIndex + 1] === "bridge_slave") setPortFlags(device.port, rest.slice(typeIndex + 2));
    else if (typeIndex >= 0) {
      if (device.kind !== rest[typeIndex + 1]) throw answer("Operation not supported");
      if (device.kind === "vxlan" && before.includes("mtu")) throw answer("Operation not supported");
      const info = changedInfo(device.info, rest[typeIndex + 1] ?? "", rest.slice(typeIndex + 2));
      if (info.link !== undefined) this.#device(String(info.link));
      device.info = info;
    }
    const state = before.find((word) => word === "up" || word === "down");
    const isFree = before.includes("nomaster");
    const { mtu, group, alias, master, ...more } = pairs(
      before.filter((word) => word !== state && word !== "nomaster"),
    );
    if (isFree || master !== undefined) this.#enslave(device, master);
    if (more.multicast !== undefined) device.multicast = more.multicast === "on";
    if (more.txqueuelen !== undefined) device.txQueueLength = Number(more.txqueuelen);
    if (mtu !== undefined) this.#resize(device, Number(mtu));
    if (group !== undefined) device.group = Number(group);
    if (alias !== undefined) device.alias = alias;
    if (state === "up") device.up = true;
    if (state === "down") {
      device.up = false;
      device.addresses = device.addresses.filter((one) => !isV6(one));
      this.routes = this.routes.filter(({ dev }) => dev !== device.name);
    }
  }

  /** A device that joins or leaves a VRF loses its IPv6 addresses and its routes. (linux: cycle_netdev) */
  #enslave(device: Device, name: string | undefined): void {
    const masters = [device.master, name].flatMap((one) => (one === undefined ? [] : [this.#device(one)]));
    const isBridge = name !== undefined && this.#device(name).kind === "bridge";
    if (isBridge && !isEthernet(device.kind)) throw answer("Invalid argument");
    if (name !== undefined && !["bridge", "vrf"].includes(this.#device(name).kind ?? ""))
      throw answer("Operation not supported");
    device.master = name;
    device.port = isBridge ? newPort(Number(this.#device(name).info.vlan_default_pvid)) : undefined;
    if (!masters.some(({ kind }) => kind === "vrf")) return;
    device.addresses = device.addresses.filter((one) => !isV6(one));
    this.routes = this.routes.filter(({ dev }) => dev !== device.name);
  }

  #tableOfVrf(name: string): number {
    const { kind, info } = this.#device(name);
    if (kind !== "vrf") throw new Refused(`Error: argument "${name}" is wrong: Invalid VRF`);
    return Number(info.table);
  }

  /** The kernel removes IPv6 from a device whose mtu is too small for it. (linux: addrconf_notify) */
  #resize(device: Device, mtu: number): void {
    device.mtu = mtu;
    if (mtu >= IPV6_MIN_MTU) return;
    device.addresses = device.addresses.filter((one) => !isV6(one));
    this.routes = this.routes.filter(({ dev, to }) => dev !== device.name || !isV6(to));
  }

  /** What `ip` and /sys show of what goes with a device. (provider/host/shell/dump/dependents.sh) */
  dependents({ name, master }: Device): string {
    const ports = [...this.devices.values()].filter((one) => one.master === name);
    const uppers = [...this.devices.values()].filter(({ info }) => info.link === name);
    const routes = this.routes.filter(({ dev, protocol }) => dev === name && protocol !== "static");
    return [
      ...(master === undefined ? [] : [`master ${master}`, `upper ${master}`]),
      ...uppers.map((one) => `upper ${one.name}`),
      ...ports.map((one) => `lower ${one.name}`),
      ...routes.slice(0, 5).map(({ to, protocol }) => `unicast ${to} proto ${protocol} scope link `),
      ...(routes.length === 0 ? [] : [String(routes.length)]),
    ].join("\n");
  }

  /** A port whose bridge or VRF is gone. (linux: vrf_del_slave) */
  #free(port: Device, kind: string | undefined): void {
    Object.assign(port, { master: undefined, port: undefined });
    if (kind !== "vrf") return;
    port.addresses = port.addresses.filter((one) => !isV6(one));
    this.routes = this.routes.filter(({ dev }) => dev !== port.name);
  }

  deleteLink(name: string): void {
    const { kind } = this.#device(name);
    this.devices.delete(name);
    for (const one of this.devices.values()) if (one.master === name) this.#free(one, kind);
    this.routes = this.routes.filter(({ dev }) => dev !== name);
  }

  #address(verb: string, [cidr = "", _dev, name]: readonly string[]): void {
    const device = this.#device(name);
    const has = device.addresses.includes(cidr);
    if (verb === "del") {
      if (!has) throw answer("Cannot assign requested address");
      this.#removeAddress(device, cidr);
      return;
    }
    if (has && verb === "add") throw answer("File exists");
    if (isV6(cidr) && device.mtu < IPV6_MIN_MTU) throw answer("No such device");
    if (!has) device.addresses.push(cidr);
  }

  /**
   * The kernel removes the secondary addresses of a subnet with its primary one, and IPv4 routes with the last IPv4
   * address.
   */
  #removeAddress(device: Device, cidr: string): void {
    const isPrimary =
      !isV6(cidr) && device.addresses.find((one) => networkOf(one) === networkOf(cidr)) === cidr;
    device.addresses = device.addresses.filter(
      (one) => one !== cidr && !(isPrimary && networkOf(one) === networkOf(cidr)),
    );
    if (device.addresses.some((one) => !isV6(one))) return;
    if (isV6(cidr)) return;
    this.routes = this.routes.filter(({ dev, to }) => dev !== device.name || isV6(to));
  }

  #route(verb: string, [to = "", ...rest]: readonly string[]): void {
    const onlink = rest.includes("onlink");
    const {
      dev = "",
      via,
      metric,
      table,
      vrf,
      src,
      mtu,
      advmss,
      proto = "boot",
    } = pairs(rest.filter((word) => word !== "onlink"));
    const device = this.#device(dev);
    const byDefault = isV6(to) ? 1024 : 0;
    const route: Route = {
      ...{ to, dev, metric: Number(metric ?? byDefault), protocol: proto },
      table: vrf === undefined ? Number(table ?? MAIN) : this.#tableOfVrf(vrf),
      onlink,
      ...(via === undefined ? {} : { via }),
      ...(src === undefined ? {} : { src }),
      ...(mtu === undefined ? {} : { mtu: Number(mtu) }),
      ...(advmss === undefined ? {} : { advmss: Number(advmss) }),
    };
    if (verb === "del") {
      const existing = this.routes.find(
        (one) => one.dev === dev && routeKey(one) === routeKey(route) && (via ?? one.via) === one.via,
      );
      if (existing === undefined) throw answer("No such process");
      this.routes = this.routes.filter((one) => one !== existing);
      return;
    }
    if (!device.up) throw answer("Network is down");
    if (src !== undefined && !this.#isOwn(src)) throw answer("Invalid argument");
    if (via !== undefined && !onlink && !device.addresses.some((one) => contains(networkOf(one), via)))
      throw answer("Nexthop has invalid gateway");
    const rival = this.routes.find((one) => routeKey(one) === routeKey(route));
    if (verb === "add" && rival !== undefined) throw answer("File exists");
    if (verb === "replace") this.routes = this.routes.filter((one) => one !== rival);
    this.routes.push(route);
  }

  /** As `ip route get ADDRESS [from ADDRESS] [oif DEVICE] [mark MARK]`. */
  #routeTo([address = "", ...rest]: readonly string[]): unknown {
    const { from, oif } = pairs(rest);
    if (from !== undefined && !this.#isOwn(from)) throw answer("Network is unreachable");
    const dev = this.#outputDevice(address, from, oif);
    if (dev === undefined) throw answer("Network is unreachable");
    return { dst: address, dev };
  }

  /**
   * An IPv6 lookup with a source address may choose another device than the given one. (linux:
   * ip6_route_output_flags, rt6_device_match)
   */
  #outputDevice(address: string, from: unknown, oif: unknown): string | undefined {
    const bound = oif === undefined ? undefined : this.#device(String(oif)).name;
    const isWish = isV6(address) && from !== undefined;
    return isWish ? (this.#deviceTo(address) ?? bound) : (bound ?? this.#deviceTo(address));
  }

  #isOwn(address: string): boolean {
    return [...this.devices.values()].some((one) =>
      one.addresses.some((cidr) => addressOf(cidr) === address),
    );
  }

  #deviceTo(address: string): string | undefined {
    if (this.#isOwn(address)) return "lo";
    const devices = [...this.devices.values()];
    return devices.find((one) => one.addresses.some((cidr) => contains(networkOf(cidr), address)))?.name;
  }

  /** As `ip fou` and `ip -6 fou`. */
  runFou(family: "inet" | "inet6", [verb = "", ...words]: readonly string[]): void {
    const gue = words.includes("gue");
    const { port, local, peer, peer_port, dev, ipproto } = pairs(words.filter((word) => word !== "gue"));
    const wanted = { port: Number(port), family, local, peer, peer_port, dev };
    const index = this.ports.findIndex((one) =>
      Object.entries(wanted).every(([key, value]) => String(one[key]) === String(value)),
    );
    if (verb === "del" && index < 0) throw answer("No such file or directory");
    if (verb === "del") {
      this.ports.splice(index, 1);
      return;
    }
    if (this.ports.some((one) => one.port === wanted.port && one.family === family))
      throw answer("Address already in use");
    this.ports.push(
      JSON.parse(
        JSON.stringify({
          ...wanted,
          peer_port: peer_port && Number(peer_port),
          ...(gue ? { gue: null } : { ipproto: Number(ipproto) }),
        }),
      ),
    );
  }

  /** As `ip -d -j -N addr show` prints devices. */
  links(name?: string): unknown[] {
    const devices = [...this.devices.values()].filter((one) => name === undefined || one.name === name);
    if (name !== undefined && devices.length === 0) this.#device(name);
    return devices.map(({ kind, alias, addresses, info, up, master, port, ...device }) => ({
      ...{ ifindex: device.ifindex, ifname: device.name, mtu: device.mtu, group: String(device.group) },
      flags: [...(up ? ["UP"] : []), ...(device.multicast ? ["MULTICAST"] : [])],
      txqlen: device.txQueueLength,
      link_type: isEthernet(kind) ? "[1]" : "[768]",
      address: "02:00:00:00:00:01",
      ...(master === undefined ? {} : { master }),
      ...(alias === "" ? {} : { ifalias: alias }),
      ...(kind === undefined
        ? {}
        : { linkinfo: { info_kind: kind, info_data: shownInfo(info), ...shownPort(port) } }),
      addr_info: addresses.map((cidr) => ({
        ...{ family: familyOf(cidr), local: addressOf(cidr), prefixlen: Number(cidr.split("/")[1]) },
        scope: "0",
      })),
    }));
  }

  /**
   * As `ip -d -j -N route show table all` prints static routes. The list of one device's routes omits the device's
   * name.
   */
  shownRoutes(name?: string): unknown[] {
    return this.routes
      .filter(({ dev }) => name === undefined || dev === name)
      .map(({ to, via, dev, metric, table, src, onlink, mtu, advmss, protocol }) => ({
        dst: to.endsWith("/0") ? "default" : to.replace(isV6(to) ? /\/128$/ : /\/32$/, ""),
        ...(via === undefined ? {} : { gateway: via }),
        ...(name === undefined ? { dev } : {}),
        protocol: protocol === "static" ? "4" : "3",
        ...(table === MAIN ? {} : { table: String(table) }),
        ...(metric === 0 ? {} : { metric }),
        ...(src === undefined ? {} : { prefsrc: src }),
        ...(onlink ? { flags: ["onlink"] } : {}),
        ...(mtu === undefined && advmss === undefined
          ? {}
          : {
              metrics: [
                { ...(mtu === undefined ? {} : { mtu }), ...(advmss === undefined ? {} : { advmss }) },
              ],
            }),
        ...(isV6(to) ? { pref: "medium" } : {}),
      }));
  }
}
