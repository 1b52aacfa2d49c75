// Runs a script of this folder: `node scripts/run.mjs NAME [ARGUMENT…]`.
// Plain JavaScript without any dependency, because on a fresh clone it is all that runs: it installs the npm
// packages and hands over to a Node that runs TypeScript.
import { spawn } from "node:child_process";
import path from "node:path";
import { installPackages, nodeBinary } from "./bootstrap/packages.mjs";

const [name, ...rest] = process.argv.slice(2);
const root = path.resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "..");

try {
  await installPackages(root);
  const node = nodeBinary(root);
  // The examples are CommonJS to Pulumi's language host, and ESM to Node, which would say so on every run.
  const quiet = "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON";
  const child = spawn(node, [quiet, path.join(root, `scripts/${name}.ts`), ...rest], {
    stdio: "inherit",
    env: {
      ...process.env,
      // Whatever is started from here on finds this Node first, the dynamic provider's `node` included.
      PATH: [path.dirname(node), path.join(root, "node_modules/.bin"), process.env.PATH].join(path.delimiter),
    },
  });
  // ^C reaches the child by itself; what is sent to this process alone is passed on.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGINT" ? 130 : 143);
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
