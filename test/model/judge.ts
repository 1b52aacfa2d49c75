import type { Resource, Result, Stack } from "./engine.ts";
import { type Device, device, differences, type Seen } from "./look.ts";
import type { Args } from "./provider.ts";
import { type HostName, UNDERLAY } from "./world.ts";

/** Whose an object is: a stack's by its number, or anybody else's. */
export type Owner = "stranger" | 0 | 1;

/** Something on a host that a resource is about. */
type Place =
  | { readonly host: HostName; readonly device: string; readonly args: Args }
  | { readonly host: HostName; readonly policy: string; readonly args: Args }
  | { readonly host: HostName; readonly sysctl: string; readonly args: Args };

const record = (value: unknown): Args => (value !== null && typeof value === "object" ? (value as Args) : {});
const hostIn = (args: Args) => String(record(record(args.host).connection).host).toLowerCase() as HostName;

/** What a resource's arguments or outputs speak of. */
export function placesOf(type: string, args: Args | undefined): Place[] {
  if (args === undefined) return [];
  const host = hostIn(args);
  switch (type) {
    case "VxlanTunnel":
      return [{ host, device: String(args.name), args }];
    case "LinkSet":
      return Object.entries(record(args.links)).map(([key, link]) => {
        const own = { adopt: args.adopt, ...record(link) };
        return {
          host,
          device: String(own["name" as keyof typeof own] ?? key),
          args: { ...own, ...record(record(args.members)[key]) },
        };
      });
    case "XfrmPolicy": {
      const { source, destination } = record(args.selector);
      return [{ host, policy: `policy ${source} dst ${destination} ${args.direction}`, args }];
    }
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

/** The device that an object of a look belongs to. */
function deviceIn(key: string): string | undefined {
  const [kind, ...words] = key.split(" ");
  if (kind === "device" || kind === "address") return words[0];
  if (kind === "route" || kind === "qdisc") {
    const at = words.indexOf("dev");
    return at < 0 || words[at + 1] === "-" ? undefined : words[at + 1];
  }
  return /^sysctl\/proc\/sys\/net\/ipv6\/conf\/(.*)\/accept_ra$/.exec(key)?.[1];
}

const MARKERS = "file /run/pulumi-iproute2/";

/** Changes of the step in question: what each touched resource was and became, on one host. */
interface Touched {
  readonly before: readonly Place[];
  readonly after: readonly Place[];
  readonly failed: readonly Place[];
  /** what was made or changed without an error */
  readonly made: readonly Place[];
}

/** What a run came to, and what the state was then. */
export interface Ran {
  readonly result: Result;
  readonly state: readonly Resource[];
}

export class Judge {
  readonly #devices: Record<HostName, Map<number, Owner>> = { alpha: new Map(), beta: new Map() };
  readonly #policies: Record<HostName, Map<string, Owner>> = { alpha: new Map(), beta: new Map() };
  /** devices that a killed run may have left, which is in no state */
  readonly #excused = new Set<string>();
  /** markers and settings of a state that was lost */
  readonly #forgotten = new Set<string>();
  /** what strangers set forwarding to, where they did */
  readonly #forwarding = new Set<HostName>();

  constructor(seen: Readonly<Record<HostName, Seen>>) {
    for (const host of ["alpha", "beta"] as const) this.#learn(host, seen[host], "stranger");
  }

  #learn(host: HostName, seen: Seen, owner: Owner): void {
    const devices = this.#devices[host];
    for (const { ifindex } of seen.devices) if (!devices.has(ifindex)) devices.set(ifindex, owner);
    const policies = this.#policies[host];
    const now = [...seen.objects.keys()].filter((key) => key.startsWith("policy "));
    for (const key of now) if (!policies.has(key)) policies.set(key, owner);
    for (const key of policies.keys()) if (!now.includes(key)) policies.delete(key);
  }

  ownerOf(host: HostName, seen: Seen, name: string): Owner | undefined {
    const found = device(seen, name);
    return found && this.#devices[host].get(found.ifindex);
  }

  /** What a stranger did: what it made is the stranger's, and a device that it gave another mark. */
  stranger(
    host: HostName,
    after: Seen,
    { taken, forwarding }: { taken?: string; forwarding?: boolean } = {},
  ): void {
    this.#learn(host, after, "stranger");
    const found = taken === undefined ? undefined : device(after, taken);
    if (found !== undefined) this.#devices[host].set(found.ifindex, "stranger");
    if (forwarding === true) this.#forwarding.add(host);
  }

  /** A stack's state was lost: what it had is nobody's, and its markers and settings stay. */
  forget(stack: 0 | 1, seen: Readonly<Record<HostName, Seen>>): void {
    for (const host of ["alpha", "beta"] as const)
      for (const [key, value] of seen[host].objects)
        if (key.startsWith(MARKERS) || (key.startsWith("sysctl/net/") && value === "1"))
          this.#forgotten.add(`${host} ${key}`);
    for (const owners of [...Object.values(this.#devices), ...Object.values(this.#policies)]) {
      for (const [key, owner] of owners as Map<unknown, Owner>)
        if (owner === stack) (owners as Map<unknown, Owner>).set(key, "stranger");
    }
  }

  /** What a run of a stack did to one host that it must not do, in words. */
  run(stack: 0 | 1, host: HostName, { result, state }: Ran, before: Seen, after: Seen): string[] {
    const touched = touchedOn(host, result);
    const faults = differences(before, after).flatMap((words) => {
      const key = keyIn(words);
      return this.#may(stack, host, touched, before, key) ? [] : [`${host}: ${words}`];
    });
    faults.push(...this.#kept(host, touched, before, after));
    if (result.status === "failed") faults.push(...stays(host, touched, state, before, after));
    this.#take(stack, host, touched, result, before, after);
    return faults;
  }

  #may(stack: 0 | 1, host: HostName, { before, after }: Touched, seen: Seen, key: string): boolean {
    const all = [...before, ...after];
    // With IPv6 forwarding the provider keeps routes of router advertisements, and puts accept_ra back at the end
    const isForwarding6 = all.some((place) => "sysctl" in place && place.sysctl.includes("/ipv6/"));
    if (isForwarding6 && /\/accept_ra$/.test(key)) return true;
    const name = deviceIn(key);
    if (name !== undefined) {
      if (!all.some((place) => "device" in place && place.device === name)) return false;
      const owner = this.ownerOf(host, seen, name);
      return (
        owner === undefined ||
        owner === stack ||
        adopted(after, (place) => "device" in place && place.device === name)
      );
    }
    if (key.startsWith("policy ")) {
      if (!all.some((place) => "policy" in place && place.policy === key)) return false;
      const owner = this.#policies[host].get(key);
      return (
        owner === undefined ||
        owner === stack ||
        adopted(after, (place) => "policy" in place && place.policy === key)
      );
    }
    if (key.startsWith(MARKERS)) return all.some((place) => !("device" in place));
    return all.some((place) => "sysctl" in place && place.sysctl === key);
  }

  /** What others put on a device of ours stays as long as the device does. */
  #kept(host: HostName, { before: places, after: next }: Touched, before: Seen, after: Seen): string[] {
    const names = new Set([...places, ...next].flatMap((place) => ("device" in place ? [place.device] : [])));
    return [...names].flatMap((name) => {
      const [was, is] = [device(before, name), device(after, name)];
      if (was === undefined || is === undefined || was.ifindex !== is.ifindex || !was.up || !is.up) return [];
      const lost = was.addresses.filter(
        (one) => one.dynamic && !is.addresses.some(({ cidr }) => cidr === one.cidr),
      );
      const same = cidrs(was, "inet") === cidrs(is, "inet");
      const theirs = before.routes.filter(
        (one) => same && one.dev === name && !["boot", "static", "kernel", "ra"].includes(one.protocol),
      );
      const gone = theirs.filter(
        (one) => !after.routes.some((other) => JSON.stringify(other) === JSON.stringify(one)),
      );
      return [
        ...lost.map(({ cidr }) => `${host}: the dynamic address ${cidr} of ${name} is gone`),
        ...gone.map(
          ({ to, protocol }) => `${host}: the route to ${to} of ${protocol} through ${name} is gone`,
        ),
      ];
    });
  }

  #take(
    stack: 0 | 1,
    host: HostName,
    { after: places, made }: Touched,
    result: Result,
    before: Seen,
    after: Seen,
  ): void {
    for (const place of places) {
      const isAdopted = made.includes(place) && place.args.adopt === true;
      if ("device" in place) {
        if (result.status === "killed") this.#excused.add(`${host} ${stack} ${place.device}`);
        const found = device(after, place.device);
        if (found === undefined) continue;
        const isNew = device(before, place.device)?.ifindex !== found.ifindex;
        if (isNew || isAdopted) this.#devices[host].set(found.ifindex, stack);
      } else if ("policy" in place && after.objects.has(place.policy)) {
        if (!before.objects.has(place.policy) || isAdopted) this.#policies[host].set(place.policy, stack);
      }
    }
    this.#learn(host, after, stack);
  }

  /** What a state says and the host has not. */
  lacks(stack: 0 | 1, one: Resource, seen: Readonly<Record<HostName, Seen>>): string[] {
    return placesOf(one.type, one.outputs).flatMap((place) => {
      const now = seen[place.host];
      if ("sysctl" in place) {
        const value = now.objects.get(place.sysctl);
        return value === "1"
          ? []
          : [`${place.host}: ${place.sysctl} is ${value}, the state says that it is on`];
      }
      if ("policy" in place) {
        const block = now.objects.get(place.policy);
        const priority = `priority ${place.args.priority ?? 0} `;
        if (block === undefined) return [`${place.host}: the ${place.policy} of the state is not there`];
        return block.includes(priority)
          ? []
          : [`${place.host}: the ${place.policy} has not ${priority}: ${block}`];
      }
      const words = lacksOfLink(place, now);
      if (words.length > 0) return words.map((word) => `${place.host}: ${one.name}: ${word}`);
      const owner = this.ownerOf(place.host, now, place.device);
      return owner === stack
        ? []
        : [`${place.host}: ${one.name} is in the state, but ${place.device} is of ${owner}`];
    });
  }

  /** What is left when both stacks are destroyed. */
  leftovers(host: HostName, first: Seen, last: Seen): string[] {
    const devices = last.devices.flatMap(({ name, ifindex }) => {
      const owner = this.#devices[host].get(ifindex);
      return owner === "stranger" || this.#excused.has(`${host} ${owner} ${name}`)
        ? []
        : [`the device ${name} of ${owner}`];
    });
    const policies = [...this.#policies[host]].flatMap(([key, owner]) =>
      owner === "stranger" ? [] : [`${key} of ${owner}`],
    );
    const files = [...last.objects.keys()].filter(
      (key) => key.startsWith(MARKERS) && !this.#forgotten.has(`${host} ${key}`),
    );
    // Forwarding stays on where a device of another program came since then, because that program may need it
    const isNeeded = last.devices.some(
      ({ ifindex }) =>
        this.#devices[host].get(ifindex) === "stranger" &&
        !first.devices.some((one) => one.ifindex === ifindex),
    );
    const sysctls = [...last.objects].flatMap(([key, value]) =>
      !key.startsWith("sysctl/net/") ||
      (isNeeded && /forward/.test(key)) ||
      this.#forwarding.has(host) ||
      this.#forgotten.has(`${host} ${key}`) ||
      first.objects.get(key) === value
        ? []
        : [`${key} is ${value}, was ${first.objects.get(key)}`],
    );
    return [...devices, ...policies, ...files, ...sysctls].map((one) => `${host}: left: ${one}`);
  }
}

/** Devices that a creation made which failed and which no state knows of. */
function stays(
  host: HostName,
  { failed }: Touched,
  state: readonly Resource[],
  before: Seen,
  after: Seen,
): string[] {
  const recorded = state
    .flatMap((one) => placesOf(one.type, one.outputs))
    .flatMap((place) => ("device" in place && place.host === host ? [place.device] : []));
  return failed
    .flatMap((place) => ("device" in place ? [place.device] : []))
    .filter((name) => !recorded.includes(name) && !device(before, name) && device(after, name))
    .map((name) => `${host}: the device ${name} stays although its creation failed`);
}

const keyIn = (words: string) => words.replace(/ (is new: |is gone: |was ).*$/s, "");

const adopted = (places: readonly Place[], isIt: (place: Place) => boolean) =>
  places.some((place) => isIt(place) && place.args.adopt === true);

const cidrs = ({ addresses }: Device, family: string) =>
  JSON.stringify(addresses.filter((one) => one.family === family).map(({ cidr }) => cidr));

function touchedOn(host: HostName, { done }: Result): Touched {
  const touching = done.filter(({ op }) => op === "create" || op === "update" || op === "delete");
  const here = (places: readonly Place[]) => places.filter((place) => place.host === host);
  const before = here(touching.flatMap((one) => placesOf(one.type, one.before)));
  const after = touching.map((one) => ({ ...one, places: here(placesOf(one.type, one.after)) }));
  const of = (some: typeof after) => some.flatMap(({ places }) => places);
  return {
    before,
    after: of(after),
    made: of(after.filter(({ error }) => error === undefined)),
    failed: of(after.filter(({ op, error }) => op === "create" && error !== undefined)),
  };
}

/** What is recorded of a link and what is there, compared word for word. */
function lacksOfLink(
  { args, device: name }: { args: Args; device: string; host: HostName },
  seen: Seen,
): string[] {
  const found = device(seen, name);
  if (found === undefined) return [`the device ${name} of the state is not there`];
  const { data } = found;
  const pairs: [string, unknown, unknown][] = [
    ["kind", "vxlan", found.kind],
    ["vni", args.vni, data.id],
    ["remote", args.remote, data.remote],
    ["local", args.local, data.local],
    ["dev", args.dev, data.link],
    ["ttl", args.ttl === "auto" ? 0 : (args.ttl ?? 0), data.ttl],
    ["maxAddresses", args.maxAddresses ?? 0, data.limit ?? 0],
    ["up", args.up ?? true, found.up],
    ["ifindex", args.ifindex, found.ifindex],
    ["mtu", args.mtu, found.mtu],
    ["addresses", sorted(args.addresses), sorted(found.addresses.filter(isDeclared).map(({ cidr }) => cidr))],
    ["routes", sorted(args.routes, routeText), routesThrough(seen, name)],
  ];
  return [
    ...pairs.flatMap(([key, said, is]) =>
      JSON.stringify(said) === JSON.stringify(is)
        ? []
        : [`${key} is ${JSON.stringify(is)}, the state says ${JSON.stringify(said)}`],
    ),
    ...shadowed(seen, name),
  ];
}

const isDeclared = ({ dynamic, scope }: Device["addresses"][number]) => !dynamic && scope !== "link";

const sorted = (values: unknown, text: (one: unknown) => string = String) =>
  (Array.isArray(values) ? values : []).map(text).sort();

function routeText(one: unknown): string {
  const { to, metric, via, table } = typeof one === "string" ? { to: one } : record(one);
  const byDefault = String(to).includes(":") ? 1024 : 0;
  return `${to} ${metric ?? byDefault} ${via ?? "-"} ${table ?? "main"}`;
}

const handMade = (seen: Seen) =>
  seen.routes.filter(({ protocol, table }) => ["boot", "static"].includes(protocol) && table !== "local");

const routesThrough = (seen: Seen, name: string) =>
  handMade(seen)
    .filter(({ dev }) => dev === name)
    .map(({ to, metric, via, table }) => `${to} ${metric} ${via ?? "-"} ${table}`)
    .sort();

/** Routes of a device that another device's route of the same prefix and metric stands before. */
function shadowed(seen: Seen, name: string): string[] {
  return handMade(seen)
    .filter(({ dev }) => dev === name)
    .flatMap((one) => {
      const first = seen.routes.find(
        ({ to, metric, table }) => to === one.to && metric === one.metric && table === one.table,
      );
      return first === undefined || first.dev === name
        ? []
        : [`the route to ${one.to} carries nothing: that through ${first.dev} stands before it`];
    });
}

/** The underlay's address of a host. */
export const underlayOf = (host: HostName): string => UNDERLAY[host];

/** Resources that a run made or changed, as the state has them now. */
export const madeBy = (stack: Stack, { done }: Result): Resource[] => {
  const urns = new Set(
    done
      .filter(({ op, error }) => (op === "create" || op === "update") && error === undefined)
      .map(({ urn }) => urn),
  );
  return stack.state.filter(
    (one) => one.delete !== true && one.pendingReplacement !== true && urns.has(one.urn),
  );
};
