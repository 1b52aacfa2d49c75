// A segment over three sites with the real engine. Two of the sites are in namespaces on alpha.
import { Mesh, type MeshSiteArgs } from "pulumi-iproute2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { labHosts, on, snapshot } from "../lab/index.ts";
import { sites, withStack } from "./lab-stack.ts";

const namespace = (name: string, last: number) => [
  `ip netns add ${name}`,
  `ip link add link eth0 name new0 netns ${name} type macvlan mode bridge`,
  ...[`addr add 10.0.2.${last}/24 dev new0`, "link set lo up", "link set new0 up"].map(
    (line) => `ip -n ${name} ${line}`,
  ),
];
const DOWN = "for name in one two; do ip netns del $name; done 2>/dev/null; true";
const UP = [...namespace("one", 31), ...namespace("two", 32)].join(" && ");

let before: string[];
beforeAll(async () => {
  await on("alpha").must(`{ ${DOWN}; } && ${UP}`);
  before = await Promise.all([snapshot("alpha"), snapshot("beta")]);
});
afterAll(() => on("alpha").must(DOWN));

/** Without learning every frame to one host goes to all, as one to an unknown address. */
const program =
  (...names: readonly string[]) =>
  async () => {
    const { beta } = sites();
    const { connection } = labHosts().alpha;
    const inside = (netns: string, underlay: string, id: number): MeshSiteArgs => ({
      ...{ host: { connection: { ...connection }, netns }, underlay, id },
    });
    const all: Record<string, MeshSiteArgs> = {
      one: inside("one", "10.0.2.31", 0),
      two: inside("two", "10.0.2.32", 1),
      three: { host: beta.host, underlay: beta.underlay, id: 2 },
    };
    const chosen = Object.fromEntries(names.map((name) => [name, all[name] as MeshSiteArgs]));
    const mesh = new Mesh("seg", {
      ...{ kind: "vxlan", segment: true, vni: 100, learning: false, sites: chosen },
      ...{ block: "10.99.0.0/24", block6: "fd00:99::/64" },
    });
    return { addresses: mesh.addresses, diagram: mesh.diagram };
  };

const at = (name: string, command: string) =>
  name === "three" ? on("beta").must(command) : on("alpha").must(`ip netns exec ${name} ${command}`);
const addresses: Record<string, string[]> = {
  one: ["10.99.0.1", "fd00:99::1"],
  two: ["10.99.0.2", "fd00:99::2"],
  three: ["10.99.0.3", "fd00:99::3"],
};
/** Pings over both families, after the neighbours are forgotten. */
async function reach(from: string, to: string): Promise<void> {
  await at(from, "ip neigh flush dev seg");
  for (const address of addresses[to] ?? []) await at(from, `ping -c 2 -W 3 -I seg ${address}`);
}

describe("Mesh with segment", () => {
  test("carries ARP, neighbour discovery and unknown unicast between three sites, and a site joins and leaves in place", () =>
    withStack("segment", program("one", "three"), async (stack) => {
      expect((await stack.up()).outputs.addresses).toEqual({
        one: { one: ["10.99.0.1/24", "fd00:99::1/64"] },
        three: { three: ["10.99.0.3/24", "fd00:99::3/64"] },
      });
      await reach("one", "three");

      stack.use(program("one", "two", "three"));
      expect((await stack.up()).changed).toEqual({
        "seg-one": "update",
        "seg-two": "create",
        "seg-three": "update",
      });
      await reach("one", "two");
      await reach("two", "three");
      await reach("three", "one");

      // An entry of an operator stays, and a lost one comes back
      const flood = "00:00:00:00:00:00 dev seg dst";
      await at("one", `bridge fdb append ${flood} 10.0.2.99`);
      expect((await stack.refresh()).changed).toEqual({});
      await at("one", `bridge fdb del ${flood} 10.0.2.32`);
      expect((await stack.refresh()).changed).toEqual({ "seg-one": "update" });
      expect((await stack.up()).changed).toEqual({ "seg-one": "update" });
      await reach("two", "one");

      stack.use(program("two", "three"));
      expect((await stack.up()).changed).toEqual({
        "seg-one": "delete",
        "seg-two": "update",
        "seg-three": "update",
      });
      expect(await at("three", "bridge fdb show dev seg")).not.toContain("10.0.2.31");
      await reach("two", "three");
      await stack.destroy();
      expect(await Promise.all([snapshot("alpha"), snapshot("beta")])).toEqual(before);
    }));
});
