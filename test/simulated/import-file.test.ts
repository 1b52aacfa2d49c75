// `pulumi import --file` with the file of `pulumi-iproute2 import`, by the real engine. It contacts no host, and neither
// does a preview, so the hosts are in memory.
import { type HostArgs, IpipTunnel, TunnelPair } from "pulumi-iproute2";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { importFileOf } from "../../cli/import/import-file.ts";
import { inventoryOf } from "../../cli/import/inventory.ts";
import { placesIn } from "../../cli/import/place.ts";
import { resourcesOf } from "../../cli/import/resources.ts";
import { type LanguageHost, makeLanguageHost } from "../engine/language-host.ts";
import { openStack } from "../engine/stack.ts";
import { newFakeHost } from "../unit/fake-host/hosts.ts";

vi.mock("../../provider/host/host.ts", async (original) => ({
  ...(await original<object>()),
  hostOf: (await import("../unit/fake-host/hosts.ts")).hostOf,
}));

const AMS = "198.51.100.1";
const FRA = "203.0.113.7";

let languageHost: LanguageHost;
beforeAll(() => {
  languageHost = makeLanguageHost();
});
afterAll(() => languageHost.remove());

/** Makes one end of a pair, and on the first host a link without another end. */
function furnish(own: string, far: string, isFirst: boolean): void {
  const { kernel } = newFakeHost(own);
  kernel.run(
    `link add name tun0 type gre local ${own} remote ${far} key 42 encap gue encap-sport auto encap-dport 5555`,
  );
  kernel.run("link set dev tun0 up");
  kernel.runFou("inet", ["add", "port", "5555", "gue"]);
  if (isFirst) kernel.run(`link add name alone type ipip local ${own} remote 192.0.2.9`);
}

const program = async () => {
  const ams: HostArgs = { connection: { host: AMS, user: "ops" }, sudo: true };
  const fra: HostArgs = { connection: { host: FRA, user: "ops" }, sudo: true };
  new TunnelPair("tun0", {
    kind: "gre",
    a: { host: ams, name: "tun0", underlay: AMS },
    b: { host: fra, name: "tun0", underlay: FRA },
    key: 42,
    encap: { type: "gue", dport: 5555 },
  });
  new IpipTunnel("alone", { host: ams, local: AMS, remote: "192.0.2.9", up: false });
};

test("pulumi import --file takes the file of the command, and the next preview shows only the mark", async () => {
  furnish(AMS, FRA, true);
  furnish(FRA, AMS, false);
  const places = placesIn([`ams=ops@${AMS}`, `fra=ops@${FRA}`], { sudo: true });
  const { resources } = importFileOf(resourcesOf(await Promise.all(places.map(inventoryOf))));
  await using stack = await openStack({ name: "import-file", program, env: { PATH: languageHost.PATH } });
  await stack.importResources(resources);
  const preview = await stack.preview();
  const changed = preview.steps.filter(({ op }) => op !== "same");
  expect(Object.fromEntries(changed.map(({ name, op }) => [name, op]))).toEqual({
    ...{ "tun0-a": "update", "tun0-b": "update", alone: "update" },
    ...{ [`${AMS}-gue-5555`]: "update", [`${FRA}-gue-5555`]: "update" },
  });
  for (const { name } of changed) {
    const paths = preview.changes(name).map((change) => change.path);
    expect(
      paths.filter((one) => !one.startsWith("__")),
      name,
    ).toEqual(["owner"]);
  }
});
