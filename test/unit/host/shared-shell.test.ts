// The handlers use a real SSH connection to a real shell with the real ip, in a network namespace of its own.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { afterEach, describe, expect, test, vi } from "vitest";
import { handlers } from "../../../provider/index.ts";
import { closeAll } from "../../../provider/ssh/index.ts";
import { startServer, type TestServer } from "../ssh/server.ts";

vi.setConfig({ testTimeout: 60_000 });

type Args = Readonly<Record<string, unknown>>;
const kind = handlers.VxlanTunnel as NonNullable<typeof handlers.VxlanTunnel>;
const SHELLS = [["dash"], ["bash"], ["busybox", "sh"]].filter(
  ([program]) => spawnSync("which", [program ?? ""]).status === 0,
);
const NAMESPACE = ["unshare", "--net", "--mount"];
const hasNamespaces =
  spawnSync("unshare", ["--net", "ip", "link", "add", "x", "type", "vxlan", "id", "1", "dstport", "4789"])
    .status === 0;

interface Host {
  readonly server: TestServer;
  /** Runs a command in the namespace. */
  run(script: string): string;
  stop(): Promise<void>;
}

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await closeAll();
  for (const stop of stops.splice(0)) await stop();
});

async function newHost(shell: readonly string[]): Promise<Host> {
  const script =
    "mount -t sysfs sysfs /sys && mount -t tmpfs tmpfs /run && ip link set lo up && echo ready && exec sleep 600";
  const [program = "", ...args] = [...NAMESPACE, "sh", "-c", script];
  const keeper: ChildProcess = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve) => keeper.stdout?.once("data", resolve));
  const enter = ["nsenter", "--target", String(keeper.pid), "--net", "--mount"];
  const server = await startServer({ shell: [...enter, ...shell] });
  stops.push(async () => {
    await server.stop();
    keeper.kill("SIGKILL");
  });
  const run = (text: string) =>
    spawnSync(enter[0] ?? "", [...enter.slice(1), "sh", "-c", text], { encoding: "utf8" }).stdout;
  return { server, run, stop: async () => undefined };
}

const link = (host: Args, n: number, more: Args = {}): Args => ({
  host,
  owner: `p/s/x${n}`,
  name: `x${n}`,
  vni: n,
  local: "127.0.0.1",
  remote: "127.0.0.2",
  mtu: 1400,
  ...more,
});

describe.skipIf(!hasNamespaces).each(SHELLS.map((words) => [words.join(" "), words] as const))(
  "FrameQueue of a host with two spellings, in %s",
  (_title, shell) => {
    test("undoes the operation that failed and names it, and leaves foreign devices alone", async () => {
      const { server, run } = await newHost(shell);
      const plain = { connection: { ...server.connection, user: "root" } };
      const spelled = { connection: { ...server.connection, perDialTimeout: 20 }, sudo: false };
      await kind.create(link(plain, 1));
      // Two operations of the other spelling. Each has more lines than the persistent ip has received.
      await kind.create(link(spelled, 11, { addresses: ["10.11.0.1/30"] }));
      await kind.create(link(spelled, 12, { addresses: ["10.12.0.1/30"] }));
      run("ip link add x4 type bridge; ip addr add 10.44.0.1/24 dev x4");
      const results = await Promise.allSettled([
        kind.create(link(plain, 2)),
        kind.create(link(plain, 3, { routes: [{ to: "10.77.0.0/16", via: "10.200.0.1" }] })),
        kind.create(link(plain, 4, { addresses: ["10.13.0.1/30"] })),
      ]);
      expect(run("ip -br addr show x4")).toContain("10.44.0.1/24");
      expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
      const reasons = results.map((one) => (one.status === "rejected" ? String(one.reason) : ""));
      expect(reasons[1]).toMatch(/x3 .*ip route add 10\.77\.0\.0\/16 via 10\.200\.0\.1 dev x3/s);
      expect(reasons[2]).toMatch(/x4 .*bridge device of this name/s);
      expect(
        run("ls /sys/class/net")
          .split("\n")
          .filter((name) => /^x\d/.test(name))
          .sort(),
      ).toEqual(["x1", "x11", "x12", "x2", "x4"]);
      expect(server.seen.commands).toHaveLength(1);
    });
  },
);
