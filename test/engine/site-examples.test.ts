// Runs the examples of links between sites of one operator that need more than a tunnel.
import { describe, expect, test } from "vitest";
import { capture, labHosts, on, ping } from "../lab/index.ts";
import { longOnly } from "../sample.ts";
import { having, isUnchanged, machine, nested, runExample, site, subnets } from "./example.ts";

const ENDS = () => ({ ams: site("alpha"), fra: site("beta") });
const CUSTOMERS = ["acme", "globex"];
const BETWEEN = "host 10.0.2.11 and host 10.0.2.12 and not arp";

/** Two sites on alpha: namespaces with underlay addresses of their own. One has a bridge with an address. */
const inside = (name: string, last: number) => `ip netns add ${name} &&
ip link add link eth0 name new0 netns ${name} type macvlan mode bridge && ip -n ${name} link set lo up &&
ip -n ${name} addr add 10.0.2.${last}/24 dev new0 && ip -n ${name} link set new0 up`;
const INSIDE = `${inside("ams", 31)} && ${inside("nyc", 33)} &&
ip -n nyc link add br0 type bridge && ip -n nyc addr add 10.99.0.200/24 dev br0 && ip -n nyc link set br0 up`;

describe("example", () => {
  test("vrf-per-customer carries overlapping addresses, each to the machine of the same customer", () => {
    const machines = CUSTOMERS.flatMap((name) => [
      machine("alpha", { name: `at-${name}`, gateway: "10.10.0.1/24", address: "10.10.0.10/24" }),
      machine("beta", { name: `at-${name}`, gateway: "10.20.0.1/24", address: "10.20.0.10/24" }),
    ]);
    const subnetsOf = { ams: ["10.10.0.0/24"], fra: ["10.20.0.0/24"] };
    const customers = Object.fromEntries(
      CUSTOMERS.map((name, index) => [name, { id: index + 1, subnets: subnetsOf }]),
    );
    return nested(machines, () =>
      runExample("vrf-per-customer", { ...ENDS(), customers }, async ({ outputs }, stack) => {
        expect(outputs.links).toEqual({
          acme: { ams: "acme-fra", fra: "acme-ams" },
          globex: { ams: "globex-fra", fra: "globex-ams" },
        });
        for (const host of ["alpha", "beta"] as const)
          await on(host).must(CUSTOMERS.map((name) => `ip link set at-${name} master ${name}`).join(" && "));
        await on("beta").must("ip -n at-globex addr add 10.20.0.99/24 dev eth0");
        const reaches = (name: string, to: string) =>
          on("alpha").run(`ip netns exec at-${name} ping -n -c 1 -W 3 ${to}`);
        for (const [index, name] of CUSTOMERS.entries()) {
          const { packets, result } = await capture({ filter: "ip proto 47" }, () =>
            reaches(name, "10.20.0.10"),
          );
          expect(result.exitCode).toBe(0);
          expect(packets.map((one) => [one.gre()?.key, one.ip(1)?.src, one.ip(1)?.dst])).toEqual([
            [index + 1, "10.10.0.10", "10.20.0.10"],
            [index + 1, "10.20.0.10", "10.10.0.10"],
          ]);
        }
        // Only globex has this address.
        expect((await reaches("globex", "10.20.0.99")).exitCode).toBe(0);
        expect((await reaches("acme", "10.20.0.99")).exitCode).toBe(1);
        // The main table has a route to this address, and the table of a VRF refuses it.
        expect((await reaches("acme", "10.0.2.12")).stdout).toContain("Destination Host Unreachable");
        await isUnchanged(stack);
      }),
    );
  });

  longOnly(() => {
    test("gre-in-ipsec sends only ESP, also with new keys", () =>
      subnets("10.10.0.1/24", "10.20.0.1/24", () =>
        runExample("gre-in-ipsec", ENDS(), async ({ outputs }, stack) => {
          expect(outputs).toMatchObject({ mtu: 1434 });
          const carries = async () => {
            const { packets, result } = await capture({ filter: BETWEEN }, () =>
              ping("alpha", { from: "10.10.0.1", to: "10.20.0.1", count: 2, size: 1434 - 28, df: true }),
            );
            expect(result.received).toBe(2);
            expect(packets.map(({ shape }) => shape)).toEqual(Array(4).fill("eth:ip:esp"));
          };
          await carries();
          await isUnchanged(stack);
          await stack.configure({ generation: "2" });
          await stack.up();
          await carries();
        }),
      ));

    test("vxlan-segment makes three sites and the bridge of one of them neighbours", () =>
      having("alpha", INSIDE, "ip netns del ams; ip netns del nyc", () => {
        const { alpha, beta } = labHosts();
        const onAlpha = (netns: string, last: number) => ({
          ...{ host: { connection: alpha.connection, netns }, underlay: `10.0.2.${last}` },
        });
        const fra = { host: { connection: beta.connection }, underlay: beta.underlay4 };
        const sites = { ams: onAlpha("ams", 31), fra, nyc: { ...onAlpha("nyc", 33), bridge: "br0" } };
        return runExample("vxlan-segment", { sites }, async ({ outputs }, stack) => {
          expect(outputs.addresses).toEqual({
            ams: { ams: ["10.99.0.195/24"] },
            fra: { fra: ["10.99.0.31/24"] },
            nyc: { nyc: [] },
          });
          const pings = (from: string, to: string) =>
            on("alpha").must(`ip netns exec ${from} ping -n -c 2 -W 3 ${to}`);
          const { packets } = await capture({ filter: "udp port 4789" }, () => pings("ams", "10.99.0.31"));
          expect(packets.map(({ shape }) => shape)).toEqual(
            expect.arrayContaining(["eth:ip:udp:vxlan:eth:arp", "eth:ip:udp:vxlan:eth:ip:icmp"]),
          );
          // The bridge has this address.
          await pings("ams", "10.99.0.200");
          await pings("nyc", "10.99.0.31");
          await isUnchanged(stack);
        });
      }));
  });
});
