// The number of connections that a deployment opens to a host. The host's kernel counts the processes that sshd
// starts, one for each connection.
import { FouPort, IpipTunnel, LinkCheck, LinkSet } from "pulumi-iproute2";
import { expect, test } from "vitest";
import { on } from "../lab/index.ts";
import { processesOf } from "../lab/processes.ts";
import { sites, withStack } from "./lab-stack.ts";

/**
 * Twenty links, a set, a port and pings. They are more than sshd accepts as connections at once, and of several
 * types.
 */
const program = (ttl: number) => async () => {
  const { alpha, beta } = sites();
  const links = Array.from({ length: 20 }, (_, n) => {
    const end = { local: alpha.underlay, remote: `10.99.1.${n}`, ttl };
    return new IpipTunnel(`one${n}`, { host: alpha.host, ...end, addresses: [`10.61.${n}.1/30`] });
  });
  const ends = { local: alpha.underlay, ttl };
  const members = Array.from({ length: 5 }, (_, n) => [`set${n}`, { ...ends, remote: `10.99.2.${n}` }]);
  new LinkSet("set", { host: alpha.host, kind: "ipip", links: Object.fromEntries(members) });
  new FouPort("port", { host: alpha.host, port: 5555, gue: true });
  new LinkCheck("check", { host: alpha.host, to: beta.underlay, count: 1 }, { dependsOn: links });
};

test("a run opens one connection to a host for all of its resources, and a preview opens none", () =>
  withStack("connections", program(64), async (stack) => {
    await on("alpha").must("modprobe ipip; modprobe fou");
    const logins = async (run: () => Promise<unknown>) => {
      const { processes } = await processesOf("alpha", run);
      return processes.programs.filter((file) => file.endsWith("/sshd")).length;
    };
    expect(await logins(() => stack.preview())).toBe(0);
    expect(await logins(() => stack.up())).toBe(1);
    expect(await logins(() => stack.refresh())).toBe(1);
    stack.use(program(65));
    expect(await logins(() => stack.up())).toBe(1);
    expect(await logins(() => stack.destroy())).toBe(1);
  }));
