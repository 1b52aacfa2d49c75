import { describe, expect, test, vi } from "vitest";
import { closeAll, SshError, shellOn, type Target } from "../../provider/ssh/index.ts";
import { hostAndImpostor } from "./impostor.ts";
import { haveSshd, startSshd } from "./sshd.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** A host whose key was accepted as new is replaced by another host on the same port, within one run. */
describe.skipIf(!haveSshd)("host key that was accepted as new", () => {
  const servers = hostAndImpostor(["MaxSessions 1"]);

  function target(more: Partial<Target["connection"]> = {}): Target {
    const connection = {
      host: "127.0.0.1",
      port: servers.portSwitch.port,
      privateKey: servers.host.userKey,
      ...more,
    };
    return { connection, hostKeyPolicy: "accept-new" };
  }

  /** Expects a refusal before any credential is offered to the impostor. */
  async function refused(attempt: Promise<unknown>): Promise<void> {
    const error: unknown = await attempt.then(
      () => undefined,
      (thrown) => thrown,
    );
    expect(error).toBeInstanceOf(SshError);
    expect(error).toMatchObject({ code: "host-key", outcome: "not-run" });
    expect((error as SshError).target).toMatch(new RegExp(`@127.0.0.1:${servers.portSwitch.port}$`));
    expect((error as SshError).message).toMatch(
      /has changed: the host's key is ssh-ed25519 SHA256:.*earlier in this run it was ssh-ed25519 SHA256:/,
    );
    expect(await servers.impostor.asked(1)).toBe(0);
  }

  test("is required when a lost connection is opened again", async () => {
    const shell = await shellOn(target());
    expect((await shell.run("echo in")).stdout).toBe("in\n");
    servers.portSwitch.to(servers.impostor.port);
    servers.portSwitch.cut();
    await refused(
      shell
        .run("echo out")
        .catch((error) => (error.outcome === "unknown" ? shell.run("x") : Promise.reject(error))),
    );
    expect(await servers.host.asked(1)).toBeGreaterThan(0);
    servers.portSwitch.to(servers.host.port);
    expect((await shell.run("echo again")).stdout).toBe("again\n");
    expect(shell.hostKey).toBe(servers.host.hostKeys.ed25519);
  });

  test("is required for another user", async () => {
    await shellOn(target());
    servers.portSwitch.to(servers.impostor.port);
    await refused(shellOn(target({ user: "nobody" })));
  });

  test("is required for the second connection of a namespace's shell, when each connection may have one shell", async () => {
    await shellOn(target());
    servers.portSwitch.to(servers.impostor.port);
    await refused(shellOn({ ...target(), netns: "any" }));
  });

  test("is required of a proxy, and the host behind it is not contacted", async () => {
    const last = await startSshd();
    const beyond = { host: "127.0.0.1", port: last.port, privateKey: last.userKey };
    const chain = { ...target(), connection: { ...beyond, proxy: target().connection } };
    const shell = await shellOn(chain);
    expect(shell.hostKey).toBe(
      `${last.hostKeys.ed25519}\n${servers.host.hostKeys.ed25519} hop=[127.0.0.1]:${servers.portSwitch.port}`,
    );
    servers.portSwitch.to(servers.impostor.port);
    servers.portSwitch.cut();
    await last.asked(1);
    const before = last.log();
    await refused(shellOn(chain));
    await refused(shellOn(target()));
    expect(last.log()).toBe(before);
    await last.stop();
  });

  test("is the first of two keys that two connections receive at the same time", async () => {
    servers.portSwitch.to(servers.host.port, servers.impostor.port);
    const users = ["/nowhere/a", "/nowhere/b"].map((agentSocketPath) => {
      const connection = target({ agentSocketPath }).connection;
      return shellOn({ connection, hostKeyPolicy: "accept-new" }).then(
        () => "in",
        (error: SshError) => error.code,
      );
    });
    const codes = await Promise.all(users);
    // The user's key is authorized on the host and not on the impostor.
    const expected = codes.includes("in") ? ["host-key", "in"] : ["auth", "host-key"];
    expect(codes.sort()).toEqual(expected);
  });

  test("is not required when the program pins another key", async () => {
    await shellOn(target());
    servers.portSwitch.to(servers.impostor.port);
    const hostKey = servers.impostor.hostKeys.ed25519 ?? "";
    const shell = await shellOn(target({ hostKey, privateKey: servers.impostor.userKey }));
    expect((await shell.run("echo in")).stdout).toBe("in\n");
  });

  test("is not required on another way to the host", async () => {
    await shellOn(target());
    const bastion = await startSshd();
    const hostKey = bastion.hostKeys.ed25519 ?? "";
    const proxy = { host: "127.0.0.1", port: bastion.port, privateKey: bastion.userKey, hostKey };
    servers.portSwitch.to(servers.impostor.port);
    const shell = await shellOn(target({ proxy, privateKey: servers.impostor.userKey }));
    expect(shell.hostKey).toBe(servers.impostor.hostKeys.ed25519);
    await bastion.stop();
  });

  test("is not required after closeAll, which only the tests call", async () => {
    await shellOn(target());
    await closeAll();
    servers.portSwitch.to(servers.impostor.port);
    const shell = await shellOn(target({ privateKey: servers.impostor.userKey }));
    expect(shell.hostKey).toBe(servers.impostor.hostKeys.ed25519);
  });
});
