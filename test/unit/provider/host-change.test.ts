import { describe, expect, test } from "vitest";
import { connectionChanged, withKnownMachine } from "../../../provider/lifecycle/host-change.ts";
import { UNKNOWN } from "../../../provider/schema/unknown-value.ts";
import type { ConnectionArgs } from "../../../provider/ssh/index.ts";

const inner: ConnectionArgs = { host: "198.51.100.9", user: "jump", password: "a" };
const proxy: ConnectionArgs = { host: "bastion.example", port: 2222, privateKey: "k", proxy: inner };
const connection: ConnectionArgs = { host: "10.0.0.5", user: "root", privateKey: "k", proxy };

const leadsElsewhere = (after: ConnectionArgs) =>
  connectionChanged({ host: { connection } }, { host: { connection: after, sudo: true } });

test.each<[string, ConnectionArgs]>([
  ["another user and key", { ...connection, user: "admin", privateKey: "l", hostKey: "h" }],
  ["the default port, which is now written", { ...connection, port: 22 }],
  ["a proxy's new password", { ...connection, proxy: { ...proxy, password: "new" } }],
  ["a proxy's new key", { ...connection, proxy: { ...proxy, privateKey: "new", privateKeyPassword: "p" } }],
  ["a proxy's limits", { ...connection, proxy: { ...proxy, dialErrorLimit: 3, perDialTimeout: 5 } }],
  ["a proxy's host key", { ...connection, proxy: { ...proxy, hostKey: "h" } }],
  ["the first proxy's new user", { ...connection, proxy: { ...proxy, proxy: { ...inner, user: "other" } } }],
  [
    "the first proxy's default port, which is now written",
    { ...connection, proxy: { ...proxy, proxy: { ...inner, port: 22 } } },
  ],
  ["another spelling of the proxy's name", { ...connection, proxy: { ...proxy, host: "BASTION.example" } }],
])("connectionChanged recognises the same host after %s", (_title, after) => {
  expect(leadsElsewhere(after)).toBe(false);
});

test.each<[string, ConnectionArgs]>([
  ["another address", { ...connection, host: "10.0.0.6" }],
  ["another port", { ...connection, port: 2022 }],
  ["the removal of all proxies", { host: connection.host }],
  ["another proxy", { ...connection, proxy: { ...proxy, host: "other.example" } }],
  ["another port of the proxy", { ...connection, proxy: { ...proxy, port: 22 } }],
  ["another first proxy", { ...connection, proxy: { ...proxy, proxy: { ...inner, host: "198.51.100.8" } } }],
  ["the removal of the first proxy", { ...connection, proxy: { host: proxy.host, port: 2222 } }],
])("connectionChanged recognises a different host after %s", (_title, after) => {
  expect(leadsElsewhere(after)).toBe(true);
});

describe("withKnownMachine", () => {
  const olds = { host: { connection, machineId: "m", hostKey: "k" } };
  const news = (connection: unknown) => ({ host: { connection, machineId: UNKNOWN, hostKey: UNKNOWN } });

  test("takes the recorded machine in the preview of another credential", () => {
    const rotated = { ...connection, privateKey: "another" };
    expect(withKnownMachine(olds, news(rotated))).toEqual({ host: { ...olds.host, connection: rotated } });
  });

  test.each([
    ["another address", { ...connection, host: "10.0.0.6" }],
    ["an unknown address", { ...connection, host: UNKNOWN }],
    ["an unknown proxy", { ...connection, proxy: UNKNOWN }],
    ["an unknown connection", UNKNOWN],
  ])("leaves the machine unknown with %s", (_title, after) => {
    expect(withKnownMachine(olds, news(after))).toEqual(news(after));
  });

  test("leaves a machine unknown that was not recorded", () => {
    expect(withKnownMachine({}, news(connection))).toEqual(news(connection));
  });
});
