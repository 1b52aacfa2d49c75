// Runs the examples without changes on the two hosts, with traffic that shows their purpose.
import { describe, expect, test } from "vitest";
import { CONTROLLER_ADDRESS, capture, type HostName, on, ping } from "../lab/index.ts";
import { longOnly } from "../sample.ts";
import { having, runExample, site, subnets } from "./example.ts";

const GROUP = "239.99.1.1";
/** Joins the group, prints the first datagram, and ends without one after 20 seconds. */
const JOIN = `alarm 20; socket(S, PF_INET, SOCK_DGRAM, 0); bind(S, pack_sockaddr_in(5000, INADDR_ANY)) or die;
setsockopt(S, 0, IP_ADD_MEMBERSHIP, pack_ip_mreq(inet_aton("${GROUP}"), INADDR_ANY)) or die $!; recv(S, $got, 99, 0); print $got;`;

/** Only one UDP port and ARP pass between the hosts. The connections of the tests to the hosts pass too. */
const FIREWALL = `nft -f - <<'END'
table bridge firewall {
  chain forward {
    type filter hook forward priority 0; policy drop;
    ether type arp accept
    ip saddr ${CONTROLLER_ADDRESS} accept
    ip daddr ${CONTROLLER_ADDRESS} accept
    udp dport 5555 accept
  }
}
END`;

/** A bridge with a machine behind it. */
const bridged = (address: string) => `ip link add br0 type bridge && ip link set br0 up &&
ip netns add machine && ip link add port0 master br0 type veth peer name eth0 netns machine && ip link set port0 up &&
ip -n machine addr add ${address}/24 dev eth0 && ip -n machine link set eth0 up`;
const UNBRIDGED = "ip netns del machine; ip link del br0";

/** A neighbour behind the monitored device. */
const NEIGHBOUR = `ip netns add lan && ip link add mon0 type veth peer name lan0 netns lan &&
ip addr add 10.50.0.1/24 dev mon0 && ip link set mon0 up && ip -n lan addr add 10.50.0.2/24 dev lan0 && ip -n lan link set lan0 up`;

const until = (host: HostName, condition: string) =>
  on(host).must(`for i in $(seq 50); do { ${condition}; } && exit; sleep 0.1; done; exit 1`);

describe("example", () => {
  test("gre-multicast delivers multicast datagrams to a receiver that joined the group", () =>
    runExample("gre-multicast", { ams: site("alpha"), fra: site("beta") }, async () => {
      const ignored = "net.ipv4.icmp_echo_ignore_broadcasts";
      const receiving = on("beta").must(`perl -MSocket=:all -e '${JOIN}'`, { timeoutSeconds: 30 });
      const sending = having("beta", `sysctl -qw ${ignored}=0`, `sysctl -qw ${ignored}=1`, async () => {
        await until("beta", `ip maddr show dev cast-b | grep -q ${GROUP}`);
        const { packets, result } = await capture({ filter: "ip proto 47" }, () =>
          ping("alpha", { to: GROUP, count: 1 }),
        );
        expect(result.received).toBe(1);
        expect(packets.filter((one) => one.icmp()).map((one) => [one.ip(0), one.ip(1)])).toMatchObject([
          [
            { ttl: 64, dst: site("beta").underlay },
            { src: "10.9.0.1", dst: GROUP },
          ],
          [
            { ttl: 64, dst: site("alpha").underlay },
            { src: "10.9.0.2", dst: "10.9.0.1" },
          ],
        ]);
        await on("alpha").must(`bash -c 'echo hello > /dev/udp/${GROUP}/5000'`);
      });
      // Neither the receiver nor the senders name a device, because the routes choose it.
      expect((await Promise.all([receiving, sending]))[0]).toBe("hello\n");
    }));

  test("gue-through-a-firewall passes a firewall that drops plain GRE", () =>
    having("wire", FIREWALL, "nft delete table bridge firewall", () => {
      const ends = { ams: site("alpha"), fra: site("beta") };
      return runExample("gue-through-a-firewall", { ...ends, port: "0" }, async (_, stack) => {
        const to = "10.9.0.2";
        expect((await ping("alpha", { to, count: 1 })).received).toBe(0);
        await stack.configure({ port: "5555" });
        const { outputs, changed } = await stack.up();
        expect(outputs.mtu).toBe(1464);
        expect(changed).toMatchObject({ "through-a": "update", "through-b": "update" });
        expect((await ping("alpha", { to, count: 2, size: 1464 - 28, df: true })).received).toBe(2);
      });
    }));

  test("geneve-l2 makes machines at both sites neighbours", () =>
    having("alpha", bridged("192.168.7.1"), UNBRIDGED, () =>
      having("beta", bridged("192.168.7.2"), UNBRIDGED, () =>
        runExample("geneve-l2", { ams: site("alpha"), fra: site("beta") }, async ({ outputs }, stack) => {
          expect(outputs).toEqual({ members: { ams: "l2-fra", fra: "l2-ams" } });
          await on("alpha").must("ip link set l2-fra master br0");
          await on("beta").must("ip link set l2-ams master br0");
          const fullFrame = (manner: string) =>
            on("alpha").run(`ip netns exec machine ping -n -c 1 -W 2 -M ${manner} -s 1472 192.168.7.2`);
          const { packets, result } = await capture({ filter: "udp port 6081" }, () => fullFrame("dont"));
          expect(result.exitCode).toBe(0);
          expect(packets.map(({ shape }) => shape)).toContain("eth:ip:udp:geneve:eth:arp");
          expect((await fullFrame("do")).stdout).toContain("Frag needed and DF set (mtu = 1450)");
          expect((await stack.refresh()).changed).toEqual({});
        }),
      ),
    ));

  test("ipv6-islands connects IPv6 subnets by a pair, and then as a 6rd domain", () => {
    const ends = { ams: site("alpha"), fra: site("beta") };
    const pingIslands = async (from: string, to: string) => {
      const { packets, result } = await capture({ filter: "ip proto 41" }, () =>
        ping("alpha", { from, to, count: 1 }),
      );
      expect(result.received).toBe(1);
      const pings = packets.filter((one) => one.icmpv6()?.type === 128);
      expect(pings.map((one) => [one.ip(), one.ipv6()])).toMatchObject([
        [
          { src: ends.ams.underlay, dst: ends.fra.underlay },
          { src: from, dst: to },
        ],
      ]);
    };
    const [first, second] = ["2001:db8:a00:20b", "2001:db8:a00:20c"];
    return subnets("fd00:10::1/64", "fd00:20::1/64", () =>
      runExample("ipv6-islands", ends, async (_, stack) => {
        await pingIslands("fd00:10::1", "fd00:20::1");
        await stack.configure({ sixrd: "2001:db8::/32" });
        expect((await stack.up()).outputs).toEqual({
          islands: { ams: `${first}::/64`, fra: `${second}::/64` },
        });
        await pingIslands(`${first}::1`, `${second}::1`);
      }),
    );
  });

  longOnly(() => {
    test("site-to-site connects two subnets through IPIP", () =>
      subnets("10.10.0.1/24", "10.20.0.1/24", () =>
        runExample("site-to-site", { ams: site("alpha"), fra: site("beta") }, async ({ outputs }, stack) => {
          expect(outputs).toEqual({
            mtu: 1480,
            sites: {
              ams: { device: "ams-fra-a", addresses: ["10.9.0.1/30"], subnets: ["10.10.0.0/24"] },
              fra: { device: "ams-fra-b", addresses: ["10.9.0.2/30"], subnets: ["10.20.0.0/24"] },
            },
          });
          const { packets, result } = await capture({ filter: "ip proto 4" }, () =>
            ping("alpha", { from: "10.10.0.1", to: "10.20.0.1", count: 1 }),
          );
          expect(result.received).toBe(1);
          expect(packets.map(({ shape }) => shape)).toEqual(["eth:ip:ip:icmp", "eth:ip:ip:icmp"]);

          await stack.configure({ ttl: "128" });
          const preview = await stack.preview();
          expect(preview.changed).toEqual({ "ams-fra-a": "update", "ams-fra-b": "update" });
        }),
      ));

    test("erspan-monitor delivers copies of the monitored device's packets to the collector", () =>
      having("alpha", NEIGHBOUR, "ip netns del lan", () => {
        const config = { monitor: { ...site("alpha"), device: "mon0" }, collector: site("beta") };
        return runExample("erspan-monitor", config, async ({ outputs }) => {
          expect(outputs).toEqual({ listenOn: "span0" });
          const { packets } = await capture({ filter: "icmp", on: "beta", interface: "span0" }, async () => {
            expect((await ping("alpha", { to: "10.50.0.2", count: 2 })).received).toBe(2);
          });
          const seen = packets.filter((one) => one.ip()?.src.startsWith("10.50.0."));
          expect(seen.map((one) => one.icmp()?.type)).toEqual([8, 0, 8, 0]);
        });
      }));

    test("ipsec-vti encrypts all packets between the hosts in ESP", () =>
      subnets("10.10.0.1/24", "10.20.0.1/24", () =>
        runExample("ipsec-vti", { ams: site("alpha"), fra: site("beta") }, async ({ outputs }) => {
          expect(outputs).toMatchObject({ mtu: 1446 });
          const between = "host 10.0.2.11 and host 10.0.2.12 and not arp";
          const { packets, result } = await capture({ filter: between }, () =>
            ping("alpha", { from: "10.10.0.1", to: "10.20.0.1", count: 2, size: 1446 - 28, df: true }),
          );
          expect(result.received).toBe(2);
          expect(packets.map(({ shape }) => shape)).toEqual(Array(4).fill("eth:ip:esp"));
        }),
      ));

    test("mesh makes each site reachable at its derived address", () => {
      const sites = {
        ams: { ...site("alpha"), subnets: ["10.10.0.0/16"] },
        fra: { ...site("beta"), subnets: ["10.20.0.0/16"] },
      };
      return runExample("mesh", { sites }, async ({ outputs }) => {
        const { addresses, diagram } = outputs as {
          addresses: Record<string, Record<string, string[]>>;
          diagram: string;
        };
        expect(diagram).toContain('["ams<br/>10.10.0.0/16"]');
        const [far = ""] = addresses.fra?.ams ?? [];
        expect((await ping("alpha", { to: far.split("/")[0] ?? "" })).received).toBeGreaterThan(0);
      });
    });
  });
});
