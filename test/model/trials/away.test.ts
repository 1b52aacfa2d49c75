// Trials of a machine that does not answer.
import { expect, vi } from "vitest";
import { ADDRESS, at, green, holds, linkSet, policy, refused, vxlan } from "../trials.ts";

for (const [what, declaration, command] of [
  ["VxlanTunnel", () => vxlan("x", ADDRESS), "ip link del dev x"],
  ["LinkSet", () => linkSet("x"), "ip link del dev one"],
  ["XfrmPolicy", () => policy("x"), "ip xfrm policy del"],
] as const) {
  const declarationWith = (more: Record<string, unknown>) => {
    const base = declaration();
    return { ...base, args: { ...base.args, host: at("alpha", {}, more) } };
  };

  holds(
    `${what} cannot be destroyed on a machine that does not answer, and the error names the remedy`,
    async (world) => {
      const stack = world.stack();
      green(await stack.up([declarationWith({})]));
      world.alpha.down = true;
      refused(await stack.destroy(), /no answer.* not removed.*onUnreachable: "forget"/s);
      expect(stack.resource("x")).toBeDefined();
    },
  );

  holds(
    `${what} is forgotten by destroy with onUnreachable: "forget", and a warning has the commands to remove it`,
    async (world) => {
      const stack = world.stack();
      green(await stack.up([declarationWith({})]));
      world.alpha.down = true;
      green(await stack.up([declarationWith({ onUnreachable: "forget" })]));
      const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
      try {
        green(await stack.destroy());
        expect(warn.mock.calls.join()).toMatch(`To remove it there: ${command}`);
      } finally {
        warn.mockRestore();
      }
      expect(stack.resource("x")).toBeUndefined();
    },
  );
}

holds('Host accepts onUnreachable: "forget" while its machine does not answer', async (world) => {
  const stack = world.stack();
  const program = (more: Record<string, unknown>) => [
    { type: "Host", name: "machine", args: at("alpha", {}, more) },
    vxlan("x", { host: "machine" }),
  ];
  green(await stack.up(program({})));
  world.alpha.down = true;
  green(await stack.up(program({ onUnreachable: "forget" })));
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  green(await stack.destroy().finally(() => warn.mockRestore()));
});
