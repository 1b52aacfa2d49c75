import { describe, expect, test, vi } from "vitest";
import { closeAll, SshError, shellOn, type Target } from "../../provider/ssh/index.ts";
import { hostAndImpostor } from "./impostor.ts";
import { haveSshd, startSshd } from "./sshd.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** One port, behind which the host that was taken on trust is replaced by another, within one run. */
describe.skipIf(!haveSshd)("a host key that was taken on trust is pinned for the rest of the run", () => {
  const at = hostAndImpostor(["MaxSessions 1"]);

  function target(more: Partial<Target["connection"]> = {}): Target {
    const connection = { host: "127.0.0.1", port: at.portSwitch.port, privateKey: at.host.userKey, ...more };
    return { connection, hostKeyPolicy: "accept-new" };
  }

  /** Refused, before anything was offered to the impostor. */
  async function refused(attempt: Promise<unknown>): Promise<void> {
    const error: unknown = await attempt.then(
      () => undefined,
      (thrown) => thrown,
    );
    expect(error).toBeInstanceOf(SshError);
    expect(error).toMatchObject({ code: "host-key", outcome: "not-run" });
    expect((error as SshError).target).toMatch(new RegExp(`@127.0.0.1:${at.portSwitch.port}$`));
    expect((error as SshError).message).toMatch(
      /has changed: the host's key is ssh-ed25519 SHA256:.*earlier in this run it was ssh-ed25519 SHA256:/,
    );
    expect(await at.impostor.asked(1)).toBe(0);
  }

  test("when the connection was lost and is opened again", async () => {
    const shell = await shellOn(target());
    expect((await shell.run("echo in")).stdout).toBe("in\n");
    at.portSwitch.to(at.impostor.port);
    at.portSwitch.cut();
    await refused(
      shell
        .run("echo out")
        .catch((error) => (error.outcome === "unknown" ? shell.run("x") : Promise.reject(error))),
    );
    expect(await at.host.asked(1)).toBeGreaterThan(0);
    at.portSwitch.to(at.host.port);
    expect((await shell.run("echo again")).stdout).toBe("again\n");
    expect(shell.hostKey).toBe(at.host.hostKeys.ed25519);
  });

  test("for another user", async () => {
    await shellOn(target());
    at.portSwitch.to(at.impostor.port);
    await refused(shellOn(target({ user: "nobody" })));
  });

  test("for the further connection that a further shell takes where each connection may have one", async () => {
    await shellOn(target());
    at.portSwitch.to(at.impostor.port);
    await refused(shellOn({ ...target(), netns: "any" }));
  });

  test("for a proxy, behind which nothing is reached", async () => {
    const last = await startSshd();
    const beyond = { host: "127.0.0.1", port: last.port, privateKey: last.userKey };
    const chain = { ...target(), connection: { ...beyond, proxy: target().connection } };
    const shell = await shellOn(chain);
    expect(shell.hostKey).toBe(
      `${last.hostKeys.ed25519}\n${at.host.hostKeys.ed25519} hop=[127.0.0.1]:${at.portSwitch.port}`,
    );
    at.portSwitch.to(at.impostor.port);
    at.portSwitch.cut();
    await last.asked(1);
    const before = last.log();
    await refused(shellOn(chain));
    await refused(shellOn(target()));
    expect(last.log()).toBe(before);
    await last.stop();
  });

  test("of which the first wins when two connections see two keys at once", async () => {
    at.portSwitch.to(at.host.port, at.impostor.port);
    const users = ["/nowhere/a", "/nowhere/b"].map((agentSocketPath) => {
      const connection = target({ agentSocketPath }).connection;
      return shellOn({ connection, hostKeyPolicy: "accept-new" }).then(
        () => "in",
        (error: SshError) => error.code,
      );
    });
    const codes = await Promise.all(users);
    // The user's key opens the host, not the impostor.
    const expected = codes.includes("in") ? ["host-key", "in"] : ["auth", "host-key"];
    expect(codes.sort()).toEqual(expected);
  });

  test("but not against what the user says", async () => {
    await shellOn(target());
    at.portSwitch.to(at.impostor.port);
    const hostKey = at.impostor.hostKeys.ed25519 ?? "";
    const shell = await shellOn(target({ hostKey, privateKey: at.impostor.userKey }));
    expect((await shell.run("echo in")).stdout).toBe("in\n");
  });

  test("which is another host's when it is reached another way", async () => {
    await shellOn(target());
    const bastion = await startSshd();
    const hostKey = bastion.hostKeys.ed25519 ?? "";
    const proxy = { host: "127.0.0.1", port: bastion.port, privateKey: bastion.userKey, hostKey };
    at.portSwitch.to(at.impostor.port);
    const shell = await shellOn(target({ proxy, privateKey: at.impostor.userKey }));
    expect(shell.hostKey).toBe(at.impostor.hostKeys.ed25519);
    await bastion.stop();
  });

  test("until everything is closed, which the tests do", async () => {
    await shellOn(target());
    await closeAll();
    at.portSwitch.to(at.impostor.port);
    const shell = await shellOn(target({ privateKey: at.impostor.userKey }));
    expect(shell.hostKey).toBe(at.impostor.hostKeys.ed25519);
  });
});
