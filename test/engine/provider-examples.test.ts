// Runs the examples of links to providers. beta is the provider: a test makes its end by hand, as a provider would.
import { describe, expect, test } from "vitest";
import { capture, on, ping } from "../lab/index.ts";
import { longOnly } from "../sample.ts";
import { having, isUnchanged, machine, runExample, site } from "./example.ts";

const [ALPHA, BETA] = ["10.0.2.11", "10.0.2.12"];
/** A second address of the provider. */
const OTHER = "10.0.2.13";

const BROKER = `modprobe sit && ip link add broker type sit local ${BETA} remote ${ALPHA} ttl 255 &&
ip link add net0 type dummy && ip addr add 2001:db8:99::1/128 dev net0 && ip link set net0 up &&
ip addr add 2001:db8:a::1/64 dev broker && ip link set broker up && ip route add 2001:db8:b::/48 dev broker`;

const SCRUBBER = `modprobe ip_gre && ip link add scrub type gre local ${BETA} remote ${ALPHA} ttl 64 &&
ip link add net0 type dummy && ip addr add 198.51.100.50/32 dev net0 && ip link set net0 up &&
ip addr add 10.9.0.1/30 dev scrub && ip link set scrub up && ip route add 192.0.2.0/24 dev scrub`;

const edge = (name: string, local: string, address: string) =>
  `ip link add ${name} type gre local ${local} remote ${ALPHA} ttl 64 && ip addr add ${address} dev ${name} && ip link set ${name} up`;
const EDGES = `modprobe ip_gre && ip addr add ${OTHER}/24 dev eth0 && ${edge("one", BETA, "10.9.0.1/31")} &&
${edge("two", OTHER, "10.9.0.3/31")} && ip route add local 10.20.0.0/16 dev lo`;
const NO_EDGES = `ip link del one; ip link del two; ip addr del ${OTHER}/24 dev eth0; ip route del local 10.20.0.0/16 dev lo`;

describe("example", () => {
  test("scrubbing-gre sends answers of the protected prefix through the tunnel, and nowhere else", () =>
    having("beta", SCRUBBER, "ip link del scrub; ip link del net0", () =>
      machine("alpha", { gateway: "192.0.2.1/24", address: "192.0.2.10/24" })(() => {
        const config = { router: site("alpha"), scrubber: BETA, prefix: "192.0.2.0/24" };
        return runExample("scrubbing-gre", config, async ({ outputs }, stack) => {
          expect(outputs).toEqual({ device: "scrubber", mtu: 1476 });
          const { packets, result } = await capture({ filter: "ip proto 47" }, () =>
            ping("beta", { from: "198.51.100.50", to: "192.0.2.10", count: 1 }),
          );
          expect(result.received).toBe(1);
          expect(packets.map((one) => [one.shape, one.ip(0)?.src, one.ip(1)?.src])).toEqual([
            ["eth:ip:gre:ip:icmp", BETA, "198.51.100.50"],
            ["eth:ip:gre:ip:icmp", ALPHA, "192.0.2.10"],
          ]);

          const way = async (from: string) =>
            (await on("alpha").run(`ip route get 198.51.100.50 from ${from} 2>&1`)).stdout;
          expect(await way("192.0.2.1")).toContain("dev scrubber table 100");
          expect(await way(ALPHA)).not.toContain("scrubber");
          expect(await on("alpha").must("ip route get 10.0.2.12 from 192.0.2.1")).toContain("dev eth0");
          await having("alpha", "ip link set scrubber down", "ip link set scrubber up", async () =>
            expect(await way("192.0.2.1")).toContain("No route to host"),
          );
          // The kernel removed the routes of the device when it went down.
          expect((await stack.up({ refresh: true })).changed).toEqual({ scrubber: "update" });
          await isUnchanged(stack);
        });
      }),
    ));

  test("anycast-ecmp divides flows between both tunnels by their weights", () =>
    having("beta", EDGES, NO_EDGES, () => {
      const edges = [
        { remote: BETA, address: "10.9.0.0/31" },
        { remote: OTHER, address: "10.9.0.2/31", weight: 2 },
      ];
      const config = { router: site("alpha"), edges, to: "10.20.0.0/16" };
      return runExample("anycast-ecmp", config, async ({ outputs }, stack) => {
        expect(outputs).toEqual({ devices: ["edge-1", "edge-2"], mtus: [1476, 1476] });
        const destinations = Array.from({ length: 24 }, (_, index) => `10.20.${index}.1`);
        const { packets } = await capture({ filter: `ip proto 47 and src ${ALPHA}` }, () =>
          on("alpha").must(
            `for to in ${destinations.join(" ")}; do ping -n -c 1 -W 5 $to >/dev/null || exit 1; done`,
          ),
        );
        const by = (remote: string) =>
          packets.filter((one) => one.ip(0)?.dst === remote).map((one) => one.ip(1)?.dst);
        expect([...by(BETA), ...by(OTHER)].sort()).toEqual(destinations.sort());
        expect(by(BETA)).not.toEqual([]);
        expect(by(OTHER)).not.toEqual([]);
        // The kernel's hash has a random seed, so few flows would show no weights
        const routes = await on("alpha").must(
          "printf 'route get 10.20.%d.%d\n' $(for i in $(seq 400); do echo $((i % 200)) $((i / 200 + 1)); done) | ip -batch -",
        );
        const shares = ["edge-1", "edge-2"].map((device) => routes.split(`dev ${device} `).length - 1);
        expect(shares[0]).toBeGreaterThan(80);
        expect(shares[0]).toBeLessThan(180);
        expect(shares[1]).toBe(400 - (shares[0] ?? 0));

        await stack.configure({ edges: [{ ...edges[0], weight: 2 }, edges[1]] });
        expect((await stack.up()).changed).toEqual({ shared: "update" });
        expect(await on("alpha").must("ip route show 10.20.0.0/16")).toMatch(
          /dev edge-1 weight 2[\s\S]*dev edge-2 weight 2/,
        );
        await isUnchanged(stack);
      });
    }));

  longOnly(() => {
    test("tunnel-broker carries IPv6 of the routed prefix to the broker, and refuses what the prefix does not use", () =>
      having("beta", BROKER, "ip link del broker; ip link del net0", () =>
        machine("alpha", { gateway: "2001:db8:b:1::1/64", address: "2001:db8:b:1::10/64" })(() => {
          const broker = {
            ...{ server: BETA, gateway: "2001:db8:a::1" },
            ...{ client: "2001:db8:a::2/64", routed: "2001:db8:b::/48" },
          };
          return runExample(
            "tunnel-broker",
            { router: site("alpha"), broker },
            async ({ outputs }, stack) => {
              expect(outputs).toEqual({ device: "broker", mtu: 1480, prefix: broker.routed });
              const { packets } = await capture({ filter: "ip proto 41" }, () =>
                on("alpha").must("ip netns exec lan ping -n -c 1 -W 5 -M do -s 1432 2001:db8:99::1"),
              );
              const pings = packets.filter((one) => [128, 129].includes(one.icmpv6()?.type ?? 0));
              expect(pings.map((one) => [one.ip(), one.ipv6()])).toMatchObject([
                [
                  { src: ALPHA, dst: BETA, ttl: 255 },
                  { src: "2001:db8:b:1::10", dst: "2001:db8:99::1" },
                ],
                [
                  { src: BETA, dst: ALPHA, ttl: 255 },
                  { src: "2001:db8:99::1", dst: "2001:db8:b:1::10" },
                ],
              ]);
              const unused = await on("beta").run("ping -n -c 1 -W 3 2001:db8:b:2::1");
              expect(unused.stdout).toMatch(/From 2001:db8:\S+ icmp_seq=1 Destination unreachable/);
              await isUnchanged(stack);
            },
          );
        }),
      ));
  });
});
