// The example makes machines in two clouds and a link between them. It runs against Pulumi's mocks, because the
// compiler already checks the arguments of the clouds' types.
import path from "node:path";
import { describe, expect, test } from "vitest";
import { handlers } from "../../../provider/index.ts";
import { UNKNOWN } from "../../../provider/schema/unknown-value.ts";
import { root } from "../../../scripts/setup/paths.ts";
import { type Asked, runMocked } from "./mocked.ts";

const file = path.join(root, "examples/cloud-vms/index.ts");
const OURS = "pulumi-nodejs:dynamic/iproute2:";
const addresses: Record<string, Record<string, unknown>> = {
  "aws:ec2/instance:Instance": { publicIp: "198.51.100.1", privateIp: "172.31.0.5" },
  "hcloud:index/server:Server": { ipv4Address: "203.0.113.7" },
};

const run = (preview: boolean) =>
  runMocked(file, {
    project: "cloud-vms",
    config: { publicKey: "ssh-ed25519 AAAA", privateKey: "s3cr3t" },
    preview,
    made: (type) => (preview ? {} : (addresses[type] ?? {})),
    found: () => ({ id: "ami-1" }),
  });

const ours = (asked: Record<string, Asked>) =>
  Object.entries(asked).filter(([, { type }]) => type.startsWith(OURS));

/** The failures that the provider's check returns for arguments. */
const failuresOf = async ([, { type, inputs }]: [string, Asked]) =>
  (await handlers[type.slice(OURS.length)]?.check({}, inputs))?.failures;

describe("example cloud-vms", () => {
  test("passes the check at preview, when no machine exists and their addresses are unknown", async () => {
    const { asked, outputs } = await run(true);
    expect(asked["ams-fra-a"]?.inputs).toMatchObject({ key: 100, local: UNKNOWN, remote: UNKNOWN });
    expect(asked["ams-fra-b"]?.inputs).toMatchObject({ key: 100, local: UNKNOWN, remote: UNKNOWN });
    expect(outputs.machines).toBeUndefined();
    for (const one of ours(asked)) expect(await failuresOf(one)).toEqual([]);
  });

  test("connects the machines by their addresses, after they are ready", async () => {
    const { asked, outputs } = await run(false);
    expect(asked["ams-fra-a"]?.inputs).toMatchObject({
      local: "172.31.0.5",
      remote: "203.0.113.7",
      mtu: 1450,
    });
    expect(asked["ams-fra-b"]?.inputs).toMatchObject({
      local: "203.0.113.7",
      remote: "198.51.100.1",
      mtu: 1450,
    });
    expect(outputs.machines).toEqual({ ams: "198.51.100.1", fra: "203.0.113.7" });
    expect(asked["ams-host"]?.after).toContain("ams-host-ready");
    expect(asked["ams-fra-a"]?.after).toContain("ams-host");
    expect(asked["ams-host-ready"]?.inputs.connection).toMatchObject(
      asked["ams-host"]?.inputs.connection ?? {},
    );
  });

  test("declares that all objects on a machine are deleted with the machine", async () => {
    const { asked } = await run(false);
    const goes = Object.fromEntries(ours(asked).map(([name, { goesWith }]) => [name, goesWith]));
    expect(goes).toEqual({
      "ams-host": "ams",
      "fra-host": "fra",
      "ams-fra-a": "ams",
      "ams-fra-b": "fra",
      "ams-host-forwarding": "ams",
      "fra-host-forwarding": "fra",
    });
    expect(asked["fra-host-ready"]?.goesWith).toBe("fra");
  });
});
