import { existsSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { capture, ensureLab, type HostName, labHosts, on, ping, snapshot, USERS } from "./index.ts";
import { currentLab } from "./paths.ts";
import { unstick } from "./qemu-unstick.ts";

let stop: () => Promise<void> = async () => undefined;
beforeAll(async () => {
  ({ stop } = await ensureLab());
}, 300_000);
afterAll(() => stop());

const ends = ["alpha", "beta"] as const satisfies readonly HostName[];

test.each([...ends, "wire" as const])("host %s answers with its own name", async (name) => {
  expect(await on(name).must("hostname")).toBe(`${name}\n`);
});

test("every host has its own machine id, host key and /etc", async () => {
  const ids = await Promise.all(
    [...ends, "wire" as const].map((name) => on(name).must("cat /etc/machine-id")),
  );
  expect(new Set(ids).size).toBe(3);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}\n$/);
  expect(new Set(Object.values(labHosts()).map((host) => host.connection.hostKey)).size).toBe(3);
  await on("alpha").must("touch /etc/only-here /run/only-here");
  expect((await on("beta").run("ls /etc/only-here /run/only-here")).exitCode).not.toBe(0);
  await on("alpha").must("rm /etc/only-here /run/only-here");
});

test.each([
  ["alpha", "10.0.2.12"],
  ["beta", "10.0.2.11"],
  ["alpha", "fd00:2::12"],
  ["beta", "fd00:2::11"],
] as const)("host %s pings %s with packets of full size", async (from, to) => {
  const size = 1500 - (to.includes(":") ? 48 : 28);
  expect(await ping(from, { to, size, df: true })).toMatchObject({ sent: 3, received: 3, lossPercent: 0 });
});

test.each(ends)("host %s has no default route and reaches no port of the controller", async (name) => {
  expect(await on(name).must("ip route show default; ip -6 route show default")).toBe("");
  let reached = false;
  const server = createServer(() => {
    reached = true;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const { exitCode } = await on(name).run(`timeout 2 bash -c 'echo hello > /dev/tcp/10.0.2.2/${port}'`);
    expect({ exitCode: exitCode !== 0, reached }).toEqual({ exitCode: true, reached: false });
  } finally {
    server.close();
  }
});

test("host wire sees each frame between the other hosts once", async () => {
  const { packets } = await capture({ filter: "icmp" }, () => ping("alpha", { to: "10.0.2.12", count: 2 }));
  expect(packets.map((packet) => [packet.shape, packet.ip()?.src, packet.icmp()?.type])).toEqual([
    ["eth:ip:icmp", "10.0.2.11", 8],
    ["eth:ip:icmp", "10.0.2.12", 0],
    ["eth:ip:icmp", "10.0.2.11", 8],
    ["eth:ip:icmp", "10.0.2.12", 0],
  ]);
});

test("user ops becomes root without a password, and user plain does not", async () => {
  expect(await on("alpha").must("sudo -n id -u", { user: USERS.ops.name })).toBe("0\n");
  expect((await on("alpha").run("sudo -n id -u", { user: USERS.plain.name })).exitCode).not.toBe(0);
});

const modules =
  "ipip ip_gre ip6_tunnel ip6_gre sit geneve vxlan fou fou6 ip_vti ip6_vti xfrm_interface act_mirred sch_ingress";
test.each(modules.split(" "))("the kernel has %s", async (module) => {
  expect(await on("alpha").run(`modprobe ${module}`)).toMatchObject({ exitCode: 0 });
});

test("a host can have network namespaces", async () => {
  await on("alpha").must("ip netns add inner && ip netns exec inner ip link set lo up && ip netns del inner");
});

test("a host is as before after an IPIP link was made and removed", async () => {
  const before = await snapshot("alpha");
  await on("alpha").must(
    "ip link add t1 type ipip local 10.0.2.11 remote 10.0.2.12 && ip addr add 10.9.0.1/30 dev t1 && ip link set t1 up",
  );
  const during = await snapshot("alpha");
  expect(during).not.toBe(before);
  expect(during).toContain('"t1"');
  await on("alpha").must("ip link del t1");
  expect(await snapshot("alpha")).toBe(before);
});

test("an emulated machine continues unchanged after a debugger's step", async ({ skip }) => {
  const { debugger: socket } = currentLab();
  if (!existsSync(socket)) return skip("the machine is not emulated, or its directory's path is too long");
  await unstick(socket);
  expect(await on("wire").must("hostname")).toBe("wire\n");
});
