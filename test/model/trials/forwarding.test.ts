// Trials of Forwarding next to other programs, and after a kill.
import { expect } from "vitest";
import { at, green, ipOn, refused, routesTo, trial } from "../trials.ts";
import type { World } from "../world.ts";

/** A script for beta. It sends one router advertisement through eth0, as a default router. */
const ADVERTISE = `perl -e '
use Socket;
socket(my $s, 10, SOCK_RAW, 58) or die $!;
setsockopt($s, 41, 18, pack("i", 255)) or die $!;
my $index = 0 + \`cat /sys/class/net/eth0/ifindex\`;
setsockopt($s, 41, 17, pack("i", $index)) or die $!;
my $ra = pack("CCnCCnNN", 134, 0, 0, 64, 0, 1800, 0, 0);
my $to = pack("SnNa16L", 10, 0, 0, Socket::inet_pton(10, "ff02::1"), $index);
send($s, $ra, 0, $to) or die $!;
'`;

/** The protocols of the IPv6 default routes of alpha. */
const protocolsOfIpv6Default = async (world: World) =>
  (await routesTo(world, "alpha", "::/0")).map((one) => one.protocol);

trial(
  "5",
  "Forwarding of IPv6 keeps the default route of a router advertisement, or is refused",
  async (world) => {
    await world.beta.must(ADVERTISE);
    await world.alpha.must(
      "for i in 1 2 3 4 5 6 7 8 9; do ip -6 route show default | grep -q ra && exit 0; sleep 0.05; done; exit 1",
    );
    const before = await world.alpha.must("cat /proc/sys/net/ipv6/conf/eth0/accept_ra");
    const stack = world.stack();
    const result = await stack.up([
      { type: "Forwarding", name: "f", args: { host: at("alpha"), family: "inet6" } },
    ]);
    if (result.status !== "succeeded") refused(result, /accept_ra/);
    expect(await protocolsOfIpv6Default(world)).toEqual(["ra"]);
    await world.beta.must(ADVERTISE);
    green(await stack.destroy());
    expect(await protocolsOfIpv6Default(world)).toEqual(["ra"]);
    expect(await world.alpha.must("cat /proc/sys/net/ipv6/conf/eth0/accept_ra")).toBe(before);
  },
);

trial(
  "20",
  "Forwarding stays on after destroy when another program has made a bridge since",
  async (world) => {
    const stack = world.stack();
    green(await stack.up([{ type: "Forwarding", name: "f", args: { host: at("alpha") } }]));
    // Docker does this: it finds forwarding on, and makes a bridge for containers
    await ipOn(
      world,
      "alpha",
      "link add docker0 type bridge",
      "addr add 172.17.0.1/16 dev docker0",
      "link set docker0 up",
    );
    green(await stack.destroy());
    expect(await world.alpha.must("cat /proc/sys/net/ipv4/ip_forward")).toBe("1\n");
  },
);

trial(
  "M3",
  "Forwarding is completed by the next up when the reply to its creation was lost, and destroy removes it",
  async (world) => {
    const stack = world.stack();
    const program = [{ type: "Forwarding", name: "f", args: { host: at("alpha") } }];
    const killed = await stack.up(program, { fault: { after: 0, how: "unanswered", what: "process" } });
    expect(killed.status).toBe("killed");
    green(await stack.up(program));
    green(await stack.destroy());
    expect(
      await world.alpha.must("cat /proc/sys/net/ipv4/ip_forward; ls /run/pulumi-iproute2 2>/dev/null; true"),
    ).toBe("0\n");
  },
);
