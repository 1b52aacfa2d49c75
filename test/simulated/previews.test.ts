// The previews of the real engine for each kind of change, compared with the files in previews/. They depend on internals of
// Pulumi that sdk/import-preload.ts names.
import "pulumi-iproute2/import";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parsePreview } from "../../cli/preview/preview.ts";
import { handlers } from "../../provider/index.ts";
import { printObjectAddress } from "../../provider/schema/object-address.ts";
import { openStack, type RunOptions, type TestStack } from "../engine/stack.ts";
import { missing } from "../model/host.ts";
import { UNDERLAY } from "../model/world.ts";
import { simulatedHosts } from "./hosts.ts";
import { blocksIn, masked, reduced } from "./preview-text.ts";
import { after, before, type Reach, SECRETS, stateArguments } from "./previews-program.ts";

const hosts = simulatedHosts();
const directory = mkdtempSync(path.join(tmpdir(), "previews-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** Writes the files that the id of the imported link names. */
function reachOf(): Reach {
  const { alpha, beta } = hosts().servers;
  const { host, port = 22, hostKey, privateKey = "" } = alpha.connection;
  const [identity, knownHostsFile] = [path.join(directory, "key"), path.join(directory, "known_hosts")];
  writeFileSync(identity, privateKey, { mode: 0o600 });
  writeFileSync(knownHostsFile, `[${host}]:${port} ${hostKey}\n`);
  return {
    connections: { alpha: alpha.connection, beta: beta.connection },
    knownHostsFile,
    importId: printObjectAddress({
      ...{ host: { connection: { host, port }, knownHostsFile }, identity, name: "hand1" },
    }),
  };
}

const HAND_MADE = ["hand0 type vxlan id 10", "hand1 type vxlan id 11"].map(
  (link) =>
    `ip link add ${link} dstport 4789 dev eth0 local ${UNDERLAY.alpha} remote ${UNDERLAY.beta} && ip link set ${link.slice(0, 5)} up`,
);
const DRIFT = `ip link set drifted type vxlan dev eth0 local ${UNDERLAY.alpha} remote ${UNDERLAY.beta} id 6 ttl 5 &&
  ip addr add 10.99.0.1/24 dev drifted && ip route del 10.60.0.0/16 && ip link del gone`;

const SECRET = "4dabf18193072939515e22adb298388d";
/** A secret in an exported state. */
const secret = (value: string) => ({
  [SECRET]: "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(value),
});

/** Adds an IPsec state to the stack's state, because the kernel of this machine may not have the algorithm. */
async function addState(stack: TestStack): Promise<() => Promise<void>> {
  const exported = await stack.exportState();
  const named = (name: string) =>
    exported.deployment.resources.find(({ urn }: { urn: string }) => urn.endsWith(`::${name}`));
  const keys = named("keys-1");
  const owner = `pulumi-iproute2-test/${stack.name}/state`;
  const checked = await handlers.XfrmState?.check({}, { ...stateArguments(SECRETS.key), owner });
  const inputs = {
    ...checked?.inputs,
    aead: { ...(checked?.inputs.aead as object), key: secret(SECRETS.key) },
    __stack: named("gone").inputs.__stack,
    __provider: keys.inputs.__provider.replace("IpsecKeys", "XfrmState"),
  };
  const { urn, type } = JSON.parse(JSON.stringify(keys).replaceAll("IpsecKeys", "XfrmState"));
  const state = {
    ...keys,
    ...{ urn: urn.replace("::keys-1", "::state"), type, id: "state@192.0.2.77", inputs },
    outputs: { ...inputs, persisted: "none", machineId: "c".repeat(32) },
    additionalSecretOutputs: [],
  };
  const resources = [...exported.deployment.resources, state];
  await stack.importState({ ...exported, deployment: { ...exported.deployment, resources } });
  return () => stack.importState(exported);
}

interface Preview {
  readonly text: string;
  readonly json: string;
}

describe.skipIf(missing() !== undefined)("preview", { timeout: 300_000 }, () => {
  let changes: Preview;
  let drift: Preview;

  beforeAll(async () => {
    const env = { NODE_OPTIONS: "--require pulumi-iproute2/import" };
    const reach = reachOf();
    const common = { name: "previews", program: before(reach), env };
    await using stack = await openStack(common);
    const { workDir } = stack;
    await using asJson = await openStack({
      ...common,
      workDir,
      previewArguments: ["--json", "--show-sames"],
    });
    const preview = async (options: RunOptions): Promise<Preview> => {
      const [text, json] = await Promise.all([
        stack.preview({ ...options, diff: true }),
        asJson.preview(options),
      ]);
      return { text: masked(text.stdout), json: json.stdout };
    };
    await stack.up();
    try {
      await hosts().world.alpha.must(HAND_MADE.join(" && "));
      const removeState = await addState(stack);
      for (const one of [stack, asJson]) one.use(after(reach));
      changes = await preview({});
      await removeState();
      await hosts().world.alpha.must(DRIFT);
      for (const one of [stack, asJson]) one.use(before(reach));
      drift = await preview({ refresh: true });
    } finally {
      await stack.destroy();
    }
  }, 300_000);

  /** The text of both forms of a preview for some resources. */
  const shown = ({ text, json }: Preview, names: readonly string[]): string => {
    const blocks = blocksIn(text);
    const { steps } = parsePreview(json);
    const ours = names.flatMap((name) => steps.filter(({ urn }) => urn.endsWith(`::${name}`)));
    return [
      "pulumi preview --diff",
      ...names.flatMap((name) => blocks.get(name) ?? [`(nothing of ${name})`]),
      "pulumi preview --json",
      ...ours.filter(({ op }) => op !== "same").map(reduced),
    ].join("\n\n");
  };

  test.each([
    ["created", ["created-a", "created-b"]],
    ["changed-in-place", ["in-place-a", "in-place-b"]],
    ["replaced", ["replaced-a", "replaced-b"]],
    ["deleted", ["deleted-a"]],
    ["moved", ["moved"]],
    ["rotated-keys", ["keys-1", "keys-2", "state"]],
    ["changed-credential", ["nyc", "credential"]],
    ["unknown-host", ["unknown", "new", "on-unknown"]],
    ["adopted", ["adopted"]],
    ["imported", ["imported"]],
  ])("of %s resources shows what its file has", async (title, names) => {
    await expect(`${shown(changes, names)}\n`).toMatchFileSnapshot(`previews/${title}.txt`);
  });

  test("of drifted resources shows what its file has", async () => {
    await expect(`${shown(drift, ["drifted", "gone"])}\n`).toMatchFileSnapshot("previews/drifted.txt");
  });

  test("shows no resource that is unchanged", () => {
    const blocks = [...blocksIn(changes.text).keys()];
    expect(blocks).toContain("in-place-a");
    expect(blocks.filter((name) => /^(?:unchanged|drifted|gone|ams|fra)/.test(name))).toEqual([]);
    expect([...blocksIn(drift.text).keys()].sort()).toEqual([
      "drifted",
      "gone",
      "pulumi-iproute2-test-previews",
    ]);
  });

  test("has no secret, as text and as JSON", () => {
    for (const text of [changes.text, changes.json, drift.text, drift.json])
      for (const one of [...Object.values(SECRETS), "PRIVATE KEY"]) expect(text).not.toContain(one);
  });
});
