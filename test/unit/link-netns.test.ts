// The network namespace of a link's underlay: what no host has to show.
import { describe, expect, test } from "vitest";
import { handlers } from "../../provider/index.ts";
import type { Args } from "../../provider/schema/declaration.ts";

const faultsOf = async (type: string, args: Args): Promise<string[]> => {
  const base = { host: { connection: { host: "192.0.2.1" } }, owner: "p/s/x", name: "x0" };
  const { failures = [] } = (await handlers[type]?.check({}, { ...base, ...args })) ?? {};
  // Pulumi marks one property, so the fault of a value that is no text names its property in the reason
  return failures.map(({ property, reason }) => (property === "" ? reason : `${property}: ${reason}`));
};

describe("linkNetns", () => {
  test.each([
    [
      "an address of another namespace's device",
      { local: { dev: "eth0" }, remote: "192.0.2.9" },
      /^local: must be an address where linkNetns is given/,
    ],
    [
      "a device of another namespace",
      { remote: "192.0.2.9", dev: "eth0" },
      /^dev: is not possible with linkNetns/,
    ],
    [
      "a path",
      { remote: "192.0.2.9", linkNetns: "../x" },
      /^linkNetns: must be the name of a network namespace/,
    ],
  ])("refuses %s", async (_, args, fault) => {
    expect(await faultsOf("GreTunnel", { linkNetns: "transit", ...args })).toEqual([
      expect.stringMatching(fault),
    ]);
  });

  test.each([
    ["GeneveTunnel", { vni: 7, remote: "192.0.2.9" }],
    ["Bridge", {}],
    ["Vrf", { table: 7 }],
  ])("is refused for a %s, with the reason", async (type, args) => {
    expect(await faultsOf(type, { ...args, linkNetns: "transit" })).toEqual([
      expect.stringMatching(/^linkNetns: is not for /),
    ]);
  });
});
