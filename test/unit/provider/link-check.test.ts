import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { linkCheckHandlers } from "../../../provider/kinds/link-check/link-check.ts";
import { closeAll } from "../../../provider/ssh/index.ts";
import { keyPair } from "../../lab/key-pair.ts";
import { startServer, type TestServer } from "../ssh/server.ts";

/**
 * The host key that a LinkCheck recorded under accept-new. The hosts of these tests answer no ping, so each check
 * warns.
 */
describe("LinkCheck with a recorded host key", () => {
  const running: TestServer[] = [];
  beforeEach(() => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
  });
  afterEach(async () => {
    await closeAll();
    for (const server of running.splice(0)) await server.stop();
    vi.restoreAllMocks();
  });

  async function start(): Promise<{ server: TestServer; key: string }> {
    const key = keyPair();
    const server = await startServer({ key });
    running.push(server);
    return { server, key: key.public.trim() };
  }

  function checkOn({ server }: { server: TestServer }, more = {}) {
    const { hostKey: _, ...connection } = { ...server.connection, ...more };
    const host = { connection, hostKeyPolicy: "accept-new", knownHostsFile: "/dev/null" };
    return { host, to: "10.9.0.2", onFailure: "warn" };
  }

  test("records another key when the check moves to another address", async () => {
    const [first, second] = [await start(), await start()];
    const { id, outs } = await linkCheckHandlers.create(checkOn(first));
    expect(outs.hostKey).toBe(first.key);
    const after = await linkCheckHandlers.update(id, outs, checkOn(second));
    expect(after.outs.hostKey).toBe(second.key);
  });

  test("requires the recorded key when any other argument changes", async () => {
    const [first, second] = [await start(), await start()];
    const { id, outs } = await linkCheckHandlers.create(checkOn(first));
    await closeAll();
    const seen = { ...outs, hostKey: second.key };
    const news = { ...checkOn(first, { perDialTimeout: 9 }), count: 4 };
    await expect(linkCheckHandlers.update(id, seen, news)).rejects.toThrow(
      "the recorded host key wants ssh-ed25519",
    );
    const kept = await linkCheckHandlers.update(id, outs, news);
    expect(kept.outs.hostKey).toBe(first.key);
  });
});
