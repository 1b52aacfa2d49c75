// What components ask of the provider for their links.
import { describe, expect, test } from "vitest";
import type { MeshSiteArgs } from "../../../sdk/index.ts";
import { sdk, settled } from "./construct.ts";

const end = (last: number) => ({
  host: { connection: { host: `192.0.2.${last}` } },
  underlay: `198.51.100.${last}`,
});
/** The inputs of links by the names of their resources. */
const linksOf = async (make: Parameters<typeof settled>[0]) => {
  const made = await settled(make);
  const links = made.filter(({ type }) => type.endsWith("Tunnel"));
  return Object.fromEntries(links.map(({ name, inputs }) => [name, inputs]));
};
const ends = (mesh: InstanceType<typeof sdk.Mesh>) => Object.values(mesh.links).flatMap(({ a, b }) => [a, b]);

describe("Mesh", () => {
  test("Mesh leaves the devices' names to the provider, and says what to derive them from", async () => {
    const sites: Record<string, MeshSiteArgs> = { ams: end(1), fra: { ...end(2), name: "to-fra" } };
    const links = await linksOf(() =>
      ends(new sdk.Mesh("wan", { kind: "gre", block: "10.99.0.0/16", sites })),
    );
    expect(links["wan-ams-fra-a"]).toMatchObject({ name: "to-fra" });
    expect(links["wan-ams-fra-a"]).not.toHaveProperty("__defaultName");
    expect(links["wan-ams-fra-b"]).toMatchObject({ __defaultName: "wan-ams" });
    expect(links["wan-ams-fra-b"]).not.toHaveProperty("name");
  });
});
