// The state and the objects on the hosts that the program in user/index.ts had with the code of 0.1.0 before objects carried
// the random word of a stack. They were recorded from a run of that code.
import { readFileSync } from "node:fs";
import path from "node:path";
import type { ConnectionArgs } from "../../provider/ssh/index.ts";
import type { World } from "../model/world.ts";

const file = path.join(import.meta.dirname, "user/state-0.1.0.json");
const SECRET = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
};

type Connections = Readonly<Record<"ams" | "fra", ConnectionArgs>>;

/** The state, whose connections lead to these hosts. */
export function stateOf(connections: Connections): unknown {
  const filled = ({ privateKey, ...rest }: ConnectionArgs) => ({
    ...rest,
    privateKey: { ...SECRET, plaintext: JSON.stringify(privateKey) },
  });
  return JSON.parse(readFileSync(file, "utf8"), (key, value: unknown) => {
    if (key === "connection" && (value === "ams" || value === "fra")) return filled(connections[value]);
    return value === "HOST-KEY" ? connections.ams.hostKey : value;
  });
}

const link = (name: string, args: string, commands: string) => `
  ip link add ${name} mtu 1450 group 26992 type vxlan id 42 ${args} dev eth0 dstport 4789 ttl 64 &&
  ip link set ${name} ${commands} up`;

const MARKERS = "/run/pulumi-iproute2/$(stat -L -c %i /proc/self/ns/net)";

/** Creates the objects on both hosts. */
export async function makeObjects({ alpha, beta }: World): Promise<void> {
  await alpha.must(`${link(
    "ams-fra-a",
    "local 198.51.100.1 remote 198.51.100.2",
    "address 16:52:f9:b9:54:a4 alias pulumi-iproute2:1:41b7743b1fc5:net/prod/ams-fra-a",
  )} &&
  ip addr add 10.9.0.1/30 dev ams-fra-a && ip route add 10.20.0.0/24 dev ams-fra-a proto static`);
  await beta.must(`${link(
    "ams-fra-b",
    "local 198.51.100.2 remote 198.51.100.1",
    "address 12:2a:f7:54:0d:46 alias pulumi-iproute2:1:6841ed8c26ee:net/prod/ams-fra-b",
  )} &&
  ip addr add 10.9.0.2/30 dev ams-fra-b && ip route add 10.10.0.0/24 dev ams-fra-b proto static &&
  ip xfrm policy add src 10.1.0.0/16 dst 10.2.0.0/16 dir out priority 0 &&
  echo 1 >/proc/sys/net/ipv4/ip_forward && mkdir -p -m 700 "${MARKERS}" && cd "${MARKERS}" && umask 077 &&
  echo pulumi-iproute2:1:95f774024ad9:net/prod/forwarding 0 >forwarding:inet:95f774024ad9 &&
  echo pulumi-iproute2:1:7db636e75c6f:net/prod/policy >xfrm-policy:out:10.1.0.0_16:10.2.0.0_16:any:any:any:any:any:any:any`);
}
