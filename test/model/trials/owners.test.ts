// Trials of objects that belong to another owner or to a lost state.
import { expect } from "vitest";
import {
  ADDRESS,
  at,
  deviceOn,
  green,
  linkSet,
  policy,
  refused,
  trial,
  untouched,
  vxlan,
} from "../trials.ts";

trial(
  "3",
  "VxlanTunnel of a second backend with the same names is refused, and the error names adopt",
  async (world) => {
    const [first, second] = [world.stack(), world.stack()];
    green(await first.up([vxlan("x", { ...ADDRESS, ttl: 10 })]));
    await untouched(world, async () => {
      refused(await second.up([vxlan("x", { ...ADDRESS, ttl: 20 })]), /adopt/);
      await second.destroy();
    });
  },
);

trial(
  "3",
  "VxlanTunnel of a second backend with the same names and the same arguments is refused too",
  async (world) => {
    const [first, second] = [world.stack(), world.stack()];
    green(await first.up([vxlan("x", ADDRESS)]));
    await untouched(world, async () => {
      refused(await second.up([vxlan("x", ADDRESS)]), /adopt/);
      await second.destroy();
    });
  },
);

trial(
  "3",
  "LinkSet of a second backend with the same names is refused, and the error names adopt",
  async (world) => {
    const [first, second] = [world.stack(), world.stack()];
    green(await first.up([linkSet("set")]));
    await untouched(world, async () => {
      refused(await second.up([linkSet("set")]), /adopt/);
      await second.destroy();
    });
  },
);

trial(
  "3",
  "XfrmPolicy of a second backend with the same names is refused, and the error names adopt",
  async (world) => {
    const [first, second] = [world.stack(), world.stack()];
    green(await first.up([policy("p", { priority: 1 })]));
    await untouched(world, async () => {
      refused(await second.up([policy("p", { priority: 2 })]), /adopt/);
      await second.destroy();
    });
  },
);

trial(
  "3",
  "Forwarding of a second backend with the same names has its own marker, and stays on until both are removed",
  async (world) => {
    const [first, second] = [world.stack(), world.stack()];
    const program = [{ type: "Forwarding", name: "f", args: { host: at("alpha") } }];
    green(await first.up(program));
    green(await second.up(program));
    green(await second.destroy());
    expect(await world.alpha.must("cat /proc/sys/net/ipv4/ip_forward")).toBe("1\n");
    green(await first.refresh());
    expect(first.resource("f")).toBeDefined();
  },
);

trial(
  "3 parents",
  "VxlanTunnel conflicts at preview with one of the same logical name under another parent",
  async (world) => {
    const stack = world.stack();
    const program = [
      { ...vxlan("x", { vni: 5 }), parent: "my:Left" },
      { ...vxlan("x", { vni: 6 }), parent: "my:Right" },
    ];
    const result = await stack.up(program);
    expect(result.status).toBe("refused");
  },
);

trial("3", "VxlanTunnel of a lost state needs adopt, and is refused without it", async (world) => {
  const [first, second] = [world.stack(), world.stack()];
  green(await first.up([vxlan("x", ADDRESS)]));
  await untouched(world, async () => refused(await second.up([vxlan("x", ADDRESS)]), /adopt/));
  green(await second.up([vxlan("x", { ...ADDRESS, adopt: true })]));
  green(await second.destroy());
  expect(await deviceOn(world, "alpha", "x")).toBeUndefined();
});
