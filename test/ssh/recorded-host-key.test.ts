// The keys that resources record under accept-new, and their use. The handlers run against real sshds.
import { describe, expect, test, vi } from "vitest";
import { handlers } from "../../provider/index.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import { closeAll, stats } from "../../provider/ssh/index.ts";
import { hostAndImpostor } from "./impostor.ts";
import { haveSshd } from "./sshd.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const typeOf = (name: string) => handlers[name] ?? expect.fail(`no type ${name}`);
const [machine, check, link] = [typeOf("Host"), typeOf("LinkCheck"), typeOf("IpipTunnel")];

describe.skipIf(!haveSshd)("recorded host key under accept-new", () => {
  const servers = hostAndImpostor();

  const place = (): Args => ({
    connection: { host: "127.0.0.1", port: servers.portSwitch.port, privateKey: servers.host.userKey },
    hostKeyPolicy: "accept-new",
  });
  const pinging = (): Args => ({ host: place(), owner: "p/s/check", to: "127.0.0.1", count: 1 });
  const absent = (n: number): Args => ({ host: place(), owner: `p/s/l${n}`, name: `absent${n}` });

  /** Starts another run of Pulumi, which knows only the state, and replaces the host by another one. */
  async function anotherRun(): Promise<void> {
    await closeAll();
    servers.portSwitch.to(servers.impostor.port);
  }
  async function refused(attempt: Promise<unknown>): Promise<void> {
    await expect(attempt).rejects.toThrow(/not the expected one.*recorded host key wants/);
    expect(await servers.impostor.asked(1)).toBe(0);
  }

  test("of a Host is an output, and the next run refuses another key before it offers a credential", async () => {
    const { id, outs } = await machine.create(place());
    expect(outs.hostKey).toBe(servers.host.hostKeys.ed25519);
    await anotherRun();
    await refused(machine.read(id, outs));
    await refused(machine.update(id, outs, { ...place(), sudo: false }));
    servers.portSwitch.to(servers.host.port);
    expect((await machine.read(id, outs)).props).toMatchObject({ hostKey: servers.host.hostKeys.ed25519 });
  });

  test("of another resource works like that of its Host, if `host` is a plain object", async () => {
    const { inputs } = await check.check({}, pinging());
    const { id, outs } = await check.create(inputs);
    expect(outs).toMatchObject({ hostKey: servers.host.hostKeys.ed25519, loss: 0 });
    await anotherRun();
    await refused(check.update(id, outs, { ...inputs, count: 2 }));
    await refused(link.read("x", { ...absent(1), hostKey: outs.hostKey }));
    await refused(link.delete("x", { ...absent(1), hostKey: outs.hostKey }));
  });

  test("does not keep resources with and without it from sharing a connection, a shell and a frame", async () => {
    const recorded = { hostKey: servers.host.hostKeys.ed25519 };
    const reads = [0, 1, 2, 3].map((n) => link.read("x", { ...absent(n), ...(n % 2 === 0 ? recorded : {}) }));
    expect(await Promise.all(reads)).toEqual([{}, {}, {}, {}]);
    expect(stats).toMatchObject({ connections: 1, shells: 1 });
    expect(stats.frames).toBeLessThanOrEqual(2);
  });

  test("is compared for each resource, even if others use the connection", async () => {
    await link.read("x", absent(1));
    const other = { hostKey: servers.impostor.hostKeys.ed25519 };
    await expect(link.read("x", { ...absent(2), ...other })).rejects.toThrow(
      /not the expected one.*recorded host key wants/,
    );
    await expect(link.delete("x", { ...absent(2), ...other })).rejects.toThrow(
      /not the expected one.*recorded host key wants/,
    );
    expect(await link.read("x", absent(3))).toEqual({});
    expect(stats.connections).toBe(1);
  });
});
