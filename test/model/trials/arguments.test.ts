// Trials of arguments that are accepted or refused.
import { expect } from "vitest";
import { ADDRESS, deviceOn, green, ipOn, plainly, refused, trial, vxlan } from "../trials.ts";

trial(
  "12",
  "VxlanTunnel accepts a link-local address that another link of the host has too",
  async (world) => {
    green(
      await world
        .stack()
        .up([1, 2].map((index) => vxlan(`x${index}`, { vni: index, addresses: ["fe80::1/64"] }))),
    );
  },
);

trial("12", "VxlanTunnel accepts a backup default route with a higher metric", async (world) => {
  green(
    await world
      .stack()
      .up([plainly(vxlan("x", { dev: undefined, ...ADDRESS, routes: [{ to: "default", metric: 5000 }] }))]),
  );
});

trial(
  "12",
  "VxlanTunnel accepts a route that is wider than the connected subnet of its remote",
  async (world) => {
    green(
      await world
        .stack()
        .up([plainly(vxlan("x", { dev: undefined, ...ADDRESS, routes: ["198.51.0.0/16"] }))]),
    );
  },
);

trial("12", "VxlanTunnel accepts a default route when dev binds it to the underlay", async (world) => {
  await ipOn(world, "alpha", "route del default");
  green(await world.stack().up([vxlan("x", { ...ADDRESS, routes: ["0.0.0.0/0"] })]));
});

trial("12", "VxlanTunnel accepts any route with loopCheck off", async (world) => {
  green(
    await world
      .stack()
      .up([
        plainly(vxlan("x", { dev: undefined, ...ADDRESS, routes: ["198.51.100.2/32"], loopCheck: "off" })),
      ]),
  );
});

trial("19", "VxlanTunnel fails with advice about routes when another device has its route", async (world) => {
  await ipOn(world, "alpha", "route add 10.20.0.0/16 via 198.51.100.2 dev eth0");
  const result = await world.stack().up([vxlan("x", { ...ADDRESS, routes: ["10.20.0.0/16"] })]);
  refused(result, /eth0/);
  expect(result.messages.join()).not.toMatch(/same endpoints/);
  expect(await deviceOn(world, "alpha", "x")).toBeUndefined();
});

trial("21", "VxlanTunnel refuses a route in the table 255 at preview", async (world) => {
  const result = await world
    .stack()
    .up([vxlan("x", { ...ADDRESS, routes: [{ to: "10.20.0.0/16", table: 255 }] })]);
  expect(result.status).toBe("refused");
});

trial("21", "VxlanTunnel refuses a name that ip reads as an index", async (world) => {
  expect((await world.stack().up([vxlan("x", { name: "if5" })])).status).toBe("refused");
});
