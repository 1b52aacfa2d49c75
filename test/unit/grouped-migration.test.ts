// A link that moves from a resource of its own to a LinkSet, and back. That is what a change of `grouped` of a Mesh does:
// the engine first creates the new resource, then deletes the old one.
import { describe, expect, test, vi } from "vitest";
import { handlers } from "../../provider/index.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import { hostArgument, newFakeHost } from "./fake-host/hosts.ts";

vi.mock("../../provider/host/host.ts", async (original) => ({
  ...(await original<object>()),
  hostOf: (await import("./fake-host/hosts.ts")).hostOf,
}));

const HERE = "192.0.2.77";
const link = {
  name: "wan-fra",
  local: "10.44.0.1",
  remote: "10.44.0.2",
  ttl: 64,
  addresses: ["10.9.0.1/31"],
};
const single = { ...link, owner: "p/s/wan-ams-fra-a", host: hostArgument(HERE), __stack: "k3x9q2bc" };
const grouped = {
  ...{ owner: "p/s/wan-ams", host: hostArgument(HERE), kind: "gre", links: { fra: link } },
  __stack: "k3x9q2bc",
};
const [links, sets] = [handlers.GreTunnel, handlers.LinkSet].map((one) => one ?? expect.fail("no handlers"));

/** Each way: the handlers and the arguments before and after. */
const WAYS = [
  { title: "a resource into a set", from: [links, single], to: [sets, grouped] },
  { title: "a set into a resource", from: [sets, grouped], to: [links, single] },
] as const;

describe.each(WAYS)("a link that moves from $title", ({ from, to }) => {
  const [before, old] = from;
  const [after, next] = to;
  const checked = async (kind: typeof before, args: Args) => (await kind?.check({}, args))?.inputs ?? {};

  test("stays as it is with `adopt`, and the deletion of the old resource leaves it", async () => {
    const host = newFakeHost(HERE);
    const made = await before?.create(await checked(before, old));
    const [device] = host.kernel.links(link.name) as { ifindex: number }[];
    host.asked = [];
    const moved = await after?.create(await checked(after, { ...next, adopt: true }));
    expect(moved?.outs).toBeDefined();
    // No command removes anything
    const commands = host.asked.flatMap(({ request }) =>
      "commands" in request ? request.commands : [["remove"]],
    );
    expect(commands.filter((command) => command.includes("del") || command[0] === "remove")).toEqual([]);
    await before?.delete(made?.id ?? "", made?.outs ?? {});
    expect(host.kernel.links(link.name)).toMatchObject([{ ifindex: device?.ifindex }]);
  });

  test("is refused without `adopt`, and nothing changes", async () => {
    const host = newFakeHost(HERE);
    await before?.create(await checked(before, old));
    const shown = host.kernel.links(link.name);
    await expect(after?.create(await checked(after, next))).rejects.toThrow(/set `adopt: true`/);
    expect(host.kernel.links(link.name)).toEqual(shown);
  });
});
