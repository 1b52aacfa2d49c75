// Runs a script of this folder: `node scripts/run.mjs NAME [ARGUMENT…]`.
// It is plain JavaScript without dependencies, because a fresh clone has nothing else that runs. It installs the npm
// packages and starts a Node that runs TypeScript.
import { spawn } from "node:child_process";
import path from "node:path";
import { installPackages, nodeBinary } from "./bootstrap/packages.mjs";

const [name, ...rest] = process.argv.slice(2);
const root = path.resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "..");

try {
  await installPackages(root);
  const node = nodeBinary(root);
  // Node loads the examples as ESM, and Pulumi's language host loads them as CommonJS. Node would warn in each run.
  const quiet = "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON";
  const child = spawn(node, [quiet, path.join(root, `scripts/${name}.ts`), ...rest], {
    stdio: "inherit",
    env: {
      ...process.env,
      // All later processes find this Node first, also the `node` of the dynamic provider.
      PATH: [path.dirname(node), path.join(root, "node_modules/.bin"), process.env.PATH].join(path.delimiter),
    },
  });
  // The terminal sends ^C to the child too. Other signals reach only this process, so it passes them on.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGINT" ? 130 : 143);
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
