// The two hosts as the ends of a tunnel, and resources that the provider's handlers make on them.
import { handlers } from "../../provider/index.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import type { Ends } from "../kinds/ends.ts";
import type { ArgsOf } from "../kinds/kind-case.ts";
import { labHosts, on } from "../lab/index.ts";

export const ALPHA = "alpha";
export const BETA = "beta";
export const BOTH = [ALPHA, BETA] as const;
export type End = (typeof BOTH)[number];
export const other = (end: End): End => (end === ALPHA ? BETA : ALPHA);

/** The name of the device at both ends. */
export const NAME = "wire0";

export function endsOf(end: End): Ends {
  const [own, far] = [labHosts()[end], labHosts()[other(end)]];
  const { underlay4: local4 = "", underlay6: local6 = "" } = own;
  const { underlay4: remote4 = "", underlay6: remote6 = "" } = far;
  return { local4, remote4, local6, remote6, dev: "eth0" };
}

export type Family = "ipv4" | "ipv6";
export const FAMILIES = ["ipv4", "ipv6"] as const;

const inner: Readonly<Record<Family, Readonly<Record<End, string>>>> = {
  ipv4: { alpha: "10.99.0.1", beta: "10.99.0.2" },
  ipv6: { alpha: "fd99::1", beta: "fd99::2" },
};
/** The address of an end inside the tunnel. */
export const innerOf = (end: End, family: Family): string => inner[family][end];
export const ADDRESSES: ArgsOf = ({ local4 }) => {
  const end = local4 === endsOf(ALPHA).local4 ? ALPHA : BETA;
  return { addresses: [`${innerOf(end, "ipv4")}/30`, `${innerOf(end, "ipv6")}/126`] };
};

interface Made {
  readonly outs: Args;
  remove(): Promise<void>;
}

/** Runs check and create, as the engine does. */
async function make(type: string, end: End, args: Args): Promise<Made> {
  const kind = handlers[type];
  if (kind === undefined) throw new Error(`no handlers for ${type}`);
  const { connection } = labHosts()[end];
  const { inputs, failures } = await kind.check(
    {},
    { host: { connection: { ...connection } }, owner: `test/wire/${type}`, ...args },
  );
  if (failures.length > 0) throw new Error(`${type} on ${end}: ${JSON.stringify(failures)}`);
  const { id, outs } = await kind.create(inputs);
  return { outs, remove: () => kind.delete(id, outs) };
}

/**
 * Everything that a test made. It is removed also when the test fails. The resources do not conflict with each other.
 */
export class Resources {
  readonly #making: Promise<Made>[] = [];

  async make(type: string, end: End, args: Args): Promise<Args> {
    const making = make(type, end, args);
    this.#making.push(making);
    return (await making).outs;
  }

  /** Makes a resource of the same type at both ends, each with its own arguments. */
  async both(type: string, args: (ends: Ends, end: End) => Args): Promise<Readonly<Record<End, Args>>> {
    const both = await Promise.all(BOTH.map((end) => this.make(type, end, args(endsOf(end), end))));
    return { alpha: both[0] ?? {}, beta: both[1] ?? {} };
  }

  async remove(): Promise<void> {
    // Waits for all creations, so that a failed one does not leave others behind.
    const made = await Promise.allSettled(this.#making.splice(0));
    await Promise.all(made.map((one) => (one.status === "fulfilled" ? one.value.remove() : undefined)));
  }
}

/**
 * Disables packets that the hosts send by themselves: checks of new IPv6 addresses for duplicates, router
 * solicitations and group reports. Afterwards only the tests send packets.
 */
export async function quiet(): Promise<() => Promise<void>> {
  const wanted = ["dad_transmits", "router_solicitations"].map((key) => `net.ipv6.conf.default.${key}`);
  const restore = await Promise.all(
    BOTH.map(async (end) => {
      const before = await on(end).must(`sysctl ${wanted.join(" ")}`);
      await on(end).must(`sysctl -qw ${wanted.map((key) => `${key}=0`).join(" ")}`);
      const words = before
        .trim()
        .split("\n")
        .map((line) => line.replaceAll(" ", ""));
      return () => on(end).must(`sysctl -qw ${words.join(" ")}`);
    }),
  );
  return async () => {
    await Promise.all(restore.map((one) => one()));
  };
}

/** A ping through the tunnel. With a size, its IP packets have this size and must not be fragmented. */
export interface Shot {
  readonly what: string;
  readonly to: string;
  readonly size?: number;
  /** default: the device of the route */
  readonly device?: string;
}

/** The IP and ICMP headers of a ping. */
const HEADERS = { ipv4: 28, ipv6: 48 } as const;

/**
 * The result of each ping: "answered", "too long" to be sent, or "lost". Pings run one after another, because a
 * tunnel with sequence numbers drops packets that arrive out of order.
 */
export async function pings(from: End, shots: readonly Shot[]): Promise<Map<string, string>> {
  const lines = shots.map(({ what, to, size, device }) => {
    const family = to.includes(":") ? "ipv6" : "ipv4";
    const large = size === undefined ? "" : `-M do -s ${size - HEADERS[family]}`;
    const through = device === undefined ? "" : `-I ${device}`;
    return `said=$(ping -n -c 1 -W 2 ${large} ${through} ${to} 2>&1) && echo "${what}: answered" || echo "${what}: "$said`;
  });
  const output = await on(from).must("sh -s", { stdin: lines.join("\n") });
  return new Map(
    output
      .trim()
      .split("\n")
      .map((line) => {
        const at = line.indexOf(": ");
        return [line.slice(0, at), outcome(line.slice(at + 2))];
      }),
  );
}

function outcome(output: string): string {
  if (/message too long/i.test(output)) return "too long";
  return /\b0 received/.test(output) ? "lost" : output;
}
