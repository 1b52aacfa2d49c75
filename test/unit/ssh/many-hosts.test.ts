import { afterAll, expect, test, vi } from "vitest";
import { backoffMs } from "../../../provider/ssh/backoff.ts";
import { closeAll, resetStats, shellOn, stats } from "../../../provider/ssh/index.ts";
import { startServer, type TestServer } from "./server.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const servers: TestServer[] = [];
afterAll(async () => {
  await closeAll();
  await Promise.all(servers.map((server) => server.stop()));
});

test("shellOn opens one connection to each of 500 hosts, with at most 64 handshakes at a time", {
  timeout: 120_000,
}, async () => {
  for (let n = 0; n < 500; n += 1) servers.push(await startServer());
  resetStats();
  const before = performance.now();
  const replies = await Promise.all(
    servers.flatMap((server) => Array.from({ length: 4 }, async () => (await shellOn(server)).run("x"))),
  );
  const seconds = (performance.now() - before) / 1000;
  expect(replies.every((reply) => reply.stdout === "ok\n")).toBe(true);
  expect(servers.map((server) => server.seen.connections)).toEqual(servers.map(() => 1));
  expect(stats).toMatchObject({
    connections: 500,
    authentications: 500,
    retries: 0,
    shells: 500,
    frames: 2000,
  });
  expect(stats.peakHandshakes).toBeLessThanOrEqual(64);
  const again = performance.now();
  await Promise.all(servers.map(async (server) => (await shellOn(server)).run("x")));
  const warm = (performance.now() - again) / 1000;
  console.log(`500 hosts: ${seconds.toFixed(2)} s from nothing, ${warm.toFixed(2)} s when connected`);
});

test("shellOn has at most four handshakes at a time with one host, for many users of it", async () => {
  const server = await startServer({ authenticate: (context) => context.accept(), handshakeDelayMs: 30 });
  servers.push(server);
  resetStats();
  const users = Array.from({ length: 12 }, (_, n) => `user${n}`);
  await Promise.all(users.map((user) => shellOn({ connection: { ...server.connection, user } })));
  expect(server.seen.connections).toBe(12);
  expect(stats.peakHandshakes).toBe(4);
});

test("backoffMs grows up to five seconds, and is random between half and all of that", () => {
  const most = Array.from({ length: 20 }, (_, n) => backoffMs(n + 1, () => 1));
  const least = Array.from({ length: 20 }, (_, n) => backoffMs(n + 1, () => 0));
  expect(most.slice(0, 4)).toEqual([100, 150, 225, 337.5]);
  expect(most.at(-1)).toBe(5000);
  expect(least).toEqual(most.map((ms) => ms / 2));
});
