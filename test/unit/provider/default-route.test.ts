import { describe, expect, test } from "vitest";
import { releaseClaims } from "../../../provider/conflicts/registry.ts";
import { handlers } from "../../../provider/index.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import { UNKNOWN } from "../../../provider/schema/unknown-value.ts";

const HOST = { connection: { host: "192.0.2.1" } };
const ENDS = { local: "198.51.100.1", remote: "198.51.100.2" };
const ENDS6 = { local: "2001:db8::1", remote: "2001:db8::2" };

async function checked(type: string, args: Args) {
  const news = { host: HOST, owner: "p/s/r", name: "t0", ...args };
  const { inputs, failures } = await (handlers[type] ?? expect.fail()).check({}, news);
  releaseClaims(type, inputs);
  return { routes: inputs.routes, failures };
}

describe('"default" as the destination of a route', () => {
  const cases: readonly [string, string, Args, unknown][] = [
    [
      "the gateway",
      "GreTunnel",
      { ...ENDS, routes: [{ to: "default", via: "fd00::2" }] },
      [{ to: "::/0", via: "fd00::2" }],
    ],
    [
      "the gateway",
      "SitTunnel",
      { ...ENDS, mode: "ip6ip", routes: [{ to: "default", via: "fd00::2", table: 7 }] },
      [{ to: "::/0", via: "fd00::2", table: 7 }],
    ],
    ["the kind", "IpipTunnel", { ...ENDS, routes: ["default"] }, ["0.0.0.0/0"]],
    ["the kind", "Vti6Tunnel", { ...ENDS6, key: 5, routes: ["default"] }, ["::/0"]],
    ["the mode", "SitTunnel", { ...ENDS, mode: "ip6ip", routes: ["default"] }, ["::/0"]],
    ["the mode", "SitTunnel", { ...ENDS, mode: "ipip", routes: ["default"] }, ["0.0.0.0/0"]],
    [
      "the mode",
      "Ip6TnlTunnel",
      { ...ENDS6, mode: "ipip6", routes: [{ to: "default", table: 7 }] },
      [{ to: "0.0.0.0/0", table: 7 }],
    ],
    ["the addresses", "GreTunnel", { ...ENDS, addresses: ["fd00::1/64"], routes: ["default"] }, ["::/0"]],
    [
      "the addresses",
      "GreTunnel",
      { ...ENDS, addresses: ["10.0.0.1/30"], routes: ["default"] },
      ["0.0.0.0/0"],
    ],
    [
      "a gateway that is unknown",
      "GreTunnel",
      { ...ENDS, routes: [{ to: "default", via: UNKNOWN }] },
      [{ to: UNKNOWN, via: UNKNOWN }],
    ],
  ];
  test.each(cases)("has the family of %s: %s %o", async (_by, type, args, routes) => {
    expect(await checked(type, { ...args, loopCheck: "off" })).toEqual({ routes, failures: [] });
  });

  test.each([[[]], [["10.0.0.1/30", "fd00::1/64"]]])(
    "is refused with both prefixes if nothing shows the family: addresses %o",
    async (addresses) => {
      const { failures } = await checked("GreTunnel", { ...ENDS, addresses, routes: ["default"] });
      expect(failures).toEqual([
        { property: "routes[0]", reason: expect.stringMatching(/0\.0\.0\.0\/0 or ::\/0.*not "default"/) },
      ]);
    },
  );

  test("is taken for each link of a LinkSet", async () => {
    const links = { one: { ...ENDS, addresses: ["fd00::1/64"], routes: ["default"] } };
    const news = { host: HOST, owner: "p/s/set", kind: "gre", links };
    const { inputs, failures } = await (handlers.LinkSet ?? expect.fail()).check({}, news);
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject({ links: { one: { routes: ["::/0"] } } });
  });
});
