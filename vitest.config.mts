import { availableParallelism } from "node:os";
import { defineConfig, type TestProjectConfiguration } from "vitest/config";
import { FaultCounts } from "./scripts/test/fault-counts.ts";
import { LongestFirst } from "./scripts/test/longest-first.ts";
import { labsAtOnce } from "./test/lab/count.ts";
import { isLong, LONG_FILES } from "./test/sample.ts";

const minutes = 60_000;

/** Pure functions, mocks, in-process servers: no host, no Pulumi CLI. */
const unit: TestProjectConfiguration = {
  extends: true,
  test: {
    name: "unit",
    include: ["test/unit/**/*.test.ts"],
    // Some tests start real shells, which a busy machine delays.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    sequence: { groupOrder: 0 },
  },
};

/** The provider's handlers against real shells in network namespaces of this machine: no sshd, no Pulumi CLI, no QEMU. */
const model: TestProjectConfiguration = {
  extends: true,
  test: {
    name: "model",
    include: ["test/model/**/*.test.ts"],
    exclude: ["test/model/lab.test.ts"],
    testTimeout: minutes,
    hookTimeout: minutes,
    sequence: { groupOrder: 0 },
  },
};

/** Faults of connection, shell, host and kernel, on the hosts of the model: no QEMU. `FAULTS=all` has every case. */
const matrix: TestProjectConfiguration = {
  extends: true,
  test: {
    name: "matrix",
    include: ["test/faults/matrix/**/*.test.ts"],
    testTimeout: 30 * minutes,
    hookTimeout: minutes,
    sequence: { groupOrder: 0 },
  },
};

/** What needs the Pulumi CLI or an sshd of this machine, and no lab. */
const local: TestProjectConfiguration = {
  extends: true,
  test: {
    name: "local",
    include: [
      "test/{browser,packaging,ssh,simulated}/**/*.test.ts",
      // Two machines that boot with systemd take minutes without KVM: `npm run test:long` has them.
      ...(process.env.MACHINES === undefined ? [] : ["test/machines/**/*.test.ts"]),
    ],
    testTimeout: 2 * minutes,
    sequence: { groupOrder: 1 },
  },
};

/** Everything that happens on the hosts: a worker for each lab, and on a lab one file after another. */
const hosts: TestProjectConfiguration = {
  extends: true,
  test: {
    name: "hosts",
    include: [
      "test/{engine,wire,lab,kinds,scale}/**/*.test.ts",
      "test/faults/*.test.ts",
      "test/model/lab.test.ts",
    ],
    exclude: isLong ? [] : LONG_FILES,
    globalSetup: ["test/lab/setup.ts"],
    setupFiles: ["test/lab/worker.ts"],
    maxWorkers: labsAtOnce(),
    testTimeout: 5 * minutes,
    hookTimeout: 5 * minutes,
    // An emulated machine on a busy one loses a packet or a session now and then; what is wrong fails twice.
    retry: 1,
    sequence: { groupOrder: 2 },
  },
};

/** The oldest and the newest release of Debian, in short. The file starts a lab for each. */
const releases: TestProjectConfiguration = {
  extends: true,
  test: {
    name: "releases",
    include: ["test/releases/**/*.test.ts"],
    maxWorkers: labsAtOnce(),
    testTimeout: 5 * minutes,
    hookTimeout: 10 * minutes,
    retry: 1,
    sequence: { groupOrder: 2 },
  },
};

export default defineConfig({
  test: {
    projects: [unit, model, matrix, local, hosts, releases],
    reporters: ["default", new FaultCounts()],
    // Vitest would leave one processor idle, which is half of a small machine.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    // The package itself, which is linked into node_modules, is loaded by Node as a user's program loads it.
    server: { deps: { external: [/\/dist\/(cli|sdk|provider)\//] } },
  },
});
