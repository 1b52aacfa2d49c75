// Trials of what the provider reads on a host: odd names and aliases, changing lists, other output.
import { expect } from "vitest";
import { IP, programsWith } from "../programs.ts";
import { ADDRESS, green, refused, trial, vxlan } from "../trials.ts";

trial(
  "10",
  "VxlanTunnel is read when the alias of another device contains a control character",
  async (world) => {
    const stack = world.stack();
    green(await stack.up([vxlan("x", ADDRESS)]));
    await world.alpha.must(`ip link set eth1 alias "$(printf "John's\\007 uplink")"`);
    green(await stack.refresh());
    expect(stack.resource("x")?.outputs.addresses).toEqual(["10.9.0.1/30"]);
    green(await stack.up([vxlan("x", ADDRESS), vxlan("y", { vni: 6 })]));
    refused(await stack.up([vxlan("x", ADDRESS), vxlan("y", { vni: 6 }), vxlan("eth1", { vni: 7 })]), /eth1/);
  },
);

trial(
  "10",
  "VxlanTunnel is read when the name of another device contains special characters",
  async (world) => {
    const stack = world.stack();
    green(await stack.up([vxlan("x", ADDRESS)]));
    await world.alpha.must(`ip link add "$(printf 'a"b\\\\c\\001')" type bridge`);
    green(await stack.refresh());
    expect(stack.resource("x")?.outputs.addresses).toEqual(["10.9.0.1/30"]);
    green(await stack.up([vxlan("x", { ...ADDRESS, ttl: 9 })]));
    green(await stack.destroy());
  },
);

trial(
  "10",
  "VxlanTunnel is reported as gone when an operator changed its alias to several lines",
  async (world) => {
    const stack = world.stack();
    green(await stack.up([vxlan("x", ADDRESS)]));
    await world.alpha.must(`ip link set x alias "$(printf 'mine\n[]\n"now')"`);
    green(await stack.refresh());
    expect(stack.resource("x")).toBeUndefined();
    refused(await stack.up([vxlan("x", ADDRESS)]), /adopt/);
  },
);

trial(
  "10",
  "VxlanTunnel fails with an error that names host and section when ip prints no JSON",
  async (world) => {
    refused(
      await world.stack().up([vxlan("x", { ...ADDRESS, dev: undefined })]),
      /links on root@alpha:22: the output of the host cannot be read: .*nonsense/,
    );
  },
  { programs: programsWith({ ip: `case $* in *addr*|*batch*) echo nonsense;; *) exec ${IP} "$@";; esac` }) },
);

/** An ip whose first dump is interrupted. */
const INTERRUPTED = `case $* in
*batch*) ${IP} "$@"; [ -e /run/seen ] || echo "Dump was interrupted and may be inconsistent." >&2; : >/run/seen;;
*) exec ${IP} "$@";;
esac`;

trial(
  "21",
  "VxlanTunnel is read again when the kernel's list changes while ip reads it",
  async (world) => {
    const stack = world.stack();
    green(await stack.up([vxlan("x", ADDRESS)]));
    await world.alpha.must("rm -f /run/seen");
    green(await stack.refresh());
    expect(await world.alpha.must("ls /run/seen")).toBe("/run/seen\n");
    expect(stack.resource("x")).toBeDefined();
  },
  { programs: programsWith({ ip: INTERRUPTED }) },
);

trial(
  "21",
  "VxlanTunnel fails to be read, and is not reported as gone, when the kernel's list changes in each read",
  async (world) => {
    const stack = world.stack();
    await world.alpha.must(": >/run/calm");
    green(await stack.up([vxlan("x", ADDRESS)]));
    await world.alpha.must("rm -f /run/calm");
    const result = await stack.refresh();
    refused(result, /the kernel's lists changed during each of 3 reads/);
    expect(stack.resource("x")).toBeDefined();
  },
  {
    programs: programsWith({
      ip: `case $* in *batch*) ${IP} "$@"; [ -e /run/calm ] || echo "Dump was interrupted." >&2;; *) exec ${IP} "$@";; esac`,
    }),
  },
);
