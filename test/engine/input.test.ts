// Invalid input fails at preview, and no host is contacted. Unknown input does not fail.
import * as pulumi from "@pulumi/pulumi";
import { Host, IpipTunnel, TunnelPair } from "pulumi-iproute2";
import { describe, expect, test } from "vitest";
import { labHosts } from "../lab/index.ts";
import { withStack } from "./lab-stack.ts";
import { expectFailure } from "./stack.ts";

/** No host answers at this address, so every connection fails. */
const nowhere = {
  connection: { host: "127.0.0.1", port: 9, hostKey: "ssh-ed25519 AAAA", dialErrorLimit: 1 },
};
const link = { host: nowhere, local: "192.0.2.1", remote: "192.0.2.2" };

/** A machine that the same deployment makes. All of its outputs are unknown at preview. */
class Machine extends pulumi.dynamic.Resource {
  declare readonly address: pulumi.Output<string>;
  declare readonly port: pulumi.Output<number>;
  constructor(name: string, port: number) {
    const provider: pulumi.dynamic.ResourceProvider = {
      create: async (inputs) => ({ id: "m", outs: { ...inputs, address: inputs.at, port: inputs.behind } }),
    };
    super(provider, name, { at: "127.0.0.1", behind: port, address: undefined, port: undefined });
  }
}

describe("preview with invalid input", () => {
  test("fails with one message that names resource and property, and contacts no host", () =>
    withStack(
      "bad",
      async () => {
        new IpipTunnel("wrong", { ...link, remote: "2001:db8::1" });
      },
      async (stack) => {
        const message = await expectFailure(stack.preview());
        expect(message).toMatch(/'wrong'.*property remote .*must be an IPv4 address such as 192\.0\.2\.1/);
        expect(message).not.toMatch(/ECONNREFUSED|at .*\.js:\d+/);
      },
    ));

  test("does not print a private key when another property is wrong", () =>
    withStack(
      "secret",
      async () => {
        const connection = { host: "127.0.0.1", privateKey: "s3cr3t-text", privatKeyPassword: "hunter2" };
        new IpipTunnel("wrong", { ...link, host: { connection } as never });
      },
      async (stack) => {
        const message = await expectFailure(stack.preview());
        expect(message).toContain("host.connection.privatKeyPassword");
        expect(message).not.toMatch(/s3cr3t|hunter2/);
      },
    ));
});

describe("host that does not exist yet", () => {
  test("is unknown at preview, and `up` makes links on it after the host", () =>
    withStack(
      "unknown",
      async () => {
        const { alpha, beta } = labHosts();
        const [one, other] = [
          new Machine("one", alpha.connection.port),
          new Machine("other", beta.connection.port),
        ];
        const hostOn = (machine: Machine, { privateKey, hostKey }: typeof alpha.connection) => ({
          connection: { host: machine.address, port: machine.port, privateKey, hostKey },
        });
        const underlay = (machine: Machine, address: string) => machine.address.apply(() => address);
        const ams = new Host("ams", hostOn(one, alpha.connection));
        const pair = new TunnelPair("u", {
          kind: "ipip",
          a: { host: ams, underlay: underlay(one, alpha.underlay4), addresses: ["10.9.0.1/30"] },
          b: { host: hostOn(other, beta.connection), underlay: underlay(other, beta.underlay4) },
        });
        return {
          mtu: pair.mtu,
          kinds: ams.kinds,
          machine: ams.machineId,
          kernel: ams.kernel,
          iproute2: ams.iproute2,
        };
      },
      async (stack) => {
        const preview = await stack.preview({ diff: true });
        expect(preview.ops).toEqual({
          one: "create",
          other: "create",
          ams: "create",
          u: "create",
          "u-a": "create",
          "u-b": "create",
        });
        expect(preview.stdout).toMatch(/local +: (output<string>|\[unknown\])/);
        expect(preview.stdout).toMatch(/remote +: (output<string>|\[unknown\])/);
        const up = await stack.up();
        expect(up.outputs).toMatchObject({
          mtu: 1480,
          kernel: expect.stringMatching(/^6\./),
          iproute2: expect.stringMatching(/^\d/),
        });
        expect(up.outputs.kinds).toEqual(expect.arrayContaining(["ipip", "gre", "geneve", "fou", "xfrm"]));
        expect((await stack.up()).changed).toEqual({});
        expect((await stack.refresh()).changed).toEqual({});
      },
    ));
});
