// Runs a user's program by the Automation API of the user's project, because no test needs the engine's language host.
// Standard input has the request, and standard output gets the result.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { json } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation/index.js";

const { program, cli, config, state, steps } = await json(process.stdin);
const backend = path.resolve("state");
mkdirSync(backend, { recursive: true });

const require = createRequire(import.meta.url);
let runs = 0;
/** Each run evaluates the program again. The cache of CommonJS ignores what follows the file's name. */
async function evaluate() {
  delete require.cache[program];
  const exported = await import(`${pathToFileURL(program).href}?run=${++runs}`);
  return { mtu: exported.mtu ?? exported.default.mtu };
}

const stack = await LocalWorkspace.createOrSelectStack(
  {
    projectName: "net",
    stackName: "prod",
    program: evaluate,
  },
  {
    workDir: process.cwd(),
    pulumiHome: path.resolve("home"),
    pulumiCommand: await PulumiCommand.get({ root: cli, skipVersionCheck: true }),
    projectSettings: { name: "net", runtime: "nodejs", backend: { url: `file://${backend}` } },
    envVars: {
      PULUMI_BACKEND_URL: `file://${backend}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    },
  },
);
stack.info = async () => undefined;
for (const [key, value] of Object.entries(config))
  await stack.setConfig(key, { value: JSON.stringify(value), secret: true });
if (state !== undefined) await stack.importStack(state);

/**
 * The operation of each resource that is not unchanged, with the properties that differ: `update ttl`. Without providers,
 * which get the stack's configuration.
 */
async function run(step) {
  const operations = {};
  const result = await stack[step]({
    onEvent: ({ resourcePreEvent }) => {
      const { urn, op, type, detailedDiff } = resourcePreEvent?.metadata ?? {};
      if (urn === undefined || ["same", "refresh"].includes(op) || type.startsWith("pulumi:")) return;
      operations[urn.slice(urn.lastIndexOf("::") + 2)] = [op, ...Object.keys(detailedDiff ?? {})].join(" ");
    },
  });
  return { operations, mtu: result.outputs?.mtu?.value };
}

const results = [];
for (const step of steps) results.push(await run(step));
console.log(JSON.stringify({ node: process.versions.node, results }));
