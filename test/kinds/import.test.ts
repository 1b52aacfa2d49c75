// Devices of each kind that an operator made on a host become resources by their address alone. The unit tests have all
// variants on a host in memory; here the kernel chooses the mtu and prints the attributes.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { handlers, type links } from "../../provider/index.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import { printObjectAddress } from "../../provider/schema/object-address.ts";
import { labHosts } from "../lab/index.ts";
import { currentLab } from "../lab/paths.ts";
import { sample } from "../sample.ts";
import { linesByHand } from "./by-hand.ts";
import { ends } from "./ends.ts";
import { fakeDumpClock } from "./later.ts";
import { allLinks, liveLink } from "./live-link.ts";
import { makeUnderlayNetns, type Netns } from "./netns-fixture.ts";
import { driverFor, type Made } from "./resource-driver.ts";
import { table } from "./table.ts";

const NAME = "kind0";
const NETNS = "kinds-import";
const MARK = { owner: "shop/prod/fra", __stack: "k3x9q2bc" };
const ADDRESSING = { addresses: ["10.77.0.1/30"], routes: ["10.78.0.0/24"] };
/** Keys of a device that the mark changes, or that change by themselves. */
const MARKED = { ifalias: "", group: "", addr_info: [] };
const secondsLater = fakeDumpClock();

/** The host as an id has it, without the private key. */
const place = () => {
  const { host, port, user } = labHosts().alpha.connection;
  return { connection: { host, port, user }, netns: NETNS, knownHostsFile: currentLab().knownHosts };
};

let netns: Netns;
let before: unknown;
beforeAll(async () => {
  netns = await makeUnderlayNetns(NETNS);
  before = await allLinks(netns);
});
afterEach(async () => {
  await netns.run(`ip link del ${NAME} 2>/dev/null || true`);
});
afterAll(() => netns.remove());

const rows = table.flatMap(({ type, minimal, full }) =>
  [minimal, ...full.slice(0, 1)].map((args, index) => ({
    type,
    args,
    what: index === 0 ? "minimal" : "full",
  })),
);

describe("import", () => {
  test.each(sample(rows, 5))(
    "of a $type with $what arguments shows only the mark, and sets it in place",
    async (row) => {
      const type = row.type as keyof typeof links;
      const { privateKey } = labHosts().alpha.connection;
      const { connection, ...rest } = place();
      const driver = driverFor(type, () => ({ connection: { ...connection, privateKey }, ...rest }));
      const lines = linesByHand(type, { name: NAME, ...row.args(ends), ...ADDRESSING });
      await netns.run(lines.map((line) => `ip ${line}`).join(" && "));
      const live = async () => {
        // `addr_info` has the state of duplicate address detection, which changes by itself
        const {
          ifalias: _a,
          group: _g,
          addr_info: _i,
          ...link
        } = { ...MARKED, ...(await liveLink(netns, NAME)) };
        return { ...link, routes: await netns.run(`ip route show dev ${NAME}`) };
      };
      const original = await live();

      secondsLater();
      const { host, identity } = { host: place(), identity: currentLab().key };
      const id = printObjectAddress({ host, identity, name: NAME });
      const read = await handlers[type]?.read(id, { __provider: "stub" });
      const { __provider: _, ...inputs } = read?.inputs ?? {};
      const made: Made = { id, inputs, outs: read?.props ?? {} };
      if (row.what === "minimal" && type !== "VxlanTunnel") expect(inputs).not.toHaveProperty("mtu");

      const { host: _h, ...args } = inputs as Args;
      const program = { ...args, ...MARK };
      const { host: _c, ...checked } = await driver.checked(program);
      expect(checked).toEqual(program);
      expect(await driver.plan(made, program)).toBe("update");
      const updated = await driver.update(made, program);
      expect(await live()).toEqual(original);
      expect(await netns.run(`ip link show ${NAME}`)).toContain("alias pulumi-iproute2:2:k3x9q2bc.");
      secondsLater();
      await driver.isQuiet(updated);
      await driver.remove(updated);
      expect(await allLinks(netns)).toEqual(before);
    },
  );
});
