// `ipsec` around pairs of every kind with the real engine: only ESP is on the underlay from the first packet to the last,
// new keys lose no packet, and without states no packet passes.
import { type EspArgs, TunnelPair, type TunnelPairArgs } from "pulumi-iproute2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { capture, type HostName, on, type Packet, ping, snapshot } from "../lab/index.ts";
import { isLong } from "../sample.ts";
import { sites, withStack } from "./lab-stack.ts";

const HOSTS = ["alpha", "beta"] as const;
const UNDERLAY_MTU = 1500;
const ETHERNET = 14;

type Distribute<Args> = Args extends TunnelPairArgs ? Omit<Args, "a" | "b"> : never;

interface Row {
  readonly args: Distribute<TunnelPairArgs>;
  readonly over: 4 | 6;
  readonly inside: 4 | 6;
  readonly mtu: number;
  readonly esp?: EspArgs;
}

// AES-CBC with HMAC-SHA256 leaves 1438 bytes of 1500 behind the IPv4 header and 1406 behind the IPv6 header. Headers: GRE
// 4, with key or checksum 4 more, Ethernet 14, encapsulation limit 8, Geneve and VXLAN 16 with UDP, FOU 8, GUE 12
const rows: Readonly<Record<string, Row>> = {
  ipip: { args: { kind: "ipip", mode: "ipip" }, over: 4, inside: 4, mtu: 1438 },
  sit: { args: { kind: "sit" }, over: 4, inside: 6, mtu: 1438 },
  gre: { args: { kind: "gre", ikey: 3, okey: 4 }, over: 4, inside: 6, mtu: 1438 - 8 },
  gretap: { args: { kind: "gretap" }, over: 4, inside: 4, mtu: 1438 - 18 },
  ip6tnl: { args: { kind: "ip6tnl", mode: "ip6ip6" }, over: 6, inside: 6, mtu: 1406 - 8 },
  ip6gre: { args: { kind: "ip6gre", csum: true }, over: 6, inside: 4, mtu: 1406 - 16 },
  ip6gretap: { args: { kind: "ip6gretap" }, over: 6, inside: 6, mtu: 1406 - 26 },
  geneve: { args: { kind: "geneve", vni: 10 }, over: 4, inside: 4, mtu: 1438 - 30 },
  vxlan: { args: { kind: "vxlan", vni: 11 }, over: 6, inside: 6, mtu: 1406 - 30 },
  fou: { args: { kind: "gre", encap: { type: "fou", dport: 5553 } }, over: 4, inside: 4, mtu: 1438 - 12 },
  gue: { args: { kind: "ip6gre", encap: { type: "gue", dport: 6080 } }, over: 6, inside: 4, mtu: 1406 - 24 },
  gcm: { args: { kind: "ipip", mode: "ipip" }, over: 4, inside: 4, mtu: 1446, esp: { suite: "aes256-gcm" } },
};
/** Of each family over each, of each cipher, and those that the second test has. */
const SHORT = ["sit", "gre", "gretap", "ip6gre", "vxlan", "gue", "gcm"];
const names = isLong ? Object.keys(rows) : SHORT;
/** The pair that is in clear at first. */
const LATE = "gretap";
/** The pair whose end on beta gets another underlay address. */
const [MOVED, NEW] = ["gre", "10.77.200.2"];

// Each pair has underlay addresses of its own, because two pairs of one protocol cannot share them
const underlay = (name: string, last: number, family = rows[name]?.over) =>
  family === 6 ? `fd77:${names.indexOf(name)}::${last}` : `10.77.${names.indexOf(name)}.${last}`;
const inner = (name: string, last: number) =>
  rows[name]?.inside === 6 ? `fd00:9:${names.indexOf(name)}::${last}` : `10.9.${names.indexOf(name)}.${last}`;

interface Form {
  readonly generation?: number;
  /** the pair that is in clear */
  readonly clear?: string;
  /** the pair whose end on beta has the other address */
  readonly moved?: string;
}

const program =
  (of: readonly string[], { generation = 1, clear, moved }: Form = {}) =>
  async () => {
    const { alpha, beta } = sites();
    const mtus = of.map((name) => {
      const { args, inside, esp } = rows[name] as Row;
      const end = ({ host }: typeof alpha, last: number, address = underlay(name, last)) => ({
        ...{ host, underlay: address, name: `e-${name}` },
        addresses: [`${inner(name, last)}/${inside === 6 ? 64 : 30}`],
      });
      const ends = { a: end(alpha, 1), b: end(beta, 2, moved === name ? NEW : undefined) };
      const ipsec = name === clear ? false : { ...esp, generation };
      return new TunnelPair(name, { ...args, ...ends, ipsec } as TunnelPairArgs).mtu;
    });
    return { mtus };
  };

const both = (command: string) => Promise.all(HOSTS.map((host) => on(host).must(command)));
const addresses = (verb: string) =>
  Promise.all(
    HOSTS.map((host, index) =>
      on(host).must(
        names
          .map((name) => {
            const nodad = rows[name]?.over === 6 ? "nodad" : "";
            const length = rows[name]?.over === 6 ? 64 : 24;
            return `ip addr ${verb} ${underlay(name, index + 1)}/${length} dev eth0 ${verb === "add" ? nodad : ""}`;
          })
          .concat(`ip addr ${verb} ${NEW.replace(/2$/, String(index + 1))}/24 dev eth0`)
          .join("\n"),
      ),
    ),
  );

let before: string[];
beforeAll(async () => {
  await both("modprobe -a ipip sit ip_gre ip6_tunnel ip6_gre geneve vxlan fou fou6");
  await addresses("add");
  before = await Promise.all(HOSTS.map(snapshot));
});
afterAll(() => addresses("del"));

const FILTER = "(ip and net 10.77.0.0/16) or (ip6 and net fd77::/16)";
/** What the pairs sent on the underlay, without neighbour discovery of the hosts. */
const sent = (packets: readonly Packet[]) =>
  packets.filter((packet) => ![133, 134, 135, 136].includes(packet.icmpv6()?.type ?? 0));
const inClear = (packets: readonly Packet[]) =>
  sent(packets)
    .filter((packet) => packet.esp() === undefined)
    .map((packet) => {
      const outer = packet.shape.startsWith("eth:ipv6") ? packet.ipv6() : packet.ip();
      return `${outer?.src} ${packet.shape}`;
    });

const pingAll = (of: readonly string[], from: HostName = "alpha") =>
  Promise.all(
    of.map(async (name) => {
      const { received } = await ping(from, { to: inner(name, from === "alpha" ? 2 : 1), count: 2 });
      return [name, received] as const;
    }),
  );
const answered = (of: readonly string[], count: number) => of.map((name) => [name, count]);

/** How many packets a host has received by the link of each pair. */
async function receivedOn(host: HostName): Promise<Readonly<Record<string, number>>> {
  const shown = (await on(host).ip("-j", "-s", "link", "show")) as {
    ifname: string;
    stats64: { rx: { packets: number } };
  }[];
  return Object.fromEntries(
    names.map((name) => [name, shown.find((one) => one.ifname === `e-${name}`)?.stats64.rx.packets ?? 0]),
  );
}

/** Pings through pairs until `lost`, which returns the numbers of the packets without an answer. */
async function pinging(of: readonly string[]): Promise<{ lost(): Promise<number[][]> }> {
  const dir = (await on("alpha").must("mktemp -d")).trim();
  const commands = of.map(
    (name) => `ping -n -i 0.2 ${inner(name, 2)} >${dir}/${name} 2>&1 </dev/null & echo $! >>${dir}/pids`,
  );
  await on("alpha").must(commands.join("\n"));
  return {
    async lost() {
      await on("alpha").must(`kill -INT $(cat ${dir}/pids)`);
      const shown = of.map((name) =>
        on("alpha").must(`sed -n 's/.*icmp_seq=\\([0-9]*\\).*/\\1/p' ${dir}/${name}`),
      );
      const lost = (await Promise.all(shown)).map((text) => {
        const numbers = text.trim().split("\n").map(Number);
        expect(numbers.length).toBeGreaterThan(20);
        return [...Array(numbers.at(-1)).keys()]
          .map((index) => index + 1)
          .filter((one) => !numbers.includes(one));
      });
      await on("alpha").must(`rm -r ${dir}`);
      return lost;
    },
  };
}

const mtusOf = (of: readonly string[]) => of.map((name) => rows[name]?.mtu);

describe("ipsec of a pair", () => {
  test("sends only ESP for every kind, of the full mtu, and without states nothing", () =>
    withStack("encryption", program(names), async (stack) => {
      const creation = await capture({ filter: FILTER }, () => stack.up());
      expect(inClear(creation.packets)).toEqual([]);
      expect(creation.result.outputs.mtus).toEqual(mtusOf(names));

      const { packets } = await capture({ filter: FILTER }, async () => {
        const largest = names.map(async (name) => {
          const { mtu = 0, inside } = rows[name] as Row;
          const size = mtu - (inside === 6 ? 48 : 28);
          return [name, (await ping("alpha", { to: inner(name, 2), count: 1, size, df: true })).received];
        });
        expect(await Promise.all(largest)).toEqual(answered(names, 1));
        expect(await pingAll(names, "beta")).toEqual(answered(names, 2));
      });
      expect(inClear(packets)).toEqual([]);
      const largest = packets.map(({ bytes }) => bytes.length - ETHERNET).filter((length) => length > 1000);
      expect(largest).toHaveLength(2 * names.length);
      for (const length of largest) {
        expect(length).toBeLessThanOrEqual(UNDERLAY_MTU);
        expect(length).toBeGreaterThan(UNDERLAY_MTU - 32);
      }

      await both("ip xfrm state flush");
      const without = await capture({ filter: FILTER }, () =>
        Promise.all([pingAll(names), pingAll(names, "beta")]),
      );
      expect(without.result).toEqual([answered(names, 0), answered(names, 0)]);
      expect(sent(without.packets).map((packet) => packet.shape)).toEqual([]);

      // Alpha sends in clear now. Beta, which has its policies, accepts nothing
      await on("alpha").must("ip xfrm policy flush");
      const received = await receivedOn("beta");
      const clear = await capture({ filter: FILTER }, () => pingAll(names));
      const senders = new Set(inClear(clear.packets).map((one) => one.split(" ")[0]));
      expect(senders).toEqual(new Set(names.map((name) => underlay(name, 1))));
      const now = await receivedOn("beta");
      expect(names.filter((name) => now[name] !== received[name])).toEqual([]);

      await stack.destroy();
      expect(await Promise.all(HOSTS.map(snapshot))).toEqual(before);
    }));

  test("takes new keys without losing a packet, and follows a link to another address without one in clear", () => {
    const few = ["sit", "vxlan", "gcm", MOVED];
    const all = [...few, LATE];
    return withStack("rotation", program(all, { clear: LATE }), async (stack) => {
      expect((await stack.up()).outputs.mtus).toEqual([...mtusOf(few), 1462]);
      expect((await stack.refresh()).changed).toEqual({});
      expect((await stack.up()).changed).toEqual({});

      const pings = await pinging(few);
      stack.use(program(all, { generation: 2 }));
      const rotated = await stack.up();
      expect(await pings.lost()).toEqual(few.map(() => []));
      expect(rotated.outputs.mtus).toEqual(mtusOf(all));
      expect(rotated.changed).toMatchObject({ [`${LATE}-a`]: "update", [`${LATE}-b`]: "update" });
      expect(await pingAll([LATE])).toEqual(answered([LATE], 2));

      stack.use(program(all, { generation: 2, moved: MOVED }));
      const move = await capture({ filter: FILTER }, () => stack.up());
      expect(inClear(move.packets)).toEqual([]);
      expect(await pingAll([MOVED])).toEqual(answered([MOVED], 2));
    });
  });
});
