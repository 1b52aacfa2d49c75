import { describe, expect, test } from "vitest";
import { foreignObjectError, outcomeError } from "../../../provider/host/error-messages.ts";
import { hostOf } from "../../../provider/host/host.ts";
import { links, others } from "../../../provider/index.ts";
import { argsOf } from "../../../provider/lifecycle/arguments.ts";
import type { ResourceKind } from "../../../provider/model/resource-kind.ts";
import type { Args } from "../../../provider/schema/declaration.ts";

const kind = links.GreTunnel;
const inputs = {
  host: { connection: { host: "192.0.2.1" } },
  owner: "project/dev/x",
  __stack: "bcdfghjk",
  name: "x",
  local: "198.51.100.1",
  remote: "198.51.100.2",
};
const args: Args = argsOf(kind, inputs, "zxcvbn");

describe("foreignObjectError", () => {
  const wordsOf = async (ownerAlias: string, owner?: string) =>
    foreignObjectError(
      kind,
      await hostOf(args),
      { ownership: "foreign", args: { ...args, owner, ownerAlias }, computed: { kind: "ipip" } },
      args,
      [],
    ).message;

  test("names a device of the resource's former type as the resource's own", async () => {
    const words = await wordsOf(String(argsOf(kind, inputs, "qwrtyp").ownerAlias), "project/dev/x");
    expect(words).toMatch(
      /an ipip device of this name .* belongs to this very resource, which had another type/,
    );
    expect(words).toMatch(/remove that resource in a run of its own first/);
  });

  test("names the owner in the alias", async () => {
    const theirs = { ...inputs, owner: "project/prod/x", __stack: "zzzzzzzz" };
    const words = await wordsOf(String(argsOf(kind, theirs, "qwrtyp").ownerAlias), "project/prod/x");
    expect(words).toMatch(/belongs to project\/prod\/x/);
  });
});

describe("outcomeError", () => {
  test.each([
    [
      "used",
      "",
      /^esp:\S+ on root@192\.0\.2\.1:22: this host has sent with this key before, .*; increase `generation`/,
    ],
    ["differs", "", /^esp:\S+ on root@192\.0\.2\.1:22: the state that is there has another key/],
    [
      "unrecorded",
      "cat: write error: No space left on device",
      /^esp:\S+ on root@192\.0\.2\.1:22: the host reported: cat: write error: No space left on device\. the host could not record .*; make \/var\/lib\/pulumi-iproute2 writable/,
    ],
  ] as const)("names host, state and remedy if the host refuses a key: %s", async (key, stderr, words) => {
    const state = { host: inputs.host, destination: "203.0.113.7", proto: "esp", spi: 0x1001 };
    const error = outcomeError(others.XfrmState, await hostOf(args), state, undefined, {
      ...{ status: "refused", key, stderr },
    });
    expect(error.message).toMatch(words);
  });

  const advice = async (
    command: readonly string[],
    stderr: string,
    of: ResourceKind = kind,
    more: Args = {},
  ) =>
    outcomeError(of, await hostOf(args), { ...args, ...more }, undefined, {
      ...{ status: "failed", command, at: 0, stderr },
    }).message;
  const EXISTS = "RTNETLINK answers: File exists\nCommand failed -:3\n";

  test.each<[ResourceKind, Args, string, RegExp]>([
    [
      links.GeneveTunnel,
      { innerProtoInherit: true },
      'geneve: unknown command "innerprotoinherit"?\nUsage: ... geneve id VNI\n               remote ADDR\n',
      /reported: geneve: unknown command "innerprotoinherit"\?\. `innerProtoInherit` needs Linux 5\.18 and iproute2 5\.18, or newer ones; the host's iproute2 \(unknown\) does not know/,
    ],
    [
      links.XfrmInterface,
      { external: true },
      "Usage: ... xfrm dev [ PHYS_DEV ] [ if_id IFID ]\n\nWhere: IFID := { 0x0..0xffffffff }\n",
      /reported: Usage: \.\.\. xfrm dev \[ PHYS_DEV \] \[ if_id IFID \]\. `external` of an XfrmInterface needs Linux 6\.1 and iproute2 6\.1, or newer ones; the host's iproute2/,
    ],
  ])("names the versions that $type needs", async (of, more, stderr, words) => {
    expect(await advice(["link", "add", "name", "x", "type", of.type], stderr, of, more)).toMatch(words);
  });

  test.each([
    [
      "route",
      ["route", "add", "10.20.0.0/16", "dev", "x"],
      /has a route to 10\.20\.0\.0\/16 with this metric/,
    ],
    ["addr", ["addr", "add", "10.9.0.1/30", "dev", "x"], /already has this address/],
    ["link", ["link", "add", "name", "x", "type", "gre"], /another tunnel has the same endpoints and key/],
  ])("gives advice about the object that a refused `ip %s` adds", async (_object, command, words) => {
    expect(await advice(command, EXISTS)).toMatch(words);
  });

  test("explains a refused IPv6 address not only by missing root", async () => {
    const command = ["addr", "add", "2001:db8::1/64", "dev", "x"];
    expect(await advice(command, "RTNETLINK answers: Permission denied\n")).toMatch(/disable_ipv6/);
  });
});
