// Runs the example with FRR on both hosts, and and in a namespace on beta, which is a third site.
import { describe, expect, test } from "vitest";
import { capture, type HostName, labHosts, on, ping } from "../lab/index.ts";
import { type During, having, isUnchanged, machine, nested, runExample, subnets } from "./example.ts";

/** A third site: a namespace with a subnet. beta routes to its underlay address. */
const nyc: During = (during) =>
  having("alpha", "ip route add 10.77.0.0/24 via 10.0.2.12", "ip route del 10.77.0.0/24", () =>
    machine("beta", { name: "nyc", gateway: "10.77.0.1/24", address: "10.77.0.2/24" })(async () => {
      await on("beta").must(
        "ip -n nyc link add lan0 type dummy && ip -n nyc addr add 10.30.0.1/24 dev lan0 && ip -n nyc link set lan0 up",
      );
      return during();
    }),
  );

/** FRR's daemons without a configuration. `within` is a namespace, whose daemons have paths of their own. */
const start = (within?: string) => {
  const [run, option, directory] =
    within === undefined
      ? ["", "", "/run/frr"]
      : [`ip netns exec ${within} `, `-N ${within}`, `/run/frr/${within}`];
  return `install -d -o frr -g frr ${directory} && ${run}/usr/lib/frr/zebra -d ${option} && ${run}/usr/lib/frr/bgpd -d ${option}`;
};
const STOP = `pids=$(find /run/frr -name '*.pid' -exec cat {} +); kill $pids
for i in $(seq 100); do kill -0 $pids 2>/dev/null || break; sleep 0.1; done; rm -rf /run/frr`;

const frr: During = (during) =>
  having("alpha", start(), STOP, () => having("beta", `${start()} && ${start("nyc")}`, STOP, during));
const subnetsOfAll: During = (during) => subnets("10.10.0.1/24", "10.20.0.1/24", during);

const SITES: readonly { name: string; host: HostName; option: string }[] = [
  { name: "ams", host: "alpha", option: "" },
  { name: "fra", host: "beta", option: "" },
  { name: "nyc", host: "beta", option: "-N nyc" },
];

function sites() {
  const { alpha, beta } = labHosts();
  const site = ({ connection, underlay4 }: typeof alpha, asn: number, subnet: string) => ({
    ...{ host: { connection }, underlay: underlay4, asn, subnets: [subnet] },
  });
  return {
    ams: site(alpha, 65001, "10.10.0.0/24"),
    fra: site(beta, 65002, "10.20.0.0/24"),
    nyc: {
      ...site(beta, 65003, "10.30.0.0/24"),
      ...{ host: { connection: beta.connection, netns: "nyc" }, underlay: "10.77.0.2" },
    },
  };
}

const until = (host: HostName, condition: string) =>
  on(host).must(`for i in $(seq 120); do ${condition} && exit; sleep 0.5; done; ip route; exit 1`, {
    timeoutSeconds: 90,
  });

describe("example", () => {
  test("bgp-mesh gives FRR sessions between all sites, and a way around a failed link", () =>
    nested([subnetsOfAll, nyc, frr], () =>
      runExample("bgp-mesh", { sites: sites() }, async ({ outputs }, stack) => {
        const configurations = outputs.frr as Record<string, string>;
        for (const { name, host, option } of SITES)
          await on(host).must(`cat >/tmp/${name}.conf && vtysh ${option} -f /tmp/${name}.conf`, {
            stdin: configurations[name] ?? "",
          });
        await until("alpha", "ip route show proto bgp 10.20.0.0/24 dev wan-fra | grep -q .");
        await until("alpha", "ip route show proto bgp 10.30.0.0/24 dev wan-nyc | grep -q .");
        await until("beta", "ip route show proto bgp 10.10.0.0/24 dev wan-ams | grep -q .");
        const { packets, result } = await capture({ filter: "ip proto 47 and not tcp" }, () =>
          ping("alpha", { from: "10.10.0.1", to: "10.20.0.1", count: 1 }),
        );
        expect(result.received).toBe(1);
        expect(packets.map(({ shape }) => shape).filter((shape) => shape.endsWith("icmp"))).toEqual(
          Array(2).fill("eth:ip:gre:ip:icmp"),
        );
        await isUnchanged(stack);

        await on("alpha").must("ip link set wan-fra down");
        await until("alpha", "ip route get 10.20.0.1 | grep -q 'dev wan-nyc'");
        await until("beta", "ip route get 10.10.0.1 | grep -q 'dev wan-nyc'");
        expect((await ping("alpha", { from: "10.10.0.1", to: "10.20.0.1", count: 2 })).received).toBe(2);
        expect((await stack.up({ refresh: true })).changed).toEqual({ "wan-ams-fra-a": "update" });
        await until("alpha", "ip route get 10.20.0.1 | grep -q 'dev wan-fra'");
      }),
    ));
});
