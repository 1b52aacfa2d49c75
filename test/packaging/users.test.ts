// The packed package in a user's project, under the real engine: by each installer, module system, release of TypeScript and
// of Node. `npm run test:long` has the whole table.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../scripts/setup/paths.ts";
import { missing } from "../model/host.ts";
import { differences, look } from "../model/look.ts";
import { UNDERLAY } from "../model/world.ts";
import { isLong } from "../sample.ts";
import { simulatedHosts } from "../simulated/hosts.ts";
import { INSTALLERS, type Installer } from "./installers.ts";
import { makeObjects, stateOf } from "./release-0.1.0.ts";
import { nodeOf } from "./tools.ts";
import { type Module, type Request, type TypeScript, UserProject } from "./user-project.ts";

const ALL = isLong;
const HERE = process.versions.node;
const NODES = ["22.23.5", HERE, "26.12.1"];

interface Row {
  readonly module: Module;
  readonly typescript: TypeScript;
  readonly node: string;
  readonly tests: readonly ("creation" | "upgrade")[];
}

/**
 * The rows of an installer: on each Node, a creation by one module system and an upgrade by the other. Half of the installers
 * have them the other way round.
 */
function rowsOf(installer: Installer): Row[] {
  if (!ALL) return [{ module: "mjs", typescript: 6, node: HERE, tests: ["creation", "upgrade"] }];
  const even = INSTALLERS.indexOf(installer) % 2 === 0;
  return NODES.flatMap((node): Row[] => [
    { module: "cjs", typescript: even ? 5 : 6, node, tests: [even ? "creation" : "upgrade"] },
    { module: "mjs", typescript: even ? 6 : 5, node, tests: [even ? "upgrade" : "creation"] },
  ]);
}

const hosts = simulatedHosts();
const packed = mkdtempSync(path.join(tmpdir(), "pulumi-iproute2-packed-"));
let tarball: string;
beforeAll(() => {
  const { status, stdout, stderr } = spawnSync(
    "npm",
    ["pack", "--json", "--ignore-scripts", "--pack-destination", packed],
    { cwd: root, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(stderr);
  tarball = path.join(packed, JSON.parse(stdout)[0].filename);
}, 120_000);
afterAll(() => rmSync(packed, { recursive: true }), 60_000);

const connections = () => {
  const { alpha, beta } = hosts().servers;
  return { ams: alpha.connection, fra: beta.connection };
};
const config = () => ({
  ams: { connection: connections().ams, underlay: UNDERLAY.alpha },
  fra: { connection: connections().fra, underlay: UNDERLAY.beta },
});
const seen = () => Promise.all([look(hosts().world.alpha), look(hosts().world.beta)]);

const RESOURCES = [
  ...["ams", "ams-fra", "ams-fra-a", "ams-fra-b", "ams-fra-check", "forwarding", "fra"],
  ...["iproute2-stack-identity", "keys", "policy"],
];

/** By operation of an upgrade. 0.1.0 restored nothing at boot, so each object gets its file for that. No property differs. */
const UPGRADE = {
  "iproute2-stack-identity": "create",
  "ams-fra-a": "update",
  "ams-fra-b": "update",
  policy: "update",
  forwarding: "update",
};

/**
 * Release 0.1.0 recorded no devices beside the old value of forwarding. So the host cannot know whether another program
 * needs forwarding, and leaves it on. (provider/host/shell/sysctl.sh)
 */
const KEPT_ON = "sysctl/net/ipv4/ip_forward";

const packages = ALL ? INSTALLERS : INSTALLERS.slice(0, 1);
describe.skipIf(missing() !== undefined).each(packages)("package installed by $name", (installer) => {
  let project: UserProject;
  beforeAll(async () => {
    project = new UserProject(installer, tarball);
    await project.install();
  }, 600_000);
  afterAll(() => project.remove(), 120_000);

  describe.each(rowsOf(installer))("as $module by TypeScript $typescript on Node $node", (row) => {
    const drive = async (request: Partial<Request>) => {
      project.forget();
      const directory = await nodeOf(row.node);
      const all = { config: config(), steps: [], ...request };
      const { node, results } = await project.drive(row.typescript, row.module, directory, all);
      expect(node).toBe(row.node);
      return results;
    };
    /** Runs steps, and compares the hosts after them with those before. */
    const leavingNothing = async (steps: () => Promise<void>, except?: string) => {
      const before = await seen();
      await steps();
      for (const [index, after] of (await seen()).entries())
        expect(
          differences(before[index] ?? after, after).filter(
            (one) => except === undefined || !one.startsWith(except),
          ),
        ).toEqual([]);
    };

    test.runIf(row.tests.includes("creation"))(
      "creates and removes all resources",
      { timeout: 600_000 },
      () =>
        leavingNothing(async () => {
          const [up, destroy] = await drive({ steps: ["up", "destroy"] });
          expect(Object.keys(up?.operations ?? {}).sort()).toEqual(RESOURCES);
          expect(up?.mtu).toBe(1450);
          expect(Object.values(destroy?.operations ?? {})).toEqual(RESOURCES.map(() => "delete"));
        }),
    );

    test.runIf(row.tests.includes("upgrade"))(
      "takes over the state of 0.1.0, and removes its resources",
      { timeout: 600_000 },
      () =>
        leavingNothing(async () => {
          await makeObjects(hosts().world);
          const [up, preview, destroy] = await drive({
            state: stateOf(connections()),
            steps: ["up", "preview", "destroy"],
          });
          expect(up?.operations).toEqual(UPGRADE);
          expect(preview?.operations).toEqual({});
          expect(Object.keys(destroy?.operations ?? {}).sort()).toEqual(RESOURCES);
        }, KEPT_ON),
    );
  });
});
