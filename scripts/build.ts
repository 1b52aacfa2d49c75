/** `npm run build`: deletes dist/ and compiles the package to it. */
import { rm } from "node:fs/promises";
import path from "node:path";
import { build } from "./setup/build.ts";
import { root } from "./setup/paths.ts";

await rm(path.join(root, "dist"), { recursive: true, force: true });
await build();
