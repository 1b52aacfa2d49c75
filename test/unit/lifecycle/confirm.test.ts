import { describe, expect, test } from "vitest";
import type { ChangeRequest, ChangeState } from "../../../provider/host/confirmation.ts";
import type { Host } from "../../../provider/host/host.ts";
import { announceChange } from "../../../provider/lifecycle/companions.ts";
import { confirmed } from "../../../provider/lifecycle/confirm.ts";
import type { OnHost } from "../../../provider/lifecycle/on-host.ts";
import type { Operation } from "../../../provider/model/operation.ts";
import type { ResourceKind } from "../../../provider/model/resource-kind.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import { FakeHost } from "../fake-host/fake-host.ts";

const change: Operation = { tool: "ip", commands: [["link", "set", "dev", "gre0", "up"]] };
const reverse: Operation = { tool: "ip", commands: [["link", "set", "dev", "gre0", "down"]] };

/** A host that records what it is asked, and answers requests about changes as they are made. */
class AskedHost extends FakeHost {
  readonly log: string[] = [];
  state: ChangeState = "forgotten";
  constructor(device: string) {
    super();
    const client = { address: "192.0.2.7", local: "192.0.2.1", device };
    Object.assign(this, { facts: { ...this.facts, client } });
  }
  override async perform(operation: Operation) {
    this.log.push(operation.arm === undefined ? "plain" : "armed");
    if (operation.arm !== undefined) this.state = "armed";
    return { status: "done", shown: [] } as const;
  }
  override async settle(request: ChangeRequest = "ask"): Promise<ChangeState> {
    this.log.push(request);
    if (request === "confirm") this.state = "confirmed";
    if (request === "reverse") this.state = "reversed";
    return this.state;
  }
}

const kind = {
  displayName: () => "gre0",
  connectivity: { reach: () => ({ device: "gre0", prefixes: [], flows: [] }) },
} as unknown as ResourceKind;

const argsOf = (more: Args = {}, host: Args = {}): Args => ({
  host: { connection: { host: "192.0.2.1" }, confirmTimeout: 5, ...host },
  ...more,
});

const act = async ({ host }: OnHost) => {
  await host.perform(change);
  return "made";
};

const make = (host: Host, args: Args = argsOf(), action = act) =>
  confirmed({ kind, host }, { before: args, after: args, reverse: () => reverse }, action);

describe("confirmed", () => {
  test("makes a change without a timer if it cannot cut the connection", async () => {
    const host = new AskedHost("eth0");
    expect(await make(host)).toBe("made");
    expect(host.log).toEqual(["plain"]);
  });

  test("arms and confirms a change that may cut the connection", async () => {
    const host = new AskedHost("gre0");
    expect(await make(host)).toBe("made");
    expect(host.log).toEqual(["armed", "ask", "confirm", "forget"]);
  });

  test.each([
    ["never", "gre0", undefined, ["plain"]],
    ["auto", "gre0", "blue", ["plain"]],
    ["always", "eth0", "blue", ["armed", "ask", "confirm", "forget"]],
  ])("with confirm %j, the device %s and the namespace %s does %j", async (confirm, device, netns, log) => {
    const host = new AskedHost(device);
    await make(host, argsOf({}, { confirm, ...(netns === undefined ? {} : { netns }) }));
    expect(host.log).toEqual(log);
  });

  test("reverses a change that fails, and throws its error", async () => {
    const host = new AskedHost("gre0");
    const failing = async (where: OnHost) => {
      await act(where);
      throw new Error("refused");
    };
    await expect(make(host, argsOf(), failing)).rejects.toThrow("refused");
    expect(host.log).toEqual(["armed", "reverse", "forget"]);
  });

  test("confirms nothing if the action sent no operation", async () => {
    const host = new AskedHost("gre0");
    expect(await make(host, argsOf(), async () => "found")).toBe("found");
    expect(host.log).toEqual([]);
  });

  test("sends no operation any more after the host has reversed the change", {
    timeout: 30_000,
  }, async () => {
    const host = new AskedHost("gre0");
    let late: Promise<unknown> = Promise.resolve();
    const hanging = async (where: OnHost) => {
      await act(where);
      host.state = "reversed";
      await new Promise((resolve) => setTimeout(resolve, 5500));
      late = where.host.perform(change);
      return late.then(() => "made");
    };
    await expect(make(host, argsOf(), hanging)).rejects.toThrow(/cut the SSH connection/);
    await expect(late).rejects.toThrow(/has ended/);
    expect(host.log).toEqual(["armed", "ask", "forget"]);
  });

  test("names a host that does not know the change any more", async () => {
    const host = new AskedHost("gre0");
    const rebooting = async (where: OnHost) => {
      const made = await act(where);
      host.state = "forgotten";
      return made;
    };
    await expect(make(host, argsOf(), rebooting)).rejects.toThrow(/rebooted before/);
  });

  const ends = argsOf({ __stack: "abc", __parent: "pair" });

  test("arms both ends of a pair if one may cut its connection, and confirms both", async () => {
    const [near, far] = [new AskedHost("gre0"), new AskedHost("eth0")];
    expect(await Promise.all([make(near, ends), make(far, ends)])).toEqual(["made", "made"]);
    for (const host of [near, far]) expect(host.log).toEqual(["armed", "ask", "confirm", "forget"]);
  });

  test("reverses both ends of a pair if one fails", async () => {
    const [near, far] = [new AskedHost("gre0"), new AskedHost("eth0")];
    const failing = async (where: OnHost) => {
      await act(where);
      await new Promise((resolve) => setTimeout(resolve, 20));
      throw new Error("refused");
    };
    const [one, other] = await Promise.allSettled([make(near, ends), make(far, ends, failing)]);
    expect(String(one.status === "rejected" && one.reason.message)).toMatch(/another end .* changed back/);
    expect(String(other.status === "rejected" && other.reason.message)).toBe("refused");
    expect(near.log).toEqual(["armed", "ask", "reverse", "forget"]);
    expect(far.log).toEqual(["armed", "reverse", "forget"]);
  });

  describe("of an end whose other end begins later", () => {
    const linked = (owner: string, pair: string) =>
      argsOf({ __stack: "abc", __parent: pair, __companions: 2, owner });
    const later = () => new Promise((resolve) => setTimeout(resolve, 50));

    test("waits for it, and both are armed and confirmed", async () => {
      const [near, far] = [new AskedHost("gre0"), new AskedHost("eth0")];
      const [nearArgs, farArgs] = [linked("near", "late"), linked("far", "late")];
      announceChange(farArgs, true);
      const first = make(far, farArgs);
      await later();
      announceChange(nearArgs, true);
      await later();
      expect(far.log).toEqual([]);
      expect(await Promise.all([first, make(near, nearArgs)])).toEqual(["made", "made"]);
      for (const host of [near, far]) expect(host.log).toEqual(["armed", "ask", "confirm", "forget"]);
    });

    test("does not wait if the other end has no change", async () => {
      const [far, pair] = [new AskedHost("eth0"), "unchanged"];
      announceChange(linked("near", pair), false);
      const began = performance.now();
      await make(far, linked("far", pair));
      expect(performance.now() - began).toBeLessThan(200);
    });

    test("goes on after a moment if the engine does not begin the other one", async () => {
      const far = new AskedHost("eth0");
      expect(await make(far, linked("far", "alone"))).toBe("made");
      expect(far.log).toEqual(["plain"]);
    });
  });
});
