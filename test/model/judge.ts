import type { Stack } from "./engine.ts";
import type { Resource, Result } from "./engine-types.ts";
import { lacksOf } from "./lacks.ts";
import { type Device, device, differences, type Seen } from "./look.ts";
import { isMarked, isMarkerLeft, isReplaced, isTc, MARKERS } from "./objects.ts";
import { deviceIn, type Place, placesOf, type Touched, touchedOn } from "./places.ts";
import type { HostName } from "./world.ts";

/** The owner of an object: a stack by its number, or any other owner. */
export type Owner = "foreign" | 0 | 1;

/** The result of a run, and the state after it. */
export interface Ran {
  readonly result: Result;
  readonly state: readonly Resource[];
}

/**
 * Keeps the owner of each device, each object with a marker and each filter on both hosts, and finds what breaks the rules of the model: a run changes
 * only objects of its own stack, a host matches the states, and nothing stays after destroy.
 */
export class Judge {
  readonly #devices: Record<HostName, Map<number, Owner>> = { alpha: new Map(), beta: new Map() };
  readonly #marked: Record<HostName, Map<string, Owner>> = { alpha: new Map(), beta: new Map() };
  /** devices that a killed run may have left on a host and that no state records */
  readonly #excused = new Set<string>();
  /** markers and settings on a host whose state was lost */
  readonly #forgotten = new Set<string>();
  /** the hosts where the operator set forwarding */
  readonly #forwarding = new Set<HostName>();

  constructor(seen: Readonly<Record<HostName, Seen>>) {
    for (const host of ["alpha", "beta"] as const) this.#learn(host, seen[host], "foreign");
  }

  /** Records the owner of each object that no earlier reading of the host contained. */
  #learn(host: HostName, seen: Seen, owner: Owner): void {
    const devices = this.#devices[host];
    for (const { ifindex } of seen.devices) if (!devices.has(ifindex)) devices.set(ifindex, owner);
    const marked = this.#marked[host];
    const present = [...seen.objects.keys()].filter((key) => isMarked(key) || isTc(key));
    for (const key of present) if (!marked.has(key)) marked.set(key, owner);
    for (const key of marked.keys())
      if (!present.includes(key) && !isMarkerLeft(seen, key)) marked.delete(key);
  }

  ownerOf(host: HostName, seen: Seen, name: string): Owner | undefined {
    const found = device(seen, name);
    return found && this.#devices[host].get(found.ifindex);
  }

  /**
   * Records a change by the operator. New objects are foreign, and so is `taken`, the device whose alias it changed.
   */
  operator(
    host: HostName,
    after: Seen,
    { taken, forwarding }: { taken?: string; forwarding?: boolean } = {},
  ): void {
    this.#learn(host, after, "foreign");
    const found = taken === undefined ? undefined : device(after, taken);
    if (found !== undefined) this.#devices[host].set(found.ifindex, "foreign");
    if (forwarding === true) this.#forwarding.add(host);
  }

  /** Records that a stack's state was lost. Its objects are foreign now, and its markers and settings may stay. */
  forget(stack: 0 | 1, seen: Readonly<Record<HostName, Seen>>): void {
    for (const host of ["alpha", "beta"] as const)
      for (const [key, value] of seen[host].objects)
        if (key.startsWith(MARKERS) || (key.startsWith("sysctl/net/") && value === "1"))
          this.#forgotten.add(`${host} ${key}`);
    for (const owners of [...Object.values(this.#devices), ...Object.values(this.#marked)]) {
      // The mirrors of all stacks share a clsact
      for (const [key, owner] of owners as Map<unknown, Owner>)
        if (owner === stack && !String(key).startsWith("qdisc "))
          (owners as Map<unknown, Owner>).set(key, "foreign");
    }
  }

  /** The faults of a run of a stack on one host, one text for each. */
  run(stack: 0 | 1, host: HostName, { result, state }: Ran, before: Seen, after: Seen): string[] {
    const touched = touchedOn(host, result);
    const faults = differences(before, after).flatMap((difference) => {
      const key = keyIn(difference);
      // A read removes the marker of an object that is gone
      const isForgotten =
        key.startsWith(MARKERS) &&
        difference.startsWith(`${key} is gone: `) &&
        touched.read.some((place) => !("device" in place));
      return isForgotten || this.#mayChange(stack, host, touched, { was: before, is: after }, key)
        ? []
        : [`${host}: ${difference}`];
    });
    faults.push(...this.#lostByOthers(host, touched, before, after));
    if (result.status === "failed") faults.push(...leftByFailure(host, touched, state, before, after));
    this.#recordOwners(stack, host, touched, result, before, after);
    return faults;
  }

  /** Whether a run may change the object of this key. `was` is the host before the run, and `is` after it. */
  #mayChange(
    stack: 0 | 1,
    host: HostName,
    { before, after }: Touched,
    { was, is }: { readonly was: Seen; readonly is: Seen },
    key: string,
  ): boolean {
    const all = [...before, ...after];
    if (isTc(key)) {
      const name = deviceIn(key) ?? "";
      // They go with their device, which has a key of its own
      if (isReplaced(name, was, is)) return true;
      if (!all.some((place) => "filtersOn" in place && place.filtersOn.includes(name))) return false;
      const owner = was.objects.has(key) ? this.#marked[host].get(key) : undefined;
      return owner === undefined || owner === stack || (key.startsWith("qdisc ") && owner !== "foreign");
    }
    // The provider also changes accept_ra for IPv6 forwarding, because the kernel would drop routes of router
    // advertisements. It restores accept_ra at the removal
    const isForwarding6 = all.some((place) => "sysctl" in place && place.sysctl.includes("/ipv6/"));
    if (isForwarding6 && /\/accept_ra$/.test(key)) return true;
    const name = deviceIn(key);
    if (name !== undefined) {
      if (!all.some((place) => "device" in place && place.device === name)) return false;
      const owner = this.ownerOf(host, was, name);
      return (
        owner === undefined ||
        owner === stack ||
        adopted(after, (place) => "device" in place && place.device === name)
      );
    }
    if (isMarked(key)) {
      if (!all.some((place) => "marked" in place && place.marked === key)) return false;
      const owner = was.objects.has(key) ? this.#marked[host].get(key) : undefined;
      return (
        owner === undefined ||
        owner === stack ||
        adopted(after, (place) => "marked" in place && place.marked === key)
      );
    }
    if (key.startsWith(MARKERS)) return all.some((place) => !("device" in place));
    return all.some((place) => "sysctl" in place && place.sysctl === key);
  }

  /** Dynamic addresses and routes of other programs that a run removed from a device which it kept. */
  #lostByOthers(host: HostName, touched: Touched, before: Seen, after: Seen): string[] {
    const places = [...touched.before, ...touched.after];
    const names = new Set(places.flatMap((place) => ("device" in place ? [place.device] : [])));
    return [...names].flatMap((name) => {
      const [was, is] = [device(before, name), device(after, name)];
      if (was === undefined || is === undefined || was.ifindex !== is.ifindex || !was.up || !is.up) return [];
      const lostAddresses = was.addresses.filter(
        (address) => address.dynamic && !is.addresses.some(({ cidr }) => cidr === address.cidr),
      );
      // Routes count only if the IPv4 addresses are the same, because the kernel removes routes together with an address
      const isSame = cidrs(was, "inet") === cidrs(is, "inet");
      const foreign = before.routes.filter(
        ({ dev, protocol }) =>
          isSame && dev === name && !["boot", "static", "kernel", "ra"].includes(protocol),
      );
      const lostRoutes = foreign.filter(
        (route) => !after.routes.some((other) => JSON.stringify(other) === JSON.stringify(route)),
      );
      return [
        ...lostAddresses.map(({ cidr }) => `${host}: the dynamic address ${cidr} of ${name} is gone`),
        ...lostRoutes.map(
          ({ to, protocol }) => `${host}: the route to ${to} of ${protocol} through ${name} is gone`,
        ),
      ];
    });
  }

  /** Records the owners of the objects that a run made or adopted. */
  #recordOwners(
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
      } else if ("marked" in place && after.objects.has(place.marked)) {
        if (!before.objects.has(place.marked) || isAdopted) this.#marked[host].set(place.marked, stack);
      }
    }
    for (const key of after.objects.keys())
      if (isTc(key) && isReplaced(deviceIn(key) ?? "", before, after)) this.#marked[host].delete(key);
    this.#learn(host, after, stack);
  }

  /** The differences between a resource in the state and its objects on the hosts, one text for each. */
  lacks(
    stack: 0 | 1,
    resource: Resource,
    seen: Readonly<Record<HostName, Seen>>,
    hasFailed: boolean,
  ): string[] {
    const ofDevice = (host: HostName, name: string) => this.ownerOf(host, seen[host], name);
    return lacksOf(resource, seen, {
      is: stack,
      ofDevice,
      ofFilter: (host, key) => this.#marked[host].get(key),
      mayBeRemoved: (host, name) => hasFailed && ofDevice(host, name) === stack,
    });
  }

  /** Objects on a host that should not exist after destroy of both stacks, one text for each. */
  leftovers(host: HostName, first: Seen, last: Seen): string[] {
    const devices = last.devices.flatMap(({ name, ifindex }) => {
      const owner = this.#devices[host].get(ifindex);
      return owner === "foreign" || this.#excused.has(`${host} ${owner} ${name}`)
        ? []
        : [`the device ${name} of ${owner}`];
    });
    // A clsact stays with the filters of others in it, and so does its marker
    const isUsed = (name: string) =>
      [...last.objects.keys()].some((key) => key.startsWith("filter ") && deviceIn(key) === name);
    const marked = [...this.#marked[host]].flatMap(([key, owner]) =>
      owner === "foreign" ||
      !last.objects.has(key) ||
      (key.startsWith("qdisc ") && isUsed(deviceIn(key) ?? ""))
        ? []
        : [`${key} of ${owner}`],
    );
    const files = [...last.objects.keys()].filter(
      (key) =>
        key.startsWith(MARKERS) &&
        !this.#forgotten.has(`${host} ${key}`) &&
        !isUsed(/\/clsact\.(.*)$/.exec(key)?.[1] ?? ""),
    );
    // Forwarding stays on if another program has made a device since, because that program may need it
    const isNeeded = last.devices.some(
      ({ ifindex }) =>
        this.#devices[host].get(ifindex) === "foreign" &&
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
    return [...devices, ...marked, ...files, ...sysctls].map((one) => `${host}: left: ${one}`);
  }
}

/** Devices of failed creations that no state records. */
function leftByFailure(
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
    .map((name) => `${host}: the device ${name} exists after its creation failed`);
}

/** The key of the object in a text of `differences`. */
const keyIn = (difference: string) => difference.replace(/ (is new: |is gone: |was ).*$/s, "");

/** Whether a resource adopts the object. */
const adopted = (places: readonly Place[], isIt: (place: Place) => boolean) =>
  places.some((place) => isIt(place) && place.args.adopt === true);

/** The addresses of a device in one family, as one text. */
const cidrs = ({ addresses }: Device, family: string) =>
  JSON.stringify(addresses.filter((one) => one.family === family).map(({ cidr }) => cidr));

/** The resources in the state that a run created or changed. */
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
