/**
 * `npm run test:long [-- SEQUENCES [SEED]]`: runs the table of kinds on several releases of Debian and every other test on
 * hosts, with what `npm test` leaves out (test/sample.ts). It runs a user's project by every installer and Node, reboots two
 * machines, runs every case of the fault matrix (test/faults/README.md), kills 200 runs of the engine at random points, then
 * runs 1000 random sequences of the model on the hosts, and 50,000 in namespaces of this machine, which takes hours. Each run of vitest prints its own seed. A failing sequence is
 * shortened and kept in test/model/cases.
 */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { RELEASES } from "../test/lab/image/releases.ts";
import { root } from "./setup/paths.ts";

/** What test/sample.ts reads. */
const LONG = { TABLE: "all" };

/** The sequences of one process. They are limited, because the provider keeps some memory for each host. */
const AT_A_TIME = 2000;

const [sequences = "50000", first = String(Date.now() % 1_000_000_000)] = process.argv.slice(2);
const total = Number(sequences);
const vitest = path.join(root, "node_modules/vitest/vitest.mjs");

/** Runs test files of a project. Returns whether all passed. */
function passes(
  project: string,
  files: readonly string[],
  settings: Readonly<Record<string, string>>,
): boolean {
  const { status } = spawnSync(process.execPath, [vitest, "run", "--project", project, ...files], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...settings },
  });
  return status === 0;
}

/** As `passes`, and ends this process if a test fails. */
function run(...what: Parameters<typeof passes>): void {
  if (!passes(...what)) process.exit(1);
}

const failed = RELEASES.filter(({ name, version }) => {
  console.log(`\nThe table of kinds on Debian ${version}`);
  return !passes("hosts", ["test/kinds", "test/wire/ipsec.test.ts"], { LAB_RELEASE: name, ...LONG });
});
if (failed.length > 0) {
  console.log(`\nTests failed on Debian ${failed.map(({ version }) => version).join(", ")}`);
  process.exitCode = 1;
}

console.log("\nEvery test on hosts, and every kind with all arguments restored at boot");
run(
  "hosts",
  ["test/engine", "test/faults", "test/lab", "test/scale", "test/wire", "test/kinds/boot.test.ts"],
  LONG,
);

console.log("\nEvery type on the oldest and the newest release");
run("releases", ["test/releases"], LONG);

console.log("\nHostile texts");
run("unit", ["test/unit/injection"], LONG);

console.log("\nThe package by each installer, module system, TypeScript and Node");
run("local", ["test/packaging/users.test.ts"], LONG);

console.log("\nRoutes without a device");
run("local", ["test/simulated/dropping-routes.test.ts"], LONG);

console.log("\nMachines that boot with systemd");
// All files use the same two machines
run("local", ["test/machines", "--no-file-parallelism"], { MACHINES: "1" });

console.log("\nEvery case of the fault matrix");
run("matrix", ["test/faults/matrix"], LONG);

console.log(`\n200 runs that are killed, seed ${first}`);
run("local", ["test/simulated/kills.test.ts"], { KILLS: "200", KILLS_SEED: first });

console.log(`\n1000 sequences on the kernel of the hosts, seed ${first}`);
run("hosts", ["test/model/lab.test.ts"], { ...LONG, MODEL_RUNS: "1000", MODEL_SEED: first });

for (let done = 0; done < total; done += AT_A_TIME) {
  const runs = Math.min(AT_A_TIME, total - done);
  const seed = String(Number(first) + done / AT_A_TIME);
  console.log(`\nSequences ${done + 1} to ${done + runs} of ${total}, seed ${seed}`);
  run("model", ["test/model/model.test.ts"], { MODEL_RUNS: String(runs), MODEL_SEED: seed });
}
