// The golden files show the commands that a host runs, as text for people. `npm run golden` writes them.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { handlers } from "../../provider/index.ts";
import { table } from "../kinds/table.ts";
import { BRIDGES, commonCases, fileOf, linkFile, portCases } from "./commands/files.ts";
import { otherCases } from "./commands/other-cases.ts";
import { onFakeHost } from "./commands/subjects.ts";

vi.mock("../../provider/host/host.ts", async (original) => ({
  ...(await original<object>()),
  hostOf: (await import("./fake-host/hosts.ts")).hostOf,
}));
// A golden file contains no random values.
vi.mock("../../provider/lifecycle/arguments.ts", async (original) => ({
  ...(await original<object>()),
  newIncarnation: () => "7fh20d",
}));

const DIRECTORY = join(import.meta.dirname, "commands");
const pathOf = (name: string) => join(DIRECTORY, `${name}.txt`);
const written = readdirSync(DIRECTORY).filter((file) => file.endsWith(".txt"));

/** Types that change nothing on a host. */
const WITHOUT_COMMANDS = ["Host", "LinkCheck", "IpsecKeys", "StackIdentity"];

test.each(table.map((row) => ({ type: row.type, row })))(
  "$type (link) sends a host the commands of its golden file",
  async ({ type, row }) => {
    await expect(await linkFile(row, onFakeHost(type))).toMatchFileSnapshot(pathOf(type));
  },
);

test.each(otherCases())("$type sends a host the commands of its golden file", async (cases) => {
  await expect(await fileOf(cases)).toMatchFileSnapshot(pathOf(cases.type));
});

test("every link sends a host the commands of common.txt", async () => {
  await expect(await fileOf(commonCases(onFakeHost("IpipTunnel")))).toMatchFileSnapshot(pathOf("common"));
});

test("every port of a bridge sends a host the commands of bridge-port.txt", async () => {
  const subject = onFakeHost("VxlanTunnel", BRIDGES);
  await expect(await fileOf(portCases(subject))).toMatchFileSnapshot(pathOf("bridge-port"));
});

test("every type that changes a host has a golden file", () => {
  const types = Object.keys(handlers).filter((type) => !WITHOUT_COMMANDS.includes(type));
  expect(written).toEqual([...types, "bridge-port", "common"].map((name) => `${name}.txt`).sort());
});
