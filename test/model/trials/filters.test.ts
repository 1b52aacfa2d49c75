// Trials of the qdiscs and tc filters that an operator adds to devices.
import { expect } from "vitest";
import { look } from "../look.ts";
import { commandOf, type OperatorAct } from "../operator.ts";
import { ADDRESS, green, holds, vxlan } from "../trials.ts";
import type { World } from "../world.ts";

/** The qdiscs and filters of alpha, as the judge of the model reads them. */
const tcOn = async (world: World) =>
  [...(await look(world.alpha)).objects].filter(([key]) => /^(qdisc|filter) /.test(key));

/** Adds qdiscs and filters as the operator of the model does. */
async function addTo(world: World, dev: string): Promise<void> {
  const acts: readonly OperatorAct[] = [
    { act: "add qdisc", dev, qdisc: "htb" },
    { act: "add filter", dev, direction: "ingress", pref: 50, filter: "u32" },
    { act: "add filter", dev, direction: "egress", pref: 200, filter: "u32 that copies" },
  ];
  for (const act of acts) await world.alpha.must(commandOf(act));
}

holds("VxlanTunnel keeps the qdiscs and filters of an operator through a change in place", async (world) => {
  const stack = world.stack();
  green(await stack.up([vxlan("x", { name: "x", ttl: 7 })]));
  await addTo(world, "x");
  await addTo(world, "eth1");
  const added = await tcOn(world);
  expect(added.map(([key]) => key)).toContainEqual(
    expect.stringMatching(/^filter dev x egress pref 200 u32 handle /),
  );
  expect(added.filter(([key]) => key.startsWith("qdisc "))).toHaveLength(4);
  green(await stack.up([vxlan("x", { name: "x", ttl: 64, ...ADDRESS })]));
  expect(await tcOn(world)).toEqual(added);
  green(await stack.destroy());
  expect(await tcOn(world)).toEqual(added.filter(([key]) => key.includes(" dev eth1 ")));
});
