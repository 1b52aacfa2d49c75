// What resources record of a host that was taken on trust, and what it is worth: the handlers themselves, on real sshds.
import { describe, expect, test, vi } from "vitest";
import { handlers } from "../../provider/index.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import { closeAll, stats } from "../../provider/ssh/index.ts";
import { hostAndImpostor } from "./impostor.ts";
import { haveSshd } from "./sshd.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const typeOf = (name: string) => handlers[name] ?? expect.fail(`no type ${name}`);
const [machine, check, link] = [typeOf("Host"), typeOf("LinkCheck"), typeOf("IpipTunnel")];

describe.skipIf(!haveSshd)("under accept-new", () => {
  const at = hostAndImpostor();

  const place = (): Args => ({
    connection: { host: "127.0.0.1", port: at.portSwitch.port, privateKey: at.host.userKey },
    hostKeyPolicy: "accept-new",
  });
  const pinging = (): Args => ({ host: place(), owner: "p/s/check", to: "127.0.0.1", count: 1 });
  const absent = (n: number): Args => ({ host: place(), owner: `p/s/l${n}`, name: `absent${n}` });

  /** Another run of Pulumi, which knows what is in the state and nothing else, and finds another host. */
  async function anotherRun(): Promise<void> {
    await closeAll();
    at.portSwitch.to(at.impostor.port);
  }
  async function refused(attempt: Promise<unknown>): Promise<void> {
    await expect(attempt).rejects.toThrow(/not the expected one.*recorded host key wants/);
    expect(await at.impostor.asked(1)).toBe(0);
  }

  test("a Host records the key as an output, and the next run refuses another one before anything is offered", async () => {
    const { id, outs } = await machine.create(place());
    expect(outs.hostKey).toBe(at.host.hostKeys.ed25519);
    await anotherRun();
    await refused(machine.read(id, outs));
    await refused(machine.update(id, outs, { ...place(), sudo: false }));
    at.portSwitch.to(at.host.port);
    expect((await machine.read(id, outs)).props).toMatchObject({ hostKey: at.host.hostKeys.ed25519 });
  });

  test("so does what is on a host that is given as a plain object", async () => {
    const { inputs } = await check.check({}, pinging());
    const { id, outs } = await check.create(inputs);
    expect(outs).toMatchObject({ hostKey: at.host.hostKeys.ed25519, loss: 0 });
    await anotherRun();
    await refused(check.update(id, outs, { ...inputs, count: 2 }));
    await refused(link.read("x", { ...absent(1), hostKey: outs.hostKey }));
    await refused(link.delete("x", { ...absent(1), hostKey: outs.hostKey }));
  });

  test("those that have recorded the key and those that have not share a connection, a shell and a frame", async () => {
    const recorded = { hostKey: at.host.hostKeys.ed25519 };
    const reads = [0, 1, 2, 3].map((n) => link.read("x", { ...absent(n), ...(n % 2 === 0 ? recorded : {}) }));
    expect(await Promise.all(reads)).toEqual([{}, {}, {}, {}]);
    expect(stats).toMatchObject({ connections: 1, shells: 1 });
    expect(stats.frames).toBeLessThanOrEqual(2);
  });

  test("one that has recorded another key is refused, although others use the connection", async () => {
    await link.read("x", absent(1));
    const other = { hostKey: at.impostor.hostKeys.ed25519 };
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
