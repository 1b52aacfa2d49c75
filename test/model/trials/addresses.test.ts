// Trials of addresses, also of those that another program added, and of the spelling of IPv6.
import { expect } from "vitest";
import { ADDRESS, addressesOn, green, holds, ipOn, refused, trial, vxlan } from "../trials.ts";

trial("8", "VxlanTunnel leaves dynamic addresses alone, and refresh does not show them", async (world) => {
  const stack = world.stack();
  green(await stack.up([vxlan("x", ADDRESS)]));
  await ipOn(
    world,
    "alpha",
    "-6 addr add 2001:db8:5::9/64 dev x valid_lft 900 preferred_lft 600",
    "addr add 10.77.0.9/24 dev x valid_lft 900 preferred_lft 600",
  );
  green(await stack.refresh());
  expect(stack.resource("x")?.outputs.addresses).toEqual(["10.9.0.1/30"]);
  green(await stack.up([vxlan("x", { addresses: ["10.9.0.1/30", "10.9.1.1/30"] })]));
  expect((await addressesOn(world, "alpha", "x")).sort()).toEqual([
    "10.77.0.9/24",
    "10.9.0.1/30",
    "10.9.1.1/30",
    "2001:db8:5::9/64",
  ]);
});

trial("15", "VxlanTunnel removes an address with a peer that an operator added", async (world) => {
  const stack = world.stack();
  green(await stack.up([vxlan("x", ADDRESS)]));
  await ipOn(world, "alpha", "addr add 10.44.0.1 peer 10.44.0.2/32 dev x");
  green(await stack.refresh());
  expect(stack.resource("x")?.outputs.addresses).not.toEqual(["10.9.0.1/30"]);
  green(await stack.up([vxlan("x", ADDRESS)]));
  expect(await addressesOn(world, "alpha", "x")).toEqual(["10.9.0.1/30"]);
});

for (const addresses of [["::ffff:10.0.0.1/96"], ["::192.0.2.1/96"]]) {
  trial("17", `VxlanTunnel has ${addresses}, and refresh shows no difference`, async (world) => {
    const stack = world.stack();
    green(await stack.up([vxlan("x", { addresses })]));
    const inputs = stack.resource("x")?.inputs;
    green(await stack.refresh());
    expect(stack.resource("x")?.inputs).toEqual(inputs);
  });
}

for (const routes of [["::ffff:0:0/96"], [{ to: "2001:db8:99::/48", via: "::10.0.2.12" }]]) {
  trial(
    "17",
    `VxlanTunnel has the route ${JSON.stringify(routes[0])}, and refresh shows no difference`,
    async (world) => {
      const stack = world.stack();
      green(await stack.up([vxlan("x", { addresses: ["::10.0.2.1/120"], routes })]));
      const inputs = stack.resource("x")?.inputs;
      green(await stack.refresh());
      expect(stack.resource("x")?.inputs).toEqual(inputs);
    },
  );
}

holds(
  "VxlanTunnel with an IPv6 address fails without advice about sudo on a host without IPv6",
  async (world) => {
    await world.alpha.must("echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6");
    const result = await world.stack().up([vxlan("x", { addresses: ["2001:db8:9::1/64"] })]);
    refused(result, /IPv6/);
    expect(result.messages.join()).not.toMatch(/sudo/);
  },
);
