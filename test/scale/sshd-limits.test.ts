// 200 links are made at once on a host whose sshd allows one session per connection and two handshakes at a time.
import { afterAll, beforeAll, expect, test } from "vitest";
import { handlers } from "../../provider/index.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import { closeAll, resetStats, stats } from "../../provider/ssh/index.ts";
import { makeNetns, type Netns } from "../kinds/netns-fixture.ts";
import { labHosts, on } from "../lab/index.ts";

const CONFIG = "/etc/ssh/sshd_config";
const LINKS = 200;
/** The number of connections: more than sshd accepts at a time. */
const WAYS = 6;

const kind = handlers.IpipTunnel ?? expect.fail("no IpipTunnel");
let netns: Netns;

/** Sets a configuration for new connections. Open connections stay. */
const restart = (edit: string) =>
  on("alpha").must(
    `${edit} && kill $(pgrep -f '[l]istener'); sleep 0.5; until pgrep -f '[l]istener' >/dev/null; do sleep 0.1; done`,
  );

beforeAll(async () => {
  await on("alpha").must("modprobe ipip");
  netns = await makeNetns("limits");
  await restart(
    `cp ${CONFIG} /run/sshd_config.was && printf 'MaxSessions 1\\nMaxStartups 2\\n' | cat - /run/sshd_config.was >${CONFIG}`,
  );
  await closeAll();
  resetStats();
});
afterAll(async () => {
  await closeAll();
  await restart(`mv /run/sshd_config.was ${CONFIG}`);
  await netns.remove();
});

test("200 links are made and removed, and each connection is authenticated once", async () => {
  const { connection } = labHosts().alpha;
  const link = (n: number): Args => ({
    // Another comment after the key makes another connection to the same host.
    host: { ...netns.host, connection: { ...connection, hostKey: `${connection.hostKey} way${n % WAYS}` } },
    owner: `test/limits/l${n}`,
    name: `l${n}`,
    local: "10.0.2.11",
    remote: `10.99.3.${n}`,
  });
  const made = await Promise.all(Array.from({ length: LINKS }, (_, n) => kind.create(link(n))));
  expect(await netns.run("ls /sys/class/net | grep -c '^l[0-9]'")).toBe(`${LINKS}\n`);
  expect(stats).toMatchObject({ connections: WAYS, authentications: WAYS });
  expect(stats.retries).toBeGreaterThan(0);
  await Promise.all(made.map(({ id, outs }) => kind.delete(id, outs)));
  expect(await netns.run("ls /sys/class/net | grep -c '^l[0-9]' || true")).toBe("0\n");
  expect(stats.connections).toBe(WAYS);
});
